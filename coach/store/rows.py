"""Rows of the imported tables, read back as words."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Table, func

from coach.domain.activity import Activity
from coach.domain.base import Word
from coach.domain.deal import Contact, Deal, FieldChange
from coach.domain.stage import Stage, StageChange
from coach.store.schema import activities, contacts, deals, field_changes, stage_changes, stages

_W = TypeVar("_W", bound=Word)
BEGINNING = 600
"""Characters."""


class Reading(Generic[_W]):
    """Which columns to select for a word, and how a row of them becomes one.

    Rows are validated again: measured faster than constructing without, and a row edited by hand is caught.
    """

    def __init__(self, word: type[_W], table: Table, short: frozenset[str] = frozenset()) -> None:
        names = list(word.model_fields)
        self.table = table
        self.columns: list[ColumnElement[Any]] = [
            func.substr(table.c[name], 1, BEGINNING).label(name) if name in short else table.c[name] for name in names
        ]
        self._names = names
        self._validate: Callable[[Any], Any] = word.__pydantic_validator__.validate_python

    def word(self, row: Row[Any] | Sequence[Any]) -> _W:
        word: _W = self._validate(dict(zip(self._names, row, strict=True)))
        return word


@contextmanager
def collecting_later() -> Iterator[None]:
    """No garbage collection meanwhile: while many words are made at once it would walk over all of them again and
    again and find nothing (two thirds of the time for 500,000 rows, measured)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


DEALS = Reading(Deal, deals)
ACTIVITIES = Reading(Activity, activities)
ACTIVITIES_IN_SHORT = Reading(Activity, activities, frozenset(("body",)))
"""Enough of each body to see that nobody was reached or that a machine wrote it."""
CONTACTS = Reading(Contact, contacts)
STAGES = Reading(Stage, stages)
STAGE_CHANGES = Reading(StageChange, stage_changes)
FIELD_CHANGES = Reading(FieldChange, field_changes)
