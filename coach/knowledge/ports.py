"""What the knowledge needs from outside, as Protocols."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from coach.domain.base import Word
from coach.domain.case import Case
from coach.domain.passage import Filter, Found, Passage
from coach.domain.play import PlaybookEntry

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, out of how much."""

Stop = Callable[[], bool]
"""Asked between two steps of long work; True ends it, to be resumed later."""

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Turns texts into vectors of length one. Raises `EmbedderUnavailable`."""

    @property
    def name(self) -> str:
        """What made the vectors. Vectors of two names are never compared."""
        ...

    @property
    def dimensions(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Shape (number of texts, dimensions), float32, each row of length one."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """Shape (dimensions,), float32, of length one."""
        ...


class SyncReport(Word):
    """What a sync did, in passages. Not `complete` when it was stopped: the next one goes on from there."""

    added: int
    removed: int
    kept: int
    complete: bool = True


class PassageIndex(Protocol):
    """Finds passages by meaning and by words.

    Invariants: what `search` brings back is a passage of the last `sync`, fulfils the filter, and comes once.
    """

    @property
    def mode(self) -> str:
        """`hybrid`, or `lexical` when there is no search by meaning; `note` says why."""
        ...

    @property
    def note(self) -> str | None: ...

    def sync(
        self, passages: Sequence[Passage], progress: Progress | None = None, stop: Stop | None = None
    ) -> SyncReport:
        """Make the index hold exactly these passages; only new ones are embedded."""
        ...

    def rebuild(
        self, passages: Sequence[Passage], progress: Progress | None = None, stop: Stop | None = None
    ) -> SyncReport:
        """The same from nothing, so that no trace of what was removed stays on the disk."""
        ...

    def search(
        self, query: str, within: Filter, k: int, *, one_a_source: bool = False, abstain: bool = False
    ) -> tuple[Found, ...]:
        """The best `k`, best first. With `abstain`, nothing where none of them seems to answer the query."""
        ...

    def count(self) -> int: ...

    def close(self) -> None: ...


class PlaybookStore(Protocol):
    """Where what enablement added is kept, and where the cases come from."""

    def playbook_entries(self) -> tuple[PlaybookEntry, ...]: ...

    def put_playbook_entry(self, entry: PlaybookEntry) -> None:
        """Insert, or replace the one of the same kind and id."""
        ...

    def cases(self) -> tuple[Case, ...]: ...
