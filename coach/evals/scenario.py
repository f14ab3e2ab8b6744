"""A scenario: a company's import, its playbook, and what people say is right. Read, and held against the record."""

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from coach.domain.base import Word
from coach.domain.failure import CoachError, NotFound, ScenarioFailure
from coach.evals.gold import GOLD, GoldAnswer, GoldDeal, read_gold

if TYPE_CHECKING:
    from coach.workspace import Workspace


class Scenario(Word):
    name: str
    folder: Path
    playbook: Path | None
    deals: tuple[GoldDeal, ...]
    answers: tuple[GoldAnswer, ...]
    notes: tuple[str, ...] = ()

    def gold(self, deal_id: str) -> GoldDeal | None:
        return next((gold for gold in self.deals if gold.deal_id == deal_id), None)


def read_scenario(folder: Path) -> Scenario:
    """Raises `ScenarioFailure`."""
    if not folder.is_dir():
        raise ScenarioFailure(f"There is no folder {folder}.", "Name the folder of a scenario.")
    read = read_gold(folder)
    playbook = folder / "playbook"
    return Scenario(
        name=folder.resolve().name,
        folder=folder,
        playbook=playbook if playbook.is_dir() else None,
        deals=read.deals,
        answers=read.answers,
        notes=read.notes,
    )


def scenarios_in(folder: Path) -> tuple[Path, ...]:
    """The scenario at `folder`, or those in it. Raises `ScenarioFailure` where there is none."""
    if (folder / GOLD).exists():
        return (folder,)
    found = tuple(sorted(inner.parent for inner in folder.glob(f"*/{GOLD}")))
    if not found:
        raise ScenarioFailure(f"There is no scenario in {folder}.", f"A scenario is a folder with a {GOLD}.")
    return found


def check_against_record(scenario: Scenario, workspace: "Workspace") -> None:
    """A label that points to nothing would be a check that cannot fail: every deal, activity, precedent and play that
    is named must be there. Raises `ScenarioFailure` with file and line."""
    plays = {play.play_id for play in workspace.library.plays()}
    for gold in scenario.deals:
        try:
            record = workspace.record(gold.deal_id, gold.as_of)
        except NotFound as failure:
            raise gold.failure(f"{gold.deal_id} is no deal of this import on {gold.as_of}") from failure
        there = {activity.activity_id for activity in record.activities}
        for fact in gold.facts:
            for activity_id in fact.activity_ids:
                if activity_id not in there:
                    raise gold.failure(f"{activity_id} is no activity of {gold.deal_id} by {gold.as_of}")
        for named in gold.precedents:
            _known_deal(gold, named, workspace)
        for play_id in (*gold.tried_plays, *gold.fitting_plays):
            if play_id not in plays:
                alike = difflib.get_close_matches(play_id, plays, n=2)
                hint = f" (did you mean {' or '.join(alike)}?)" if alike else ""
                raise gold.failure(f"{play_id} is no play of the playbook in use{hint}")


def _known_deal(gold: GoldDeal, deal_id: str, workspace: "Workspace") -> None:
    try:
        workspace.record(deal_id, gold.as_of)
    except CoachError as failure:
        raise gold.failure(f"the precedent {deal_id} is no deal of this import on {gold.as_of}") from failure
