"""What a review says and what it points to, as one list, for checks that look at all of it alike."""

from collections.abc import Iterator
from typing import NamedTuple

from coach.domain.evidence import Citation
from coach.domain.review import Review


class Claim(NamedTuple):
    """A text that a review puts forward, where it stands there, and what it cites."""

    where: str
    text: str
    citations: tuple[Citation, ...]


def claims_of(review: Review) -> Iterator[Claim]:
    """Points, obstacles, alternatives, precedents, reasons. What the manager should ask is a question, no claim."""
    for answer in review.answers:
        yield from (Claim(answer.question.value, p.text, p.citations) for p in answer.points)
    for extra in review.extra:
        yield from (Claim(extra.question_id, p.text, p.citations) for p in extra.points)
    yield from (Claim("obstacle", o.name.replace("_", " "), o.citations) for o in review.obstacles)
    for a in review.alternatives:
        said = f"{a.title}. {a.why} {a.first_step} {a.success_signal} {a.kill_criterion}"
        yield Claim("alternative", said, a.citations)
    for p in review.precedents:
        yield Claim("precedent", f"{p.title}. {p.turning_point or ''}", p.citations)
    yield from (Claim("verdict", r.text, r.citations) for r in review.verdict.reasons)


def texts_of(review: Review) -> Iterator[tuple[str, str]]:
    """Every text that a reader sees, questions included, with where it stands."""
    yield from ((claim.where, claim.text) for claim in claims_of(review))
    yield from (("ask", answer.ask) for answer in review.answers if answer.ask)
    yield from (("ask", question) for question in review.verdict.open_questions)
    yield "verdict", review.verdict.would_change_if
    yield from (("dropped", f"{d.text} {d.reason}") for d in review.dropped)
