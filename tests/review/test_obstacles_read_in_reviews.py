"""What a review makes of sentences where it has vectors, and where they cannot be had."""

from collections.abc import Sequence
from typing import Any

from coach.domain.failure import EmbedderUnavailable
from coach.domain.review import Review
from coach.models.embedding import open_embedder


def _vectors(sentences: Sequence[str]) -> list[list[float]]:
    return open_embedder(threads=2).embed(sentences).round(4).tolist()  # type: ignore[no-any-return]


def _missing(sentences: Sequence[str]) -> list[list[float]]:
    raise EmbedderUnavailable("The model is not there.", "Install it.")


def _same(review: Review) -> Any:
    return review.model_dump(exclude={"review_id", "generated_at", "provenance"})


def test_every_obstacle_read_by_meaning_is_quoted_from_the_record(sample: Any) -> None:
    made = sample.review("D-103", vectors=_vectors)
    assert made.obstacles
    for obstacle in made.obstacles:
        for citation in obstacle.citations:
            source = next(s for s in made.sources if s.source_id == citation.source_id)
            assert source.text[citation.start : citation.end] == citation.quote
    assert _same(made) == _same(sample.review("D-103", vectors=_vectors))


def test_a_review_goes_on_by_the_lexicon_where_the_model_cannot_be_had(sample: Any) -> None:
    assert _same(sample.review("D-103", vectors=_missing)) == _same(sample.review("D-103"))
