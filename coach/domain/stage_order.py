"""The order of a pipeline that nobody wrote down, read off the way its deals went."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from coach.domain.deal import Outcome
from coach.domain.stage import LOST_NAMES, WON_NAMES, Stage, StageKind


class Way(NamedTuple):
    """One deal: the stages it entered in the order of time, the one it is in, what became of it."""

    entered: tuple[str, ...]
    stage: str
    outcome: Outcome


def stages_seen(ways: Iterable[Way]) -> tuple[Stage, ...]:
    """All stages that occur, open ones first, in the order in which deals typically enter them for the first time.

    A stage stands before another when more deals entered it first (Copeland's rule: most such wins first), which
    deals that skip stages or stop early do not disturb. A stage is won or lost by its usual name, or when it is only
    ever the last one, and all deals in it ended that way.
    """
    before: Counter[tuple[str, str]] = Counter()
    places: dict[str, list[int]] = defaultdict(list)
    endings: dict[str, Counter[Outcome]] = defaultdict(Counter)
    passed: set[str] = set()
    for entered, stage, outcome in ways:
        order = list(dict.fromkeys((*entered, stage)))
        for place, name in enumerate(order):
            places[name].append(place)
            before.update((name, later) for later in order[place + 1 :])
        passed.update(name for name in order if name != stage)
        endings[stage][outcome] += 1

    def rank(name: str) -> tuple[int, float, str]:
        wins = sum((before[name, other] > before[other, name]) - (before[name, other] < before[other, name])
                   for other in places)  # fmt: skip
        return -wins, sum(places[name]) / len(places[name]), name

    kinds = {name: _kind(name, name in passed, endings[name]) for name in places}
    order = sorted(
        places, key=lambda name: (kinds[name] is not StageKind.OPEN, kinds[name] is StageKind.LOST, rank(name))
    )
    return tuple(Stage(name=name, position=place, kind=kinds[name]) for place, name in enumerate(order, start=1))


def _kind(name: str, passed: bool, endings: Counter[Outcome]) -> StageKind:
    usual = name.strip().casefold().replace("-", " ").replace("_", " ")
    if usual in WON_NAMES:
        return StageKind.WON
    if usual in LOST_NAMES:
        return StageKind.LOST
    if passed or not endings or endings[Outcome.OPEN]:
        return StageKind.OPEN
    if not endings[Outcome.LOST]:
        return StageKind.WON
    return StageKind.LOST if not endings[Outcome.WON] else StageKind.OPEN
