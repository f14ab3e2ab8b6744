"""The vectors of sentences that a process keeps."""

from collections.abc import Sequence

import numpy as np
import pytest

from coach.knowledge.ports import Vectors
from coach.settings import Settings
from coach.workspace.vectors import SentenceVectors, open_vectors


class Counting:
    """Embeds by length, and remembers what it was asked."""

    name, dimensions = "counting", 2

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        raise AssertionError("one sentence at a time is slow")


def test_each_sentence_is_embedded_once() -> None:
    embedder = Counting()
    vectors = SentenceVectors(embedder)
    assert vectors(["one", "three", "one"]) == [[3.0, 1.0], [5.0, 1.0], [3.0, 1.0]]
    assert vectors(["three", "seven"]) == [[5.0, 1.0], [5.0, 1.0]]
    assert vectors(["three"]) == [[5.0, 1.0]]
    assert embedder.asked == [["one", "three"], ["seven"]]


def test_what_is_kept_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.workspace.vectors.MOST_KEPT", 2)
    embedder = Counting()
    vectors = SentenceVectors(embedder)
    for sentence in ("a", "b", "c", "a"):
        assert vectors([sentence]) == [[1.0, 1.0]]
    assert embedder.asked == [["a"], ["b"], ["c"], ["a"]]


def test_another_embedding_model_is_not_asked(tmp_path: object) -> None:
    """What was learned holds for the built-in model alone."""
    embedder = Counting()
    open_vectors(Settings(embedding="openai:text-embedding-3-small"), embedder)(["There is no money left."])
    assert embedder.asked == []
