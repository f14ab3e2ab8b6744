"""A coach that invents, misquotes and borrows from other deals: what it made up is listed, and changes nothing."""

from typing import Any

import pytest

from coach.domain.evidence import Evidence
from coach.domain.review import AnswerStatus, Decision, Question
from coach.domain.texts import activity_source
from coach.review.builtin import BuiltinCoach
from coach.review.dossier import Dossier
from coach.review.draft import DraftAlternative, DraftAnswer, DraftObstacle, DraftPoint, Quote
from coach.review.ports import CoachReply, Listener

DEAL = "D-103"
RIGHT = "Anything up to 50,000 I can sign on my own pen."


class Inventive:
    """The built-in coach's draft with something put in front of it: a fake at the Protocol `Coach`."""

    name = "inventive"

    def __init__(self, **added: Any) -> None:
        self._added = added

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        draft = BuiltinCoach().draft(dossier).draft
        by_key = {e.source.key: e.ref for e in dossier.own}
        added = {key: make(by_key, dossier) if callable(make) else make for key, make in self._added.items()}
        points = added.pop("points", ())
        if points:
            first = draft.answers[3].model_copy(update={"points": (*points, *draft.answers[3].points)})
            added["answers"] = (*draft.answers[:3], first, *draft.answers[4:])
        for key in ("obstacles", "alternatives"):
            if key in added:
                added[key] = (*added[key], *getattr(draft, key))
        return CoachReply(draft=draft.model_copy(update=added), model=self.name, calls=1)


def point(text: str, *quotes: tuple[str, str]) -> Any:
    return lambda refs, _: (DraftPoint(text=text, quotes=tuple(Quote(ref=refs.get(k, k), text=w) for k, w in quotes)),)


@pytest.mark.parametrize(
    ("text", "quotes", "reason"),
    [
        (
            "Helen has the budget.",
            [("A-103-11", "I have the full budget approved")],
            "do not stand in Email from Helen",
        ),
        ("Helen has the budget.", [("deadbeef", RIGHT)], "not among the evidence"),
        ("Helen has the budget.", [], "cites nothing"),
        ("Helen can sign 75,000.", [("A-103-11", RIGHT)], "75,000"),
        ("Helen offered this on 3 March 2025.", [("A-103-11", RIGHT)], "3 March 2025"),
        ("Helen and Peter Vogel can sign.", [("A-103-11", RIGHT)], "Peter Vogel"),
        ("They will buy, Mr Stone said.", [("A-103-11", RIGHT)], "Stone"),
    ],
)
def test_a_claim_that_is_not_borne_out_is_dropped_with_the_reason(
    sample: Any, text: str, quotes: list[tuple[str, str]], reason: str
) -> None:
    honest = sample.review(DEAL)
    review = sample.review(DEAL, coach=Inventive(points=point(text, *quotes)))
    said = [p.text for answer in review.answers for p in answer.points]
    assert text not in said
    assert any(text == d.text and reason in d.reason for d in review.dropped)
    assert review.verdict == honest.verdict
    assert [a.points for a in review.answers] == [a.points for a in honest.answers]


def test_words_of_another_deal_cannot_be_cited(sample: Any) -> None:
    foreign = next(a for a in sample.record("D-108").activities if a.activity_id == "A-108-08")
    ref = Evidence.whole(activity_source(foreign)).ref
    quote = Quote(ref=ref, text="we have signed with Yardstick on 30 September")
    review = sample.review(DEAL, coach=Inventive(over=DraftPoint(text="The deal is over.", quotes=(quote,))))
    assert review.verdict.decision is Decision.PIVOT
    assert [d.reason for d in review.dropped] == ["It cites a text that is not among the evidence of this deal."]


def test_a_deal_is_not_over_because_a_coach_says_so_with_a_harmless_quote(sample: Any) -> None:
    over = lambda refs, _: DraftPoint(text="It is over.", quotes=(Quote(ref=refs["A-103-11"], text=RIGHT),))  # noqa: E731
    review = sample.review(DEAL, coach=Inventive(over=over))
    assert review.verdict.decision is Decision.PIVOT
    assert "do not say that the deal is over" in review.dropped[0].reason


def test_what_stands_is_kept_and_quoted_from_the_source(sample: Any) -> None:
    text = "Helen Brockway can sign up to 50k herself."
    review = sample.review(DEAL, coach=Inventive(points=point(text, ("A-103-11", "ANYTHING up to 50,000 I can sign…"))))
    kept = next(p for a in review.answers for p in a.points if p.text == text)
    assert kept.citations[0].quote == "Anything up to 50,000 I can sign"


def test_markup_in_a_claim_is_shown_as_words(sample: Any) -> None:
    text = (
        "Helen can <img src=x onerror=alert(1)> sign, see [this](https://e.example/x) and ![p](http://e.example/p.png)."
    )
    review = sample.review(DEAL, coach=Inventive(points=point(text, ("A-103-11", RIGHT))))
    assert "Helen can sign, see this and p." in [p.text for a in review.answers for p in a.points]


def alternative(**changed: Any) -> Any:
    def make(refs: dict[str, str], dossier: Dossier) -> tuple[DraftAlternative, ...]:
        play = next(p for p in dossier.plays if p.play.play_id == "budget-smaller-first-slice")
        given = {
            "ref": play.evidence.ref, "title": "Offer Thornby alone", "why": "Helen can sign it.",
            "first_step": "Bring Helen a one-page slice for Thornby.", "with_whom": "Helen Brockway",
            "success_signal": "She asks for an order form", "kill_criterion": "No order form in 14 days",
            "quotes": (Quote(ref=refs["A-103-11"], text=RIGHT),),
        }  # fmt: skip
        return (DraftAlternative(**{**given, **changed}),)

    return make


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"ref": "0badcafe"}, "no play and no precedent at hand"),
        ({"with_whom": "Peter Vogel"}, "nobody in the record"),
        ({"with_whom": None}, "names nobody"),
        ({"with_whom": "Maya Lindqvist"}, "nobody in the record"),
        ({"title": "Another ROI deck", "first_step": "Send Helen a new business case."}, "tried here before"),
        ({"why": "It saves them 88,000 a year."}, "88,000"),
        ({"first_step": "Bring Sarah Connor a slice."}, "Sarah Connor"),
    ],
)  # fmt: skip
def test_an_alternative_that_is_not_viable_is_dropped(sample: Any, changed: dict[str, Any], reason: str) -> None:
    review = sample.review(DEAL, coach=Inventive(alternatives=alternative(**changed)))
    assert changed.get("title", "Offer Thornby alone") not in [a.title for a in review.alternatives]
    assert any(reason in d.reason for d in review.dropped)
    assert review.verdict == sample.review(DEAL).verdict


def test_a_viable_alternative_is_dated_within_a_week_and_cites_its_play(sample: Any) -> None:
    review = sample.review(DEAL, coach=Inventive(alternatives=alternative(first_step_in_days=40, with_whom="helen")))
    first = review.alternatives[0]
    assert first.title == "Cut a first slice that fits an existing approval limit"
    assert first.with_whom == "Helen Brockway"
    assert 1 <= (first.due_at - sample.today).days <= 7
    assert {c.source_kind.value for c in first.citations} == {"play", "activity"}
    assert [d.reason for d in review.dropped] == ["It is proposed twice."]


@pytest.mark.parametrize("name", ["no_such_obstacle", "Budget!!"])
def test_an_unknown_obstacle_is_dropped(sample: Any, name: str) -> None:
    made = lambda refs, _: (DraftObstacle(name=name, quotes=(Quote(ref=refs["A-103-11"], text=RIGHT),)),)  # noqa: E731
    review = sample.review(DEAL, coach=Inventive(obstacles=made))
    assert name not in [o.name for o in review.obstacles]
    assert any("no such obstacle" in d.reason for d in review.dropped)


def test_a_question_with_a_stranger_in_it_is_replaced_by_one_about_this_deal(sample: Any) -> None:
    asked = DraftAnswer(question=Question.TRIED, status=AnswerStatus.WEAK, ask="What did Peter Vogel say on 1 May?")
    review = sample.review("D-101", coach=Inventive(answers=(asked,)))
    answer = review.answers[0]
    assert answer.ask is not None
    assert "Anke Rosvall" in answer.ask
    assert any("question names" in d.reason for d in review.dropped)


def test_a_status_is_lowered_but_never_raised(sample: Any) -> None:
    def claimed(refs: dict[str, str], _: Dossier) -> tuple[DraftAnswer, ...]:
        note = DraftPoint(
            text="They love it.", quotes=(Quote(ref=refs["A-103-10"], text="Should close next quarter, they love it."),)
        )
        bare = DraftPoint(text="Everything was tried.")
        return (
            DraftAnswer(question=Question.TRIED, status=AnswerStatus.ANSWERED, points=(bare,)),
            DraftAnswer(question=Question.LEARNED, status=AnswerStatus.ANSWERED, points=(note,)),
            DraftAnswer(question=Question.WORKED, status=AnswerStatus.WEAK, points=(note,)),
        )

    statuses = {a.question: a.status for a in sample.review(DEAL, coach=Inventive(answers=claimed)).answers}
    assert statuses[Question.TRIED] is AnswerStatus.UNANSWERED
    assert statuses[Question.LEARNED] is AnswerStatus.WEAK
    assert statuses[Question.WORKED] is AnswerStatus.WEAK
    assert statuses[Question.ALTERNATIVES] is AnswerStatus.UNANSWERED


def test_what_comes_from_a_play_bears_its_title_and_its_step(sample: Any) -> None:
    other = {"title": "Give them a quarter", "first_step": "Wire Helen a voucher over three free months."}
    found = sample.review(DEAL, coach=Inventive(alternatives=alternative(**other))).alternatives[0]
    assert found.title == "Cut a first slice that fits an existing approval limit"
    assert "voucher" not in found.first_step
    assert "one-page first slice" in found.first_step
