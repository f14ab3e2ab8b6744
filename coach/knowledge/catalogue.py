"""All that the library holds at one moment, read once."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from coach.domain.case import Case
from coach.domain.evidence import Source
from coach.domain.failure import PlaybookFailure
from coach.domain.passage import Passage
from coach.domain.play import Document, Play, PlaybookEntry, PlayStatus
from coach.knowledge import passages
from coach.knowledge.blocks import size
from coach.knowledge.intake import Skipped, files_in, read_file, read_text
from coach.knowledge.ports import PlaybookStore

log = logging.getLogger(__name__)

FEWEST_WORDS = 5
"""A passage with fewer (a table of contents, a picture) has nothing to say and is not indexed."""

SHIPPED_AT = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Catalogue:
    """Plays (of every status), documents in use and cases, by id. `entries` holds each play's and document's file."""

    plays: dict[str, Play]
    documents: dict[str, Document]
    cases: dict[str, Case]
    entries: dict[str, PlaybookEntry]

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """What may be found: of active plays, documents in use, cases."""
        split: list[Iterable[Passage]] = []
        split += [passages.passages_of_play(p) for p in self.plays.values() if p.status is PlayStatus.ACTIVE]
        split += [passages.passages_of_document(document) for document in self.documents.values()]
        split += [passages.passages_of_case(case) for case in self.cases.values()]
        return tuple(passage for of_one in split for passage in of_one if size(passage.text) >= FEWEST_WORDS)

    def source(self, source_id: str) -> Source | None:
        """The source at an address, if its text is still the one that the address names."""
        kind, _, rest = source_id.partition(":")
        key = rest.rpartition("@")[0]
        makers: dict[str, Callable[[], Source | None]] = {
            "play": lambda: passages.play_source(self.plays[key]) if key in self.plays else None,
            "document": lambda: passages.document_source(self.documents[key]) if key in self.documents else None,
            "case": lambda: passages.case_source(self.cases[key]) if key in self.cases else None,
        }
        source = makers[kind]() if kind in makers else None
        return source if source and source.source_id == source_id else None


def catalogue(shipped: Path, store: PlaybookStore) -> Catalogue:
    """Read the shipped folder and the store. What cannot be read any more is left out with a line in the log."""
    entries = {entry.entry_id: entry for entry in _shipped_entries(shipped)}
    entries |= {entry.entry_id: entry for entry in store.playbook_entries()}
    plays: dict[str, Play] = {}
    documents: dict[str, Document] = {}
    for entry_id in sorted(entries):
        entry = entries[entry_id]
        try:
            item = read_text(entry.text, entry.path)
        except PlaybookFailure as failure:
            log.warning("%s is left out: %s", entry_id, failure)
            continue
        if isinstance(item, Play):
            plays[item.play_id] = item.model_copy(update={"status": entry.status})
        elif entry.status is PlayStatus.ACTIVE:
            documents[item.document_id] = item
    cases = {case.case_id: case for case in sorted(store.cases(), key=lambda case: case.case_id)}
    return Catalogue(plays, documents, cases, entries)


def _shipped_entries(shipped: Path) -> list[PlaybookEntry]:
    """What came with the product, as if it had been added. A document's id is its path below the folder."""
    if not shipped.is_dir():
        return []
    entries = []
    for file, named in files_in(shipped):
        path = named.partition("/")[2]
        incoming = read_file(file, path)
        if isinstance(incoming, Skipped):
            log.info("%s is left out: %s", path, incoming.reason)
            continue
        entries.append(incoming.entry(SHIPPED_AT))
    return entries
