"""The texts that citations point into: those kept with a review for ever, and those of today's record."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from coach.domain.answer import RepAnswer
from coach.domain.evidence import Source, SourceKind
from coach.domain.failure import NotFound
from coach.domain.texts import activity_source, answer_source, contact_source, deal_source
from coach.domain.viewer import Viewer
from coach.store.access import may_see
from coach.store.columns import storable
from coach.store.documents import document_of, word_of
from coach.store.rows import ACTIVITIES, CONTACTS, DEALS
from coach.store.schema import activities, answers, contacts, deals, sources
from coach.store.tables import Tables
from coach.store.upsert import upsert

_OF_THE_RECORD = (SourceKind.ACTIVITY, SourceKind.DEAL, SourceKind.CONTACT, SourceKind.ANSWER)


class SourceTable(Tables):
    def source(self, source_id: str, viewer: Viewer) -> Source:
        """The text at an address: as it was kept with a review, or else as the record has it now.

        Also takes `activity:KEY`, `deal:KEY`, `contact:KEY` and `answer:KEY`, and a bare key. Raises `NotFound` where
        there is no such text, where it no longer is what the address says, and where `viewer` may not see its deal.
        """
        with self._database.reading() as connection:
            for found in _candidates(connection, source_id):
                if may_see(connection, found.deal_id, viewer):
                    return found
        raise NotFound(
            f"There is no text {source_id}: it was not kept with a review, and the record has none with that address "
            "now, or it belongs to a deal of somebody else.",
            "Leave out the part after @ to see what the record says today.",
        )


def keep_sources(connection: Connection, dialect: str, found: Sequence[Source]) -> list[str]:
    """Store what is not stored yet; never change what is. Gives the stored ids, each once, in the order given."""
    rows = {
        storable(source.source_id): {
            "deal_id": source.deal_id and storable(source.deal_id),
            "document": document_of(source),
        }
        for source in found
    }
    if rows:
        statement = upsert(dialect, sources, ("source_id",), replace=False)
        connection.execute(statement, [{"source_id": key, **row} for key, row in rows.items()])
    return list(rows)


def _candidates(connection: Connection, source_id: str) -> Iterator[Source]:
    """What the address may mean, the most exact reading first: an id can itself hold a colon or an at-sign."""
    kept = connection.scalar(select(sources.c.document).where(sources.c.source_id == storable(source_id)))
    if kept is not None:
        yield word_of(Source, kept)
        return
    prefix, _, rest = source_id.partition(":")
    if prefix in _OF_THE_RECORD:
        kind = SourceKind(prefix)
        found = _current(connection, kind, rest.rpartition("@")[0])
        if found is not None and found.source_id == source_id:
            yield found
            return
        found = _current(connection, kind, rest)
        if found is not None:
            yield found
    for kind in _OF_THE_RECORD:
        found = _current(connection, kind, source_id)
        if found is not None:
            yield found


def _current(connection: Connection, kind: SourceKind, key: str) -> Source | None:
    """The text of today's record."""
    if not key:
        return None
    key = storable(key)
    if kind is SourceKind.ACTIVITY:
        row = connection.execute(select(*ACTIVITIES.columns).where(activities.c.activity_id == key)).one_or_none()
        return activity_source(ACTIVITIES.word(row)) if row else None
    if kind is SourceKind.DEAL:
        row = connection.execute(select(*DEALS.columns).where(deals.c.deal_id == key)).one_or_none()
        return deal_source(DEALS.word(row)) if row else None
    if kind is SourceKind.CONTACT:
        row = connection.execute(select(*CONTACTS.columns).where(contacts.c.contact_id == key)).one_or_none()
        return contact_source(CONTACTS.word(row)) if row else None
    document = connection.scalar(select(answers.c.document).where(answers.c.answer_id == key))
    return answer_source(word_of(RepAnswer, document)) if document else None
