"""Rows from the CRM, taken in by their ids: the same again changes nothing."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, null, select, text

from coach.domain.activity import Activity
from coach.domain.base import Word
from coach.domain.deal import Contact, Deal, FieldChange
from coach.domain.imports import Tally
from coach.domain.stage import Stage, StageChange
from coach.store.columns import fingerprint, hash_of
from coach.store.schema import activities, contacts, deals, field_changes, stage_changes, stages
from coach.store.state import note_change
from coach.store.tables import Tables
from coach.store.upsert import upsert

_W = TypeVar("_W", bound=Word)
_AT_ONCE = 2000
"""Rows a statement. SQLite takes 32,766 parameters in one, PostgreSQL 65,535."""


class ImportTables(Tables):
    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """One import: one transaction, rolled back whole when anything is raised inside.

        Raises `StoreUnavailable` when another process is writing for longer than the store waits.
        """
        with self._database.writing() as connection:
            writer = Writer(connection, self._database.dialect)
            yield writer
            writer.finish()


class Writer:
    """Takes in batches of rows inside one transaction. Deals come before what belongs to them."""

    def __init__(self, connection: Connection, dialect: str) -> None:
        self._connection = connection
        self._dialect = dialect
        self._changed = False
        if dialect != "sqlite":
            # Two imports at once would each miss what the other adds; readers are not held up.
            connection.execute(text("LOCK TABLE state IN SHARE ROW EXCLUSIVE MODE"))

    def upsert_deals(self, rows: Sequence[Deal]) -> Tally:
        return self._take_in(deals, ("deal_id",), rows)

    def upsert_activities(self, rows: Sequence[Activity]) -> Tally:
        return self._take_in(activities, ("activity_id",), rows)

    def upsert_contacts(self, rows: Sequence[Contact]) -> Tally:
        return self._take_in(contacts, ("contact_id",), rows)

    def upsert_stages(self, rows: Sequence[Stage]) -> Tally:
        return self._take_in(stages, ("name",), rows)

    def upsert_stage_changes(self, rows: Sequence[StageChange]) -> Tally:
        return self._take_in(stage_changes, ("deal_id", "stage", "entered_at"), rows)

    def upsert_field_changes(self, rows: Sequence[FieldChange]) -> Tally:
        key = ("deal_id", "field", "at", "new_hash")
        return self._take_in(field_changes, key, rows, extra=_with_hash_of_new)

    def known_deal_ids(self) -> set[str]:
        return set(self._connection.scalars(select(deals.c.deal_id)))

    def finish(self) -> None:
        """Give the data another version when anything has changed."""
        if self._changed:
            note_change(self._connection, self._dialect)

    def _take_in(
        self,
        table: Table,
        key: tuple[str, ...],
        rows: Sequence[_W],
        extra: Callable[[dict[str, Any]], dict[str, Any]] = dict,
    ) -> Tally:
        total = Tally()
        for start in range(0, len(rows), _AT_ONCE):
            prints = (fingerprint(row) for row in rows[start : start + _AT_ONCE])
            total += self._take_in_some(table, key, [(extra(values), mark) for values, mark in prints])
        self._changed = self._changed or total.changed
        return total

    def _take_in_some(self, table: Table, key: tuple[str, ...], rows: list[tuple[dict[str, Any], int]]) -> Tally:
        keyed = [(tuple([values[name] for name in key]), values, mark) for values, mark in rows]
        known = self._known(table, key, [k for k, _, _ in keyed])
        fresh: dict[tuple[Any, ...], dict[str, Any]] = {}
        added = updated = 0
        has_mark = "row_hash" in table.c
        for k, values, mark in keyed:
            if k not in known:
                added += 1
            elif has_mark and known[k] != mark:
                updated += 1
            else:
                continue
            known[k] = mark
            fresh[k] = {**values, "row_hash": mark} if has_mark else values
        if fresh:
            self._connection.execute(upsert(self._dialect, table, key), list(fresh.values()))
        return Tally(added=added, updated=updated, unchanged=len(rows) - added - updated)

    def _known(self, table: Table, key: tuple[str, ...], keys: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], Any]:
        """The hashes of those rows that stand already; None in a table whose rows are nothing but their key."""
        columns = [table.c[name] for name in key]
        mark = table.c.row_hash if "row_hash" in table.c else null()
        chosen = columns[0].in_(list({k[0] for k in keys}))
        found = self._connection.execute(select(*columns, mark).where(chosen))
        return {tuple(row[:-1]): row[-1] for row in found}


def _with_hash_of_new(values: dict[str, Any]) -> dict[str, Any]:
    # Not known and empty are the same thing here.
    return {**values, "new_hash": hash_of((values["new"] or "").encode())}
