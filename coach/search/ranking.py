"""The best passages of a search: gathered from both sides, weighed, cut to size."""

import numpy as np

from coach.domain.passage import Found
from coach.search.beside import Near
from coach.search.fusion import Scores, Weights, chosen, pool, weighed
from coach.search.shelf import Mask, Numbers, Shelf

ByWords = tuple[Scores, Scores]
"""How well each passage, and each source, fits the words of the query."""


def found_by_words(
    shelf: Shelf, by_words: ByWords | None, visible: Mask, k: int, weights: Weights, *, one_a_source: bool
) -> tuple[Found, ...]:
    """The best `k` passages that share a word with the query."""
    if by_words is None:
        return ()
    places = best_places(by_words[0], visible, pool(k))
    scores = weighed(_worded(weights, by_words, places, shelf.source_of[places]))
    return chosen(shelf, places, scores, k, one_a_source=one_a_source)


def found_by_both(
    shelf: Shelf,
    by_words: ByWords | None,
    near: Near,
    visible: Mask,
    k: int,
    weights: Weights,
    *,
    one_a_source: bool,
) -> tuple[Found, ...]:
    """The best `k` of what either side found. The filter, applied on both, is asked once more for Chroma's."""
    meant = np.array([shelf.places[i] for i in near.passages if i in shelf.places], dtype=np.int64)
    meant = meant[visible[meant]]
    worded = best_places(by_words[0], visible, pool(k)) if by_words else meant[:0]
    places = np.union1d(meant, worded)
    if not len(places):
        return ()
    sources = shelf.source_of[places]
    # A passage that only the words found is at least as far away as the farthest that was brought.
    far = min(near.passages.values(), default=0.0)
    meaning = np.array([near.passages.get(shelf.ids[place], far) for place in places])
    about, known = near.sources(shelf, sources)
    sides = [(weights.meaning, meaning), (weights.source_meaning, about)]
    scores = weighed([*sides, *_worded(weights, by_words, places, sources)])
    new = ~known & ~np.isin(places, meant)
    if new.any():
        # Not embedded yet: what a sync has not come to is judged by its words.
        scores[new] = weighed(_worded(weights.by_words_alone(), by_words, places, sources))[new]
    return chosen(shelf, places, scores, k, one_a_source=one_a_source)


def best_places(scores: Scores, visible: Mask, n: int) -> Numbers:
    """Where the `n` best of the visible ones with a score stand, in no order; of equal ones, the first."""
    places = np.flatnonzero(visible & (scores > 0))
    if len(places) <= n:
        return places
    values = scores[places]
    least = np.partition(values, -n)[-n]
    above = places[values > least]
    return np.concatenate([above, places[values == least][: n - len(above)]])


def _worded(
    weights: Weights, by_words: ByWords | None, places: Numbers, sources: Numbers
) -> list[tuple[float, Scores]]:
    if by_words is None:
        return [(0.0, np.zeros(len(places)))]
    return [(weights.words, by_words[0][places]), (weights.source_words, by_words[1][sources])]
