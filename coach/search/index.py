"""The index over all passages: by meaning and by words, one filter, one result."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from coach.domain.evidence import SourceKind
from coach.domain.failure import SetupFailure
from coach.domain.passage import Filter, Found, Passage
from coach.knowledge.ports import Embedder, Progress, Stop, SyncReport, Vectors
from coach.search.dense import UnreadableError
from coach.search.filling import Filling, say
from coach.search.folder import Folder
from coach.search.fusion import fused, pool
from coach.search.lexical import Lexical
from coach.search.place import SCHEMA, Place, Stamp
from coach.search.server import Server
from coach.search.shelf import Shelf, is_visible
from coach.search.words import VERSION

log = logging.getLogger(__name__)

_Work = Callable[[], SyncReport]

WORDS_SHARE: Mapping[SourceKind, float] = {SourceKind.PLAY: 0.2, SourceKind.CASE: 0.3, SourceKind.DOCUMENT: 0.6}
"""The share of the score that words give, by kind of text; the rest is meaning. A search over several kinds takes the
largest of theirs, so that all it finds is scored by one rule.

Words help on handbooks, where a question often has the page's own terms, and hurt on short plays, which a note
describes in quite other words. Chosen for documents on 21 questions over three handbooks (6,988 passages): the right
passage was among the first three for 16 of them, by meaning alone for 10. That of cases is a guess between the two,
until there are known precedents to test on.
"""


def open_index(
    folder: Path,
    embedder: Embedder,
    *,
    url: str | None = None,
    words_share: Mapping[SourceKind, float] = WORDS_SHARE,
    progress: Progress | None = None,
) -> "HybridIndex":
    """The index in a folder, or on the Chroma server at `url` (the folder then keeps only the word index).

    Opening is cheap: Chroma and the embedder load with the first query or the first passage to add. `progress` hears
    of repairs that a search sets off. Raises `IndexInUse` when another process has the folder: go on with
    `LexicalIndex` then.
    """
    place: Place = Server(url) if url else Folder(folder)
    return HybridIndex(place, embedder, words_folder=folder, words_share=words_share, progress=progress)


class HybridIndex:
    """Chroma and BM25 over the same passages, brought together by reciprocal rank fusion.

    Safe to search from several threads, also while a sync runs. A collection that is unreadable is thrown away and
    made again, since it holds nothing that cannot be computed. Where the embedder cannot be had, `mode` turns to
    `lexical` and `note` says why, until the next sync.
    """

    def __init__(
        self,
        place: Place,
        embedder: Embedder,
        *,
        words_folder: Path | None = None,
        words_share: Mapping[SourceKind, float] = WORDS_SHARE,
        progress: Progress | None = None,
    ) -> None:
        self._place = place
        self._embedder = embedder
        self._words_folder = words_folder
        self._words_share = words_share
        self._progress = progress
        self._stock = (Shelf(), Lexical(Shelf()))
        self._checked = False
        self.note: str | None = None
        self._writing = threading.RLock()
        """Held by who changes the collection, for as long as that takes."""
        self._touching = threading.RLock()
        """Held for one call to Chroma, so that searches get in between two batches of a sync."""

    @property
    def mode(self) -> str:
        return "lexical" if self.note else "hybrid"

    def count(self) -> int:
        return len(self._stock[0])

    def sync(
        self, passages: Sequence[Passage], progress: Progress | None = None, stop: Stop | None = None
    ) -> SyncReport:
        shelf = self._put_up(passages)
        with self._writing:
            return self._or_by_words(shelf, lambda: self._brought_in_line(shelf, progress, stop))

    def rebuild(
        self, passages: Sequence[Passage], progress: Progress | None = None, stop: Stop | None = None
    ) -> SyncReport:
        """From nothing, beside the current collection, which stays in use until the new one is whole."""
        shelf = self._put_up(passages)
        with self._writing:
            return self._or_by_words(shelf, lambda: self._swapped(shelf, progress, stop))

    def search(self, query: str, within: Filter, k: int, *, one_a_source: bool = False) -> tuple[Found, ...]:
        shelf, lexical = self._stock
        if k < 1 or not query.strip() or not within.kinds & shelf.kinds:
            return ()
        by_words = lexical.best(query, within, pool(k))
        by_meaning: list[str] = []
        share = max(self._words_share.get(kind, 0.5) for kind in within.kinds & shelf.kinds)
        if self.mode == "hybrid":
            by_meaning = self._nearest(query, within, min(pool(k), len(shelf)))
        if self.mode == "lexical":
            share = 1.0
        # The filter has been applied on both sides; it is asked once more here, where it costs nothing.
        by_meaning = [i for i in by_meaning if i in shelf.by_id and is_visible(shelf.by_id[i], within)]
        return fused(by_meaning, by_words, shelf, share, k, one_a_source=one_a_source)

    def close(self) -> None:
        with self._writing, self._touching:
            self._place.close()

    def _put_up(self, passages: Sequence[Passage]) -> Shelf:
        shelf = Shelf(passages)
        self._stock = (shelf, Lexical(shelf, self._words_folder))
        self.note = None
        return shelf

    def _fits(self, stamp: Stamp) -> bool:
        return (stamp.schema_version, stamp.embedder) == (SCHEMA, self._maker)

    @property
    def _maker(self) -> str:
        """The embedder and the way texts are put to it: vectors of two makers are not compared."""
        return f"{self._embedder.name}/{VERSION}"

    def _or_by_words(self, shelf: Shelf, work: _Work) -> SyncReport:
        try:
            return self._with_a_second_try(work)
        except SetupFailure as failure:
            self._go_on_by_words(failure)
            return SyncReport(added=0, removed=0, kept=len(shelf), complete=False)

    def _go_on_by_words(self, failure: SetupFailure) -> None:
        log.warning("searching by words alone: %s", failure)
        self.note = f"Searching by words alone. {failure}"

    def _with_a_second_try(self, work: _Work) -> SyncReport:
        """Do the work; where the collection turns out unreadable, throw it away and do it once more."""
        try:
            return work()
        except UnreadableError as error:
            if not self._place.repairs:
                raise _unusable(error) from error
            log.warning("the search index is unreadable (%s); it is made again", error)
            self._discard()
        try:
            return work()
        except UnreadableError as error:
            raise _unusable(error) from error

    def _discard(self) -> None:
        with self._touching:
            self._place.discard()
            self._checked = False

    def _brought_in_line(self, shelf: Shelf, progress: Progress | None, stop: Stop | None) -> SyncReport:
        stamp = self._place.stamp()
        if stamp and self._fits(stamp) and stamp.fingerprint == shelf.fingerprint:
            return SyncReport(added=0, removed=0, kept=len(shelf))
        if stamp and not self._fits(stamp):
            say(progress, "The embedding model changed: the index is made again", 0, len(shelf))
            self._discard()
            stamp = None
        stamp = stamp or Stamp(embedder=self._maker, dimensions=0)
        with self._touching:
            vectored = self._place.current()
            # Only with a fingerprint is a collection taken to be whole: a crash from here on leaves none.
            self._place.write(stamp.model_copy(update={"fingerprint": None}))
        report, stamp = self._filling(shelf, progress, stop).fill(vectored, stamp)
        if report.complete:
            with self._touching:
                self._place.write(stamp)
                self._checked = True
        return report

    def _swapped(self, shelf: Shelf, progress: Progress | None, stop: Stop | None) -> SyncReport:
        fresh = self._place.beside()
        promoted = False
        try:
            report, stamp = self._filling(shelf, progress, stop).fill(fresh, Stamp(embedder=self._maker, dimensions=0))
            if report.complete:
                with self._touching:
                    promoted = True
                    self._place.promote(fresh, stamp)
                    self._checked = True
            return report
        finally:
            if not promoted:
                self._place.drop(fresh)

    def _filling(self, shelf: Shelf, progress: Progress | None, stop: Stop | None) -> Filling:
        return Filling(shelf, self._embedder, self._touching, progress, stop)

    def _nearest(self, query: str, within: Filter, n: int) -> list[str]:
        try:
            vector = self._embedder.embed_query(query)
            try:
                return self._asked(vector, within, n)
            except UnreadableError as error:
                if not self._place.repairs:
                    raise _unusable(error) from error
                return self._asked_after_repair(error, vector, within, n)
        except UnreadableError as error:
            self._go_on_by_words(_unusable(error))
        except SetupFailure as failure:
            self._go_on_by_words(failure)
        return []

    def _asked(self, vector: Vectors, within: Filter, n: int) -> list[str]:
        with self._touching:
            vectored = self._place.current()
            stamp = self._place.stamp() if not self._checked else None
            if stamp and stamp.fingerprint == self._stock[0].fingerprint:
                vectored.check(self.count())
                self._checked = True
            return vectored.best(vector, within, n)

    def _asked_after_repair(self, error: UnreadableError, vector: Vectors, within: Filter, n: int) -> list[str]:
        with self._writing:
            try:
                # Another thread may have mended it while this one waited.
                return self._asked(vector, within, n)
            except UnreadableError:
                log.warning("the search index is unreadable (%s); it is made again", error)
            say(self._progress, "The search index was damaged and is made again", 0, self.count())
            self._discard()
            self._brought_in_line(self._stock[0], self._progress, None)
            return self._asked(vector, within, n)


def _unusable(error: UnreadableError) -> SetupFailure:
    return SetupFailure(
        f"The search index cannot be used ({str(error)[:120]}).",
        "Check the free space and the rights of its folder, or its server, with `coach doctor`.",
    )
