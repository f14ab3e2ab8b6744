"""The steps of the pipeline and the dated moves through them."""

from enum import StrEnum

from coach.domain.base import Moment, Word


class StageKind(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Stage(Word):
    """One ordered step of the pipeline."""

    name: str
    position: int
    kind: StageKind = StageKind.OPEN


class StageChange(Word):
    """The move of a deal into a stage."""

    deal_id: str
    stage: str
    entered_at: Moment


WON_NAMES = frozenset(("won", "closed won", "closedwon"))
LOST_NAMES = frozenset(("lost", "closed lost", "closedlost"))
"""What a closing stage is usually called, lower case."""


def closing_names(stages: tuple[Stage, ...]) -> frozenset[str]:
    """The stages in which a deal is over, lower case: those marked so, and the usual names unless marked open."""
    marked = {s.name.casefold() for s in stages if s.kind is not StageKind.OPEN}
    open_ones = {s.name.casefold() for s in stages if s.kind is StageKind.OPEN}
    return frozenset(((WON_NAMES | LOST_NAMES) - open_ones) | marked)


class Part(StrEnum):
    """Where in the pipeline a stage lies, so that a play can say where it fits in any pipeline."""

    EARLY = "early"
    MIDDLE = "middle"
    LATE = "late"


def part_of(stage: str, stages: tuple[Stage, ...]) -> Part | None:
    """The third of the open pipeline that a stage lies in; None for a stage that is not an open one."""
    names = [s.name for s in sorted(stages, key=lambda s: s.position) if s.kind is StageKind.OPEN]
    if stage not in names:
        return None
    if len(names) == 1:
        return Part.MIDDLE
    share = names.index(stage) / (len(names) - 1)
    return Part.EARLY if share < 1 / 3 else Part.MIDDLE if share < 2 / 3 else Part.LATE
