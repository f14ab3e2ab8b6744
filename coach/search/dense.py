"""Search by meaning: the vectors of the passages in one Chroma collection, and nothing else of them.

The texts stay out of Chroma: what it deletes stays on the disk for long, and offsets into a text are only good
beside the text itself.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from coach.domain.evidence import SourceKind
from coach.domain.failure import CoachError
from coach.domain.passage import Filter, Passage
from coach.knowledge.ports import Vectors

BATCH = 2_000
MOST_DEALS = 500
"""A longer list of deals is not put to Chroma: the filter on what comes back is enough there."""
NO_DATE = 99_999_999


class UnreadableError(Exception):
    """Chroma failed at something that a sound collection can do."""


@contextmanager
def chroma_work() -> Iterator[None]:
    """Anything that goes wrong inside is `UnreadableError`, panics of its Rust part (no `Exception`s) among it."""
    try:
        yield
    except (CoachError, UnreadableError):
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise UnreadableError(f"{type(error).__name__}: {error}"[:300]) from error


class Vectored:
    """A collection of passage vectors under cosine distance. `home` is the folder or name it lives under."""

    def __init__(self, client: Any, name: str, home: str) -> None:
        self._client = client
        self.home = home
        with chroma_work():
            # No embedding function: Chroma's default one would download a model.
            self._collection = client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
            )

    @property
    def collection(self) -> Any:
        return self._collection

    def ids(self) -> set[str]:
        with chroma_work():
            return set(self._collection.get(include=[])["ids"])

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        with chroma_work():
            for start in range(0, len(passages), BATCH):
                some = passages[start : start + BATCH]
                self._collection.upsert(
                    ids=[passage.passage_id for passage in some],
                    embeddings=vectors[start : start + BATCH],
                    metadatas=[_about(passage) for passage in some],
                )

    def delete(self, ids: Sequence[str]) -> None:
        with chroma_work():
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def best(self, vector: Vectors, within: Filter | None, n: int) -> dict[str, float]:
        """The nearest passages that the filter, if any, lets through, nearest first: ids with their cosines."""
        where = _where(within) if within else None
        with chroma_work():
            reply = self._collection.query(query_embeddings=[vector], n_results=n, where=where, include=["distances"])
            return {key: 1.0 - float(far) for key, far in zip(reply["ids"][0], reply["distances"][0], strict=True)}

    def vectors(self, ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those of the passages that are here."""
        with chroma_work():
            reply = self._collection.get(ids=list(ids), include=["embeddings"])
            return dict(zip(reply["ids"], reply["embeddings"], strict=True))

    def check(self, expected: int) -> None:
        """Raises `UnreadableError` unless the collection holds `expected` vectors and finds one of them by itself.

        Lost index files show only here: Chroma counts from its SQLite, and answers a query from the files.
        """
        with chroma_work():
            count = self._collection.count()
            if count != expected:
                raise UnreadableError(f"{count} vectors where {expected} were kept")
            if not expected:
                return
            one = self._collection.get(limit=1, include=["embeddings"])
            wanted = min(10, expected)
            reply = self._collection.query(query_embeddings=[one["embeddings"][0]], n_results=wanted, include=[])
            if len(reply["ids"][0]) != wanted:
                raise UnreadableError(f"a query for {wanted} passages brought {len(reply['ids'][0])}")

    def close(self) -> None:
        with chroma_work():
            self._client.close()


def _about(passage: Passage) -> dict[str, str | int]:
    """What the collection is filtered by, and where the passage stands."""
    source = passage.source
    is_case = source.source_kind is SourceKind.CASE
    return {
        "kind": source.source_kind.value,
        "key": source.key,
        "deal_id": source.deal_id or "",
        "start": passage.start,
        "end": passage.end,
        "stage": passage.stage or "",
        "segment": passage.segment or "",
        "outcome": passage.outcome.value if passage.outcome else "",
        "closed_on": _number(passage.closed_at) if is_case else 0,
    }


def _where(within: Filter) -> dict[str, Any]:
    """The filter in Chroma's words. `closed_on` is 0 for all but cases, so that they pass."""
    others = sorted(kind.value for kind in within.kinds if kind is not SourceKind.CASE)
    case: list[dict[str, Any]] = [{"kind": "case"}, {"closed_on": {"$lt": _number(within.as_of)}}]
    if within.not_deal is not None:
        case.append({"deal_id": {"$ne": within.not_deal}})
    if within.deals is not None and 0 < len(within.deals) <= MOST_DEALS:
        case.append({"deal_id": {"$in": sorted(within.deals)}})
    if SourceKind.CASE not in within.kinds:
        return {"kind": {"$in": others}}
    return {"$or": [{"$and": case}, {"kind": {"$in": others}}]} if others else {"$and": case}


def _number(day: date | None) -> int:
    """A date as yyyymmdd; a case without one sorts after every `as_of`."""
    return day.year * 10_000 + day.month * 100 + day.day if day else NO_DATE
