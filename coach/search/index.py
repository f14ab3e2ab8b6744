"""The index over all passages: by meaning and by words, one filter, one result."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from coach.domain.evidence import SourceKind
from coach.domain.failure import SetupFailure
from coach.domain.passage import Filter, Found, Passage
from coach.knowledge.ports import Embedder, Progress, Stop, SyncReport, Vectors
from coach.search.abstaining import LOOKED_AT, Signs, is_answered, signs_of
from coach.search.beside import Beside, Near
from coach.search.dense import UnreadableError, Vectored
from coach.search.filling import Filling, say
from coach.search.folder import Folder
from coach.search.fusion import WEIGHTS, Weights, pool, weights_of
from coach.search.lexical import Lexical
from coach.search.place import SCHEMA, Place, Stamp
from coach.search.ranking import found_by_both, found_by_words
from coach.search.server import Server
from coach.search.shelf import Shelf
from coach.search.words import VERSION

log = logging.getLogger(__name__)

_Work = Callable[[], SyncReport]

MOSTLY = 0.25
"""From this share of visible passages on, Chroma is asked without a filter, below it their vectors are read."""
SPARE = 1.3
"""How many more are asked for then, since the nearest ones may be hidden more often than others."""


def open_index(
    folder: Path,
    embedder: Embedder,
    *,
    url: str | None = None,
    weights: Mapping[SourceKind, Weights] = WEIGHTS,
    progress: Progress | None = None,
) -> "HybridIndex":
    """The index in a folder, or on the Chroma server at `url` (the folder then keeps only the word index).

    Opening is cheap: Chroma and the embedder load with the first query or the first passage to add. `progress` hears
    of repairs that a search sets off. Raises `IndexInUse` when another process has the folder: go on with
    `LexicalIndex` then.
    """
    place: Place = Server(url) if url else Folder(folder)
    return HybridIndex(place, embedder, words_folder=folder, weights=weights, progress=progress)


class HybridIndex:
    """Chroma and BM25 over the same passages, and over their whole sources, brought together by their scores.

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
        weights: Mapping[SourceKind, Weights] = WEIGHTS,
        progress: Progress | None = None,
    ) -> None:
        self._place = place
        self._embedder = embedder
        self._words_folder = words_folder
        self._weights = weights
        self._progress = progress
        self._stock = (Shelf(), Lexical(Shelf()))
        self._beside = Beside(words_folder, self._maker)
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

    def search(
        self, query: str, within: Filter, k: int, *, one_a_source: bool = False, abstain: bool = False
    ) -> tuple[Found, ...]:
        """With `abstain`, nothing where none of the best seems to answer the query."""
        if k < 1:
            return ()
        found, closeness = self._looked(query, within, max(k, LOOKED_AT), one_a_source)
        shelf, lexical = self._stock
        if abstain and not is_answered(signs_of(query, found, lexical, len(shelf), closeness), self._embedder.name):
            return ()
        return found[:k]

    def signs(self, query: str, within: Filter) -> Signs:
        """What a search shows of whether anything answers."""
        found, closeness = self._looked(query, within, LOOKED_AT, one_a_source=False)
        shelf, lexical = self._stock
        return signs_of(query, found, lexical, len(shelf), closeness)

    def _looked(self, query: str, within: Filter, k: int, one_a_source: bool) -> tuple[tuple[Found, ...], float | None]:
        """What is found, and the best cosine among it where there is a search by meaning."""
        shelf, lexical = self._stock
        kinds = within.kinds & shelf.kinds
        if not query.strip() or not kinds:
            return (), None
        weights, visible = weights_of(kinds, self._weights), shelf.visible(within)
        near = self._nearest(query, within, min(pool(k), len(shelf))) if self.mode == "hybrid" else None
        scores = lexical.scores(query)
        if near is None:
            alone = weights.by_words_alone()
            return found_by_words(shelf, scores, visible, k, alone, one_a_source=one_a_source), None
        found = found_by_both(shelf, scores, near, visible, k, weights, one_a_source=one_a_source)
        return found, max((near.passages.get(one.passage.passage_id, 0.0) for one in found), default=0.0)

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
            self._beside.forget()
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
                self._beside.refresh(shelf, vectored.vectors)
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
                    self._beside.refresh(shelf, fresh.vectors)
                    promoted = True
                    self._place.promote(fresh, stamp)
                    self._checked = True
            return report
        finally:
            if not promoted:
                self._place.drop(fresh)

    def _filling(self, shelf: Shelf, progress: Progress | None, stop: Stop | None) -> Filling:
        return Filling(shelf, self._embedder, self._touching, progress, stop)

    def _nearest(self, query: str, within: Filter, n: int) -> Near | None:
        """None where there is no search by meaning any more."""
        try:
            vector = self._embedder.embed_query(query)
            try:
                return Near(self._asked(vector, within, n), vector, self._beside)
            except UnreadableError as error:
                if not self._place.repairs:
                    raise _unusable(error) from error
                return Near(self._asked_after_repair(error, vector, within, n), vector, self._beside)
        except UnreadableError as error:
            self._go_on_by_words(_unusable(error))
        except SetupFailure as failure:
            self._go_on_by_words(failure)
        return None

    def _asked(self, vector: Vectors, within: Filter, n: int) -> dict[str, float]:
        with self._touching:
            vectored = self._place.current()
            stamp = self._place.stamp() if not self._checked else None
            if stamp and stamp.fingerprint == self._stock[0].fingerprint:
                vectored.check(self.count())
                self._beside.refresh(self._stock[0], vectored.vectors)
                self._checked = True
            return self._brought(vectored, vector, within, n)

    def _brought(self, vectored: Vectored, vector: Vectors, within: Filter, n: int) -> dict[str, float]:
        """Without Chroma's slow filter: where much is visible, more is asked for; where little, vectors are read."""
        shelf = self._stock[0]
        visible = shelf.visible(within)
        count = int(visible.sum())
        kept: dict[str, float] = {}
        if count >= MOSTLY * len(shelf):
            wide = vectored.best(vector, None, min(len(shelf), int(SPARE * n * len(shelf) / count)))
            places = ((key, shelf.places.get(key)) for key in wide)
            kept = {key: wide[key] for key, at in places if at is not None and visible[at]}
        elif (exact := self._beside.nearest(shelf, vector, visible, n)) is not None:
            return exact
        if len(kept) < min(n, count):
            kept |= vectored.best(vector, within, n)
        return dict(sorted(kept.items(), key=lambda one: -one[1])[:n])

    def _asked_after_repair(self, error: UnreadableError, vector: Vectors, within: Filter, n: int) -> dict[str, float]:
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
