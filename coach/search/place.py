"""Where an index lives, and what is noted beside it."""

from typing import Protocol

from coach.domain.base import Word
from coach.search.dense import Vectored

SCHEMA = 1
NAME = "coach_passages"


class Stamp(Word):
    """What a collection was made of. `fingerprint` is None while it is being filled."""

    schema_version: int = SCHEMA
    embedder: str
    dimensions: int
    fingerprint: str | None = None


class Place(Protocol):
    """Invariant: `stamp()` names a fingerprint only after `write` was called with it, on the current collection."""

    repairs: bool
    """Whether an unreadable collection may be thrown away and made again without asking."""

    def stamp(self) -> Stamp | None: ...

    def write(self, stamp: Stamp) -> None: ...

    def current(self) -> Vectored: ...

    def discard(self) -> None:
        """Throw the current collection away, unreadable or not."""
        ...

    def beside(self) -> Vectored:
        """An empty collection that is not the current one."""
        ...

    def promote(self, fresh: Vectored, stamp: Stamp) -> Vectored:
        """Make `fresh` the current one and delete the one before."""
        ...

    def drop(self, fresh: Vectored) -> None: ...

    def close(self) -> None: ...
