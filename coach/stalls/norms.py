"""What is normal: how long won deals took, at four quantiles, on the narrowest history that has enough of them.

The figure for a quantile q is the smallest number of days within which at least the share q of the won deals were
done (the inverse of the empirical distribution, no interpolation), so that "9 of 10 leave it within 18 days" is true
of the record as it stands.

The scope widens segment, stage, whole pipeline, until 20 dwells stand behind a figure: with 20, the 0.9 quantile
still has two observations beyond it, with fewer it is the maximum or next to it. Then the stated default.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil

from coach.domain.base import Word
from coach.domain.deal import Outcome
from coach.domain.failure import CoachError
from coach.domain.stall import Norm, Scope
from coach.stalls.dwells import Course

QUANTILES = (0.5, 0.8, 0.9, 1.0)
ENOUGH = 20
IN_STAGE = "in stage"
SINCE_CREATION = "since creation"

DEFAULT_DAYS = {IN_STAGE: (30.0, 45.0, 60.0, 90.0), SINCE_CREATION: (90.0, 135.0, 180.0, 270.0)}
"""Days at the four quantiles where there is too little history. In a stage: a month is a common review rhythm, and a
deal that no review moved two months running is one a manager would ask about, a quarter without a move one nobody
would defend. Since creation: the same for a sale of three to five stages, three of which pass at that pace. They are
conventions, not measurements, and every figure that rests on them says n=0."""


class Spread(Word):
    """The four quantiles of one set of won dwells."""

    n: int
    days: tuple[float, float, float, float]

    @classmethod
    def of(cls, days: Sequence[int]) -> "Spread":
        """`days` must not be empty."""
        ordered = sorted(days)
        first, second, third, last = (float(ordered[max(0, ceil(q * len(ordered)) - 1)]) for q in QUANTILES)
        return cls(n=len(ordered), days=(first, second, third, last))


class SegmentSpread(Word):
    stage: str
    segment: str
    spread: Spread


class StageSpread(Word):
    """`longest_closed` is the longest stay here of any deal that has since closed, won or lost."""

    stage: str
    spread: Spread | None
    longest_closed: int | None


class Norms(Word):
    """All norms of one history. Sets of fewer than `ENOUGH` dwells are kept for what was the longest."""

    segments: tuple[SegmentSpread, ...] = ()
    stages: tuple[StageSpread, ...] = ()
    pipeline: Spread | None = None
    """Won dwells over all stages."""
    creation_segments: tuple[SegmentSpread, ...] = ()
    """Creation to won, by segment; `stage` is blank."""
    creation: Spread | None = None
    longest_closed: int | None = None
    """The longest time from creation to closing of any closed deal."""


class Standard(Word):
    """The figures one deal is held against: its norm, the median, the longest ever won and ever closed."""

    norm: Norm
    median_days: float
    max_days: float | None
    longest_closed: int | None


def measure_norms(found: Iterable[Course]) -> Norms:
    """The norms of the deals won by the date of `found`."""
    by_segment: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_stage: dict[str, list[int]] = defaultdict(list)
    by_creation: dict[str, list[int]] = defaultdict(list)
    everywhere: list[int] = []
    creation: list[int] = []
    longest: dict[str, int] = {}
    longest_closed = -1
    seen: set[str] = set()
    for one in found:
        for dwell in one.dwells:
            seen.add(dwell.stage)
            if dwell.days < 0 or one.outcome is Outcome.OPEN:
                continue
            longest[dwell.stage] = max(dwell.days, longest.get(dwell.stage, -1))
            if one.outcome is Outcome.WON:
                everywhere.append(dwell.days)
                by_stage[dwell.stage].append(dwell.days)
                if one.deal.segment:
                    by_segment[dwell.stage, one.deal.segment].append(dwell.days)
        if one.age is None or one.age < 0 or one.outcome is Outcome.OPEN:
            continue
        longest_closed = max(longest_closed, one.age)
        if one.outcome is Outcome.WON:
            creation.append(one.age)
            if one.deal.segment:
                by_creation[one.deal.segment].append(one.age)
    return Norms(
        segments=tuple(
            SegmentSpread(stage=stage, segment=segment, spread=Spread.of(days))
            for (stage, segment), days in sorted(by_segment.items())
            if len(days) >= ENOUGH
        ),
        stages=tuple(
            StageSpread(
                stage=stage,
                spread=Spread.of(by_stage[stage]) if by_stage.get(stage) else None,
                longest_closed=longest.get(stage),
            )
            for stage in sorted(seen)
        ),
        pipeline=Spread.of(everywhere) if everywhere else None,
        creation_segments=tuple(
            SegmentSpread(stage="", segment=segment, spread=Spread.of(days))
            for segment, days in sorted(by_creation.items())
            if len(days) >= ENOUGH
        ),
        creation=Spread.of(creation) if creation else None,
        longest_closed=longest_closed if longest_closed >= 0 else None,
    )


def stage_standard(norms: Norms, stage: str, segment: str | None, quantile: float) -> Standard:
    """What a stay in `stage` is held against."""
    own = next((s for s in norms.stages if s.stage == stage), None)
    whole = own.spread if own and _enough(own.spread) else None
    narrow = next((s.spread for s in norms.segments if s.stage == stage and s.segment == segment), None)
    ladder = ((Scope.SEGMENT, narrow), (Scope.STAGE, whole), (Scope.PIPELINE, norms.pipeline))
    return _standard(ladder, whole or norms.pipeline, own.longest_closed if own else None, quantile, IN_STAGE)


def creation_standard(norms: Norms, segment: str | None, quantile: float) -> Standard:
    """What the time since creation is held against, where the time in the stage is not known."""
    narrow = next((s.spread for s in norms.creation_segments if s.segment == segment), None)
    ladder = ((Scope.SEGMENT, narrow), (Scope.PIPELINE, norms.creation))
    return _standard(ladder, norms.creation, norms.longest_closed, quantile, SINCE_CREATION)


def _enough(spread: Spread | None) -> bool:
    return spread is not None and spread.n >= ENOUGH


def _standard(
    ladder: tuple[tuple[Scope, Spread | None], ...],
    widest: Spread | None,
    longest_closed: int | None,
    quantile: float,
    measure: str,
) -> Standard:
    if quantile not in QUANTILES:
        raise CoachError(
            f"No norm is kept at the quantile {quantile}.", f"Use one of {', '.join(map(str, QUANTILES))}."
        )
    at = QUANTILES.index(quantile)
    for scope, spread in ladder:
        if spread is not None and spread.n >= ENOUGH:
            return Standard(
                norm=Norm(scope=scope, n=spread.n, quantile=quantile, days=spread.days[at], measure=measure),
                median_days=spread.days[0],
                max_days=widest.days[3] if _enough(widest) and widest is not None else spread.days[3],
                longest_closed=longest_closed,
            )
    days = DEFAULT_DAYS[measure]
    return Standard(
        norm=Norm(scope=Scope.DEFAULT, n=0, quantile=quantile, days=days[at], measure=measure),
        median_days=days[0],
        max_days=None,
        longest_closed=None,
    )
