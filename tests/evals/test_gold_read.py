"""Malformed labels are told with file, line and what is wrong; harmless strangeness is taken and noted."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.domain.failure import ScenarioFailure
from coach.domain.review import Decision
from coach.evals.gold import read_gold
from coach.evals.judge import Measure
from coach.evals.run import run
from coach.evals.scenario import scenarios_in
from coach.workspace import Workspace

DEAL = {"deal_id": "D-1", "as_of": "2026-10-01", "decision": ["pivot"]}
FACT = {"question": "tried", "text": "An offer was sent", "activity_ids": ["A-11"]}
SAID = {"deal_id": "D-1", "question": "tried", "answer": "We sent it.", "status": "weak"}


def _scenario(folder: Path, gold: str, answers: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "gold.jsonl").write_text(gold, encoding="utf-8")
    if answers:
        (folder / "rep_answers.jsonl").write_text(answers, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not one JSON object"),
        ("[]", "not a JSON object"),
        ('{"deal_id": "D-1", "deal_id": "D-1"}', "a key stands twice"),
        (json.dumps({**DEAL, "as_of": "next week"}), "as_of"),
        (json.dumps({**DEAL, "decision": []}), "decision"),
        (json.dumps({**DEAL, "decision": ["maybe"]}), "decision.0"),
        (json.dumps({k: v for k, v in DEAL.items() if k != "as_of"}), "as_of"),
        (json.dumps({**DEAL, "must_not_decide": ["pivot"]}), "pivot stands in decision and in must_not_decide"),
        (json.dumps({**DEAL, "facts": [{**FACT, "question": "why"}]}), "facts.0.question"),
        (json.dumps({**DEAL, "facts": [{"question": "tried"}]}), "facts.0.text"),
    ],
)
def test_a_malformed_line_is_told(tmp_path: Path, line: str, told: str) -> None:
    good = json.dumps({**DEAL, "deal_id": "D-9"})
    folder = _scenario(tmp_path / "co", f"{good}\n\n{line}\n")
    with pytest.raises(ScenarioFailure) as failure:
        read_gold(folder)
    assert "co/gold.jsonl, line 3: " in failure.value.sentence
    assert told in failure.value.sentence


@pytest.mark.parametrize(
    ("gold", "answers", "told"),
    [
        ("\n", "", "holds no line"),
        (f"{json.dumps(DEAL)}\n{json.dumps(DEAL)}", "", "line 2: D-1 has a line already, line 1"),
        (json.dumps(DEAL), json.dumps({**SAID, "deal_id": "D-7"}), "rep_answers.jsonl, line 1: D-7 has no line"),
        (json.dumps(DEAL), json.dumps({**SAID, "status": "good"}), "rep_answers.jsonl, line 1: status"),
    ],
)
def test_files_that_do_not_fit_together(tmp_path: Path, gold: str, answers: str, told: str) -> None:
    with pytest.raises(ScenarioFailure, match="co/") as failure:
        read_gold(_scenario(tmp_path / "co", gold, answers))
    assert told in failure.value.sentence


def test_what_does_no_harm_is_taken_and_noted(tmp_path: Path) -> None:
    line = json.dumps({**DEAL, "decision": "pivot", "mood": "sunny"})
    read = read_gold(_scenario(tmp_path / "co", f"\ufeff{line}\r\n"))
    assert read.deals[0].decision == (Decision.PIVOT,)
    assert read.notes == ("co/gold.jsonl: mood is not a key of the contract and was left out (1 lines)",)


def test_scenarios_are_found_in_a_folder_of_some(tmp_path: Path) -> None:
    for name in ("b", "a"):
        _scenario(tmp_path / name, json.dumps(DEAL))
    assert [f.name for f in scenarios_in(tmp_path)] == ["a", "b"]
    assert scenarios_in(tmp_path / "a") == (tmp_path / "a",)
    with pytest.raises(ScenarioFailure, match="There is no scenario"):
        scenarios_in(_scenario(tmp_path / "c", "").parent / "d")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"deal_id": "D-99"}, "D-99 is no deal of this import"),
        ({"deal_id": "W-3"}, "was not open on 2026-10-01"),
    ],
)
def test_a_deal_that_is_not_there_is_told(
    company: Path, opener: Callable[[Path, Path | None], Workspace], change: dict[str, Any], told: str
) -> None:
    (company / "gold.jsonl").write_text(json.dumps({**DEAL, **change}), encoding="utf-8")
    (company / "rep_answers.jsonl").unlink()
    with pytest.raises(ScenarioFailure, match=r"tinyco/gold\.jsonl, line 1: ") as failure:
        run([company], opener, again=False)
    assert told in failure.value.sentence


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"facts": [{**FACT, "activity_ids": ["A-99"]}]}, "A-99 is no activity of D-1"),
        ({"facts": [{**FACT, "activity_ids": ["A-21"]}]}, "A-21 is no activity of D-1"),
        ({"precedents": ["W-99"]}, "the precedent W-99 is no deal"),
        ({"fitting_plays": ["own-figure"]}, "did you mean own-figures"),
    ],
)
def test_labels_that_point_to_nothing_are_noted_and_do_not_count(
    company: Path, opener: Callable[[Path, Path | None], Workspace], change: dict[str, Any], told: str
) -> None:
    (company / "gold.jsonl").write_text(json.dumps({**DEAL, **change}), encoding="utf-8")
    (company / "rep_answers.jsonl").unlink()
    (made,) = run([company], opener, again=False)
    (note,) = made.notes
    assert told in note
    assert note.startswith("tinyco/gold.jsonl, line 1: ")
    counted = {"facts": Measure.FACTS, "precedents": Measure.PRECEDENTS, "fitting_plays": Measure.FITTING}
    assert made.share(counted[next(iter(change))]).n == 0
