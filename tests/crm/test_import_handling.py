"""Every stated handling of what does not add up, through the public door."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from coach.crm.run import import_export
from coach.domain.activity import ActivityKind, ActivityStatus, Direction
from coach.domain.deal import Outcome, Role
from coach.domain.failure import ImportFailure
from coach.domain.imported import ImportSummary

Export = Callable[..., Path]
_DEALS = "deal_id,name,stage,outcome,closed_at,created_at,amount\n"


def _counts_add_up(summary: ImportSummary) -> None:
    for table in summary.tables:
        assert table.read == table.added + table.updated + table.unchanged + table.rejected + table.duplicates


def _note(summary: ImportSummary, part: str) -> int:
    return next(note.count for note in summary.notes if part in note.text)


@pytest.mark.parametrize(
    ("row", "outcome", "closed", "note"),
    [
        ("1,A,Closed Won,,2026-01-02,,", Outcome.WON, True, "without an outcome"),
        ("1,A,closed_lost,open,2026-01-02,,", Outcome.LOST, True, "flagged open"),
        ("1,A,Won,,,,", Outcome.WON, False, "closed without a closing date"),
        ("1,A,Proposal,,2026-01-02,,", Outcome.OPEN, False, "open with a closing date"),
        ("1,A,Proposal,Closed Won,2026-01-02,,", Outcome.WON, True, "age not known"),
        ("1,A,Closed Lost,won,2026-01-02,,", Outcome.WON, True, "contradict"),
        ("1,A,Won,won,2026-01-02,2026-02-02,", Outcome.WON, True, "closed before they were created"),
    ],
)
def test_outcome_and_closing_date(
    memory: Any, export: Export, row: str, outcome: Outcome, closed: bool, note: str
) -> None:
    summary = import_export(export(deals=_DEALS + row + "\n"), memory)
    deal = memory.row("deals", "1")
    assert (deal.outcome, deal.closed_at is not None) == (outcome, closed)
    assert _note(summary, note) == 1
    _counts_add_up(summary)


def test_the_table_of_stages_outranks_names(memory: Any, export: Export) -> None:
    stages = "name,position,kind\nNew,1,open\nSigned,2,won\nLost,3,open\n"
    import_export(export(stages=stages, deals=_DEALS + "1,A,Signed,,,,\n2,B,Lost,,,,\n"), memory)
    assert memory.row("deals", "1").outcome is Outcome.WON
    assert memory.row("deals", "2").outcome is Outcome.OPEN


@pytest.mark.parametrize("blank", ["", " ", "NaT", "nan", "None", "NULL", "N/A", "-"])
def test_blank_is_not_known_never_zero(memory: Any, export: Export, blank: str) -> None:
    import_export(export(deals=_DEALS + f"007,A,Proposal,{blank},{blank},{blank},{blank}\n"), memory)
    deal = memory.row("deals", "007")
    assert (deal.amount, deal.created_at, deal.closed_at, deal.outcome) == (None, None, None, Outcome.OPEN)


def test_rows_that_cannot_be_taken_are_kept_unchanged(memory: Any, export: Export, tmp_path: Path) -> None:
    bad = [
        ["2", "B", "Proposal", "maybe", "", "", ""],
        ["3", "B", "Proposal", "", "", "2026-02-30", ""],
        ["4", "B", "Proposal", "", "", "", "much"],
        ["1.23E+15", "B", "Proposal", "", "", "", ""],
        ["", " B ", "Proposal", "", "", "", ""],
        ["5", "B"],
        ["6", "B", "Proposal", "", "", "", "", "extra"],
        ["Total", "", "", "", "", "", "12"],
        _DEALS.strip().split(","),
    ]
    path = export(deals=_DEALS + "1,A,Proposal,,,,\n")
    with (path / "deals.csv").open("a", newline="") as file:
        csv.writer(file).writerows(bad)
    rejected = tmp_path / "out" / "rejected.csv"
    summary = import_export(path, memory, rejected_to=rejected)
    with rejected.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    assert head[:5] == ["file", "line", "column", "value", "reason"]
    assert [row[5:] for row in rows] == bad
    assert [int(row[1]) for row in rows] == list(range(3, 12))
    assert [row[2] for row in rows[:5]] == ["outcome", "created_at", "amount", "deal_id", "deal_id"]
    assert all(row[4] for row in rows)
    assert summary.rejected_file == str(rejected)
    assert (summary.tables[0].added, summary.tables[0].rejected) == (1, 9)
    _counts_add_up(summary)
    (path / "deals.csv").write_text(_DEALS + "1,A,Proposal,,,,\n")
    assert import_export(path, memory, rejected_to=rejected).rejected_file is None
    assert not rejected.exists()


def test_repeated_rows(memory: Any, export: Export) -> None:
    rows = "1,A,Proposal,,,,5\n1,A,Proposal,,,,5\n2,B,Proposal,,,,5\n2,B2,Won,,,,6\n2,B3,Won,,,,much\n"
    path = export(deals=_DEALS + rows)
    summary = import_export(path, memory)
    assert memory.row("deals", "2").name == "B2"
    assert _note(summary, "same row again") == 1
    assert _note(summary, "last row counts") == 1
    assert (summary.tables[0].added, summary.tables[0].duplicates, summary.tables[0].rejected) == (2, 2, 1)
    again = import_export(path, memory)
    assert (again.tables[0].added, again.tables[0].updated, again.tables[0].unchanged) == (0, 0, 2)


def test_history(memory: Any, export: Export) -> None:
    summary = import_export(
        export(
            stages="name,position\nA,1\nB,2\n",
            deals="deal_id,name,stage,created_at\n1,X,A,2026-01-10\n",
            stage_changes="deal_id,stage,entered_at\n1,A,2026-01-01\n1,B,2026-01-20\n1,A,2026-01-30\n9,A,2026-01-01\n",
            field_changes="deal_id,field,old,new,at\n1,amount,1,2,2026-01-11\n1,owner,x,,2026-01-12\n",
        ),
        memory,
    )
    assert _note(summary, "before their deal was created") == 1
    assert _note(summary, "moves backwards") == 1
    tables = {table.table: table for table in summary.tables}
    assert (tables["stage_changes"].added, tables["stage_changes"].rejected) == (3, 1)
    assert tables["field_changes"].added == 2
    _counts_add_up(summary)


def test_activities_and_words_for_them(memory: Any, export: Export) -> None:
    summary = import_export(
        export(
            deals="deal_id,name,stage\n1,X,A\n",
            activities="ID,Opportunity ID,Date,Type,direction,status,body\n"
            'a,1,2026-01-01,E-mail,Incoming,Completed,"two\nlines\x00"\n'
            "b,1,2026-01-02,Demo,sideways,Not started,\n"
            "c,1,2026-01-03,Fax,,,\n"
            "d,2,2026-01-03,Call,,,\n",
        ),
        memory,
    )
    a, b, c = (memory.row("activities", key) for key in "abc")
    assert (a.kind, a.direction, a.status, a.body) == (
        ActivityKind.EMAIL, Direction.INBOUND, ActivityStatus.DONE, "two\nlines",
    )  # fmt: skip
    assert (b.kind, b.direction, b.status) == (ActivityKind.MEETING, None, ActivityStatus.PLANNED)
    assert (c.kind, c.status) == (ActivityKind.OTHER, ActivityStatus.DONE)
    assert _note(summary, "kind not known") == 1
    assert summary.rejected == 1


def test_a_deal_known_from_before_may_be_added_to(memory: Any, export: Export, tmp_path: Path) -> None:
    import_export(export(deals="deal_id,name,stage\n1,X,A\n"), memory)
    alone = tmp_path / "activities.csv"
    alone.write_text("activity_id,deal_id,at,kind\na,1,2026-01-01,call\nb,2,2026-01-01,call\n")
    summary = import_export(alone, memory)
    assert (summary.tables[0].table, summary.tables[0].added, summary.tables[0].rejected) == ("activities", 1, 1)


def test_contacts_get_stable_ids(memory: Any, export: Export) -> None:
    path = export(
        deals="deal_id,name,stage\n1,X,A\n2,Y,A\n",
        contacts="contact_id,deal_id,name,role,email\n,1,Ann,Decision Maker,a@x.example\n,1,Ben,,\n"
        ",1,Ann,Decision Maker,a@x.example\nc,1,Cy,,\nc,2,Cy,wizard,\n",
    )
    summary = import_export(path, memory)
    contacts = memory.rows("contacts")
    assert sorted((contact.name, contact.deal_id) for contact in contacts) == [
        ("Ann", "1"), ("Ben", "1"), ("Cy", "1"), ("Cy", "2"),
    ]  # fmt: skip
    assert {contact.role for contact in contacts} == {Role.ECONOMIC_BUYER, Role.OTHER, None}
    assert _note(summary, "same row again") == 1
    again = {table.table: table for table in import_export(path, memory).tables}["contacts"]
    assert (again.added, again.updated, again.unchanged) == (0, 0, 4)


def test_dialects_synonyms_and_currency(memory: Any, export: Export) -> None:
    text = (
        "Opportunity ID;Opportunity Name;Stage;Amount;Created Date;Close Date\n1;X;A;€ 1.234,50;31.12.2025;15.01.2026\n"
    )
    summary = import_export(export(deals=text), memory)
    deal = memory.row("deals", "1")
    assert (deal.amount, deal.currency) == (Decimal("1234.50"), "EUR")
    assert deal.created_at == datetime(2025, 12, 31, tzinfo=UTC)
    assert deal.expected_close_at == date(2026, 1, 15)
    words = summary.in_words()
    assert "day first (31.12.2025 is 2025-12-31)" in words
    assert "decimal comma" in words


def test_two_readings_stop_the_import_and_can_be_told(memory: Any, export: Export) -> None:
    path = export(deals="deal_id,name,stage,created_at\n1,X,A,03/04/2026\n")
    with pytest.raises(ImportFailure, match="--dates dmy or --dates mdy"):
        import_export(path, memory)
    assert not memory.rows("deals")
    import_export(path, memory, dates="mdy")
    assert memory.row("deals", "1").created_at == datetime(2026, 3, 4, tzinfo=UTC)


def test_nothing_is_kept_of_an_import_that_fails(memory: Any, export: Export, tmp_path: Path) -> None:
    path = export(deals="deal_id,name,stage\n1,X,A\n,Y,A\n")
    memory.upsert_deals = lambda rows: 1 / 0
    with pytest.raises(ZeroDivisionError):
        import_export(path, memory, rejected_to=tmp_path / "rejected.csv")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["export"]


def test_progress_ends_at_the_whole(memory: Any, export: Export) -> None:
    told: list[tuple[str, int, int]] = []
    import_export(export(deals="deal_id,name,stage\n1,X,A\n"), memory, progress=lambda *what: told.append(what))
    assert told[-1] == ("Importing deals.csv", 1, 1)
