"""The two coaches that know what is right, to find the ceiling and the floor of what the product makes of a coach."""

from typing import TYPE_CHECKING

from coach.domain.texts import activity_source
from coach.domain.viewer import EVERYONE
from coach.evals.evil import Ammunition, EvilCoach
from coach.evals.perfect import PerfectCoach
from coach.evals.run import Script
from coach.evals.scenario import Scenario

if TYPE_CHECKING:
    from coach.review.ports import Speaker
    from coach.workspace import Workspace

_FOREIGN = 6
"""Texts of other deals that the evil coach copies from."""


def perfect(scenario: Scenario, workspace: "Workspace") -> "Speaker":  # noqa: ARG001  needs no more than the answers
    return PerfectCoach({gold.deal_id: gold for gold in scenario.deals}, scenario.answers)


def evil(scenario: Scenario, workspace: "Workspace") -> "Speaker":
    golds = {gold.deal_id: gold for gold in scenario.deals}
    library = workspace.library
    plays = {play.play_id: (play, library.play_source(play.play_id)) for play in library.plays()}
    last = max(gold.as_of for gold in scenario.deals)
    others = [record for record in workspace.store.open_records(last, EVERYONE) if record.activities]
    told = [max(record.activities, key=lambda a: len(a.text)) for record in others[:_FOREIGN]]
    foreign = tuple(activity_source(activity) for activity in told)
    return EvilCoach(golds, Ammunition(plays=plays, foreign=foreign))


SCRIPTS: dict[str, Script] = {"perfect": perfect, "evil": evil}
