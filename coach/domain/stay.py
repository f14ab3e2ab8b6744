"""How long a deal stayed in each stage, from its dated moves. Read by stalls and by history alike."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from coach.domain.stage import StageChange


class Dwell(NamedTuple):
    """One stay in a stage, in whole calendar days. `days` runs to the exit, or to the end given while it lasts."""

    stage: str
    entered: date
    days: int
    completed: bool


def dwells(
    changes: Iterable[StageChange], until: date, closing: frozenset[str], *, still_open: bool
) -> tuple[Dwell, ...]:
    """The stays up to the end of `until`, in the order of time.

    A stay runs from entering a stage to the next move into another one, or to `until`. The same stage again right
    away changes nothing; coming back to it later starts a new stay. Closing stages (`closing`, lower case) end a
    stay and are none. Moves dated later than `until` are not looked at.
    """
    stays: list[Dwell] = []
    stage: str | None = None
    entered = until
    for change in sorted(changes, key=lambda c: c.entered_at):
        day, name = change.entered_at.date(), change.stage
        if day > until:
            break
        if name == stage:
            continue
        if stage is not None and stage.casefold() not in closing:
            stays.append(Dwell(stage, entered, (day - entered).days, True))
        stage, entered = name, day
    if stage is not None and stage.casefold() not in closing:
        stays.append(Dwell(stage, entered, (until - entered).days, not still_open))
    return tuple(stays)
