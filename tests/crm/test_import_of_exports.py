"""Whole exports into the real store: the sample, the presets, a mapping."""

from pathlib import Path
from typing import Any

import pytest

from coach.crm.mapping import PRESETS, parse_mapping, preset_mapping
from coach.crm.run import import_export
from coach.domain.deal import Outcome
from coach.domain.failure import ImportFailure
from coach.store import Store

_SAMPLE = Path(__file__).parents[2] / "sample"
_ADELIYIO = """
[tables.deals]
files = "deals"
[tables.deals.columns]
name = "company_name"
amount = "deal_value"
created_at = "created_date"
closed_at = "close_date"
owner = "owner_rep"
segment = "deal_size_bucket"
[tables.stage_changes]
files = "stage_transitions"
[tables.stage_changes.columns]
stage = "to_stage"
entered_at = "transition_date"
[tables.activities.columns]
at = "timestamp"
kind = "activity_type"
contact = "contact_id"
[tables.activities.values]
kind = { Proposal_sent = "email" }
[tables.contacts.columns]
title = "seniority_level"
"""


def test_the_sample_goes_in_whole_and_only_once(tmp_path: Path) -> None:
    with Store.open(f"sqlite:///{tmp_path}/x.db") as store:
        first = import_export(_SAMPLE, store, rejected_to=tmp_path / "rejected.csv")
        version = store.data_version()
        second = import_export(_SAMPLE, store)
        assert all(table.read == table.added > 0 for table in first.tables)
        assert len(first.tables) == 6
        assert all(table.read == table.unchanged for table in second.tables)
        assert store.data_version() == version
    assert not (tmp_path / "rejected.csv").exists()
    assert first.model_validate_json(first.model_dump_json(exclude={"read", "rejected"})) == first


def test_maven(shared: Path, memory: Any) -> None:
    summary = import_export(shared / "maven", memory, preset="maven")
    deals = memory.rows("deals")
    assert (len(deals), summary.rejected) == (8800, 0)
    assert sum(deal.created_at is None for deal in deals) == 500
    assert [sum(deal.outcome is outcome for deal in deals) for outcome in Outcome] == [2089, 4238, 2473]
    first = memory.row("deals", "1C1I7A6R")
    assert (first.name, first.industry, first.currency) == ("Cancity: GTX Plus Basic", "retail", "USD")
    assert {deal.product for deal in deals} >= {"GTX Pro", "MG Special"}
    assert not any(deal.product == "GTXPro" or deal.industry == "technolgy" for deal in deals)
    assert any(deal.name == f"GTX Plus Basic ({deal.deal_id})" for deal in deals)
    assert not any(deal.outcome is Outcome.OPEN and deal.amount is not None for deal in deals)
    assert [stage.name for stage in memory.rows("stages")] == ["Prospecting", "Engaging", "Won", "Lost"]


@pytest.mark.parametrize("name", ["dd-mm-yy_crlf", "dd-mm-yyyy_crlf"])
def test_maven_in_other_dialects_is_the_same(shared: Path, memory: Any, name: str) -> None:
    other = type(memory)()
    import_export(shared / "maven/sales_pipeline.csv", memory)  # taken by its columns, without being told
    import_export(shared / f"maven/dialects/{name}.csv", other, preset="maven")
    assert other.tables["deals"] == memory.tables["deals"]


def test_maven_month_first(shared: Path, memory: Any) -> None:
    import_export(shared / "maven/dialects/m-d-yyyy_shifted_ids.csv", memory, preset="maven")
    deal = memory.row("deals", "N4SD17JR")
    assert deal.created_at.date().isoformat() == "2024-07-12"
    assert len(memory.rows("deals")) == 8800


def test_salesforce(shared: Path, memory: Any) -> None:
    summary = import_export(shared / "preppin", memory, preset="salesforce")
    notes = {note.text: note.count for note in summary.notes}
    assert {table.table: (table.added, table.rejected) for table in summary.tables} == {
        "deals": (219, 0), "stage_changes": (584, 0),
    }  # fmt: skip
    assert notes["dated before their deal was created, kept"] == 43
    assert sum(deal.outcome is not Outcome.OPEN for deal in memory.rows("deals")) == 146


def test_zoho(shared: Path, memory: Any) -> None:
    first = import_export(shared / "zoho", memory, preset="zoho")
    again = import_export(shared / "zoho", memory, preset="zoho")
    assert first.rejected == 0
    assert str(memory.rows("deals")[0].amount) == "22700.00"
    assert again.tables[0].added == again.tables[0].updated == 0


def test_a_mapping_of_ones_own(shared: Path, memory: Any, tmp_path: Path) -> None:
    (tmp_path / "mapping.toml").write_text(_ADELIYIO)
    summary = import_export(shared / "adeliyio", memory, mapping=tmp_path / "mapping.toml")
    assert summary.rejected == 0
    assert {table.table for table in summary.tables} == {"deals", "stage_changes", "activities", "contacts"}
    deal = memory.row("deals", "DEAL-0001")
    assert (deal.name, deal.outcome, str(deal.amount)) == ("Company_971", Outcome.LOST, "392800.0")
    assert not any("kind not known" in note.text for note in summary.notes)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_valid_and_names_its_deals(name: str) -> None:
    preset = preset_mapping(name)
    assert {"deal_id", "stage"} <= set(preset.tables["deals"].columns)
    assert preset.name == name


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("[tables", "not valid TOML"),
        ("[tables.dealz]", "unknown table dealz"),
        ("[tables.deals.columns]\nnmae = 'x'", "unknown column deals.nmae"),
        ("tables = 3", "does not fit at tables"),
    ],
)
def test_a_mapping_that_is_wrong_says_where(text: str, part: str) -> None:
    with pytest.raises(ImportFailure, match=part):
        parse_mapping(text, "mine", "mine.toml")


def test_presets_are_named(memory: Any) -> None:
    with pytest.raises(ImportFailure, match="no preset sapp"):
        import_export(_SAMPLE, memory, preset="sapp")
    with pytest.raises(ImportFailure, match="Both"):
        import_export(_SAMPLE, memory, preset="zoho", mapping=Path("x"))


def test_hubspot_headers_are_recognised(memory: Any, tmp_path: Path) -> None:
    (tmp_path / "all-deals.csv").write_text(
        "Record ID,Deal Name,Deal Stage,Create Date\n1,X,closedwon,2026-01-01 10:00\n"
    )
    summary = import_export(tmp_path / "all-deals.csv", memory)
    assert summary.preset == "hubspot"
    assert any("not tested" in note.text for note in summary.notes)
    assert memory.row("deals", "1").outcome is Outcome.WON


def test_hostile_files_end_in_rows_or_a_clear_failure(shared: Path, tmp_path: Path) -> None:
    files = sorted((shared / "hostile/files/csv").rglob("*.*")) + sorted((shared / "hostile/files/zip").glob("*.zip"))
    failures: list[ImportFailure] = []
    for number, file in enumerate(files):
        with Store.open(f"sqlite:///{tmp_path}/{number}.db") as store:
            try:
                summary = import_export(file, store, rejected_to=tmp_path / "rejected.csv")
            except ImportFailure as failure:
                failures.append(failure)
                continue
        for table in summary.tables:
            done = table.added + table.updated + table.unchanged + table.rejected + table.duplicates
            assert table.read == done
    assert 0 < len(failures) < len(files)
    assert all(failure.sentence and failure.next_step for failure in failures)
