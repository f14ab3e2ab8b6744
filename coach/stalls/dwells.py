"""How long deals stayed in each stage, from the dated moves.

A dwell runs from entering a stage to the next move into another stage, or to the closing. Entering the same stage
again right away changes nothing; coming back to it later starts a new dwell. Days are whole calendar days. Moves
dated before the deal's creation are taken as they stand; a dwell that would be negative is left out.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from coach.domain.deal import Deal, Outcome
from coach.domain.stage import Stage, StageChange, closing_names
from coach.domain.stay import Dwell, dwells

History = Iterable[tuple[Deal, tuple[StageChange, ...]]]
"""Deals with their moves, as the store hands them out: closed and open ones alike."""


class Course(NamedTuple):
    """One deal's way through the pipeline as known at a date.

    `outcome` is what it was at that date; `age` the days since creation, to the closing or to the date; None where
    creation, or the closing of a closed deal, is not known. `dwells` are in the order of time; the last one is the
    current stay of an open deal.
    """

    deal: Deal
    outcome: Outcome
    ended: date | None
    age: int | None
    dwells: tuple[Dwell, ...]

    @property
    def current(self) -> Dwell | None:
        return self.dwells[-1] if self.dwells and not self.dwells[-1].completed else None


def course(deal: Deal, changes: tuple[StageChange, ...], as_of: date, closing: frozenset[str]) -> Course | None:
    """The deal's course at `as_of`; None when it did not exist yet. Nothing dated later is looked at."""
    created = deal.created_at.date() if deal.created_at else None
    moves = [(c.entered_at.date(), c.stage) for c in sorted(changes, key=_when) if c.entered_at.date() <= as_of]
    if created is not None and created > as_of and not moves:
        return None
    outcome, ended = _ending(deal, moves, as_of, closing)
    until = ended or as_of
    end_known = outcome is Outcome.OPEN or ended is not None
    stays = dwells(changes, until, closing, still_open=outcome is Outcome.OPEN) if end_known else ()
    age = (until - created).days if created is not None and end_known else None
    return Course(deal, outcome, ended, age, stays)


def courses(history: History, as_of: date, stages: tuple[Stage, ...] = ()) -> list[Course]:
    """Every deal's course at `as_of`, without those that did not exist yet."""
    closing = closing_names(stages)
    found = (course(deal, changes, as_of, closing) for deal, changes in history)
    return [c for c in found if c is not None]


def _when(change: StageChange) -> float:
    return change.entered_at.timestamp()


def _ending(
    deal: Deal, moves: list[tuple[date, str]], as_of: date, closing: frozenset[str]
) -> tuple[Outcome, date | None]:
    if deal.outcome is Outcome.OPEN:
        return Outcome.OPEN, None
    if deal.closed_at is not None:
        closed = deal.closed_at.date()
        return (Outcome.OPEN, None) if closed > as_of else (deal.outcome, closed)
    for day, stage in reversed(moves):
        if stage.casefold() in closing:
            return deal.outcome, day
    return deal.outcome, None
