"""A review that was tampered with: each kind of invention is seen, and an honest review has none."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.review import Answer, Question, Review
from coach.domain.texts import activity_source
from coach.evals.invented import Known, invented
from coach.workspace import Workspace

AS_OF = date(2026, 10, 1)
FOREIGN = "come back to us then when it opens"


@pytest.fixture
def reviewed(company: Path, opener: Callable[..., Workspace], tmp_path: Path) -> Any:
    with opener(tmp_path / "home", company / "playbook") as workspace:
        workspace.import_path(company)
        review = workspace.review("D-1", AS_OF)
        record = workspace.record("D-1", AS_OF)
        other = activity_source(workspace.record("D-2", AS_OF).activities[0])
        playbook = [
            f"{p.title} {p.first_step} {p.success_signal} {p.kill_criterion} {p.text}"
            for p in workspace.library.plays()
        ]
        cited = [f"{s.title} {s.text}" for s in review.sources]
        known = Known(record, playbook, cited, frozenset({FOREIGN}))
        yield review, known, lambda source_id: other if source_id == other.source_id else None, other


def _saying(review: Review, text: str, citation: Citation | None = None) -> Review:
    """With one more point, on a citation that is there already where none is given."""
    first = next(p for a in review.answers for p in a.points)
    point = Point(text=text, citations=(citation or first.citations[0],))
    answers = [
        a.model_copy(update={"points": (*a.points, point)}) if a.question is Question.TRIED else a
        for a in review.answers
    ]
    return review.model_copy(update={"answers": tuple(answers)})


def test_an_honest_review_has_none(reviewed: Any) -> None:
    review, known, source, _ = reviewed
    assert invented(review, known, ["The board has approved the budget"], source) == ()


@pytest.mark.parametrize(
    ("text", "kind", "told"),
    [
        ("They met Zebulon Farthing about it.", "person", "Zebulon Farthing"),
        ("It is worth 987,654 to them.", "figure", "987,654"),
        ("It saves them 83% of it.", "figure", "83%"),
        ("See https://evil.example/x for it.", "address", "https://evil.example/x"),
        ('See <img src="x"> for it.', "address", '<img src="x">'),
        ("In May the board has approved the budget.", "claim", "The board has approved the budget"),
        (f"They wrote: {FOREIGN}.", "foreign", FOREIGN),
    ],
)
def test_what_a_point_makes_up(reviewed: Any, text: str, kind: str, told: str) -> None:
    review, known, source, _ = reviewed
    found = invented(_saying(review, text), known, ["The board has approved the budget"], source)
    assert [(one.kind, one.text) for one in found] == [(kind, told)]


def test_what_a_citation_makes_up(reviewed: Any) -> None:
    review, known, source, other = reviewed
    true = next(c for a in review.answers for p in a.points for c in p.citations)
    moved = true.model_copy(update={"start": true.start + 1, "end": true.end + 1})
    lost = true.model_copy(update={"source_id": "activity:A-0@0000000000"})
    words = other.text[:20]
    theirs = Citation(
        source_id=other.source_id, source_kind=SourceKind.ACTIVITY, quote=words, start=0, end=20, label=other.title
    )
    for citation, kind in ((moved, "quote"), (lost, "quote"), (theirs, "foreign")):
        found = invented(_saying(review, "An offer was sent.", citation), known, [], source)
        assert [one.kind for one in found] == [kind]


def test_a_person_to_meet_who_is_nobody(reviewed: Any) -> None:
    review, known, source, _ = reviewed
    assert review.alternatives, "the deal should have one"
    first = review.alternatives[0].model_copy(update={"with_whom": "Nemo Nobody"})
    changed = review.model_copy(update={"alternatives": (first,)})
    assert [(one.kind, one.text) for one in invented(changed, known, [], source)] == [("person", "Nemo Nobody")]


def test_an_answer_without_points_makes_nothing_up(reviewed: Any) -> None:
    review, known, source, _ = reviewed
    silent = tuple(Answer(question=q, status="unanswered", ask=None) for q in Question)
    assert invented(review.model_copy(update={"answers": silent}), known, ["An offer was sent"], source) == ()
