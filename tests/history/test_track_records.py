"""How often a move was followed by a step of the buyer: counted by deal, at a date, as far as one may see."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from coach.domain.attempt import Attempt, Effect, Move
from coach.domain.case import Case
from coach.domain.deal import Outcome
from coach.domain.evidence import SourceKind
from coach.domain.passage import Filter
from coach.domain.play import track_text
from coach.domain.stage import Stage
from coach.history.cases import mine
from coach.history.track_records import STRENGTH, STRONGEST, Tally, TrackRecords, prior_strength, record_of

STAGES = tuple(Stage(name=n, position=i) for i, n in enumerate(("Discovery", "Solution", "Proposal", "Negotiation")))
BEGAN, ENDED = date(2026, 1, 10), date(2026, 3, 10)


def attempt(move: Move, effect: Effect, day: date = date(2026, 2, 1)) -> Attempt:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return Attempt(
        attempt_id=f"{move}-{effect}-{day}", move=move, what="x", started_at=at, activity_ids=("A",), effect=effect
    )


def case(number: int, *made: Attempt, **changed: Any) -> Case:
    given: dict[str, Any] = {
        "case_id": f"C{number}",
        "deal_id": f"C{number}",
        "title": "A case",
        "outcome": Outcome.WON,
        "stage": "Negotiation",
        "segment": None,
        "industry": None,
        "closed_at": date(2026, 4, 1),
        "days_stalled": 40,
        "stalled_from": BEGAN,
        "stalled_until": ENDED,
        "obstacles": ("budget",),
        "situation": "It stood.",
        "attempts": made,
        "turning_point": None,
        "text": "It stood.",
    }
    return Case(**{**given, **changed})


def within(**changed: Any) -> Filter:
    return Filter(**{"kinds": frozenset({SourceKind.CASE}), "as_of": date(2026, 11, 20), "not_deal": "D"} | changed)


def pilots(effects: list[Effect], start: int = 0, **changed: Any) -> list[Case]:
    return [case(start + n, attempt(Move.PILOT, effect), **changed) for n, effect in enumerate(effects)]


STEP, BARE = Effect.ADVANCED, Effect.REPLY


@pytest.mark.parametrize(
    ("effect", "worked"),
    [(Effect.ADVANCED, 1), (Effect.MEETING, 1), (Effect.REPLY, 0), (Effect.NEGATIVE, 0), (Effect.NONE, 0)],
)
def test_only_a_step_of_the_buyer_counts(effect: Effect, worked: int) -> None:
    found = TrackRecords(pilots([effect])).of(Move.PILOT, "budget", "Negotiation", STAGES, within())
    assert found is not None
    assert (found.tried, found.worked) == (1, worked)


def test_a_deal_counts_once_and_works_when_one_of_its_attempts_did() -> None:
    made = [attempt(Move.PILOT, e, BEGAN + timedelta(days=n)) for n, e in enumerate([BARE, STEP, Effect.NONE])]
    found = TrackRecords([case(1, *made)]).of(Move.PILOT, "budget", "Negotiation", STAGES, within())
    assert found is not None
    assert (found.tried, found.worked) == (1, 1)


@pytest.mark.parametrize("day", [BEGAN - timedelta(days=1), ENDED + timedelta(days=1)])
def test_what_was_done_before_or_after_the_stall_is_not_counted(day: date) -> None:
    records = TrackRecords([case(1, attempt(Move.PILOT, STEP, day))])
    assert records.of(Move.PILOT, "budget", "Negotiation", STAGES, within()) is None


@pytest.mark.parametrize(
    ("changed", "tried"),
    [
        ({}, 6),
        ({"as_of": date(2026, 4, 1)}, 6),
        ({"as_of": date(2026, 3, 31)}, 0),
        ({"not_deal": "C3"}, 5),
        ({"deals": frozenset({"C1", "C2"})}, 2),
        ({"deals": frozenset()}, 0),
    ],
)
def test_a_date_the_deal_itself_and_a_viewer_limit_what_is_counted(changed: dict[str, Any], tried: int) -> None:
    found = TrackRecords(pilots([STEP] * 6)).of(Move.PILOT, "budget", "Negotiation", STAGES, within(**changed))
    assert (found.tried if found else 0) == tried


@pytest.mark.parametrize(
    ("near", "same", "other", "tried", "scope"),
    [
        (5, 3, 3, 5, "past stalls with the same obstacle (budget), in late stages"),
        (4, 3, 3, 7, "past stalls with the same obstacle (budget)"),
        (2, 2, 3, 7, "past stalls of any kind"),
        (0, 0, 1, 1, "past stalls of any kind"),
    ],
)
def test_the_scope_widens_until_there_are_enough(near: int, same: int, other: int, tried: int, scope: str) -> None:
    cases = [
        *pilots([STEP] * near),
        *pilots([BARE] * same, 20, stage="Discovery"),
        *pilots([BARE] * other, 40, obstacles=("competitor",)),
    ]
    found = TrackRecords(cases).of(Move.PILOT, "budget", "Proposal", STAGES, within())
    assert found is not None
    assert (found.tried, found.scope, found.too_few) == (tried, scope, tried < 5)


def test_the_interval_is_the_posterior_of_the_usual_rate_and_the_count() -> None:
    """0.5 * 4 + 3 against 0.5 * 4 + 1: the quantiles of Beta(5, 3)."""
    found = record_of(Tally(4, 3), [Tally(4, 3), Tally(4, 1)], "s")
    assert found.usual == pytest.approx(0.5)
    assert (found.low, found.high) == pytest.approx((0.2904, 0.9010), abs=1e-4)


def test_few_tries_are_drawn_to_the_usual_rate_and_many_are_not() -> None:
    usual = [Tally(50, 10)]
    few, many = (record_of(Tally(n, n), [*usual, Tally(n, n)], "s") for n in (1, 40))
    assert few.low < 0.2
    assert many.low > 0.6
    assert few.high - few.low > many.high - many.low


def test_the_prior_is_as_strong_as_the_moves_are_alike() -> None:
    assert prior_strength([Tally(9, 3)] * 3) == STRENGTH
    assert prior_strength([Tally(30, 10)] * 6) == STRONGEST
    apart = prior_strength([Tally(40, 2), Tally(40, 38), Tally(40, 4), Tally(40, 35)])
    assert apart < STRENGTH


def test_never_tried_too_few_and_a_share_are_said_in_words() -> None:
    assert track_text(None) == "Never tried in a similar stall on record."
    few = TrackRecords(pilots([STEP, BARE])).of(Move.PILOT, "budget", "Negotiation", STAGES, within())
    assert track_text(few).endswith("a step of the buyer followed in 1. Too few to tell.")
    assert "%" not in track_text(few)
    enough = TrackRecords(pilots([STEP] * 4 + [BARE] * 3)).of(Move.PILOT, "budget", "Negotiation", STAGES, within())
    told = track_text(enough)
    assert told.startswith("Tried in 7 of the past stalls with the same obstacle (budget), in late stages")
    assert "%" in told
    assert "no proof" in told
    assert "uplift" not in told


def test_a_mined_case_knows_when_its_stall_began(build: Any) -> None:
    record = build.record(
        build.mail_out(5, "A trial week", "We offer a trial."),
        build.mail_out(60, "A trial week", "We offer a trial."),
        build.activity(65, "meeting", contact="Anna Berg", body="Trial agreed."),
        moves=[(0, "Discovery"), (70, "Won")],
        closed=70,
        outcome="won",
        stage="Won",
        close_reason="Trial passed.",
    )
    found = mine(record, {"Discovery": 30.5}, build.day(100))
    assert found is not None
    assert (found.stalled_from, found.stalled_until) == (build.day(31), build.day(70))
    assert found.days_stalled > 0
    track = TrackRecords([found]).of(Move.PILOT, None, "Discovery", record.stages, within())
    assert track is not None
    assert (track.tried, track.worked) == (1, 1)
