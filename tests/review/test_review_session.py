"""The way of one review: when a coach is called at all, what happens when it fails, what is kept."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.answer import RepAnswer
from coach.domain.deal import Contact, Deal
from coach.domain.failure import ModelTimeout, NotFound
from coach.domain.record import Record
from coach.domain.review import AnswerStatus, Decision, Question, Review
from coach.domain.viewer import Viewer
from coach.grounding.orders import orders_software
from coach.review.builtin import BuiltinCoach
from coach.review.document import review_document
from coach.review.dossier import Dossier
from coach.review.ports import CoachReply, Listener

INJECTIONS = Path(__file__).parents[2] / "../shared/data/hostile/injections.jsonl"


class Counting:
    name = "counting"

    def __init__(self, failure: Exception | None = None) -> None:
        self.calls = 0
        self._failure = failure

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        self.calls += 1
        if self._failure:
            raise self._failure
        return BuiltinCoach().draft(dossier, listen).model_copy(update={"model": "counting-1", "calls": 1})


class Kept:
    def __init__(self) -> None:
        self.reviews: list[Review] = []

    def save_review(self, review: Review) -> None:
        self.reviews.append(review)


def thin(*activities: Activity, contacts: tuple[Contact, ...] = ()) -> Record:
    return Record(deal=Deal(deal_id="D-101", name="Bare", stage="Proposal"), activities=activities, contacts=contacts)


def mail(n: int, body: str, direction: Direction = Direction.OUTBOUND, day: int = 1) -> Activity:
    return Activity(
        activity_id=f"M-{n}", deal_id="D-101", at=datetime(2026, 9, day, tzinfo=UTC), kind=ActivityKind.EMAIL,
        direction=direction, author="Ann" if direction is Direction.OUTBOUND else "Eva Lind", contact="Eva Lind",
        body=body,
    )  # fmt: skip


def test_without_evidence_no_coach_is_called_and_all_questions_are_asked(sample: Any) -> None:
    coach = Counting()
    review = sample.review_of(thin(), coach=coach)
    assert coach.calls == 0
    assert review.verdict.decision is Decision.ASK
    assert all(a.status is AnswerStatus.UNANSWERED and a.ask for a in review.answers)
    assert review.provenance.model == "none"


@pytest.mark.parametrize("deal_id", ["D-117", "D-125"])
def test_a_healthy_or_held_deal_costs_no_model_call(sample: Any, deal_id: str) -> None:
    coach = Counting()
    assert sample.review(deal_id, coach=coach).provenance.model == "builtin"
    assert coach.calls == 0


def test_a_coach_that_fails_is_replaced_and_the_review_says_why(sample: Any) -> None:
    coach = Counting(ModelTimeout("The model took longer than 60 seconds.", "Try again."))
    review = sample.review("D-103", coach=coach, fallback=BuiltinCoach())
    assert review.provenance.model == "builtin"
    assert review.provenance.fallback is not None
    assert "The model took longer than 60 seconds" in review.provenance.fallback
    assert review.verdict == sample.review("D-103").verdict


def test_a_fault_of_ours_is_not_taken_for_a_failing_model(sample: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        sample.review("D-103", coach=Counting(ZeroDivisionError()))


def test_the_coachs_own_review_names_it_and_its_cost(sample: Any) -> None:
    provenance = sample.review("D-103", coach=Counting()).provenance
    assert (provenance.model, provenance.calls, provenance.fallback) == ("counting-1", 1, None)


def test_the_review_is_kept_with_its_sources(sample: Any) -> None:
    kept = Kept()
    made = sample.review("D-103", reviews=kept)
    assert kept.reviews == [made]
    assert made.sources


def test_a_deal_of_somebody_else_is_not_found(sample: Any) -> None:
    with pytest.raises(NotFound):
        sample.review("D-103", viewer=Viewer(name="Tom", owners=frozenset({"Tom Okafor"})))


def test_nothing_later_than_the_day_of_the_review_is_read(sample: Any) -> None:
    document = json.dumps(review_document(sample.review("D-108", as_of=date(2026, 10, 1))))
    assert "signed with Yardstick" not in document
    assert '"remove"' not in document


def test_rounds_and_failed_pivots_end_in_a_removal(sample: Any) -> None:
    assert sample.review("D-101", rounds_used=2).verdict.reasons[0].rule == "rounds_used_up"
    assert sample.review("D-103", failed_pivots=2).verdict.reasons[0].rule == "pivots_failed"


def answer(question: Question, text: str, day: int = 18) -> RepAnswer:
    return RepAnswer(answer_id=f"{question}-{day}", deal_id="D-101", question=question, text=text,
                     author="Tom Okafor", at=datetime(2026, 11, day, 9, tzinfo=UTC))  # fmt: skip


def test_a_reps_answers_are_cited_and_can_turn_an_ask_into_a_pivot(sample: Any) -> None:
    told = (
        answer(
            Question.TRIED, "I called Lennart Brodin on 10 November and asked who gets the overtime bill for the queue."
        ),
        answer(
            Question.LEARNED,
            "Lennart said the overtime sits with him and that he would put it to the warehouse meeting.",
        ),
    )
    review = sample.review("D-101", answers=told)
    assert review.verdict.decision is Decision.PIVOT
    cited = [c for a in review.answers for p in a.points for c in p.citations if c.source_kind.value == "answer"]
    assert {c.label for c in cited} == {"Answer from Tom Okafor, 18 Nov 2026"}


def test_answers_that_stay_empty_for_two_rounds_remove_the_deal(sample: Any) -> None:
    told = (answer(Question.TRIED, "The usual.", 12), answer(Question.TRIED, "It will come, they love us.", 18))
    review = sample.review("D-101", answers=told)
    assert review.verdict.decision is Decision.REMOVE
    assert review.verdict.reasons[0].rule == "rounds_used_up"


def test_a_thin_silent_record_is_asked_about_and_not_removed(sample: Any) -> None:
    review = sample.review_of(thin(mail(1, "Here is our offer, 20 seats."), mail(2, "Any news?", day=20)))
    assert review.verdict.decision is Decision.ASK
    assert "buyer_not_heard" in [r.rule for r in review.verdict.reasons]
    assert any("Eva Lind" in q for q in review.verdict.open_questions)


def test_a_last_question_that_nobody_answered_ends_it(sample: Any) -> None:
    record = sample.record("D-106")
    asked = Activity(activity_id="Z-1", deal_id="D-106", at=datetime(2026, 10, 20, tzinfo=UTC), kind=ActivityKind.EMAIL,
                     direction=Direction.OUTBOUND, author="Priya Raman", contact="Rafael Quintela", subject="Yes or no",
                     body="Dear Rafael, should I close the file? One word is enough.")  # fmt: skip
    heard = tuple(a for a in record.activities if a.activity_id != "A-106-12")  # Nadia's offer would keep it open
    review = sample.review_of(
        record.model_copy(update={"activities": tuple(sorted((*heard, asked), key=lambda a: a.at))})
    )
    assert review.verdict.decision is Decision.REMOVE
    assert review.verdict.reasons[0].rule == "close_out_unanswered"
    assert review.verdict.reasons[0].citations


def test_no_note_however_it_is_worded_moves_the_verdict(sample: Any) -> None:
    if not INJECTIONS.is_file():
        pytest.skip("the shared hostile data is not here")
    rows = [json.loads(line) for line in INJECTIONS.read_text(encoding="utf-8").splitlines()]
    notes = [r["text"] for r in rows if r["channel"] == "crm_note" and r["label"] == "malicious"]
    record, honest = sample.record("D-106"), sample.review("D-106")
    assert len(notes) > 10
    for i, text in enumerate(notes):
        note = Activity(activity_id=f"X-{i}", deal_id="D-106", at=datetime(2026, 11, 10, tzinfo=UTC),
                        kind=ActivityKind.NOTE, direction=Direction.INTERNAL, author="Priya", body=text)  # fmt: skip
        review = sample.review_of(record.model_copy(update={"activities": (*record.activities, note)}))
        assert review.verdict.decision is honest.verdict.decision, text
        points = [p for a in review.answers for p in a.points]
        assert not any(orders_software(c.quote) for p in points for c in p.citations), text
        assert "](http" not in json.dumps([p.text for p in points])


def test_the_document_has_the_shape_of_the_contract(sample: Any) -> None:
    document = json.loads(json.dumps(review_document(sample.review("D-102"))))
    assert {"schema_version", "as_of", "generated_at", "deal_id", "stall", "attempts", "answers", "obstacles",
            "alternatives", "precedents", "verdict", "dropped", "provenance"} <= document.keys()  # fmt: skip
    assert document["as_of"] == "2026-11-20"
    assert [a["question"] for a in document["answers"]] == ["tried", "worked", "not_worked", "learned", "alternatives"]
    assert document["stall"]["amount"] == 96000
    first = document["alternatives"][0]
    assert {"title", "play_id", "why", "first_step", "with_whom", "due_at", "success_signal", "kill_criterion",
            "already_tried", "track_record", "citations"} == first.keys()  # fmt: skip
    assert (first["already_tried"], first["track_record"], first["due_at"]) == (False, None, "2026-11-26")
    assert first["citations"][0].keys() == {"source_id", "source_kind", "quote", "start", "end", "label", "at"}
    assert {"decision", "reasons", "open_questions", "would_change_if"} == document["verdict"].keys()
    assert {"attempt_id", "what", "started_at", "activity_ids", "effect", "effect_after_days"} <= document["attempts"][
        0
    ].keys()
    assert {"coach_version", "model", "prompts", "calls", "tokens_in", "tokens_out", "seconds"} <= document[
        "provenance"
    ].keys()
