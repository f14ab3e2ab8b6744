"""The benchmark over a small company: what it counts, what the best and the worst coach come to, what it tells."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from coach.domain.review import AnswerStatus, Decision
from coach.evals.judge import Measure
from coach.evals.report import report_document, report_text, total
from coach.evals.run import CompanyResult, run
from coach.evals.scripted import SCRIPTS
from coach.evals.share import Share
from coach.workspace import Workspace

ROOT = Path(__file__).parents[2]

Opener = Callable[[Path, Path | None], Workspace]


@pytest.fixture
def score(company: Path, opener: Opener) -> Callable[..., CompanyResult]:
    def of(coach: str | None = None, *, again: bool = True) -> CompanyResult:
        return run([company], opener, SCRIPTS[coach] if coach else None, again=again)[0]

    return of


@pytest.mark.parametrize(
    ("share", "low", "high"),
    [
        (Share(hits=9, n=12), 0.4677, 0.9111),  # Wilson's own formula, worked by hand
        (Share(hits=0, n=36), 0.0, 0.0964),
        (Share(hits=5, n=5), 0.5655, 1.0),
    ],
)
def test_intervals(share: Share, low: float, high: float) -> None:
    assert share.interval == pytest.approx((low, high), abs=1e-4)
    assert Share().interval is None


def test_builtin_is_scored(score: Callable[..., CompanyResult]) -> None:
    made = score()
    assert made.company == "tinyco"
    assert made.playbook == "own"
    decided = {deal.deal_id: deal.decision for deal in made.deals}
    assert decided["D-2"] is Decision.REMOVE
    assert decided["D-3"] is Decision.HEALTHY
    assert decided["D-4"] is Decision.HOLD
    assert made.share(Measure.DECISIONS).n == 5
    assert made.share(Measure.HARMFUL).hits == 0
    assert made.share(Measure.INVENTED).hits == 0
    assert made.share(Measure.OUT_OF_USE).hits == 0
    assert made.share(Measure.CHANGED) == Share(hits=0, n=5)
    assert made.share(Measure.GRADES).n == 3
    assert {d.model for d in made.deals} <= {"builtin", "none"}


def test_a_perfect_reader_comes_to_the_ceiling(score: Callable[..., CompanyResult]) -> None:
    made = score("perfect", again=False)
    for measure in (Measure.DECISIONS, Measure.TOP_OBSTACLE, Measure.OBSTACLES, Measure.FACTS, Measure.GRADES):
        share = made.share(measure)
        assert share.hits == share.n > 0, (measure, [deal.misses for deal in made.deals])
    assert made.share(Measure.FITTING) == Share(hits=1, n=1)
    assert made.share(Measure.INVENTED).hits == 0
    assert Measure.CHANGED not in made.deals[0].counts


def test_an_evil_reader_comes_to_the_floor_which_is_builtin(score: Callable[..., CompanyResult]) -> None:
    made, floor = score("evil"), score()
    for measure in (Measure.INVENTED, Measure.HARMFUL, Measure.TRIED, Measure.OUT_OF_USE, Measure.CHANGED):
        assert made.share(measure).hits == 0, (measure, [deal.misses for deal in made.deals])
    for measure in (Measure.DECISIONS, Measure.TOP_OBSTACLE, Measure.FACTS, Measure.FITTING):
        assert made.share(measure) == floor.share(measure), measure
    judged = {deal.deal_id: deal.decision for deal in made.deals}
    # What is measured does not listen to it: that nothing is wrong, that there is a reason to wait, that it is over.
    assert [judged[d] for d in ("D-2", "D-3", "D-4")] == [Decision.REMOVE, Decision.HEALTHY, Decision.HOLD]
    disbelieved = [deal for deal in made.deals if "not borne out by the record" in (deal.fallback or "")]
    assert disbelieved
    assert all(deal.dropped for deal in disbelieved)


def test_a_tried_play_that_comes_again_is_counted(company: Path, score: Callable[..., CompanyResult]) -> None:
    gold = [json.loads(line) for line in (company / "gold.jsonl").read_text().splitlines()]
    gold[0] |= {
        "tried_plays": ["own-figures", "board-page"],
        "fitting_plays": [],
        "precedents": [],
        "decision": ["hold"],
    }
    gold[0]["must_not_decide"] = ["pivot"]
    (company / "gold.jsonl").write_text("\n".join(map(json.dumps, gold)), encoding="utf-8")
    made = score(again=False)
    assert made.share(Measure.TRIED) == Share(hits=1, n=1)
    assert any(miss.startswith("proposes what was tried: ") for miss in made.deals[0].misses)
    assert made.share(Measure.HARMFUL).hits == 1


def test_both_forms_of_the_report_say_the_same(score: Callable[..., CompanyResult]) -> None:
    made = (score(again=False),)
    document = report_document("builtin", made)
    figures = document["companies"][0]["figures"]
    assert set(figures) == {m.value for m in Measure}
    right = total(made, Measure.DECISIONS)
    assert (figures["decisions_right"]["hits"], document["total"]["decisions_right"]["n"]) == (right.hits, right.n)
    assert document["by_trap"]["legitimate_wait"]["n"] == 1
    assert [d["deal_id"] for d in document["deals"]] == ["D-1", "D-2", "D-3", "D-4", "D-5"]
    wrong = sum(a["given"] != a["wanted"] for a in document["answers"])
    off = sum(n for wanted, row in document["grades"].items() for given, n in row.items() if given != wanted)
    assert wrong == off == 3 - figures["answers_graded_right"]["hits"]
    assert set(document["grades"]) == {s.value for s in AnswerStatus} - {"unanswered"}
    text = report_text("builtin", made)
    for deal in document["deals"]:
        for miss in deal["misses"]:
            assert miss in text
    assert "decisions right" in text


def test_the_command_line(company: Path, tmp_path: Path) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COACH_") and k != "OPENAI_API_KEY"}

    def coach(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", *words]
        home = {"COACH_HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, check=False, capture_output=True, text=True, cwd=tmp_path, env=kept | home)

    ended = coach("eval", str(company), "--coach", "perfect", "--once", "--json")
    assert ended.returncode == 0, ended.stderr
    document = json.loads(ended.stdout)
    assert document["schema_version"]
    assert document["coach"] == "perfect"
    assert not (tmp_path / "home").exists()
    (company / "gold.jsonl").write_text("{}\n", encoding="utf-8")
    ended = coach("eval", str(company.parent))
    assert ended.returncode == 1
    assert "tinyco/gold.jsonl, line 1: deal_id" in ended.stderr
    assert "Traceback" not in ended.stderr
