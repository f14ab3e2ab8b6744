"""What a coach is given to quote, and which plays it may propose."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from coach.domain.activity import Activity, ActivityKind, ActivityStatus, Direction
from coach.domain.attempt import Move
from coach.domain.passage import Filter
from coach.domain.play import Play, PlayStatus
from coach.history.attempts import attempts
from coach.history.obstacles import obstacles
from coach.review.evidence import MOST_ACTIVITIES, gather
from coach.review.plays import plays_at_hand

TODAY = date(2026, 11, 20)


def test_the_evidence_holds_what_was_said_and_leaves_machines_and_plans_out(sample: Any) -> None:
    own, left_out = gather(sample.record("D-103"), (), TODAY)
    keys = [e.source.key for e in own]
    assert left_out == 0
    assert keys[0] == "D-103"
    assert {"A-103-06", "A-103-08", "A-103-10"} <= set(keys)  # the buyer, our mail, an internal note
    assert not {"A-103-07", "A-103-13"} & set(keys)  # a calendar's notice, a planned task
    dated = [e.source.at for e in own if e.source.at]
    assert dated == sorted(dated)
    assert len([e for e in own if e.source.source_kind.value == "contact"]) == 3


def test_an_absence_notice_is_evidence_and_an_opened_mail_is_not(sample: Any) -> None:
    assert "A-104-10" in [e.source.key for e in gather(sample.record("D-104"), (), TODAY)[0]]
    assert "A-106-11" not in [e.source.key for e in gather(sample.record("D-106"), (), TODAY)[0]]


def test_a_very_long_history_keeps_the_newest_and_the_buyers_words(sample: Any) -> None:
    record = sample.record("D-103")
    start = datetime(2025, 1, 1, tzinfo=UTC)
    chatter = tuple(
        Activity(activity_id=f"N-{i:04}", deal_id="D-103", at=start + timedelta(hours=12 * i), kind=ActivityKind.NOTE,
                 direction=Direction.INTERNAL, author="Maya Lindqvist", body=f"Looked at the numbers again, day {i}.")
        for i in range(900)
    )  # fmt: skip
    together = tuple(sorted((*record.activities, *chatter), key=lambda a: a.at))
    own, left_out = gather(record.model_copy(update={"activities": together}), (), TODAY)
    kept = [e.source.key for e in own if e.source.source_kind.value == "activity"]
    assert len(kept) == MOST_ACTIVITIES
    assert left_out == 900 + 12 - MOST_ACTIVITIES
    assert {"A-103-06", "A-103-09", "A-103-11"} <= set(kept)


def play(play_id: str, **changed: Any) -> Play:
    given = {
        "title": "Offer a second supplier check", "obstacles": ("unclear_value",), "move": Move.COMPARE_OPTIONS,
        "first_step": "The rep asks the contact.", "success_signal": "Yes", "kill_criterion": "No", "text": "Text.",
    }  # fmt: skip
    return Play(play_id=play_id, **{**given, **changed})


@pytest.mark.parametrize(
    ("changed", "at_hand"),
    [
        ({}, True),
        ({"status": PlayStatus.DRAFT}, False),
        ({"status": PlayStatus.RETIRED}, False),
        ({"move": Move.REFERENCE}, False),  # tried on 16 July, nothing followed
        ({"move": Move.TAILORED_DEMO}, False),  # "please do not plan another demo"
        ({"move": Move.CHECK_IN}, False),
        ({"move": None, "title": "Reference call with an existing customer"}, False),
        ({"move": None, "title": "Walk the receiving dock on a Saturday"}, True),
        ({"obstacles": ("security_legal",)}, False),  # holds nothing up here
    ],
)
def test_only_active_fitting_untried_plays_are_at_hand(sample: Any, changed: dict[str, Any], at_hand: bool) -> None:
    record = sample.record("D-106")
    plays = (play("candidate", **changed), play("other", move=Move.MUTUAL_PLAN))
    found = plays_at_hand(
        record, attempts(record, TODAY), obstacles(record, TODAY), sample.library(plays, ()),
        Filter(kinds=frozenset(), as_of=TODAY, not_deal="D-106"),
    )  # fmt: skip
    assert ("candidate" in [p.play.play_id for p in found]) is at_hand
    assert "other" in [p.play.play_id for p in found]


def test_a_planned_step_is_no_evidence_of_anything_done(sample: Any) -> None:
    record = sample.record("D-103")
    planned = {a.activity_id for a in record.activities if a.status is ActivityStatus.PLANNED}
    assert planned
    assert not planned & {e.source.key for e in gather(record, (), TODAY)[0]}
