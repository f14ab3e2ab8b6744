"""Vectors for the meaning of sentences, by the built-in model."""

import threading
from collections.abc import Sequence

from coach.knowledge.ports import Embedder
from coach.models.embedding import BUILTIN, open_embedder
from coach.settings import Settings

MOST_KEPT = 20_000
_DIGITS = 4


class SentenceVectors:
    """Each sentence is embedded once in a process and then kept, up to `MOST_KEPT`. Safe between threads. The model
    loads with the first sentence."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._kept: dict[str, list[float]] = {}

    def __call__(self, sentences: Sequence[str]) -> list[list[float]]:
        with self._lock:
            new = [s for s in dict.fromkeys(sentences) if s not in self._kept]
            made = dict(zip(new, self._embedder.embed(new).round(_DIGITS).tolist(), strict=True)) if new else {}
            found = [made.get(s) or self._kept[s] for s in sentences]
            if len(self._kept) + len(made) > MOST_KEPT:
                self._kept.clear()
            self._kept |= made
        return found


def open_vectors(settings: Settings, embedder: Embedder) -> SentenceVectors:
    """Always of the built-in model, since what was learned holds for that alone; `embedder` is the configured one, and
    is shared where it is the same."""
    is_builtin = settings.embedding.strip().lower() in ("", BUILTIN)
    return SentenceVectors(embedder if is_builtin else open_embedder(BUILTIN))
