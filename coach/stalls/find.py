"""Which open deals are stalled, and in what order to look at them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from coach.domain.deal import Deal, Hold
from coach.domain.record import Record
from coach.domain.stall import Money, Pipeline, Stall, WinOdds
from coach.stalls.baseline import Baseline
from coach.stalls.dwells import Course
from coach.stalls.norms import SINCE_CREATION
from coach.stalls.ranking import attention, medians, ranked, weight_of
from coach.stalls.signals import is_stalled, signals
from coach.stalls.standing import Standing, Tracked, open_course, standing

QUANTILE = 0.9
HOLD_LIMIT_DAYS = 120
"""A hold that ends later than this is no reason to keep a deal in the pipeline; it can come back when the time has."""


def find_stalls(
    records: Iterable[Record],
    baseline: Baseline,
    as_of: date,
    quantile: float = QUANTILE,
    hold_limit_days: int = HOLD_LIMIT_DAYS,
) -> Pipeline:
    """Every record that was open at `as_of`, held against `baseline`; the others are passed over.

    `quantile` is one of those kept in the norms (0.5, 0.8, 0.9, 1.0), else `CoachError`.
    """
    opened = [(record, found) for record in records if (found := open_course(record, as_of)) is not None]
    tracked = Tracked.of((record for record, _ in opened), as_of)
    typical = medians(record.deal for record, _ in opened)
    yardstick = _Yardstick(baseline, tracked, as_of, quantile, hold_limit_days, typical)
    every = [_stall(record, found, yardstick) for record, found in opened]
    stalled = ranked(stall for stall in every if stall.stalled)
    return Pipeline(
        as_of=as_of,
        stalls=stalled,
        others=ranked(stall for stall in every if not stall.stalled),
        open_deals=len(every),
        age_not_known=sum(stall.days_in_stage is None for stall in every),
        stalled_deals=len(stalled),
        amount_stalled=totals(stalled),
        deal_days_stalled=sum(stall.deal_days_at_stake for stall in stalled),
    )


def stall_of(
    record: Record,
    baseline: Baseline,
    tracked: Tracked,
    as_of: date,
    *,
    quantile: float = QUANTILE,
    hold_limit_days: int = HOLD_LIMIT_DAYS,
    typical: dict[str | None, Decimal] | None = None,
) -> Stall | None:
    """Where one deal stands; None when it was not open at `as_of`.

    `tracked` and `typical` (`ranking.medians`) come from all open records: without `typical`, amounts do not weigh.
    """
    found = open_course(record, as_of)
    if found is None:
        return None
    return _stall(record, found, _Yardstick(baseline, tracked, as_of, quantile, hold_limit_days, typical or {}))


def hold_of(deal: Deal, as_of: date, hold_limit_days: int = HOLD_LIMIT_DAYS) -> Hold | None:
    """The hold that counts at `as_of`: stated, not passed, and not too far ahead. It ends by itself."""
    hold = deal.hold
    if hold is None or not as_of <= hold.until <= as_of + timedelta(days=hold_limit_days):
        return None
    return hold


class _Yardstick(NamedTuple):
    """What every deal of one look is held against."""

    baseline: Baseline
    tracked: Tracked
    as_of: date
    quantile: float
    hold_limit_days: int
    typical: dict[str | None, Decimal]


def _stall(record: Record, found: Course, by: _Yardstick) -> Stall:
    deal, at = record.deal, standing(record, found, by.baseline, by.as_of, by.quantile)
    said, standard = signals(at, by.baseline, by.tracked), at.standard
    hold = hold_of(deal, by.as_of, by.hold_limit_days)
    stake = max(0.0, at.days - standard.median_days) if at.days is not None and standard is not None else 0.0
    return Stall(
        deal_id=deal.deal_id,
        name=deal.name,
        owner=deal.owner,
        stage=at.stage,
        segment=deal.segment,
        amount=deal.amount,
        currency=deal.currency,
        days_in_stage=at.days,
        norm=standard.norm if standard else None,
        median_days=standard.median_days if standard else None,
        max_days=standard.max_days if standard else None,
        signals=said,
        stalled=is_stalled(at, said),
        p_win=_odds(at, by.baseline),
        deal_days_at_stake=round(stake),
        on_hold=hold,
        attention=attention(at.days, standard, weight_of(deal, by.typical), on_hold=hold is not None),
    )


def _odds(at: Standing, baseline: Baseline) -> WinOdds | None:
    if at.days is None or at.standard is None:
        return None
    if at.standard.norm.measure == SINCE_CREATION:
        return baseline.odds.odds_at(None, at.days)
    return baseline.odds.odds_at(at.stage, at.days) if at.stage in baseline.odds.stages else None


def totals(stalls: Iterable[Stall]) -> tuple[Money, ...]:
    sums: dict[str | None, Decimal] = defaultdict(Decimal)
    for stall in stalls:
        if stall.amount is not None:
            sums[stall.currency] += stall.amount
    return tuple(Money(amount=sums[c], currency=c) for c in sorted(sums, key=lambda c: (c is None, c or "")))
