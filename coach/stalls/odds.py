"""The share of deals still won, among the past deals that were still open at this age here.

Counting closed deals alone answers another question: most deals that are past saving are still open, so they are
missing from the count and the share comes out far too high. Here an open deal counts as what it is, a deal followed
until `as_of` (censored), and being lost competes with being won. The estimate is the Aalen-Johansen cumulative
incidence of being won, given that the deal reached the age (Aalen & Johansen 1978, Scand. J. Statist. 5, 141-150;
Kalbfleisch & Prentice 2002, ch. 8), as computed by statsmodels' `CumIncidenceRight` on the deals that reached it.

- "Here" is a stage, with the age counted from entering it and every stay counted for itself, followed to the final
  outcome of the deal; or the whole pipeline, with the age counted from creation.
- The interval is 95%, by the complementary log-log transform, which stays within 0 and 1. Where the standard error
  cannot be had because the last deals at risk closed together, the binomial one of the cohort is used.
- Where no win follows, the upper bound is the exact one-sided 95% bound for none in n, `1 - 0.05 ** (1 / n)` (the
  "rule of three"; Hanley & Lippman-Hand 1983, JAMA 249, 1743-1745); where only wins follow, its mirror image.
- Fewer than 20 deals at an age say nothing that a manager should act on: no figure.

The table is computed once, with numpy and statsmodels; looking something up needs neither.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import date
from math import exp, isfinite, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field

from coach.domain.base import Word
from coach.domain.deal import Outcome
from coach.domain.stall import WinOdds
from coach.stalls.dwells import Course, History, courses

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Days = NDArray[np.int64]

ENOUGH_AT_AGE = 20
MOST_AGES = 80
_Z95 = 1.959964
_NONE_SEEN = 0.05
_STATUS = {Outcome.OPEN: 0, Outcome.WON: 1, Outcome.LOST: 2}


class _Row(NamedTuple):
    """Days here, days from entering here to the end of the deal or to `as_of`, outcome, and whether it left here."""

    here: int
    until_end: int
    status: int
    left: bool


class OddsCurve(Word):
    """The odds at rising ages. Between two of them they are read off the straight line; the last row holds for
    every age beyond it."""

    ages: tuple[int, ...]
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    n: tuple[int, ...]

    def at(self, age: int) -> WinOdds | None:
        """None below age 0 and where fewer than 20 deals reached the age."""
        row = bisect_right(self.ages, age) - 1
        if row < 0 or self.n[row] < ENOUGH_AT_AGE:
            return None
        beyond = row + 1
        if beyond == len(self.ages) or self.n[beyond] < ENOUGH_AT_AGE:
            beyond = row
        way = (age - self.ages[row]) / (self.ages[beyond] - self.ages[row]) if beyond != row else 0.0
        value, low, high, n = (
            column[row] + way * (column[beyond] - column[row]) for column in (self.value, self.low, self.high, self.n)
        )
        return WinOdds(value=value, low=low, high=high, n=int(n))


class OddsTable(Word):
    """`stages` by days in the stage, `pipeline` by days since creation (None when no deal has a known age)."""

    stages: dict[str, OddsCurve] = Field(default_factory=dict)
    pipeline: OddsCurve | None = None

    def odds_at(self, stage: str | None, age: int) -> WinOdds | None:
        """The odds after `age` days in `stage`, or since creation where `stage` is None or has no history."""
        curve = self.stages.get(stage, self.pipeline) if stage is not None else self.pipeline
        return curve.at(age) if curve else None


def tabulate(history: History, as_of: date) -> OddsTable:
    """The odds of every stage and of the pipeline, from what was known at `as_of`."""
    return tabulate_courses(courses(history, as_of), as_of)


def tabulate_courses(found: list[Course], as_of: date) -> OddsTable:
    """The same from courses already read at `as_of`."""
    whole: list[_Row] = []
    by_stage: dict[str, list[_Row]] = defaultdict(list)
    for one in found:
        status = _STATUS[one.outcome]
        if one.age is not None and one.age >= 0:
            whole.append(_Row(one.age, one.age, status, one.outcome is not Outcome.OPEN))
        until = one.ended or as_of
        for dwell in one.dwells:
            if dwell.days >= 0:
                by_stage[dwell.stage].append(_Row(dwell.days, (until - dwell.entered).days, status, dwell.completed))
    return OddsTable(
        stages={stage: _curve(rows) for stage, rows in sorted(by_stage.items())},
        pipeline=_curve(whole) if whole else None,
    )


def _curve(rows: list[_Row]) -> OddsCurve:
    import numpy as np

    here, until_end, status, left = np.asarray(rows, dtype=np.int64).T
    reached = here - left  # the last age at which it was still here: one that left on day 10 was not here at age 10
    ages = _ages(here, status, reached)
    cells = [_cell(until_end[reached >= age] - age, status[reached >= age]) for age in ages]
    value, low, high, n = zip(*cells, strict=True)
    return OddsCurve(ages=tuple(ages), value=value, low=low, high=high, n=n)


def _ages(here: Days, status: Days, reached: Days) -> list[int]:
    """Half of the ages at quantiles of the stays of deals that have closed, where most happens, half at even steps up
    to the longest such stay, beyond which nothing ever happened. Where too few deals got that far, the first age that
    too few reached ends the table."""
    import numpy as np

    closed = here[status > 0]
    last = int(closed.max()) if len(closed) else 0
    each = MOST_AGES // 2 - 1
    ages = {0, last} | {int(age) for age in np.linspace(0, last, each)}
    if len(closed):
        ages |= {int(age) for age in np.quantile(closed, np.linspace(0, 1, each), method="inverted_cdf")}
    if len(reached) < ENOUGH_AT_AGE:
        return [0]
    too_few = int(np.partition(reached, -ENOUGH_AT_AGE)[-ENOUGH_AT_AGE]) + 1
    return sorted(age for age in ages if age < too_few) + ([too_few] if too_few <= last else [])


def _cell(time: Days, status: Days) -> tuple[float, float, float, int]:
    """Value, low, high and n of the deals that reached an age; `time` counts from that age."""
    import numpy as np
    from statsmodels.duration.survfunc import CumIncidenceRight

    n = len(time)
    won = int((status == _STATUS[Outcome.WON]).sum())
    if n < ENOUGH_AT_AGE:
        return 0.0, 0.0, 1.0, n
    if won == 0:
        return 0.0, 0.0, 1 - _NONE_SEEN ** (1 / n), n
    with np.errstate(divide="ignore", invalid="ignore"):  # the last at risk closed together: see the interval above
        incidence = CumIncidenceRight(time, status)
    value = min(1.0, float(incidence.cinc[0][-1]))
    if value >= 1 - 1e-12:
        return 1.0, _NONE_SEEN ** (1 / n), 1.0, n
    error = float(incidence.cinc_se[0][-1])
    if not isfinite(error) or error <= 0:
        error = sqrt(value * (1 - value) / n)
    spread = _Z95 * error / (value * log(value))
    low, high = sorted((value ** exp(spread), value ** exp(-spread)))
    return value, max(0.0, low), min(1.0, high), n
