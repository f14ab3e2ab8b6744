"""The record as known at a date and as far as a viewer may see it.

Every query takes `as_of` and cuts at the end of that day in UTC; what a CRM rewrote later is undone by
`coach.domain.past`. A deal may be seen by those who may see its owner of today: looking back gives nobody a right.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from operator import attrgetter
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select, true

from coach.domain.base import Word
from coach.domain.deal import Deal, Outcome
from coach.domain.direction import with_directions
from coach.domain.failure import NotFound
from coach.domain.past import as_known, until
from coach.domain.record import Record
from coach.domain.seen import people_seen
from coach.domain.stage import Stage, StageChange
from coach.domain.viewer import EVERYONE, Viewer
from coach.store.access import visible_to
from coach.store.columns import storable
from coach.store.rows import (
    ACTIVITIES,
    ACTIVITIES_IN_SHORT,
    CONTACTS,
    DEALS,
    FIELD_CHANGES,
    STAGE_CHANGES,
    Reading,
    collecting_later,
)
from coach.store.schema import activities, contacts, deals, field_changes, stage_changes
from coach.store.stages import StageTable

_W = TypeVar("_W", bound=Word)
_AT_ONCE = 500
"""Deals read in one transaction."""


class RecordTables(StageTable):
    def record(self, deal_id: str, as_of: date, viewer: Viewer) -> Record:
        """The deal as known at `as_of`; raises `NotFound`, also where `viewer` may not see it."""
        stages = self.stages()
        with self._database.reading() as connection:
            wanted = and_(deals.c.deal_id == storable(deal_id), visible_to(viewer))
            for record in _records(connection, wanted, as_of, stages, with_text=True):
                return record
        raise NotFound(
            f"There is no deal {deal_id} on {as_of.isoformat()}{_for(viewer)}.",
            "Check the id and the date; `coach stalled` lists deals with their ids.",
        )

    def visible(self, viewer: Viewer) -> frozenset[str] | None:
        """The ids of the deals that the viewer may see; None for one who may see every deal."""
        if viewer.owners is None:
            return None
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(deals.c.deal_id).where(visible_to(viewer))))

    def open_records(self, as_of: date, viewer: Viewer, *, with_text: bool = True) -> list[Record]:
        """Every deal that was open at `as_of`, in the order of import; of the bodies of activities only the
        beginnings where `with_text` is false."""
        maybe = or_(deals.c.outcome == Outcome.OPEN.value, deals.c.closed_at.is_(None), deals.c.closed_at > _end(as_of))
        found = self._stream(maybe, as_of, viewer, with_text)
        return [record for record in found if record.deal.outcome is Outcome.OPEN]

    def closed_records(self, as_of: date, viewer: Viewer = EVERYONE, *, with_text: bool = True) -> Iterator[Record]:
        """Every deal that was closed at `as_of`, read a few hundred at a time, in the order of import."""
        maybe = deals.c.outcome != Outcome.OPEN.value
        found = self._stream(maybe, as_of, viewer, with_text)
        return (record for record in found if record.deal.outcome is not Outcome.OPEN)

    def deals(self, as_of: date, viewer: Viewer) -> list[Deal]:
        """All deals as known at `as_of`, open and closed."""
        with collecting_later():
            return [deal for deal, _ in self._history(as_of, viewer)]

    def history(self, as_of: date) -> list[tuple[Deal, tuple[StageChange, ...]]]:
        """All deals as known at `as_of`, each with its moves in the order of time."""
        with collecting_later():
            return list(self._history(as_of, EVERYONE))

    def _stream(self, wanted: ColumnElement[bool], as_of: date, viewer: Viewer, with_text: bool) -> Iterator[Record]:
        stages = self.stages()
        existing = or_(deals.c.created_at.is_(None), deals.c.created_at <= _end(as_of))
        with self._database.reading() as connection:
            query = select(deals.c.deal_id).where(wanted, existing, visible_to(viewer)).order_by(deals.c.seq)
            ids = connection.scalars(query).all()
        for start in range(0, len(ids), _AT_ONCE):
            chosen = deals.c.deal_id.in_(ids[start : start + _AT_ONCE])
            with self._database.reading() as connection, collecting_later():
                some = list(_records(connection, chosen, as_of, stages, with_text))
            yield from some  # outside the transaction: the caller may take its time

    def _history(self, as_of: date, viewer: Viewer) -> Iterator[tuple[Deal, tuple[StageChange, ...]]]:
        stages = self.stages()
        seen = visible_to(viewer)
        with self._database.reading() as connection:
            found = _deals(connection, seen)
            moves = _by_deal(connection, STAGE_CHANGES, "entered_at", _below(stage_changes, viewer))
            later = field_changes.c.at > _end(as_of)
            changes = _by_deal(connection, FIELD_CHANGES, "at", _below(field_changes, viewer), later)
        for deal in found:
            all_moves = moves.get(deal.deal_id, ())
            known = as_known(deal, all_moves, changes.get(deal.deal_id, ()), stages, as_of)
            if known is not None:
                yield known, until(all_moves, as_of)


def _below(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    if viewer.owners is None:
        return true()
    return table.c.deal_id.in_(select(deals.c.deal_id).where(visible_to(viewer)))


def _end(as_of: date) -> datetime:
    return datetime.combine(as_of, time.max, UTC)


def _records(
    connection: Connection, wanted: ColumnElement[bool], as_of: date, stages: tuple[Stage, ...], with_text: bool
) -> Iterator[Record]:
    found = _deals(connection, wanted)
    ids = [deal.deal_id for deal in found]
    reading = ACTIVITIES if with_text else ACTIVITIES_IN_SHORT
    by_then = activities.c.at <= _end(as_of)
    moves = _by_deal(connection, STAGE_CHANGES, "entered_at", stage_changes.c.deal_id.in_(ids))
    changes = _by_deal(connection, FIELD_CHANGES, "at", field_changes.c.deal_id.in_(ids))
    touches = _by_deal(connection, reading, "at", activities.c.deal_id.in_(ids), by_then)
    people = _by_deal(connection, CONTACTS, None, contacts.c.deal_id.in_(ids))
    for deal in found:
        key = deal.deal_id
        deal_moves, deal_changes = moves.get(key, ()), changes.get(key, ())
        known = as_known(deal, deal_moves, deal_changes, stages, as_of)
        if known is not None:
            happened = with_directions(touches.get(key, ()), people.get(key, ()), known.owner)
            yield Record(
                deal=known,
                stage_changes=until(deal_moves, as_of),
                activities=happened,
                contacts=people.get(key) or people_seen(key, happened, known.owner),
                field_changes=tuple(change for change in deal_changes if change.at.date() <= as_of),
                stages=stages,
            )


def _deals(connection: Connection, wanted: ColumnElement[bool]) -> list[Deal]:
    rows = connection.execute(select(*DEALS.columns).where(wanted).order_by(deals.c.seq))
    return [DEALS.word(row) for row in rows]


def _by_deal(
    connection: Connection, reading: Reading[_W], at: str | None, *wanted: ColumnElement[bool]
) -> dict[str, tuple[_W, ...]]:
    """The words that hang on each deal, in the order of `at`, and of import where that is the same."""
    table = reading.table
    query = select(table.c.deal_id, *reading.columns).where(*wanted).order_by(table.c.seq)
    words: dict[str, list[_W]] = defaultdict(list)
    for deal_id, *row in connection.execute(query):
        words[deal_id].append(reading.word(row))
    if at is not None:
        when = attrgetter(at)
        for some in words.values():
            some.sort(key=when)
    return {deal_id: tuple(some) for deal_id, some in words.items()}


def _for(viewer: Viewer) -> str:
    return "" if viewer.owners is None else f" that {viewer.name} may see"
