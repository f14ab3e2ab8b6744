"""Bringing two rankings together."""

from collections.abc import Sequence

from coach.domain.passage import Found
from coach.search.shelf import Shelf

K = 60
"""Cormack, Clarke and Buettcher (SIGIR 2009), Reciprocal rank fusion outperforms Condorcet: the constant they use."""


def pool(k: int) -> int:
    """How deep each ranking is read before the two are brought together."""
    return max(100, 10 * k)


def fused(
    by_meaning: Sequence[str],
    by_words: Sequence[str],
    shelf: Shelf,
    words_share: float,
    k: int,
    *,
    one_a_source: bool = False,
) -> tuple[Found, ...]:
    """The best `k` passages of two rankings of passage ids.

    `words_share` is the share of the score that the ranking by words gives, from 0 to 1; the ranking by meaning gives
    the rest. A score of 1 is first in both rankings. Ids that the shelf does not know are left out.
    """
    scores: dict[str, float] = {}
    for ranking, weight in ((by_meaning, 1 - words_share), (by_words, words_share)):
        for rank, passage_id in enumerate(ranking, start=1):
            if passage_id in shelf.by_id:
                scores[passage_id] = scores.get(passage_id, 0.0) + weight * (K + 1) / (K + rank)
    found: list[Found] = []
    sources: set[str] = set()
    for passage_id, score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        passage = shelf.by_id[passage_id]
        if score <= 0 or (one_a_source and passage.source.source_id in sources):
            continue
        sources.add(passage.source.source_id)
        found.append(Found(passage=passage, score=round(score, 6), rank=len(found) + 1))
        if len(found) == k:
            break
    return tuple(found)
