"""A fake at the Embedder Protocol, and passages to index."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from coach.domain.deal import Outcome
from coach.domain.evidence import Source, SourceKind
from coach.domain.failure import EmbedderUnavailable
from coach.domain.passage import Filter, Passage
from coach.knowledge.ports import Vectors

DAY = date(2026, 6, 1)


class HashingEmbedder:
    """Each word a direction: deterministic, no model. `calls` holds every text that was embedded."""

    def __init__(self, dimensions: int = 64, name: str = "hashing") -> None:
        self.dimensions = dimensions
        self.name = name
        self.calls: list[str] = []
        self.broken = False

    def embed(self, texts: Sequence[str]) -> Vectors:
        if self.broken:
            raise EmbedderUnavailable("The embedder is switched off.", "Switch it on.")
        self.calls += texts
        return np.stack([self._vector(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        return self.embed([text])[0]

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimensions, 1e-3, dtype=np.float32)
        for word in text.lower().split():
            digest = hashlib.sha256(word.strip(".,:>").encode()).digest()
            vector[int.from_bytes(digest[:4]) % self.dimensions] += 1
        return (vector / np.linalg.norm(vector)).astype(np.float32)


def passage(number: int, text: str, kind: SourceKind = SourceKind.DOCUMENT, **about: object) -> Passage:
    deal_id = f"deal-{number % 7}" if kind is SourceKind.CASE else None
    source = Source.of(kind, f"{kind.value}-{number}", text, title=f"Title {number}", deal_id=deal_id)
    if kind is SourceKind.CASE:
        about = {"closed_at": DAY + timedelta(days=number % 9 - 4), "outcome": Outcome.WON, "stage": "Offer"} | about
    return Passage.model_validate(dict(source=source, start=0, end=len(text), heading=f"Title {number}", **about))


_WORDS = "champion budget security pilot silence procurement reference demo executive renewal discount forecast"
WORDS = _WORDS.split()


def many(count: int = 300) -> list[Passage]:
    kinds = (SourceKind.DOCUMENT, SourceKind.PLAY, SourceKind.CASE)
    return [
        passage(
            i, f"{WORDS[i % 12]} {WORDS[i * 5 % 11]} words of number n{i} about {WORDS[i // 12 % 12]}", kinds[i % 3]
        )
        for i in range(count)
    ]


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def make_embedder() -> type[HashingEmbedder]:
    return HashingEmbedder


@pytest.fixture
def make_passage() -> Callable[..., Passage]:
    return passage


@pytest.fixture
def passages() -> list[Passage]:
    return many()


@pytest.fixture
def everything() -> Filter:
    return Filter(kinds=frozenset(SourceKind), as_of=date(2030, 1, 1))
