"""What enablement added to the playbook, with every text it replaced."""

from typing import Literal

from sqlalchemy import and_, select

from coach.domain.play import PlaybookEntry
from coach.store.columns import storable
from coach.store.documents import document_of, words_in
from coach.store.schema import playbook_entries, playbook_history
from coach.store.tables import Tables
from coach.store.upsert import upsert


class PlaybookTables(Tables):
    def playbook_entries(self) -> tuple[PlaybookEntry, ...]:
        """All entries, retired ones too, in the order in which they were first added."""
        with self._database.reading() as connection:
            query = select(playbook_entries.c.document).order_by(playbook_entries.c.seq)
            return words_in(connection, PlaybookEntry, query)

    def put_playbook_entry(self, entry: PlaybookEntry) -> None:
        """Insert, or replace the one of the same kind and id, which goes into the history."""
        row = {"kind": entry.kind, "entry_id": storable(entry.entry_id), "document": document_of(entry)}
        same = and_(playbook_entries.c.kind == row["kind"], playbook_entries.c.entry_id == row["entry_id"])
        with self._database.writing() as connection:
            before = connection.scalar(select(playbook_entries.c.document).where(same))
            if before == row["document"]:
                return
            if before is not None:
                connection.execute(playbook_history.insert(), {**row, "document": before})
            connection.execute(upsert(self._database.dialect, playbook_entries, ("kind", "entry_id")), row)

    def playbook_history(self, kind: Literal["play", "document"], entry_id: str) -> tuple[PlaybookEntry, ...]:
        """What an entry was before, the oldest first, without what it is now."""
        with self._database.reading() as connection:
            query = (
                select(playbook_history.c.document)
                .where(playbook_history.c.kind == kind, playbook_history.c.entry_id == storable(entry_id))
                .order_by(playbook_history.c.seq)
            )
            return words_in(connection, PlaybookEntry, query)
