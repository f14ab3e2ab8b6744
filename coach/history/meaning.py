"""What a sentence means, where its words are in no lexicon: how likely it states each obstacle, or tells of each move.

A multinomial logistic regression on two views of the sentence: its vector by a small embedding model, and its words,
pairs of words and four-letter pieces, hashed (Weinberger et al. 2009, Feature Hashing for Large Scale Multitask
Learning). The weights were learned from sentences written for it, see `learning.py`, and are at most 120 KB a subject;
they name the model whose vectors they were learned on, and hold for no other.
"""

import re
import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any, Protocol

from coach.domain.attempt import NEVER_PROPOSED, Move
from coach.domain.base import Word
from coach.domain.obstacle import OBSTACLES

NONE = "none"
NAMES = (NONE, *OBSTACLES)
HASHED = 2048
LEAST_WORDS = 3
"""A greeting, a name or a title is shorter, and what so few words mean hangs on the words before them."""
_PIECE = 4
_DIGITS = 3


class Vectors(Protocol):
    """Turns sentences into vectors of length one, each time the same. Raises `EmbedderUnavailable`."""

    def __call__(self, sentences: Sequence[str]) -> list[list[float]]:
        """One vector a sentence, in their order."""
        ...


class Subject(Word):
    """What sentences are asked for: the names that one may mean, the folder of its examples and the file of what was
    learned from them, both beside this module. The first name is for a sentence that means none of the others."""

    names: tuple[str, ...]
    examples: str
    kept: str


OBSTACLES_STATED = Subject(names=NAMES, examples="told", kept="meaning.npz")
MOVES_TOLD = Subject(
    names=(Move.GROUNDWORK.value, Move.CHECK_IN.value, *(move.value for move in Move if move not in NEVER_PROPOSED)),
    examples="made",
    kept="moves.npz",
)


class Learned(Word):
    """What was learned, and from what."""

    weights: Any
    """float64, shape (dimensions + HASHED + 1, number of names); the last row is added to each sentence."""
    model_sha256: str
    told_sha256: str


@cache
def learned(subject: Subject = OBSTACLES_STATED) -> Learned:
    """The weights that ship; read once."""
    import numpy as np

    with files("coach.history").joinpath(subject.kept).open("rb") as file, np.load(file, allow_pickle=False) as kept:
        return Learned(
            weights=kept["weights"].astype(np.float64),
            model_sha256=str(kept["model_sha256"]),
            told_sha256=str(kept["told_sha256"]),
        )


def meanings(
    sentences: Sequence[str], vectors: Vectors, weights: Any = None, subject: Subject = OBSTACLES_STATED
) -> list[dict[str, float]]:
    """For each sentence the probability of each name of the subject, rounded; sentences of fewer than three words are
    told by their words alone, so they mean nothing here."""
    import numpy as np

    long = [s for s in dict.fromkeys(sentences) if len(re.findall(r"\w+", s)) >= LEAST_WORDS]
    if not long:
        return [{} for _ in sentences]
    scores = features(long, vectors(long)) @ (learned(subject).weights if weights is None else weights)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances = np.round(scores / scores.sum(axis=1, keepdims=True), _DIGITS)
    known = {s: dict(zip(subject.names, map(float, row), strict=True)) for s, row in zip(long, chances, strict=True)}
    return [known.get(sentence, {}) for sentence in sentences]


def features(sentences: Sequence[str], vectors: Sequence[Sequence[float]]) -> Any:
    """Shape (sentences, dimensions + HASHED + 1): the vector, the hashed words, and a one."""
    import numpy as np

    hashed = np.zeros((len(sentences), HASHED))
    for row, sentence in enumerate(sentences):
        for piece in _pieces(sentence):
            hashed[row, zlib.crc32(piece.encode()) % HASHED] += 1
    hashed = np.log1p(hashed)
    hashed /= np.linalg.norm(hashed, axis=1, keepdims=True) + 1e-9
    return np.hstack([np.asarray(vectors, dtype=np.float64), hashed, np.ones((len(sentences), 1))])


def _pieces(sentence: str) -> list[str]:
    words = re.findall(r"\w+", sentence.casefold())
    pairs = [f"{one}_{other}" for one, other in pairwise(words)]
    edged = [f"<{word}>" for word in words]
    return words + pairs + [word[at : at + _PIECE] for word in edged for at in range(len(word) + 1 - _PIECE)]
