"""All that was measured on the past, in one value: computed once for a data version and a date, then kept."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Self

from coach.domain.base import Moment, Word, days_between
from coach.domain.contact import is_two_way
from coach.domain.deal import Outcome
from coach.domain.record import Record
from coach.domain.stage import Stage
from coach.domain.stall import Norm, Scope
from coach.stalls.dwells import History, courses
from coach.stalls.norms import ENOUGH, Norms, Spread, measure_norms
from coach.stalls.odds import OddsTable, tabulate_courses

SILENCE_QUANTILE = 0.9
SILENCE_DEFAULT_DAYS = 21.0
"""Three weeks: longer than an ordinary holiday, so that one absence alone does not make a deal silent."""
_SILENCE = "between two-way contacts"


class Baseline(Word):
    """The norms, the silence norm and the odds at `as_of`, with the number of deals behind them.

    JSON there and back gives an equal value. Whoever keeps it keys it by the version of the data and `as_of`.
    """

    as_of: date
    norms: Norms
    silence: Norm
    odds: OddsTable
    stages: tuple[Stage, ...] = ()
    won: int
    lost: int
    open: int
    end_not_known: int
    """Deals that are closed, nobody knows when: in no figure."""

    @classmethod
    def measure(
        cls,
        history: History,
        as_of: date,
        contact_gaps: Iterable[int] = (),
        stages: tuple[Stage, ...] = (),
    ) -> Self:
        """Measure the past as known at `as_of`. `contact_gaps`: see the function of that name. `stages` tells which
        stages are closing ones; without it the usual names do."""
        found = courses(history, as_of, stages)
        dated = [one for one in found if one.outcome is Outcome.OPEN or one.ended is not None]
        return cls(
            as_of=as_of,
            norms=measure_norms(dated),
            silence=_silence_norm(list(contact_gaps)),
            odds=tabulate_courses(dated, as_of),
            stages=stages,
            won=sum(one.outcome is Outcome.WON for one in dated),
            lost=sum(one.outcome is Outcome.LOST for one in dated),
            open=sum(one.outcome is Outcome.OPEN for one in dated),
            end_not_known=len(found) - len(dated),
        )


def contact_gaps(records: Iterable[Record], as_of: date) -> tuple[int, ...]:
    """Days between successive days of two-way contact, in the deals of `records` won by `as_of`.

    The wait before the first contact and after the last one are left out: they have other causes.
    """
    gaps: list[int] = []
    for record in records:
        deal = record.deal
        if deal.outcome is not Outcome.WON or not _by(deal.closed_at, as_of):
            continue
        days = sorted({a.at.date() for a in record.activities if a.at.date() <= as_of and is_two_way(a)})
        gaps += [days_between(one, two) for one, two in pairwise(days)]
    return tuple(gaps)


def _by(moment: Moment | None, as_of: date) -> bool:
    return moment is not None and moment.date() <= as_of


def _silence_norm(gaps: list[int]) -> Norm:
    if len(gaps) < ENOUGH:
        return Norm(scope=Scope.DEFAULT, n=0, quantile=SILENCE_QUANTILE, days=SILENCE_DEFAULT_DAYS, measure=_SILENCE)
    spread = Spread.of(gaps)
    return Norm(scope=Scope.PIPELINE, n=spread.n, quantile=SILENCE_QUANTILE, days=spread.days[2], measure=_SILENCE)
