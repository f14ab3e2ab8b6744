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


def held_against_record(scenario: Scenario, workspace: "Workspace") -> Scenario:
    """The scenario without the labels that point to nothing (an activity that had not happened by then, a precedent or
    play that is not there), each noted: they would be checks that cannot fail. Raises `ScenarioFailure` with file and
    line for a deal that is not there at all."""
    plays = {play.play_id for play in workspace.library.plays()}
    deals, notes = [], list(scenario.notes)
    for gold in scenario.deals:
        kept, left_out = _known_labels(gold, plays, workspace)
        deals.append(kept)
        notes += [f"{gold.file}, line {gold.line}: {what}; it does not count" for what in left_out]
    return scenario.model_copy(update={"deals": tuple(deals), "notes": tuple(notes)})


def _known_labels(gold: GoldDeal, plays: set[str], workspace: "Workspace") -> tuple[GoldDeal, list[str]]:
    try:
        record = workspace.record(gold.deal_id, gold.as_of)
    except NotFound as failure:
        raise gold.failure(f"{gold.deal_id} is no deal of this import on {gold.as_of}") from failure
    there, left_out, facts = {activity.activity_id for activity in record.activities}, [], []
    for fact in gold.facts:
        gone = [one for one in fact.activity_ids if one not in there]
        left_out += [f"{one} is no activity of {gold.deal_id} by {gold.as_of}" for one in gone]
        if len(gone) < len(fact.activity_ids) or not fact.activity_ids:
            known = tuple(one for one in fact.activity_ids if one in there)
            facts.append(fact.model_copy(update={"activity_ids": known}))
    precedents = tuple(one for one in gold.precedents if _is_deal(one, gold, workspace))
    unknown = [one for one in gold.precedents if one not in precedents]
    left_out += [f"the precedent {one} is no deal of this import on {gold.as_of}" for one in unknown]
    for play_id in (*gold.tried_plays, *gold.fitting_plays):
        if play_id not in plays:
            alike = difflib.get_close_matches(play_id, plays, n=2)
            hint = f" (did you mean {' or '.join(alike)}?)" if alike else ""
            left_out.append(f"{play_id} is no play of the playbook in use{hint}")
    kept = {
        "facts": tuple(facts),
        "precedents": precedents,
        "tried_plays": tuple(one for one in gold.tried_plays if one in plays),
        "fitting_plays": tuple(one for one in gold.fitting_plays if one in plays),
    }
    return gold.model_copy(update=kept), left_out


def _is_deal(deal_id: str, gold: GoldDeal, workspace: "Workspace") -> bool:
    try:
        workspace.record(deal_id, gold.as_of)
    except CoachError:
        return False
    return True
