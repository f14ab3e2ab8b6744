"""How often a move was followed by a step of the buyer, in the stalls of the past.

A count of what happened, of deals that closed, each seen with what was known by then. It is no proof of an effect:
reps choose the deals on which they try a move, and one thing following another is not its cause. So it is called a
track record and never an uplift.

| term | means |
|---|---|
| stall | a closed deal that had stood in one stage longer than normal: a case, with the days of its stall |
| tried | the number of such deals in which the move was made during the stall; many attempts in one count once |
| worked | in how many of them an attempt of the move advanced the deal, or a meeting was held after it; a bare reply |
| | is no step of the buyer |
| scope | the stalls counted: the same obstacle in the same part of the pipeline; where the move was made in fewer |
| | than `ENOUGH` of them, all with the same obstacle; where that is too few as well, all stalls |

The interval is the central 95% of a Beta posterior (empirical Bayes, beta-binomial): the prior has the rate of all
moves in the same scope as its mean, so that few tries move a record little from what is usual. How strong the prior
is, counted in deals, is estimated by moments from how far the moves differ (Kleinman, JASA 68 (1973), 46-54, with
weights by size); with fewer than `LEAST_MOVES` moves of `ENOUGH` tries each it is `STRENGTH`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from coach.domain.attempt import NEVER_PROPOSED, Effect, Move
from coach.domain.case import Case
from coach.domain.passage import Filter
from coach.domain.play import TrackRecord
from coach.domain.stage import Part, Stage, part_of

ENOUGH = 5
"""Deals. With fewer, a share says more about chance than about the move: it is told as too few."""
STRENGTH = 4.0
"""Deals that the usual rate weighs as much as, where the data are too few to tell how far moves differ."""
LEAST_MOVES = 4
WEAKEST, STRONGEST = 2.0, 40.0
"""The estimate of the prior's strength is kept within these: by moments it can come out at nothing or without end."""
_STEPS = frozenset({Effect.ADVANCED, Effect.MEETING})


class Stalled(NamedTuple):
    """One past stall: `made` holds each move made during it, and whether a step of the buyer followed."""

    deal_id: str
    closed_at: date
    stage: str
    obstacles: frozenset[str]
    made: dict[Move, bool]


class Tally(NamedTuple):
    tried: int
    worked: int


class TrackRecords:
    """The track records of moves among past stalls. Made once from the cases; asked for each alternative."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._stalls = tuple(stalled(case) for case in cases)

    def of(
        self, move: Move, obstacle: str | None, stage: str, stages: tuple[Stage, ...], within: Filter
    ) -> TrackRecord | None:
        """The record of a move against an obstacle in a stage; None when it was made in no stall that `within` lets
        through: closed on or before its `as_of`, another deal than its `not_deal`, and one of its `deals`."""
        seen = [stall for stall in self._stalls if _counts(stall, within)]
        scope, tallies = "past stalls of any kind", tallied(seen)
        if tallies.get(move) is None:
            return None
        for narrower, name in _scopes(seen, obstacle, part_of(stage, stages), stages):
            found = tallied(narrower)
            if found.get(move, Tally(0, 0)).tried >= ENOUGH:
                scope, tallies = name, found
                break
        return record_of(tallies[move], tuple(tallies.values()), scope)


def stalled(case: Case) -> Stalled:
    """What counts of a case: the moves made from the first day of the stall to its last, each once."""
    made: dict[Move, bool] = {}
    for attempt in case.attempts:
        day = attempt.started_at.date()
        too_early = case.stalled_from is not None and day < case.stalled_from
        too_late = case.stalled_until is not None and day > case.stalled_until
        if attempt.move in NEVER_PROPOSED or too_early or too_late:
            continue
        made[attempt.move] = made.get(attempt.move, False) or attempt.effect in _STEPS
    return Stalled(case.deal_id, case.closed_at, case.stage, frozenset(case.obstacles), made)


def tallied(stalls: Iterable[Stalled]) -> dict[Move, Tally]:
    found: dict[Move, Tally] = {}
    for stall in stalls:
        for move, worked in stall.made.items():
            before = found.get(move, Tally(0, 0))
            found[move] = Tally(before.tried + 1, before.worked + worked)
    return found


def record_of(mine: Tally, moves: Sequence[Tally], scope: str) -> TrackRecord:
    """The record with its interval, shrunk to the rate of all `moves` of the scope (`mine` is one of them)."""
    from scipy.special import betaincinv

    usual = _usual(moves)
    strength = prior_strength(moves)
    wins, losses = usual * strength + mine.worked, (1 - usual) * strength + mine.tried - mine.worked
    low, high = (round(float(betaincinv(wins, losses, q)), 4) for q in (0.025, 0.975))
    return TrackRecord(
        tried=mine.tried,
        worked=mine.worked,
        low=low,
        high=high,
        scope=scope,
        usual=round(usual, 4),
        too_few=mine.tried < ENOUGH,
    )


def prior_strength(moves: Sequence[Tally]) -> float:
    """The strength of the prior in deals: Kleinman's moment estimate of how far rates differ beyond chance."""
    known = [one for one in moves if one.tried >= ENOUGH]
    if len(known) < LEAST_MOVES:
        return STRENGTH
    total = sum(one.tried for one in known)
    weights = [one.tried / total for one in known]
    rates = [one.worked / one.tried for one in known]
    mean = sum(w * r for w, r in zip(weights, rates, strict=True))
    if not 0 < mean < 1:
        return STRENGTH
    spread = sum(w * (r - mean) ** 2 for w, r in zip(weights, rates, strict=True))
    by_chance = sum(w * (1 - w) / one.tried for w, one in zip(weights, known, strict=True))
    room = sum(w * (1 - w) for w in weights) - by_chance
    alike = (spread / (mean * (1 - mean)) - by_chance) / room if room > 0 else 0.0
    return STRONGEST if alike <= 0 else min(max(1 / alike - 1, WEAKEST), STRONGEST)


def _usual(moves: Sequence[Tally]) -> float:
    """The rate of all moves, each deal and move counting once; half a success and half a failure keep it off 0 and 1
    (Jeffreys' prior)."""
    return (sum(one.worked for one in moves) + 0.5) / (sum(one.tried for one in moves) + 1)


def _counts(stall: Stalled, within: Filter) -> bool:
    if stall.closed_at > within.as_of or stall.deal_id == within.not_deal:
        return False
    return within.deals is None or stall.deal_id in within.deals


def _scopes(
    seen: Sequence[Stalled], obstacle: str | None, part: Part | None, stages: tuple[Stage, ...]
) -> Iterable[tuple[list[Stalled], str]]:
    """The stalls that are most alike first, each scope with its name."""
    if obstacle is None:
        return
    same = [stall for stall in seen if obstacle in stall.obstacles]
    called = f"past stalls with the same obstacle ({obstacle.replace('_', ' ')})"
    if part is not None:
        near = [stall for stall in same if part_of(stall.stage, stages) is part]
        yield near, f"{called}, in {part.value} stages"
    yield same, called
