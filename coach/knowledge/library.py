"""The library: the shipped playbook, what enablement added, and the past cases, read and searched as one."""

import difflib
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from coach.domain.base import Word
from coach.domain.case import Case
from coach.domain.evidence import Source, SourceKind
from coach.domain.failure import CoachError, NotFound
from coach.domain.passage import Filter, Found
from coach.domain.play import Document, Play, PlayStatus
from coach.knowledge.catalogue import Catalogue, catalogue
from coach.knowledge.intake import Remark, Skipped, files_in, read_file
from coach.knowledge.passages import play_source
from coach.knowledge.ports import PassageIndex, PlaybookStore, Progress, Stop, SyncReport
from coach.knowledge.reading.reader import Reader

PLAYBOOK = frozenset({SourceKind.PLAY, SourceKind.DOCUMENT})


class AddReport(Word):
    """What became of the files of an addition: ids of plays and documents, the files left out with reasons, and what
    was left out of files that went in (hidden text, attachments, pages without text)."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    remarks: tuple[Remark, ...] = ()


class Library:
    """Fulfils `coach.review.ports.Library`.

    `shipped` is the folder of plays and documents that comes with the product. What enablement adds is kept in the
    store and wins over a shipped one of the same id. Nothing is read before it is asked for; the index is brought up
    to date before the first search.
    """

    def __init__(
        self,
        shipped: Path,
        store: PlaybookStore,
        index: PassageIndex,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._shipped = shipped
        self._store = store
        self._index = index
        self._now = now
        self._lock = threading.RLock()
        self._catalogue: Catalogue | None = None
        self._synced = False

    @property
    def index(self) -> PassageIndex:
        return self._index

    def active_plays(self) -> tuple[Play, ...]:
        return tuple(play for play in self.plays() if play.status is PlayStatus.ACTIVE)

    def plays(self) -> tuple[Play, ...]:
        """All plays, drafts and retired ones too, by id."""
        return tuple(self._read().plays.values())

    def documents(self) -> tuple[Document, ...]:
        """The documents in use, by id."""
        return tuple(self._read().documents.values())

    def cases(self) -> tuple[Case, ...]:
        """All past cases, by id."""
        return tuple(self._read().cases.values())

    def case(self, case_id: str) -> Case | None:
        return self._read().cases.get(case_id)

    def search(self, query: str, within: Filter, k: int) -> tuple[Found, ...]:
        """The best passages, at most one a source."""
        self._ready()
        return self._index.search(query, within, k, one_a_source=True)

    def search_all(
        self, query: str, k: int = 10, *, cases_before: date | None = None, abstain: bool = False
    ) -> tuple[Found, ...]:
        """The best passages of plays and documents, and of cases closed before a date where one is given.

        With `abstain`, nothing where none of them seems to answer the query: ask again without it for what is nearest.
        """
        self._ready()
        kinds = PLAYBOOK if cases_before is None else PLAYBOOK | {SourceKind.CASE}
        return self._index.search(query, Filter(kinds=kinds, as_of=cases_before or date.min), k, abstain=abstain)

    def source(self, source_id: str) -> Source | None:
        """The play, document or case at an address; None where it is none of these, or has changed since.

        The text that a stored review cites is kept with the review.
        """
        return self._read().source(source_id)

    def play_source(self, play_id: str) -> Source:
        """A play as it is cited. Raises `NotFound`."""
        play = self._read().plays.get(play_id)
        if play is None:
            raise self._not_found(play_id)
        return play_source(play)

    def show(self, item_id: str) -> Play | Document | Case:
        """Raises `NotFound`, with the ids that look alike."""
        read = self._read()
        found = read.plays.get(item_id) or read.documents.get(item_id) or read.cases.get(item_id)
        if found is None:
            raise self._not_found(item_id)
        return found

    def add(self, paths: Sequence[Path], progress: Progress | None = None, stop: Stop | None = None) -> AddReport:
        """Take in files and folders. A bad file is left out with a reason, the others go in.

        A document's id is its path from the added folder's name down, so that adding the same folder again updates
        it. Raises `PlaybookFailure` for a path where there is nothing.
        """
        files = [file for path in paths for file in files_in(path)]
        outcomes: dict[str, list[str]] = {"added": [], "updated": [], "unchanged": []}
        skipped: list[Skipped] = []
        remarks: list[Remark] = []
        taken: dict[str, str] = {}
        with self._lock, Reader() as reader:
            known = {entry.entry_id: entry.sha256 for entry in self._store.playbook_entries()}
            for done, (file, path) in enumerate(files):
                if progress:
                    progress("Reading files", done, len(files))
                incoming = read_file(file, path, reader)
                if isinstance(incoming, Skipped):
                    skipped.append(incoming)
                    continue
                entry = incoming.entry(self._now())
                if entry.entry_id in taken:
                    reason = f"{taken[entry.entry_id]} has the same id, {entry.entry_id}: give this one another."
                    skipped.append(Skipped(path=path, reason=reason))
                    continue
                taken[entry.entry_id] = path
                remarks += [Remark(path=path, said=said) for said in incoming.remarks]
                before = known.get(entry.entry_id)
                if before == entry.sha256:
                    outcomes["unchanged"].append(entry.entry_id)
                    continue
                self._store.put_playbook_entry(entry)
                outcomes["added" if before is None else "updated"].append(entry.entry_id)
            self.refresh(progress, stop)
        told = {outcome: tuple(ids) for outcome, ids in outcomes.items()}
        return AddReport(**told, skipped=tuple(skipped), remarks=tuple(remarks))

    def retire(self, item_id: str, progress: Progress | None = None) -> None:
        """Take a play or document out of use, a shipped one too. It stays readable for reviews that cite it.

        Raises `NotFound`.
        """
        with self._lock:
            entry = self._read().entries.get(item_id)
            if entry is None:
                raise self._not_found(item_id)
            self._store.put_playbook_entry(
                entry.model_copy(update={"status": PlayStatus.RETIRED, "added_at": self._now()})
            )
            self.refresh(progress)

    def refresh(self, progress: Progress | None = None, stop: Stop | None = None) -> SyncReport:
        """Read everything again, after an addition or when cases have changed, and bring the index up to date."""
        with self._lock:
            read = self._catalogue = catalogue(self._shipped, self._store)
            report = self._index.sync(read.passages, progress, stop)
            self._synced = True
            return report

    def rebuild(self, progress: Progress | None = None, stop: Stop | None = None) -> SyncReport:
        """Make the index again from nothing, so that no trace of an erased text stays in it."""
        with self._lock:
            read = self._catalogue = catalogue(self._shipped, self._store)
            report = self._index.rebuild(read.passages, progress, stop)
            self._synced = True
            return report

    def _read(self) -> Catalogue:
        with self._lock:
            if self._catalogue is None:
                self._catalogue = catalogue(self._shipped, self._store)
            return self._catalogue

    def _ready(self) -> None:
        with self._lock:
            if not self._synced:
                self.refresh()

    def _not_found(self, item_id: str) -> CoachError:
        read = self._read()
        alike = difflib.get_close_matches(item_id, [*read.plays, *read.documents, *read.cases], n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(alike)}?" if alike else "See `coach knowledge list`."
        return NotFound(f"There is no play, document or case {item_id}.", hint)
