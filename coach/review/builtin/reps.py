"""The rep's answers in the coach without a model: as points, and how far each carries."""

from coach.domain.answer import Grade, RepAnswer
from coach.domain.evidence import Citation
from coach.domain.review import AnswerStatus, Question
from coach.history.sentences import sentences
from coach.review.builtin.sayings import is_long_enough
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, quoted
from coach.review.draft import DraftAnswer, DraftPoint, Quote


def from_rep(at: Situation, question: str) -> tuple[list[DraftPoint], AnswerStatus | None]:
    """The rep's word on a question as points, and how far the last of it carries; None where the rep said nothing."""
    points: list[DraftPoint] = []
    status: AnswerStatus | None = None
    for answer, evidence in at.rep_answers:
        grade = at.grade(answer.answer_id)
        if answer.question != question or grade is None:
            continue
        status = grade.status
        said = [s for s in sentences(evidence.text) if is_long_enough(s)][:2] or [evidence.text.strip()]
        text = f"{answer.author} answers: {' '.join(quoted(s) for s in said)}"
        quotes = tuple(Quote(ref=evidence.ref, text=s) for s in said)
        if grade.status is AnswerStatus.CONTRADICTED:
            text, quotes = _with_denial(at, answer, grade, text, quotes)
        points.append(DraftPoint(text=text, quotes=quotes))
    return points, status


def _with_denial(
    at: Situation, answer: RepAnswer, grade: Grade, text: str, quotes: tuple[Quote, ...]
) -> tuple[str, tuple[Quote, ...]]:
    denial: Citation | None = next(iter(grade.citations), None)
    ref = next((e.ref for e in at.dossier.own if denial and e.source.source_id == denial.source_id), None)
    if denial is None or ref is None or answer.answer_id != grade.answer_id:
        return text, quotes
    source = next(e.source for e in at.dossier.own if e.ref == ref)
    on = f" on {day(denial.at, at.as_of)}" if denial.at else ""
    text += f" But {source.author or 'the record'} wrote{on}: {quoted(denial.quote)}"
    return text, (*quotes, Quote(ref=ref, text=denial.quote))


def answered(
    question: Question, points: list[DraftPoint], said: list[DraftPoint], firm: bool, vouched: AnswerStatus | None
) -> DraftAnswer:
    """The answer of record and rep together: the record's own standing, raised by a rep's answer that carries."""
    kept = tuple(p for p in (*said, *points) if p.quotes)
    if not kept:
        return DraftAnswer(question=question, status=AnswerStatus.UNANSWERED)
    if vouched is AnswerStatus.CONTRADICTED:
        status = AnswerStatus.CONTRADICTED
    elif firm or vouched is AnswerStatus.ANSWERED:
        status = AnswerStatus.ANSWERED
    else:
        status = AnswerStatus.WEAK
    return DraftAnswer(question=question, status=status, points=kept)
