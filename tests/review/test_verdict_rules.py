"""Every branch of the rules, as a table; what would turn each verdict round; the same verdict for the same facts."""

from datetime import date
from typing import Any

import pytest

from coach.domain.deal import Hold
from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.obstacle import Obstacle
from coach.domain.review import Alternative, Answer, AnswerStatus, Decision, Question
from coach.domain.stall import Norm, Scope, Signal, SignalName, Stall, WinOdds
from coach.review.rules import Facts, Limits, decide

TODAY = date(2026, 11, 20)
WORDS = Citation(
    source_id="activity:A@1", source_kind=SourceKind.ACTIVITY, quote="no budget", start=0, end=9, label="Email"
)
DATED = WORDS.model_copy(update={"at": date(2026, 9, 3), "label": "Email from Jo Marsh, 3 Sep 2026"})
CARD = Citation(
    source_id="deal:D@1", source_kind=SourceKind.DEAL, quote="Stage: Proposal", start=0, end=15, label="Deal card"
)
LAST = Citation(
    source_id="activity:Z@1", source_kind=SourceKind.ACTIVITY, quote="any news", start=0, end=8, label="Email to Jo",
    at=date(2026, 11, 2),
)  # fmt: skip
SILENT = LAST.model_copy(update={"source_id": "activity:S@1", "at": date(2026, 7, 23)})
TRY = LAST.model_copy(update={"source_id": "activity:T@1"})
SAID = LAST.model_copy(update={"source_id": "answer:R@1", "source_kind": SourceKind.ANSWER})
POINT = Point(text="They have no budget.", citations=(WORDS,))
OLD = WinOdds(value=0.02, low=0.0, high=0.08, n=40)
LIKELY = WinOdds(value=0.3, low=0.2, high=0.4, n=40)


def stall(**changed: Any) -> Stall:
    signal = Signal(name=SignalName.DWELL, value=90, norm=30, text="90 days in Proposal")
    known: dict[str, Any] = {
        "deal_id": "D", "name": "Marsh Mills", "owner": "Ann", "stage": "Proposal", "segment": None, "amount": None,
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
    "alternatives": (ALTERNATIVE,), "buyer_spoke": True, "silent_days": 20, "card": CARD, "last_entry": LAST,
    "silence": (SILENT,), "fruitless": (TRY,), "rep_said": (SAID,), "account": "Marsh AG", "contact": "Jo Marsh",
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
        ({"alternatives": (), "nobody_named": True}, Decision.ASK, "nobody_named"),
        ({"alternatives": (), "nobody_named": True, "rounds_used": 1}, Decision.ASK, "nobody_named"),
        ({"alternatives": (), "nobody_named": True, "rounds_used": 2}, Decision.REMOVE, "no_alternative"),
        ({"nobody_named": True}, Decision.PIVOT, "alternative_viable"),
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


NORM = Norm(scope=Scope.STAGE, n=40, quantile=0.9, days=99.5)
HEALTHY = {"signals": (), "stalled": False}
WAITING = Hold(reason="The board sits in January.", until=date(2027, 1, 15))
THIN = answers(tried=WEAK, worked=UN, not_worked=WEAK)
UNSAID = (Obstacle(name="budget", citations=()),)


@pytest.mark.parametrize(
    ("changed", "flip", "becomes", "words"),
    [
        ({"stall": stall(**HEALTHY, norm=NORM)}, {"stall": stall(norm=NORM, days_in_stage=100)}, "pivot",
         "Marsh Mills is still in Proposal on 30 Nov 2026, when it is past the 99 days that are normal."),
        ({"stall": stall(**HEALTHY, norm=NORM.model_copy(update={"measure": "since creation"}))}, {"stall": stall()},
         "pivot", "Marsh Mills is still open on 30 Nov 2026"),
        ({"stall": stall(**HEALTHY, norm=NORM, days_in_stage=200)}, {"stall": stall(days_in_stage=201, norm=NORM)},
         "pivot", "still in Proposal on 21 Nov 2026"),
        ({"stall": stall(**HEALTHY)}, {"stall": stall(norm=NORM)}, "pivot", "the 90 days of Marsh Mills are more"),
        ({"stall": stall(**HEALTHY, days_in_stage=None)}, {"stall": stall()}, "pivot",
         "on which Marsh Mills came into Proposal is entered"),
        ({"hold": WAITING}, {"as_of": date(2027, 1, 16)}, "pivot",
         "15 Jan 2027 passes without a move on Marsh Mills, or this no longer holds: The board sits in January."),
        ({"over": Point(text="It is over.", citations=(DATED,)), "over_by": "Eva Lind"}, {"over": None}, "pivot",
         "Eva Lind or somebody else at Marsh AG takes the purchase up again or meets with us after 3 Sep 2026."),
        ({"over": POINT}, {"over": None}, "pivot", "Somebody at Marsh AG takes the purchase up again or meets with"),
        ({"over": POINT, "account": None}, {"over": None}, "pivot", "Somebody at the buyer takes"),
        ({"failed_pivots": 2}, {"failed_pivots": 1}, "pivot",
         "One of the 2 failed pivots on Marsh Mills is judged again, because Jo Marsh or somebody else at Marsh AG"),
        ({"failed_pivots": 4}, {"failed_pivots": 1}, "pivot", "3 of the 4 failed pivots on Marsh Mills"),
        ({"not_for_them": (DATED,), "wrong_fit_by": "Eva Lind"}, {"not_for_them": ()}, "pivot",
         "Eva Lind or somebody else at Marsh AG asks for something that we do offer, or meets with us after 3 Sep"),
        (HOPELESS, {"silent_days": 0, "tries_since": 0}, "pivot",
         "Jo Marsh or somebody else at Marsh AG answers in person, which nobody did since 23 Jul 2026."),
        ({**HOPELESS, "silent_days": None}, {"silent_days": 0}, "pivot", "answers in person, which nobody did."),
        ({"closed_out": (DATED,), "closed_out_to": "Eva Lind"}, {"closed_out": ()}, "pivot",
         "Eva Lind or somebody else at Marsh AG answers our question of 3 Sep 2026 in person."),
        ({"closed_out": (WORDS,)}, {"closed_out": ()}, "pivot", "Somebody at Marsh AG answers our question in"),
        ({"answers": answers(tried=UN)}, {"answers": answers()}, "pivot",
         "tried with Jo Marsh that the record up to 2 Nov 2026 does not show: the pivot is then “Cut a first slice”."),
        ({"answers": answers(tried=UN), "last_entry": WORDS, "contact": None}, {"answers": answers()}, "pivot",
         "Ann can say what was tried with Marsh AG that the record does not show: the pivot is then"),
        ({"answers": answers(tried=UN), "alternatives": ()}, {"answers": answers()}, "remove",
         "with nothing left to try, the deal is then removed."),
        ({"answers": answers(learned=WEAK), "buyer_spoke": False, "stall": stall(owner=None), "contact": None,
          "account": None}, {"buyer_spoke": True}, "pivot", "The rep can say what the buyer said, when and in which"),
        ({"answers": answers(learned=UN), "obstacles": ()},
         {"answers": answers(), "obstacles": (Obstacle(name="budget", citations=(WORDS,)),)}, "pivot",
         "what Jo Marsh said on 31 Oct 2026 that explains it and who at Marsh AG said why Marsh Mills stands still"),
        ({"answers": THIN}, {"answers": answers(worked=UN, not_worked=WEAK)}, "pivot",
         "one more of these about Jo Marsh, with names and dates (what was tried, what worked, what did not)"),
        ({"answers": answers(tried=WEAK, worked=UN, not_worked=WEAK, learned=WEAK)}, {"answers": answers()}, "pivot",
         "2 of these about Jo Marsh"),
        ({"obstacles": UNSAID}, {"obstacles": RICH["obstacles"]}, "pivot",
         "Ann can say who at Marsh AG said why Marsh Mills stands still in Proposal: the pivot is then"),
        ({"answers": answers(tried=UN), "rounds_used": 2}, {"answers": answers()}, "pivot",
         "Ann can say what was tried with Jo Marsh that the record up to 2 Nov 2026 does not show after all, or is"),
        ({"answers": answers(tried=UN), "rounds_used": 2, "stall": stall(owner=None)}, {"rounds_used": 1}, "ask",
         "The rep can say what was tried"),
        ({}, {"failed_pivots": 2}, "remove",
         "Eva Lind has not had the first step by 26 Nov 2026, or this happens: nobody asks."),
        ({"alternatives": ()}, {"alternatives": (ALTERNATIVE,)}, "pivot",
         "Somebody beside Jo Marsh comes on record at Marsh AG, or a play against “budget” that was not tried"),
        ({"alternatives": (), "contact": None, "account": None}, {"alternatives": (ALTERNATIVE,)}, "pivot",
         "Somebody comes on record at the buyer, or a play against “budget”"),
    ],
)  # fmt: skip
def test_what_would_change_it_names_this_deal_and_does_change_it(
    changed: dict[str, Any], flip: dict[str, Any], becomes: str, words: str
) -> None:
    before, after = decide(Facts(**{**RICH, **changed})), decide(Facts(**{**RICH, **changed, **flip}))
    assert words in before.would_change_if
    assert before.would_change_if.endswith(".")
    assert (after.decision.value, after.decision) != (before.decision.value, before.decision)
    assert after.decision is Decision(becomes)


@pytest.mark.parametrize(
    ("changed", "rule", "cited"),
    [
        ({"stall": stall(**HEALTHY)}, "not_stalled", (CARD,)),
        ({"hold": WAITING, "hold_card": (WORDS,)}, "on_hold", (WORDS,)),
        ({"hold": WAITING}, "on_hold", (CARD,)),
        ({"over": POINT}, "over", (WORDS,)),
        ({"failed_pivots": 2}, "pivots_failed", (TRY,)),
        ({"failed_pivots": 2, "fruitless": ()}, "pivots_failed", (LAST,)),
        ({"not_for_them": (WORDS,)}, "wrong_fit", (WORDS,)),
        (HOPELESS, "older_than_every_win", (CARD,)),
        (HOPELESS, "silent", (SILENT,)),
        ({**HOPELESS, "silence": ()}, "silent", (LAST,)),
        (HOPELESS, "odds", (CARD,)),
        ({"closed_out": (WORDS,)}, "close_out_unanswered", (WORDS,)),
        ({"closed_out": (WORDS,)}, "silent", (SILENT,)),
        ({"answers": answers(tried=UN)}, "tried_not_known", (LAST,)),
        ({"answers": answers(learned=UN), "obstacles": ()}, "nothing_learned", (SILENT,)),
        ({"answers": answers(learned=WEAK), "buyer_spoke": False}, "buyer_not_heard", (SILENT,)),
        ({"answers": THIN}, "too_thin", (WORDS,)),
        ({"obstacles": UNSAID}, "reason_not_known", (SILENT,)),
        ({"obstacles": UNSAID, "silence": ()}, "reason_not_known", (LAST,)),
        ({"answers": answers(tried=UN), "rounds_used": 2}, "rounds_used_up", (SAID,)),
        ({"answers": answers(tried=UN), "rounds_used": 2, "rep_said": ()}, "rounds_used_up", (LAST,)),
        ({}, "reason_known", (WORDS,)),
        ({"obstacles": (*UNSAID, Obstacle(name="own_taxonomy", citations=(LAST,)))}, "reason_known", (LAST,)),
        ({"reply_owed": LAST}, "reply_owed", (LAST,)),
        ({}, "alternative_viable", (WORDS,)),
        ({"alternatives": ()}, "no_alternative", (TRY,)),
        ({"alternatives": (), "nobody_named": True}, "nobody_named", (SILENT,)),
        ({"alternatives": (), "nobody_named": True, "silence": (), "account": None}, "nobody_named", (LAST,)),
        ({"alternatives": (), "fruitless": ()}, "no_alternative", (LAST,)),
        ({"alternatives": (), "silent_days": None}, "silent", (SILENT,)),
        ({"alternatives": (), "silent_days": 60}, "silent", (SILENT,)),
    ],
)  # fmt: skip
def test_each_reason_cites_what_bears_on_it(changed: dict[str, Any], rule: str, cited: tuple[Citation, ...]) -> None:
    reasons = decide(Facts(**{**RICH, **changed})).reasons
    assert next(reason for reason in reasons if reason.rule == rule).citations == cited
    assert all(reason.citations for reason in reasons)


@pytest.mark.parametrize("days", [None, 0, 59])
def test_nothing_left_is_not_called_silence_where_the_buyer_spoke_lately(days: int | None) -> None:
    verdict = decide(Facts(**{**RICH, "alternatives": (), "silent_days": days}))
    assert ("silent" in [reason.rule for reason in verdict.reasons]) == (days is None)


def test_the_same_facts_give_the_same_verdict_twenty_times() -> None:
    for changed in ({}, HOPELESS, {"answers": answers(tried=UN)}, {"over": POINT}):
        assert len({decide(Facts(**{**RICH, **changed})).model_dump_json() for _ in range(20)}) == 1
