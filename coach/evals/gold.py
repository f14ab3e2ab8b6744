"""What a good review of a deal finds, as people wrote it down: `gold.jsonl` and `rep_answers.jsonl` of a scenario.

A line is read strictly where a mistake in it would make a check pass unseen (a date, a decision, a question, a
status), and leniently where it would not: a key that is not known is left out and told.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, ValidationError

from coach.domain.base import Word
from coach.domain.failure import ScenarioFailure
from coach.domain.review import AnswerStatus, Decision, Question

GOLD = "gold.jsonl"
REP_ANSWERS = "rep_answers.jsonl"


def _listed(value: Any) -> Any:
    """One word where a list of one is meant."""
    return [value] if isinstance(value, str) else value


class Labelled(Word):
    """One line of a file, with its place there. Keys that are not known are kept apart."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    file: str = ""
    line: int = 0

    def failure(self, what: str) -> ScenarioFailure:
        return ScenarioFailure(f"{self.file}, line {self.line}: {what}.", "Mend the line and run it again.")


class Fact(Word):
    """Something that a good review finds, under the question it answers, and where the record holds it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    question: Question
    text: str = Field(min_length=1)
    activity_ids: tuple[str, ...] = ()


class GoldDeal(Labelled):
    """The right answer for one deal at one date. `unanswerable` holds names of the five questions, or a question in
    words; `tried_plays` and `fitting_plays` hold ids of plays."""

    deal_id: str = Field(min_length=1)
    as_of: date
    decision: Annotated[tuple[Decision, ...], BeforeValidator(_listed)] = Field(min_length=1)
    must_not_decide: Annotated[tuple[Decision, ...], BeforeValidator(_listed)] = ()
    obstacles: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    facts: tuple[Fact, ...] = ()
    unanswerable: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    must_not_claim: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    tried_plays: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    fitting_plays: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    precedents: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()
    traps: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()

    def facts_on(self, question: Question) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.question is question)

    def leaves_open(self, question: Question) -> bool:
        return question.value in self.unanswerable


class GoldAnswer(Labelled):
    """What a rep says to one question, and the grade that a person gave it."""

    deal_id: str = Field(min_length=1)
    question: str = Field(min_length=1)
    answer: str
    status: AnswerStatus
    why: str = ""


Kind = TypeVar("Kind", bound=Labelled)


class Read(Word):
    """The lines of one scenario, and what of them was not understood but does no harm."""

    deals: tuple[GoldDeal, ...]
    answers: tuple[GoldAnswer, ...] = ()
    notes: tuple[str, ...] = ()


def read_gold(folder: Path) -> Read:
    """Raises `ScenarioFailure`, naming file, line and what is wrong."""
    notes: dict[str, int] = {}
    deals = tuple(_lines(folder / GOLD, GoldDeal, notes))
    if not deals:
        raise ScenarioFailure(f"{folder.name}/{GOLD} holds no line.", "Write one line for each deal to be scored.")
    seen: dict[str, int] = {}
    for gold in deals:
        if gold.deal_id in seen:
            raise gold.failure(f"{gold.deal_id} has a line already, line {seen[gold.deal_id]}")
        seen[gold.deal_id] = gold.line
        if both := set(gold.decision) & set(gold.must_not_decide):
            raise gold.failure(f"{min(both)} stands in decision and in must_not_decide")
    answers = tuple(_lines(folder / REP_ANSWERS, GoldAnswer, notes)) if (folder / REP_ANSWERS).exists() else ()
    for said in answers:
        if said.deal_id not in seen:
            raise said.failure(f"{said.deal_id} has no line in {GOLD}")
    return Read(deals=deals, answers=answers, notes=tuple(f"{what} ({n} lines)" for what, n in notes.items()))


def _lines(path: Path, kind: type[Kind], notes: dict[str, int]) -> Iterator[Kind]:
    label = f"{path.parent.name}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise ScenarioFailure(
            f"There is no {path.name} in {path.parent}.", "A scenario is a folder with an import, gold.jsonl and more."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioFailure(f"{label} cannot be read: {error}.", "Save it as UTF-8.") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, object_pairs_hook=_once)
        except (ValueError, RecursionError) as error:
            raise _malformed(label, number, f"it is not one JSON object: {error}") from error
        if not isinstance(value, dict):
            raise _malformed(label, number, "it is not a JSON object")
        for key in set(value) - set(kind.model_fields):
            told = f"{label}: {key} is not a key of the contract and was left out"
            notes[told] = notes.get(told, 0) + 1
        try:
            yield kind.model_validate({**value, "file": label, "line": number})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"])
            raise _malformed(label, number, f"{where}: {first['msg'].rstrip('.')}") from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _malformed(label: str, number: int, what: str) -> ScenarioFailure:
    return ScenarioFailure(f"{label}, line {number}: {what}.", "Mend the line and run it again.")
