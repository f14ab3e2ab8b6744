"""A review as text that a person reads: Markdown that also stands well in a terminal."""

from collections.abc import Iterable

from coach.domain.deal import Outcome
from coach.domain.evidence import Citation, Point
from coach.domain.play import track_text
from coach.domain.review import Alternative, Answer, AnswerStatus, Decision, ExtraAnswer, Precedent, Question, Review
from coach.domain.texts import day_text

QUESTIONS = {
    Question.TRIED: "What was tried to move it?",
    Question.WORKED: "What worked?",
    Question.NOT_WORKED: "What did not work?",
    Question.LEARNED: "What was learned?",
    Question.ALTERNATIVES: "What else could be tried?",
}
DECISIONS = {
    Decision.HEALTHY: "Healthy: nothing to review",
    Decision.HOLD: "Hold",
    Decision.PIVOT: "Pivot: try this now",
    Decision.ASK: "Ask first",
    Decision.REMOVE: "Remove it from the pipeline",
}


def in_a_line(review: Review) -> str:
    return f"{review.deal_id} {review.stall.name}: {DECISIONS[review.verdict.decision]}"


def as_text(review: Review) -> str:
    """The whole review: verdict first, then what it rests on."""
    blocks = [
        f"# {review.stall.name}",
        _facts(review),
        f"## {DECISIONS[review.verdict.decision]}",
        _bullets(f"{reason.text}{_cited(reason.citations, reason.text)}" for reason in review.verdict.reasons),
        f"Would change if: {review.verdict.would_change_if}",
    ]
    if review.verdict.open_questions:
        blocks += ["Ask:", _bullets(review.verdict.open_questions)]
    for number, alternative in enumerate(review.alternatives, 1):
        blocks += [f"### {number}. {alternative.title}", _alternative(alternative)]
    for answer in review.answers:
        blocks += [f"## {title(answer)}{_status(answer)}", _answer(answer)]
    for extra in review.extra:
        blocks += [f"## {extra.asked}{_status(extra)}", _points(extra.points) or "The record says nothing on this."]
    if review.precedents:
        blocks += ["## Precedents", _bullets(map(_precedent, review.precedents))]
    if review.dropped:
        blocks += ["## Dropped", _bullets(f"{d.text} ({d.reason})" for d in review.dropped)]
    if review.provenance.model == "none":
        return "\n\n".join(
            [*filter(None, blocks), f"No coach was asked: nothing is on record. {day_text(review.as_of)}."]
        )
    by = f"Written by {review.provenance.model} as of {day_text(review.as_of)}."
    blocks.append(f"{by} {review.provenance.fallback}" if review.provenance.fallback else by)
    return "\n\n".join(block for block in blocks if block)


def _facts(review: Review) -> str:
    stall = review.stall
    money = f"{stall.amount:,.0f} {stall.currency or ''}".strip() if stall.amount is not None else None
    facts = " · ".join(fact for fact in (review.deal_id, stall.owner, stall.stage, money) if fact)
    return "\n".join([facts, *(f"- {signal.text}" for signal in stall.signals)])


def title(answer: Answer) -> str:
    """The question in the words it was asked in."""
    return answer.title or QUESTIONS[answer.question]


def _status(answer: Answer | ExtraAnswer) -> str:
    return "" if answer.status is AnswerStatus.ANSWERED else f" ({answer.status.value})"


def _answer(answer: Answer) -> str:
    return "\n".join(part for part in (_points(answer.points), f"Ask: {answer.ask}" if answer.ask else "") if part)


def _points(points: Iterable[Point]) -> str:
    return _bullets(f"{point.text}{_cited(point.citations, point.text)}" for point in points)


def _alternative(alternative: Alternative) -> str:
    lines = [
        f"- Why: {alternative.why}{_cited(alternative.citations[:1])}",
        f"- First step: {alternative.first_step}",
        f"- With: {alternative.with_whom or 'nobody named yet'}",
        f"- First step by: {day_text(alternative.due_at)}",
        f"- It works if: {alternative.success_signal}",
        f"- Stop if: {alternative.kill_criterion}",
    ]
    if alternative.play_id:
        lines.append(f"- Track record: {track_text(alternative.track_record)}")
    return "\n".join(lines)


def _precedent(precedent: Precedent) -> str:
    told = [c for c in precedent.citations if c.quote != precedent.turning_point][:1]
    decided = "What turned it" if precedent.outcome is Outcome.WON else "What ended it"
    turn = f" {decided}: {precedent.turning_point}" if precedent.turning_point else ""
    return f"{precedent.title}: {precedent.why_similar}{turn}{_cited(told)}"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _cited(citations: Iterable[Citation], said: str = "") -> str:
    """The quotes with their sources; of a quote that stands in what is said already, the source alone."""
    told = _bare(said)
    shown = "; ".join(c.label if _bare(c.quote) in told else f"“{_line(c.quote)}” ({c.label})" for c in citations)
    return f" [{shown}]" if shown else ""


def _line(text: str) -> str:
    return " ".join(text.split())


def _bare(text: str) -> str:
    """Letters and digits only: a quote in a sentence has other quotation marks than its source."""
    return "".join(c for c in text.casefold() if c.isalnum())
