"""From the values of a row to a word of the domain, with the stated handling of what does not add up."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from coach.crm.cells import kind_by_name
from coach.crm.rejected import Rejection
from coach.crm.rows import Values
from coach.domain.activity import Activity
from coach.domain.base import Word
from coach.domain.deal import Contact, Deal, FieldChange, Outcome
from coach.domain.stage import Stage, StageChange, StageKind

_BUILD: dict[str, Any] = {
    "stages": Stage.__pydantic_validator__.validate_python,
    "deals": Deal.__pydantic_validator__.validate_python,
    "stage_changes": StageChange.__pydantic_validator__.validate_python,
    "field_changes": FieldChange.__pydantic_validator__.validate_python,
    "contacts": Contact.__pydantic_validator__.validate_python,
    "activities": Activity.__pydantic_validator__.validate_python,
}


class Words:
    """Builds the words of one import, and knows what one table says about another."""

    def __init__(self) -> None:
        self.notes: Counter[tuple[str, str]] = Counter()
        self.deal_ids: set[str] = set()
        self._stages: dict[str, tuple[int, StageKind]] = {}
        self._created: dict[str, date] = {}
        self._moves: dict[str, list[tuple[datetime, str]]] = defaultdict(list)

    def know_stages(self, stages: Iterable[Stage]) -> None:
        self._stages.update((stage.name.casefold(), (stage.position, stage.kind)) for stage in stages)

    def word(self, table: str, values: Values, not_while_open: tuple[str, ...] = ()) -> Word:
        """Raises `Rejection`. `not_while_open`: what is dropped of a deal that is open."""
        if table == "deals":
            self._settle(values)
            if not_while_open and values.get("outcome", Outcome.OPEN) is Outcome.OPEN:
                for name in not_while_open:
                    values.pop(name, None)
        elif table == "stages":
            self._name_kind(values)
        elif values["deal_id"] not in self.deal_ids:
            raise Rejection("deal_id", values["deal_id"], f"there is no deal {values['deal_id']}")
        elif table == "contacts" and "contact_id" not in values:
            values["contact_id"] = _contact_id(values)
        try:
            word: Word = _BUILD[table](values)
        except (ValueError, OverflowError) as error:
            raise Rejection("", "", "does not fit together") from error
        return word

    def written(self, table: str, word: Word) -> None:
        """Take note of a word that counts: not one that a later row of the same file replaces."""
        if isinstance(word, Deal):
            if word.created_at:
                self._created[word.deal_id] = word.created_at.date()
                if word.closed_at and word.closed_at < word.created_at:
                    self.notes[table, "closed before they were created, kept"] += 1
        elif isinstance(word, Activity):
            self._early(table, word.deal_id, word.at)
        elif isinstance(word, StageChange):
            self._early(table, word.deal_id, word.entered_at)
            self._moves[word.deal_id].append((word.entered_at, word.stage.casefold()))
        elif isinstance(word, FieldChange):
            self._early(table, word.deal_id, word.at)
        elif isinstance(word, Stage):
            self.know_stages([word])

    def count_backward_moves(self) -> None:
        for moves in self._moves.values():
            before: list[str] = []
            for _, stage in sorted(moves, key=lambda move: move[0]):
                if before and stage != before[-1] and self._is_back(stage, before):
                    self.notes["stage_changes", "moves backwards, kept"] += 1
                before.append(stage)

    def _is_back(self, stage: str, before: list[str]) -> bool:
        here, last = self._stages.get(stage), self._stages.get(before[-1])
        return here[0] < last[0] if here and last else stage in before

    def _early(self, table: str, deal_id: str, at: datetime) -> None:
        created = self._created.get(deal_id)
        if created is not None and at.date() < created:
            self.notes[table, "dated before their deal was created, kept"] += 1

    def _kind(self, stage: str) -> StageKind:
        known = self._stages.get(stage.casefold())
        return known[1] if known else kind_by_name(stage)

    def _name_kind(self, values: Values) -> None:
        if "kind" not in values:
            values["kind"] = kind_by_name(values["name"])

    def _settle(self, values: Values) -> None:
        note = self.notes
        amount = values.get("amount")
        if amount is not None:
            values["amount"] = amount.value
            if amount.currency:
                values.setdefault("currency", amount.currency)
        kind = self._kind(values["stage"])
        stated = values.get("outcome")
        if kind is not StageKind.OPEN and stated in (None, Outcome.OPEN):
            said = "flagged open" if stated else "without an outcome"
            note["deals", f"in a closed stage but {said}, outcome taken from the stage"] += 1
            values["outcome"] = Outcome(kind.value)
        elif kind is not StageKind.OPEN and stated is not None and stated.value != kind.value:
            note["deals", "outcome and stage contradict each other, outcome kept"] += 1
        if values.get("outcome", Outcome.OPEN) is Outcome.OPEN:
            closing = values.pop("closed_at", None)
            if closing is not None and closing.date() != values.get("expected_close_at"):
                note["deals", "open with a closing date, date left out"] += 1
        elif "closed_at" not in values:
            note["deals", "closed without a closing date, kept"] += 1
        if "created_at" not in values:
            note["deals", "without a date of creation: age not known"] += 1


def _contact_id(values: Values) -> str:
    parts = (values["deal_id"], values["name"].casefold(), values.get("email", "").casefold())
    return "contact-" + hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=8).hexdigest()
