"""A rep's answer is judged by rules: what the buyer denies is contradicted, a hope weak, a fact an answer."""

from datetime import UTC, datetime
from typing import Any

import pytest

from coach.domain.answer import RepAnswer
from coach.domain.review import AnswerStatus, Question
from coach.review.builtin.reps import judge

ANSWERED, WEAK, CONTRADICTED = AnswerStatus.ANSWERED, AnswerStatus.WEAK, AnswerStatus.CONTRADICTED


@pytest.mark.parametrize(
    ("deal_id", "text", "status"),
    [
        (
            "D-103",
            "Helen told me on 12 November that the invoices for 2025 are added up: 41,300 for Thornby.",
            ANSWERED,
        ),
        ("D-103", "I rang Helen and she will send the capex form to Lorna this week.", ANSWERED),
        ("D-101", "Lennart asked his transport manager and she wants to see the booking window.", ANSWERED),
        ("D-105", "Nobody signs at Quillbrook but Stuart's boss, Mr Hale, who said 'not this year'.", ANSWERED),
        ("D-103", "They love it, it is just timing.", WEAK),
        ("D-103", "I think it should close soon.", WEAK),
        ("D-101", "Followed up as usual.", WEAK),
        ("D-101", "Don't know.", WEAK),
        ("D-101", "Nothing new.", WEAK),
        ("D-114", "My feeling is that it will come back by itself.", WEAK),
        ("D-107", "The budget is there, she just needs to find the money.", CONTRADICTED),
        ("D-107", "Judith told me on 12 November that the budget is there after all.", ANSWERED),
        ("D-112", "Procurement is a formality.", CONTRADICTED),
        ("D-109", "The customer is convinced, order expected in December.", CONTRADICTED),
    ],
)
def test_each_answer_gets_the_standing_it_deserves(sample: Any, deal_id: str, text: str, status: AnswerStatus) -> None:
    answer = RepAnswer(answer_id="A1", deal_id=deal_id, question=Question.LEARNED, text=text, author="Ann Rep",
                       at=datetime(2026, 11, 19, tzinfo=UTC))  # fmt: skip
    judged = judge(answer, sample.record(deal_id))
    assert judged.status is status
    assert judged.why.endswith(".")
    assert (judged.against is not None) == (status is CONTRADICTED)
