"""How firm an answer may be called, and when a coach may call a deal over: by the record, whatever the coach says."""

from datetime import UTC, datetime
from typing import Any

import pytest

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.answer import RepAnswer
from coach.domain.deal import Contact, Deal
from coach.domain.record import Record
from coach.domain.review import AnswerStatus, Decision, Question, Review
from coach.review.builtin import BuiltinCoach
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftAnswer, DraftPoint, Quote
from coach.review.ports import CoachReply, Listener

ANSWERED, WEAK, CONTRADICTED = AnswerStatus.ANSWERED, AnswerStatus.WEAK, AnswerStatus.CONTRADICTED


class Claiming:
    """Says one thing to one question, with the quotes given, as firmly as told; and that it is over, where told."""

    name = "claiming"

    def __init__(self, question: Question | None, status: AnswerStatus, *cited: str) -> None:
        self._question, self._status, self._cited = question, status, cited

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        honest = BuiltinCoach().draft(dossier).draft
        own = {e.source.key: e for e in dossier.own}
        quotes = tuple(Quote(ref=own[key].ref, text=own[key].text) for key in self._cited)
        point = DraftPoint(text="They said so.", quotes=quotes)
        if self._question is None:
            return CoachReply(draft=honest.model_copy(update={"over": point}), model=self.name)
        given = DraftAnswer(question=self._question, status=self._status, points=(point,))
        return CoachReply(draft=Draft(answers=(given,)), model=self.name)


def activity(key: str, day: int, body: str, kind: str = "email", direction: str = "outbound") -> Activity:
    return Activity(
        activity_id=key, deal_id="D-101", at=datetime(2026, 8, day, tzinfo=UTC), kind=ActivityKind(kind),
        direction=Direction(direction), author="Eva Lind" if direction == "inbound" else "Ann Rep", contact="Eva Lind",
        body=body,
    )  # fmt: skip


def record(*more: Activity, thin: bool = False) -> Record:
    rich = (
        activity("PILOT", 1, "We offer a free pilot at the north site."),
        activity("YES", 3, "Thank you, the pilot sounds good to me.", direction="inbound"),
        activity("HELD", 5, "Went through the pilot plan with Eva.", "meeting"),
        activity("CASE", 6, "Here is the business case with the savings."),
        activity("NOTE", 7, "Thinking about what comes next here.", "note", "internal"),
    )
    found = (activity("NOTE", 7, "Thinking about what comes next here.", "note", "internal"),) if thin else rich
    activities = tuple(sorted((*found, *more), key=lambda a: a.at))
    contacts = (Contact(contact_id="C-1", deal_id="D-101", name="Eva Lind"),)
    card = Deal(deal_id="D-101", name="North site", stage="Proposal", account="Lind AG")
    return Record(deal=card, activities=activities, contacts=contacts)


def status(review: Review, question: Question) -> AnswerStatus:
    return next(a.status for a in review.answers if a.question is question)


@pytest.mark.parametrize(
    ("question", "cited", "allowed"),
    [
        (Question.TRIED, "PILOT", ANSWERED),
        (Question.TRIED, "NOTE", WEAK),
        (Question.TRIED, "D-101", WEAK),
        (Question.WORKED, "PILOT", ANSWERED),
        (Question.WORKED, "YES", ANSWERED),
        (Question.WORKED, "NOTE", WEAK),
        (Question.NOT_WORKED, "CASE", WEAK),  # one attempt that failed is no pattern
        (Question.NOT_WORKED, "NOTE", WEAK),
        (Question.LEARNED, "YES", ANSWERED),
        (Question.LEARNED, "HELD", ANSWERED),
        (Question.LEARNED, "NOTE", WEAK),
        (Question.LEARNED, "C-1", WEAK),
    ],
)
def test_a_firm_answer_needs_what_the_record_measures(
    sample: Any, question: Question, cited: str, allowed: AnswerStatus
) -> None:
    review = sample.review_of(record(), coach=Claiming(question, ANSWERED, cited))
    assert status(review, question) is allowed
    noted = [d.reason for d in review.dropped if d.reason.startswith("Weak, not answered")]
    assert len(noted) == (allowed is WEAK)


def test_what_was_tried_is_measured_and_not_claimed(sample: Any) -> None:
    one = record(activity("TRY", 9, "Any news from your side?"), thin=True)
    review = sample.review_of(one, coach=Claiming(Question.TRIED, ANSWERED, "TRY"))
    assert status(review, Question.TRIED) is WEAK
    assert any("attempts on record" in d.reason for d in review.dropped)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("I called Eva Lind on 10 August and offered the pilot; she asked for the price list.", ANSWERED),
        ("It will come soon, they love it.", WEAK),
    ],
)
def test_a_reps_answer_counts_as_far_as_it_was_graded(sample: Any, text: str, allowed: AnswerStatus) -> None:
    told = RepAnswer(answer_id="R", deal_id="D-101", question="tried", text=text, author="Ann Rep",
                     at=datetime(2026, 11, 1, tzinfo=UTC))  # fmt: skip
    coach = Claiming(Question.TRIED, ANSWERED, "R")
    assert status(sample.review_of(record(thin=True), coach=coach, answers=(told,)), Question.TRIED) is allowed


@pytest.mark.parametrize(
    ("cited", "allowed"),
    [
        (("CLAIM", "DENIAL"), CONTRADICTED),  # a pair that is measured
        (("NOTE", "YES"), CONTRADICTED),  # two texts, one of them the buyer's
        (("YES",), WEAK),
        (("NOTE", "CLAIM"), WEAK),
    ],
)
def test_contradicted_needs_two_texts_that_stand_against_each_other(
    sample: Any, cited: tuple[str, ...], allowed: AnswerStatus
) -> None:
    pair = (
        activity("CLAIM", 8, "Budget is confirmed, she says.", "note", "internal"),
        activity("DENIAL", 9, "There is no budget until next year.", direction="inbound"),
    )
    review = sample.review_of(record(*pair), coach=Claiming(Question.LEARNED, CONTRADICTED, *cited))
    assert status(review, Question.LEARNED) is allowed


@pytest.mark.parametrize(
    ("words", "ends"),
    [
        ("We decided against a new system and stay with ours.", True),
        ("Wir haben uns gegen das Projekt entschieden.", True),
        ("I am not interested, please stop writing.", True),
        ("There is no budget for it this year.", False),
        ("It is not a priority for us right now.", False),
        ("We will not order before the summer.", False),
        ("Let us leave it until spring, no rush.", False),
    ],
)
def test_only_words_that_decide_it_end_a_deal(sample: Any, words: str, ends: bool) -> None:
    said = activity("LAST", 20, words, direction="inbound")
    coach = Claiming(None, ANSWERED, "LAST")
    assert (sample.review_of(record(said), coach=coach).verdict.decision is Decision.REMOVE) is ends
    after = activity("AFTER", 25, "Sorry, one more thing, can we talk on Monday?", direction="inbound")
    after_all = sample.review_of(record(said, after), coach=coach).verdict
    assert after_all.decision is sample.review_of(record(said, after)).verdict.decision


def test_a_reps_note_does_not_let_a_coach_end_a_deal(sample: Any) -> None:
    said = activity("LAST", 20, "I feel they are not interested any more.", "note", "internal")
    review = sample.review_of(record(said), coach=Claiming(None, ANSWERED, "LAST"))
    assert review.verdict.decision is not Decision.REMOVE
    assert any("do not say that the deal is over" in d.reason for d in review.dropped)
