"""The grade of a rep's answer: the values of the variables of `grade.md`, and the reading of its reply."""

import re
from collections.abc import Callable
from typing import Any

from coach.domain.answer import RepAnswer
from coach.domain.evidence import Evidence, SourceKind
from coach.domain.questions import Criterion, QuestionBank
from coach.prompting.fence import fence, one_line, shown
from coach.review.chain.brief import Hide, as_is, attempts_text, cut, figures_text, own_texts, people_text
from coach.review.chain.strict import Part, QuotePart, invalid, read_strictly, schema_of
from coach.review.dossier import Dossier
from coach.review.draft import DraftGrade

MAX_EVIDENCE = 8_000
MAX_ANSWER = 4_000
MAX_ATTEMPTS = 10
MAX_TOLD = 4
"""So many older texts come before newer ones when they hold words of the answer: what it must be held against."""

_RARE = re.compile(r"[^\W_]{5,}")


class GradePart(Part):
    """What a model sends."""

    met: tuple[Criterion, ...]
    reason: str
    against: tuple[QuotePart, ...]
    borne_out_by: tuple[QuotePart, ...]
    follow_up: str | None = None


def grade_schema() -> dict[str, Any]:
    return schema_of(GradePart)


def read_grade(raw: str) -> DraftGrade:
    """The drafted grade in a model's raw text. Raises `ModelReplyInvalid`, as `read_strictly` does, also for a grade
    without a reason."""
    reply = read_strictly(raw, GradePart)
    if not reply.reason.strip():
        raise invalid("the grade has no reason")
    return DraftGrade.model_validate({**reply.model_dump(), "met": tuple(dict.fromkeys(reply.met))})


def grade_brief(answer: RepAnswer, asked: str, dossier: Dossier, hide: Hide = as_is) -> dict[str, str]:
    """The values of the variables of `grade.md`, by name."""
    told = cut(hide(shown(answer.text)), MAX_ANSWER)
    by = f"by {one_line(answer.author)} on {answer.at.date().isoformat()}, question `{one_line(answer.question)}`"
    return {
        "as_of": f"{dossier.as_of.isoformat()} ({dossier.as_of:%A})",
        "rubric": rubric_text(dossier.bank, answer.question),
        "figures": figures_text(dossier, hide),
        "attempts": attempts_text(dossier.attempts, hide, MAX_ATTEMPTS),
        "people": people_text(dossier, hide),
        "evidence": own_texts(dossier, hide, room=MAX_EVIDENCE, first=_bearing_on(answer, asked, dossier)),
        "asked": fence(hide(one_line(asked))),
        "answer": fence(f"{hide(by)}\n--\n{told}"),
    }


def rubric_text(bank: QuestionBank, question: str) -> str:
    """Each criterion with its text, and whether it decides for this question."""
    lines = []
    for line in bank.rubric:
        weight = "decides here" if line.is_needed(question) else "to be told, decides nothing here"
        lines.append(f"- `{line.criterion}` ({weight}): {one_line(line.text)}")
    return "\n".join(lines)


def _bearing_on(answer: RepAnswer, asked: str, dossier: Dossier) -> Callable[[Evidence], bool]:
    """Whether a text is one of the few that share the most words with the answer and the question."""
    wanted = {word.casefold() for word in _RARE.findall(f"{answer.text} {asked}")}
    shared: list[tuple[int, int, str]] = []
    for position, piece in enumerate(dossier.own):
        if piece.source.source_kind is SourceKind.ACTIVITY:
            common = len(wanted & {word.casefold() for word in _RARE.findall(piece.text)})
            shared.append((common, position, piece.ref))
    best = {ref for common, _, ref in sorted(shared, reverse=True)[:MAX_TOLD] if common > 1}
    return lambda piece: piece.ref in best
