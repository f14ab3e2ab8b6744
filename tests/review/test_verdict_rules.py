"""Every branch of the rules, as a table; and the same verdict for the same facts, always."""

from datetime import date
from typing import Any

import pytest

from coach.domain.deal import Hold
from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.obstacle import Obstacle
from coach.domain.review import Alternative, Answer, AnswerStatus, Decision, Question
from coach.domain.stall import Signal, SignalName, Stall, WinOdds
from coach.review.rules import Facts, Limits, decide

TODAY = date(2026, 11, 20)
WORDS = Citation(
    source_id="activity:A@1", source_kind=SourceKind.ACTIVITY, quote="no budget", start=0, end=9, label="Email"
)
POINT = Point(text="They have no budget.", citations=(WORDS,))
OLD = WinOdds(value=0.02, low=0.0, high=0.08, n=40)
LIKELY = WinOdds(value=0.3, low=0.2, high=0.4, n=40)


def stall(**changed: Any) -> Stall:
    signal = Signal(name=SignalName.DWELL, value=90, norm=30, text="90 days in Proposal")
    known: dict[str, Any] = {
        "deal_id": "D", "name": "Deal", "owner": "Ann", "stage": "Proposal", "segment": None, "amount": None,
        "currency": None, "days_in_stage": 90, "norm": None, "median_days": 20.0, "max_days": 116.0,
        "signals": (signal,), "stalled": True, "p_win": None, "deal_days_at_stake": 70,
        "on_hold": None, "attention": 1.0,
    }  # fmt: skip
    return Stall(**{**known, **changed})


def answers(**statuses: AnswerStatus) -> tuple[Answer, ...]:
    """All answered, except what is given."""
    return tuple(
        Answer(
            question=question,
            status=(status := statuses.get(question.value, AnswerStatus.ANSWERED)),
            points=() if status is AnswerStatus.UNANSWERED else (POINT,),
        )
        for question in Question
    )


ALTERNATIVE = Alternative(
    title="Cut a first slice", play_id="slice", why="Budget.", first_step="Call.", with_whom="Eva Lind",
    due_at=date(2026, 11, 26), success_signal="She asks for it", kill_criterion="Nobody asks", citations=(WORDS,),
)  # fmt: skip
RICH: dict[str, Any] = {
    "as_of": TODAY, "stall": stall(), "answers": answers(), "obstacles": (Obstacle(name="budget", citations=(WORDS,)),),
    "alternatives": (ALTERNATIVE,), "buyer_spoke": True, "silent_days": 20,
    "questions": ("Who signs?", "Why?", "When?", "Fourth?"),
}  # fmt: skip
HOPELESS = {"stall": stall(days_in_stage=200, p_win=OLD), "silent_days": 120, "tries_since": 3}
UN, WEAK, CONTRADICTED = AnswerStatus.UNANSWERED, AnswerStatus.WEAK, AnswerStatus.CONTRADICTED


@pytest.mark.parametrize(
    ("changed", "decision", "rule"),
    [
        ({}, Decision.PIVOT, "alternative_viable"),
        ({"stall": stall(signals=(), stalled=False)}, Decision.HEALTHY, "not_stalled"),
        ({"hold": Hold(reason="Budget in January", until=date(2027, 1, 15))}, Decision.HOLD, "on_hold"),
        ({"hold": Hold(reason="Today is the day", until=TODAY)}, Decision.HOLD, "on_hold"),
        ({"hold": Hold(reason="It has passed", until=date(2026, 11, 19))}, Decision.PIVOT, "alternative_viable"),
        ({"hold": Hold(reason="Too far ahead", until=date(2027, 3, 21))}, Decision.PIVOT, "alternative_viable"),
        ({"over": POINT}, Decision.REMOVE, "over"),
        ({"over": POINT, "hold": Hold(reason="Wait", until=date(2026, 12, 1))}, Decision.HOLD, "on_hold"),
        ({"failed_pivots": 1}, Decision.PIVOT, "alternative_viable"),
        ({"failed_pivots": 2}, Decision.REMOVE, "pivots_failed"),
        ({"not_for_them": (WORDS,)}, Decision.REMOVE, "wrong_fit"),
        (HOPELESS, Decision.REMOVE, "older_than_every_win"),
        ({**HOPELESS, "silent_days": None}, Decision.REMOVE, "older_than_every_win"),
        ({**HOPELESS, "silent_days": 30}, Decision.PIVOT, "alternative_viable"),
        ({**HOPELESS, "tries_since": 1}, Decision.PIVOT, "alternative_viable"),
        ({**HOPELESS, "reply_owed": WORDS}, Decision.PIVOT, "alternative_viable"),
        ({**HOPELESS, "person_untouched": "Eva Lind"}, Decision.PIVOT, "alternative_viable"),
        ({**HOPELESS, "stall": stall(days_in_stage=116, p_win=OLD)}, Decision.PIVOT, "alternative_viable"),
        ({**HOPELESS, "stall": stall(days_in_stage=200, p_win=LIKELY)}, Decision.PIVOT, "alternative_viable"),
        ({**HOPELESS, "stall": stall(days_in_stage=150)}, Decision.PIVOT, "alternative_viable"),
        ({**HOPELESS, "stall": stall(days_in_stage=180)}, Decision.REMOVE, "older_than_every_win"),
        ({**HOPELESS, "stall": stall(days_in_stage=None)}, Decision.PIVOT, "alternative_viable"),
        ({"closed_out": (WORDS,)}, Decision.REMOVE, "close_out_unanswered"),
        ({"closed_out": (WORDS,), "reply_owed": WORDS}, Decision.PIVOT, "alternative_viable"),
        ({"closed_out": (WORDS,), "person_untouched": "Eva Lind"}, Decision.PIVOT, "alternative_viable"),
        ({"answers": answers(tried=UN)}, Decision.ASK, "tried_not_known"),
        ({"answers": answers(learned=UN), "obstacles": ()}, Decision.ASK, "nothing_learned"),
        ({"buyer_spoke": False, "answers": answers(learned=WEAK)}, Decision.ASK, "buyer_not_heard"),
        ({"buyer_spoke": False}, Decision.PIVOT, "alternative_viable"),
        ({"obstacles": (Obstacle(name="budget", citations=()),)}, Decision.ASK, "reason_not_known"),
        ({"answers": answers(tried=WEAK, worked=UN, not_worked=WEAK)}, Decision.ASK, "too_thin"),
        ({"answers": answers(tried=WEAK, worked=UN)}, Decision.PIVOT, "alternative_viable"),
        ({"answers": answers(tried=WEAK, worked=UN, learned=CONTRADICTED)}, Decision.PIVOT, "alternative_viable"),
        ({"answers": answers(tried=UN), "rounds_used": 1}, Decision.ASK, "tried_not_known"),
        ({"answers": answers(tried=UN), "rounds_used": 2}, Decision.REMOVE, "rounds_used_up"),
        ({"alternatives": ()}, Decision.REMOVE, "no_alternative"),
        ({"alternatives": (), "answers": answers(tried=UN)}, Decision.ASK, "tried_not_known"),
    ],
)  # fmt: skip
def test_each_rule_decides_when_it_is_its_turn(changed: dict[str, Any], decision: Decision, rule: str) -> None:
    verdict = decide(Facts(**{**RICH, **changed}))
    assert verdict.decision is decision
    assert rule in [reason.rule for reason in verdict.reasons]
    assert verdict.would_change_if
    assert all(reason.text.endswith(".") for reason in verdict.reasons)


def test_an_ask_carries_at_most_three_questions_and_other_verdicts_none() -> None:
    asking = decide(Facts(**{**RICH, "answers": answers(tried=UN)}))
    assert asking.open_questions == ("Who signs?", "Why?", "When?")
    assert decide(Facts(**RICH)).open_questions == ()


def test_the_limits_are_arguments() -> None:
    asked = Facts(**{**RICH, "answers": answers(tried=UN), "rounds_used": 2})
    assert decide(asked, Limits(rounds=3)).decision is Decision.ASK
    failed = Facts(**{**RICH, "failed_pivots": 1})
    assert decide(failed, Limits(pivots=1)).decision is Decision.REMOVE
    waiting = Facts(**{**RICH, "hold": Hold(reason="Far", until=date(2027, 5, 1))})
    assert decide(waiting, Limits(hold_days=200)).decision is Decision.HOLD


def test_the_reasons_cite_what_they_rest_on() -> None:
    assert decide(Facts(**{**RICH, "over": POINT})).reasons[0].citations == (WORDS,)
    pivot = decide(Facts(**RICH))
    assert [bool(reason.citations) for reason in pivot.reasons] == [True, True]
    assert "nobody asks" in pivot.would_change_if


def test_the_same_facts_give_the_same_verdict_twenty_times() -> None:
    for changed in ({}, HOPELESS, {"answers": answers(tried=UN)}, {"over": POINT}):
        assert len({decide(Facts(**{**RICH, **changed})).model_dump_json() for _ in range(20)}) == 1
