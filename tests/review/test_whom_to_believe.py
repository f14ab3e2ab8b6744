"""A model whose words go beyond its quotes is shown by its quotes; one that invents half is not believed at all."""

from typing import Any

import pytest

from coach.domain.review import AnswerStatus, Question
from coach.review.builtin import BuiltinCoach
from coach.review.draft import Draft, DraftAlternative, DraftAnswer, DraftObstacle, DraftPoint, Quote
from coach.review.ports import CoachReply

TRUE = "Please send me one page, not forty slides, and tell me where the number comes from."


class Model:
    """Takes what builtin says for its own, with more points of ours on what was learned."""

    name = "a:model"

    def __init__(self, *points: str, obstacles: int = 0, alternatives: int = 0, quote: str = TRUE) -> None:
        self._points, self._quote = points, quote
        self._obstacles, self._alternatives = obstacles, alternatives

    def draft(self, dossier: Any, listen: Any = None) -> CoachReply:
        ref = next(e.ref for e in dossier.own if TRUE in e.text)
        draft = BuiltinCoach().draft(dossier).draft
        learned = DraftAnswer(
            question=Question.LEARNED,
            status=AnswerStatus.ANSWERED,
            points=tuple(DraftPoint(text=t, quotes=(Quote(ref=ref, text=self._quote),)) for t in self._points),
        )
        others = tuple(a.model_copy(update={"points": ()}) for a in draft.answers if a.question is not Question.LEARNED)
        bad = DraftAlternative(
            ref=ref,
            title="Follow up",
            why="It is time.",
            first_step="Follow up.",
            success_signal="?",
            kill_criterion="?",
        )
        return CoachReply(
            draft=Draft(
                answers=(learned, *others),
                obstacles=(*draft.obstacles[:1], *(DraftObstacle(name=f"odd_{i}") for i in range(self._obstacles))),
                alternatives=(*draft.alternatives[:1], *(bad for _ in range(self._alternatives))),
            ),
            model=self.name,
        )


def learned(review: Any) -> Any:
    return next(a for a in review.answers if a.question is Question.LEARNED)


def test_a_point_in_its_own_words_is_shown_by_its_quote(sample: Any) -> None:
    free = "The board has approved the purchase and waits for our countersignature."
    close = "Marcus wants one page and asks where the number comes from."
    review = sample.review("D-102", coach=Model(free, close))
    texts = [p.text for p in learned(review).points]
    assert texts[1] == close
    assert free not in texts
    assert TRUE in texts[0]
    assert texts[0].startswith("Email from Marcus Bolitho")
    assert any(d.text == free and "quote stands in its place" in d.reason for d in review.dropped)
    assert review.provenance.model == "a:model"
    assert review.provenance.fallback is None


@pytest.mark.parametrize(
    "coach",
    [
        Model("They signed on the spot.", "They paid at once.", "They left.", quote="We signed it all on the spot."),
        Model("Our champion resigned in anger.", "Finance vetoed everything.", "Lawyers rejected clauses."),
        Model("Marcus wants one page.", obstacles=4, alternatives=2),
    ],
)
def test_one_that_invents_half_is_not_believed(sample: Any, coach: Model) -> None:
    review, honest = sample.review("D-102", coach=coach), sample.review("D-102")
    assert review.answers == honest.answers
    assert review.alternatives == honest.alternatives
    assert review.verdict == honest.verdict
    said = review.provenance.fallback
    assert said is not None
    assert review.provenance.model == "builtin"
    assert "not borne out by the record" in said
    assert len(review.dropped) > len(honest.dropped)


def test_a_slip_or_two_do_not_cost_a_model_its_word(sample: Any) -> None:
    review = sample.review("D-102", coach=Model("They signed it.", quote="We signed it all on the spot."))
    assert review.provenance.fallback is None
