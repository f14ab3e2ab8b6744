"""Folders, archives, workbooks, Parquet, and what is none of them."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.crm.run import import_export
from coach.domain.failure import ImportFailure
from coach.store import Store

Export = Callable[..., Path]
_DEALS = "deal_id,name,stage,created_at\n01,X,A,2026-01-02\n"
_ACTIVITIES = "activity_id,deal_id,at,kind\na,01,2026-01-03T10:00:00,call\n"


def test_a_zip_is_a_folder(memory: Any, tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("crm/Deals.CSV", _DEALS)
        archive.writestr("crm/activities.csv", _ACTIVITIES)
        archive.writestr("../contacts.csv", "contact_id,deal_id,name\n1,01,Eve\n")
        archive.writestr("__MACOSX/crm/._Deals.CSV", "rubbish")
        archive.writestr("crm/readme.md", "hello")
    summary = import_export(path, memory)
    assert [table.table for table in summary.tables] == ["deals", "activities"]
    assert {ignored.file: ignored.reason for ignored in summary.ignored}["../contacts.csv"].startswith("its path leads")
    assert not (tmp_path / "contacts.csv").exists()


def test_a_workbook_with_sheets(memory: Any, tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    deals = book.active
    assert deals is not None
    deals.title = "Deals"
    for row in (["deal_id", "name", "stage", "amount", "created_at", "hold_until"],
                [17, "X", "A", 12.5, datetime(2026, 1, 2), 46112], ["018", "Y", "A", None, None, None]):  # fmt: skip
        deals.append(row)
    sheet = book.create_sheet("activities")
    sheet.append(["activity_id", "deal_id", "at", "kind"])
    sheet.append(["a", 17, datetime(2026, 1, 3, 10, 30), "call"])
    book.create_sheet("Notes").append(["x"])
    book.save(tmp_path / "crm.xlsx")
    summary = import_export(tmp_path / "crm.xlsx", memory)
    deal = memory.row("deals", "17")
    assert deal.created_at == datetime(2026, 1, 2, tzinfo=UTC)
    assert deal.hold_until.isoformat() == "2026-03-31"
    assert memory.row("deals", "018").amount is None
    assert memory.row("activities", "a").at == datetime(2026, 1, 3, 10, 30, tzinfo=UTC)
    assert [ignored.file for ignored in summary.ignored] == ["crm.xlsx[Notes]"]


def test_parquet(memory: Any, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    moments = pa.array([datetime(2026, 1, 2, 3, 4, 5), None], pa.timestamp("ns"))
    columns = {
        "deal_id": [1, 2],
        "name": ["X", "Y"],
        "stage": ["A", "A"],
        "amount": [1.5, float("nan")],
        "created_at": moments,
    }
    pq.write_table(pa.table(columns), tmp_path / "any.parquet")
    import_export(tmp_path / "any.parquet", memory)
    assert memory.row("deals", "1").created_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert memory.row("deals", "2").amount is None


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("deals.csv", b"", "is empty"),
        ("deals.csv", b"\xef\xbb\xbf\r\n", "is empty"),
        ("deals.csv", b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        ("deals.csv", b"a,b,c\n1,2,3\n", "no header known"),
        ("deals.csv", b"deal_id,amount\n1,2\n", "lacks name, stage"),
        ("deals.csv", b"%PDF-1.7\n", "not a text table"),
        ("deals.csv", bytes(range(32)) * 20, "not a text table"),
        ("deals.csv", b"PK\x03\x04rubbish", "damaged"),
        ("deals.xlsx", b"PAR1rubbish", "damaged Parquet"),
        ("deals.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "old or protected Excel"),
        ("export.zip", b"PK\x05\x06" + b"\0" * 18, "no table"),
    ],
)
def test_what_cannot_be_read_says_so(memory: Any, tmp_path: Path, name: str, content: bytes, part: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ImportFailure, match=part) as failure:
        import_export(tmp_path / name, memory)
    assert failure.value.next_step


def test_a_folder_without_deals(memory: Any, export: Export) -> None:
    with pytest.raises(ImportFailure, match="no table of deals"):
        import_export(export(activities=_ACTIVITIES, stages="name,position\nA,1\n"), memory)
    with pytest.raises(ImportFailure, match="no file or folder"):
        import_export(Path("nowhere"), memory)


def test_title_rows_above_the_header_are_skipped(memory: Any, tmp_path: Path) -> None:
    (tmp_path / "report.csv").write_text("My report,,,\n\n" + _DEALS)
    assert import_export(tmp_path / "report.csv", memory).tables[0].added == 1


def test_a_bad_table_beside_good_deals_is_told(memory: Any, export: Export) -> None:
    summary = import_export(export(deals=_DEALS, contacts="x,y\n1,2\n"), memory)
    assert [ignored.file for ignored in summary.ignored] == ["contacts.csv"]


@pytest.mark.parametrize(
    "text",
    [
        "deal_id,name,stage," + ",".join(f"c{i}" for i in range(10_000)) + "\n1,X,A" + "," * 10_000 + "\n",
        "deal_id,name,stage\n1," + "x" * 3_000_000 + ",A\n",
        "deal_id,name,stage\n1,\ud800X\x00,A\n".encode("utf-8", "surrogatepass").decode("latin-1"),
    ],
)
def test_strange_cells_never_crash(tmp_path: Path, text: str) -> None:
    (tmp_path / "deals.csv").write_bytes(text.encode("latin-1"))
    with Store.open(f"sqlite:///{tmp_path}/x.db") as store:
        assert import_export(tmp_path / "deals.csv", store).tables[0].added == 1


def test_a_quote_never_closed_is_rejected_with_all_it_swallowed(memory: Any, tmp_path: Path) -> None:
    rest = "".join(f"{number},Y,A\n" for number in range(20))
    (tmp_path / "deals.csv").write_text('deal_id,name,stage\n1,X,A\n2,"open,A\n' + rest)
    summary = import_export(tmp_path / "deals.csv", memory, rejected_to=tmp_path / "rejected.csv")
    assert (summary.tables[0].added, summary.tables[0].rejected) == (1, 1)
    assert "may never be closed" in (tmp_path / "rejected.csv").read_text()
    assert rest.strip() in (tmp_path / "rejected.csv").read_text()
