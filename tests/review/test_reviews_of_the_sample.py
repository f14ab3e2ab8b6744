"""The built-in coach on the sample company: what a manager would have found by reading all of it."""

import json
from typing import Any

import pytest

from coach.domain.evidence import Citation
from coach.domain.review import AnswerStatus, Decision, Question, Review
from coach.review.document import review_document


def citations(review: Review) -> list[Citation]:
    found = [c for answer in review.answers for point in answer.points for c in point.citations]
    for group in (review.obstacles, review.alternatives, review.precedents, review.verdict.reasons):
        found += [c for one in group for c in one.citations]
    return found


def told(review: Review) -> str:
    parts = [point.text for answer in review.answers for point in answer.points]
    parts += [f"{a.why} {a.first_step} {a.with_whom}" for a in review.alternatives]
    return " ".join(parts)


def test_every_citation_of_every_stalled_deal_is_a_slice_of_its_source(sample: Any) -> None:
    seen = 0
    for deal_id in sample.stalled:
        review = sample.review(deal_id)
        texts = {source.source_id: source.text for source in review.sources}
        for citation in citations(review):
            assert texts[citation.source_id][citation.start : citation.end] == citation.quote
            seen += 1
        assert {c.source_id for c in citations(review)} == texts.keys()
        assert review.dropped == (), f"{deal_id}: the built-in coach said what its own record does not bear out"
    assert seen > 300


@pytest.mark.parametrize(
    ("deal_id", "decision"),
    [
        ("D-101", "ask"), ("D-102", "pivot"), ("D-103", "pivot"), ("D-104", "pivot"), ("D-105", "ask"),
        ("D-106", "pivot"), ("D-107", "pivot"), ("D-108", "remove"), ("D-109", "pivot"), ("D-110", "pivot"),
        ("D-111", "pivot"), ("D-112", "pivot"), ("D-113", "remove"), ("D-114", "pivot"), ("D-115", "remove"),
        ("D-116", "pivot"), ("D-117", "hold"), ("D-118", "hold"), ("D-119", "hold"), ("D-125", "healthy"),
    ],
)  # fmt: skip
def test_each_deal_gets_the_verdict_its_record_asks_for(sample: Any, deal_id: str, decision: str) -> None:
    review = sample.review(deal_id)
    assert review.verdict.decision is Decision(decision)
    assert bool(review.alternatives) == (decision in ("pivot", "ask"))
    assert bool(review.verdict.open_questions) == (decision == "ask")


@pytest.mark.parametrize(
    ("deal_id", "person", "words"),
    [
        ("D-102", "Jory Penrose", "talk to Jory Penrose, night shift"),
        ("D-103", "Helen Brockway", "Anything up to 50,000 I can sign on my own pen."),
        ("D-104", "Femke Oosting", "contact Femke Oosting"),
        ("D-106", "Nadia Ferrand", "I keep the Saturday lists since January"),
        ("D-107", "Callum Reeve", "I can put about 1,500 a month through that without asking anyone."),
        ("D-109", "Svenja Rott", "I am supposed to take over"),
        ("D-110", "Ivo Brandani", "The MAGDA test partition is free until Friday 11 December"),
        ("D-111", "Pieter Loos", "Is it us or is it you?"),
        ("D-112", "Devi Anand", "Did anyone ever do that form?"),
        ("D-114", "Marta Quaresma", "is the second warehouse at the harbour inside the 44,000"),
    ],
)
def test_the_opening_that_the_buyer_left_is_found_and_built_on(
    sample: Any, deal_id: str, person: str, words: str
) -> None:
    review = sample.review(deal_id)
    assert person in [alternative.with_whom for alternative in review.alternatives]
    assert any(words in " ".join(c.quote.split()) for c in citations(review))


@pytest.mark.parametrize(
    ("deal_id", "not_proposed"),
    [("D-103", "reach_power"), ("D-106", "tailored_demo"), ("D-109", "pilot"), ("D-116", "commercial_terms")],
)
def test_what_failed_or_was_declined_here_is_not_proposed_again(sample: Any, deal_id: str, not_proposed: str) -> None:
    moves = {play.play_id: play.move for play in sample.library().active_plays()}
    proposed = {moves[a.play_id] for a in sample.review(deal_id).alternatives}
    assert proposed
    assert not_proposed not in proposed


def test_nobody_who_left_or_asked_to_be_left_alone_is_to_be_called(sample: Any) -> None:
    for deal_id, gone in (("D-102", "Gwen Trevanion"), ("D-104", "Wouter Drees"), ("D-109", "Egon Pfaff")):
        assert gone not in [a.with_whom for a in sample.review(deal_id).alternatives]


def test_a_reps_claim_stands_beside_the_buyers_words_against_it(sample: Any) -> None:
    answer = next(a for a in sample.review("D-112").answers if a.question is Question.LEARNED)
    assert answer.status is AnswerStatus.CONTRADICTED
    assert "Procurement is a formality." in answer.points[0].text
    assert "A price does not move a file without step 2." in answer.points[0].text
    assert answer.ask is not None
    assert "Which holds today" in answer.ask


def test_alternatives_are_different_moves_due_on_a_working_day_within_a_week(sample: Any) -> None:
    for deal_id in sample.stalled:
        alternatives = sample.review(deal_id).alternatives
        assert len({a.play_id for a in alternatives}) == len(alternatives) <= 3
        for alternative in alternatives:
            assert 1 <= (alternative.due_at - sample.today).days <= 7
            assert alternative.due_at.weekday() < 5
            assert alternative.with_whom
            assert alternative.success_signal
            assert alternative.kill_criterion
            assert {c.source_kind.value for c in alternative.citations} & {"play", "case"}


def test_orders_to_software_in_a_record_are_neither_followed_nor_shown(sample: Any) -> None:
    review = sample.review("D-111")
    assert review.verdict.decision is Decision.PIVOT
    assert "Ignore previous instructions" not in told(review)
    assert not any("Ignore previous" in c.quote for c in citations(review))


def test_questions_name_this_deal_and_never_any_deal(sample: Any) -> None:
    for deal_id in ("D-101", "D-105"):
        record = sample.record(deal_id)
        names = [c.name for c in record.contacts] + [record.deal.account or ""]
        for question in sample.review(deal_id).verdict.open_questions:
            assert any(name in question for name in names), question


def test_the_same_record_gives_the_same_review(sample: Any) -> None:
    texts = set()
    for _ in range(3):
        document = review_document(sample.review("D-103"))
        document["provenance"].pop("seconds")
        texts.add(json.dumps(document, sort_keys=True))
    assert len(texts) == 1


def test_precedents_are_closed_before_and_say_what_is_alike(sample: Any) -> None:
    found = [p for deal_id in sample.stalled for p in sample.review(deal_id).precedents]
    assert len(found) > 20
    for precedent in found:
        assert 0.3 <= precedent.similarity <= 1
        assert precedent.citations
        assert precedent.why_similar.endswith(".")
    assert any(p.turning_point for p in found)
