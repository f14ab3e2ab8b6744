"""Making a collection hold exactly the passages of a shelf."""

from threading import RLock

from coach.knowledge.ports import Embedder, Progress, Stop, SyncReport
from coach.search.dense import UnreadableError, Vectored
from coach.search.place import Stamp
from coach.search.shelf import Shelf

CHUNK = 256
"""Passages embedded between two looks at the stop button."""


def say(progress: Progress | None, what: str, done: int, total: int) -> None:
    if progress:
        progress(what, done, total)


class Filling:
    """One run of embedding and adding. `touching` is held for each call to Chroma, not while embedding."""

    def __init__(
        self,
        shelf: Shelf,
        embedder: Embedder,
        touching: RLock,
        progress: Progress | None,
        stop: Stop | None,
    ) -> None:
        self._shelf = shelf
        self._embedder = embedder
        self._touching = touching
        self._progress = progress
        self._stop = stop

    def fill(self, vectored: Vectored, stamp: Stamp) -> tuple[SyncReport, Stamp]:
        """Delete what is gone, add what is new, check the whole. The stamp comes back with the fingerprint when done.

        What was added stays when it is stopped or fails, so that the next run goes on from there.
        """
        shelf = self._shelf
        with self._touching:
            have = vectored.ids()
            gone = sorted(have - set(shelf.ids))
            vectored.delete(gone)
        kept = len(have) - len(gone)
        new = [at for at, passage_id in enumerate(shelf.ids) if passage_id not in have]
        for start in range(0, len(new), CHUNK):
            say(self._progress, "Indexing passages", start, len(new))
            if self._stop and self._stop():
                return SyncReport(added=start, removed=len(gone), kept=kept, complete=False), stamp
            stamp = self._added(vectored, new[start : start + CHUNK], stamp)
        with self._touching:
            vectored.check(len(shelf))
        say(self._progress, "Indexing passages", len(new), len(new))
        stamp = stamp.model_copy(update={"fingerprint": shelf.fingerprint})
        return SyncReport(added=len(new), removed=len(gone), kept=kept), stamp

    def _added(self, vectored: Vectored, places: list[int], stamp: Stamp) -> Stamp:
        vectors = self._embedder.embed([self._shelf.texts[at] for at in places])
        dimensions = int(vectors.shape[1])
        if stamp.dimensions not in (0, dimensions):
            raise UnreadableError(f"it holds vectors of {stamp.dimensions} dimensions, the embedder makes {dimensions}")
        with self._touching:
            vectored.add([self._shelf.passages[at] for at in places], vectors)
        return stamp.model_copy(update={"dimensions": dimensions})
