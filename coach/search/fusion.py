"""Bringing what speaks for a passage together, and choosing what is shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from coach.domain.evidence import SourceKind
from coach.domain.passage import Found
from coach.search.shelf import Numbers, Shelf
from coach.search.words import terms

Scores = NDArray[np.float64]

POOL = 200
"""How deep each side is read at the least before they are brought together."""

SAME = 0.9
"""Two passages that share this much of their words, by Jaccard's measure, say the same."""
ENOUGH_WORDS = 20
"""Shorter passages may differ by the one word that matters."""


@dataclass(frozen=True)
class Weights:
    """What each side adds to a score: the passage's meaning and words, and those of the whole source it stands in."""

    meaning: float
    words: float
    source_meaning: float
    source_words: float

    def by_words_alone(self) -> "Weights":
        share = self.words + self.source_words
        if share <= 0:
            return Weights(0.0, 1.0, 0.0, 0.0)
        return Weights(0.0, self.words / share, 0.0, self.source_words / share)


WEIGHTS: Mapping[SourceKind, Weights] = {
    SourceKind.PLAY: Weights(0.75, 0.1, 0.1, 0.05),
    SourceKind.CASE: Weights(0.65, 0.15, 0.1, 0.1),
    SourceKind.DOCUMENT: Weights(0.5, 0.25, 0.1, 0.15),
}
"""By kind of text. Those of documents were chosen on the development half of `benchmarks/search_queries.jsonl`, where
everything near them does about as well; docs/search.md has the figures. Words help on handbooks, where a question
often has the page's own terms, and hurt on short plays, which a note describes in quite other words. Those of cases
are a guess between the two, until there are known precedents to test on."""


def weights_of(kinds: frozenset[SourceKind], weights: Mapping[SourceKind, Weights]) -> Weights:
    """Those of the kind that leans on words most, so that all a search finds is scored by one rule."""
    return max((weights[kind] for kind in kinds if kind in weights), key=lambda one: one.words + one.source_words)


def pool(k: int) -> int:
    return max(POOL, 10 * k)


def weighed(sides: Sequence[tuple[float, Scores]]) -> Scores:
    """The weighted sum of sides, each as a share of its best: a score of 1 is the best on every side.

    A convex combination of scores; it needs fewer examples to be set right than ranks do, and beats reciprocal rank
    fusion (Bruch, Gai and Ingber 2023, An analysis of fusion functions for hybrid retrieval), as it did here.
    """
    total: Scores = np.zeros(len(sides[0][1]) if sides else 0)
    for weight, scores in sides:
        best = float(scores.max(initial=0.0))
        if best > 0:
            total += weight * np.maximum(scores, 0.0) / best
    return total


def chosen(shelf: Shelf, places: Numbers, scores: Scores, k: int, *, one_a_source: bool = False) -> tuple[Found, ...]:
    """The best `k` of the passages at `places`; of documents, only the best of those that say the same."""
    found: list[Found] = []
    sources: set[str] = set()
    said: list[set[str]] = []
    for at in sorted(range(len(places)), key=lambda at: (-scores[at], shelf.ids[places[at]])):
        if len(found) == k or scores[at] <= 0:
            break
        passage = shelf.passages[places[at]]
        if one_a_source and passage.source.source_id in sources:
            continue
        if passage.source.source_kind is SourceKind.DOCUMENT:
            words = set(terms(passage.text))
            if any(_is_same(words, other) for other in said):
                continue
            said.append(words)
        sources.add(passage.source.source_id)
        found.append(Found(passage=passage, score=round(float(scores[at]), 6), rank=len(found) + 1))
    return tuple(found)


def _is_same(one: set[str], other: set[str]) -> bool:
    shorter, longer = sorted((len(one), len(other)))
    if shorter < ENOUGH_WORDS or shorter < SAME * longer:
        return False
    return len(one & other) >= SAME * len(one | other)
