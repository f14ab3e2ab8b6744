"""A rep answers, a manager edits the questions: on the command line, on the sample company."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("answers") / "home"


@pytest.fixture
def coach(home: Path, coach_in: Callable[[Path], Any]) -> Any:
    run = coach_in(home)
    if not home.exists():
        run("import", str(ROOT / "sample"))
    return run


def test_an_answer_is_graded_kept_and_read_by_the_next_review(coach: Any) -> None:
    before = json.loads(coach("review", "D-101", "--json").stdout)
    assert before["verdict"]["decision"] == "ask"
    weak = json.loads(coach("answer", "D-101", "learned", "They love it, it is just timing.", "--json").stdout)
    assert weak["grade"]["status"] == "weak"
    assert weak["grade"]["follow_up"]
    text = "Lennart told me on 18 November that the kitchen launch ends on 5 December and he wants the dock plan then."
    follows = weak["answer"]["answer_id"]
    second = json.loads(coach("answer", "D-101", "learned", "--follows", follows, text, "--json").stdout)
    assert (second["grade"]["status"], second["grade"]["follow_up"]) == ("answered", None)
    assert second["answer"]["asked"] == weak["grade"]["follow_up"]
    after = json.loads(coach("review", "D-101", "--json").stdout)
    learned = next(a for a in after["answers"] if a["question"] == "learned")
    cited = [c for point in learned["points"] for c in point["citations"] if c["source_kind"] == "answer"]
    assert any(c["quote"] in text for c in cited)
    for citation in cited:
        source = json.loads(coach("source", citation["source_id"], "--json").stdout)
        assert source["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_the_words_against_an_answer_are_shown(coach: Any) -> None:
    ended = coach("answer", "D-107", "learned", "The budget is there, she just needs to find the money.", "--dry-run")
    assert ended.stdout.startswith("Contradicted by the record.")
    assert "“Anything over 20,000 that is not in the plan does not get bought" in ended.stdout
    assert "One more question:" in ended.stdout
    assert "Kept" not in ended.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("answer", "D-101", "budget", "There is some."), "is not asked"),
        (("answer", "D-999", "learned", "There is some."), "D-999"),
        (("answer", "D-101", "learned", "--follows", "nobody", "There is some."), "There is no answer nobody"),
    ],
)
def test_what_cannot_be_answered_says_what_can(coach: Any, words: tuple[str, ...], said: str) -> None:
    assert said in coach(*words, code=1).stderr


def test_an_empty_answer_is_wrong_usage(coach: Any) -> None:
    assert "empty" in coach("answer", "D-101", "learned", "  ", code=2).stderr


def test_questions_are_shown_previewed_used_and_reset(coach: Any, tmp_path: Path) -> None:
    shown = coach("questions").stdout
    assert 'title = "What worked?"' in shown
    edited = tmp_path / "mine.toml"
    edited.write_text(
        shown.replace('title = "What worked?"', 'title = "What moved them?"').replace(
            'stages = ["late"]', "stages = []"
        ),
        encoding="utf-8",
    )
    coach("review", "D-101")
    told = json.loads(coach("questions", "preview", str(edited), "--json").stdout)
    assert told["wording"] == ["“What worked?” becomes “What moved them?”."]
    (change,) = told["reviews"]
    assert change["deal_id"] == "D-101"
    assert change["changes"][0].startswith("Asks besides: Who signs at")
    assert json.loads(coach("review", "D-101", "--json").stdout)["extra_answers"] == []
    coach("questions", "use", str(edited))
    text = coach("review", "D-101").stdout
    assert "What moved them?" in text
    assert "Who signs at" in text
    coach("questions", "reset")
    assert "What moved them?" not in coach("review", "D-101").stdout


def test_a_broken_bank_is_refused_and_the_old_one_stays(coach: Any, tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text("version = 1", encoding="utf-8")
    ended = coach("questions", "use", str(broken), code=1)
    assert "broken.toml does not hold" in ended.stderr
    assert 'title = "What worked?"' in coach("questions").stdout
