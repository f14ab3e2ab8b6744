"""The first minutes with one's own data, and with a model that cannot be reached."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
MAVEN = ROOT.parent / "shared" / "data" / "maven"
HANDBOOK = ROOT.parent / "shared" / "data" / "playbook_gitlab"


def test_import_twice_reject_and_mend(tmp_path: Path, coach_in: Callable[[Path], Any]) -> None:
    coach = coach_in(tmp_path / "home")
    deals = tmp_path / "deals.csv"
    deals.write_text("deal_id,name,stage,created_at\n1,A,Proposal,2026-10-01\n2,B,Proposal,no date\n", encoding="utf-8")
    first = json.loads(coach("import", str(deals), "--json").stdout)
    table = next(t for t in first["tables"] if t["table"] == "deals")
    assert (table["read"], table["added"], table["rejected"]) == (2, 1, 1)
    with (tmp_path / "home" / "rejected.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["line"], row["column"], row["value"]) == ("3", "created_at", "no date")
    assert row["reason"]
    again = json.loads(coach("import", str(deals), "--json").stdout)
    table = next(t for t in again["tables"] if t["table"] == "deals")
    assert (table["added"], table["updated"], table["unchanged"]) == (0, 0, 1)


def test_an_empty_home_says_what_to_do(tmp_path: Path, coach_in: Callable[[Path], Any]) -> None:
    coach = coach_in(tmp_path / "home")
    ended = coach("stalled")
    assert "coach import" in ended.stderr
    assert json.loads(coach("stalled", "--json").stdout)["deals"] == []


def test_old_data_is_said_to_be_old(tmp_path: Path, coach_in: Callable[[Path], Any]) -> None:
    coach = coach_in(tmp_path / "home")
    deals = tmp_path / "deals.csv"
    deals.write_text("deal_id,name,stage,created_at\n1,A,Proposal,2024-03-01\n", encoding="utf-8")
    assert "2024-03-01" in coach("import", str(deals)).stderr
    assert "--as-of 2024-03-01" in coach("stalled").stderr
    assert coach("stalled", "--as-of", "2024-03-05").stderr == ""


def test_a_model_that_is_down_leaves_the_review_to_builtin(coach: Any) -> None:
    down = {"COACH_MODEL": "openai:any", "COACH_MODEL_BASE_URL": "http://127.0.0.1:9/v1"}
    ended = coach("review", "D-105", "--json", **down)
    review = json.loads(ended.stdout)
    assert review["provenance"]["model"] == "builtin"
    assert "builtin" in ended.stderr
    doctor = coach("doctor", code=1, **down)
    assert "NOT  coach" in doctor.stdout


@pytest.mark.skipif(not MAVEN.exists(), reason="the Maven data is not here")
def test_maven_as_a_user_would(tmp_path: Path, coach_in: Callable[[Path], Any]) -> None:
    coach = coach_in(tmp_path / "home")
    imported = json.loads(coach("import", str(MAVEN), "--preset", "maven", "--json").stdout)
    assert next(t for t in imported["tables"] if t["table"] == "deals")["added"] == 8_800
    found = json.loads(coach("stalled", "--as-of", "2017-12-31", "--json").stdout)
    assert found["open_deals"] == 2_089
    assert found["age_not_known"] == 500
    assert sum(d["days_in_stage"] > 138 for d in found["deals"]) == 1_291
    assert all(d["days_in_stage"] > 138 for d in found["deals"][:1_291])
    assert all(d["norm"]["measure"] == "since creation" for d in found["deals"])
    at_120 = [d["p_win"]["value"] for d in found["deals"] if d["days_in_stage"] == 120]
    assert at_120
    assert all(0.07 < value < 0.12 for value in at_120)


@pytest.mark.skipif(not HANDBOOK.exists(), reason="the handbook is not here")
def test_a_published_stall_policy_is_found(tmp_path: Path, coach_in: Callable[[Path], Any]) -> None:
    coach = coach_in(tmp_path / "home")
    folder = HANDBOOK / "sales" / "field-operations"
    added = json.loads(coach("knowledge", "add", str(folder), "--json").stdout)
    assert len(added["added"]) >= 20
    question = "how long may a mid-market deal sit in discovery without activity before it is closed"
    results = json.loads(coach("knowledge", "search", question, "--json").stdout)["results"]
    assert any("gtm-resources" in r["document"] for r in results[:3])
    again = json.loads(coach("knowledge", "add", str(folder), "--json").stdout)
    assert not again["added"]
    assert len(again["unchanged"]) == len(added["added"])
