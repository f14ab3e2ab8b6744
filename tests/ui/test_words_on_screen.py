from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from coach.domain.attempt import Attempt, Effect, Move
from coach.domain.base import Moment
from coach.domain.play import TrackRecord
from coach.domain.stall import Money, Norm, Scope, WinOdds
from coach.ui import words


@pytest.mark.parametrize(
    ("amount", "told"),
    [("1240000", "1.2M EUR"), ("999500", "1.0M EUR"), ("999400", "999k EUR"), ("96000", "96k EUR"), ("950", "950 EUR")],
)
def test_money_is_short(amount: str, told: str) -> None:
    assert words.short_money(Decimal(amount), "EUR") == told


def test_currencies_are_never_added() -> None:
    both = (Money(amount=Decimal(50_000), currency="EUR"), Money(amount=Decimal(20_000), currency=None))

    assert words.sums(both) == "50k EUR and 20k"
    assert words.sums(()) == "no known amount"


def test_odds_carry_their_range_and_number() -> None:
    assert words.odds(WinOdds(value=0.04, low=0.02, high=0.09, n=57)) == "4% (2-9%), n=57"
    assert words.odds(None) == "not known"


def test_a_stated_limit_is_not_called_history() -> None:
    assert words.normal(Norm(scope=Scope.STAGE, n=34, quantile=0.9, days=27)) == "27 (n=34)"
    assert "no history" in words.normal(Norm(scope=Scope.DEFAULT, n=0, quantile=0.9, days=60))


@pytest.mark.parametrize(
    ("effect", "after", "told"),
    [
        (Effect.REPLY, 9, "got a reply after 9 days"),
        (Effect.MEETING, 1, "led to a meeting after 1 day"),
        (Effect.ADVANCED, 0, "moved the deal forward the same day"),
        (Effect.NONE, None, "nothing came of it"),
    ],
)
def test_effects_in_words(effect: Effect, after: int | None, told: str) -> None:
    at = TypeAdapter(Moment).validate_python("2026-09-03T10:00:00Z")
    attempt = Attempt(
        attempt_id="a",
        move=Move.PILOT,
        what="x",
        started_at=at,
        activity_ids=("1",),
        effect=effect,
        effect_after_days=after,
    )

    assert words.effect(attempt) == told


def test_a_track_record_needs_tries() -> None:
    assert words.track(None) == "Never tried in a similar stall on record."
    record = TrackRecord(tried=9, worked=4, low=0.19, high=0.73, scope="past stalls of any kind")
    told = "Tried in 9 of the past stalls of any kind; a step of the buyer followed in 4: likely 19-73%."
    assert words.track(record) == f"{told} Counted, no proof of an effect."
    few = record.model_copy(update={"tried": 3, "worked": 1, "too_few": True})
    assert words.track(few).endswith("a step of the buyer followed in 1. Too few to tell.")


def test_a_long_text_is_cut_at_a_word() -> None:
    assert words.cut("one two three", 9) == "one two…"
    assert words.cut("one  two\nthree", 20) == "one two three"
