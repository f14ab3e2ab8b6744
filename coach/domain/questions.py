"""The question bank: the words of the five questions, further questions for a stage, and the rubric that answers are
graded by. A manager edits it; the code reads it."""

import re
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from coach.domain.base import Word
from coach.domain.review import Question

IN_QUESTIONS = frozenset({"contact", "account", "stage", "amount"})
IN_FOLLOW_UPS = IN_QUESTIONS | {"date"}
"""What may stand in braces, to be filled in for each deal."""


class Criterion(StrEnum):
    """What makes a rep's answer one that a decision can rest on."""

    SPECIFIC = "specific"
    """It says who did or said what, and when."""
    BORNE_OUT = "borne_out"
    """The record bears it out, or at least does not speak against it."""
    LEARNED = "learned"
    """It tells something that was not known before."""
    ACTIONABLE = "actionable"
    """Something can be tried on it now."""


class QuestionText(Word):
    """One of the five: `title` as it stands on a screen, `guide` says what a good answer holds."""

    question: Question
    title: str = Field(min_length=3, max_length=200)
    guide: str = Field(min_length=3, max_length=1_000)


class ExtraQuestion(Word):
    """A question that a manager adds. `stages` holds parts of the pipeline (early, middle, late) or stage names; empty
    asks it everywhere. `text` may name {contact}, {account}, {stage} and {amount}; `look_for` holds words by which the
    built-in coach finds what the record says to it."""

    question_id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")
    text: str = Field(min_length=8, max_length=500)
    stages: tuple[str, ...] = ()
    look_for: tuple[str, ...] = ()


class RubricLine(Word):
    """One criterion. `needed` says for which questions it decides; `missing` is the reason given where it is not met,
    `follow_up` the one question asked then, which may name {contact}, {account} and {date}."""

    criterion: Criterion
    text: str = Field(min_length=8, max_length=500)
    needed: tuple[str, ...] = ()
    missing: str = Field(min_length=8, max_length=300)
    follow_up: str = Field(min_length=8, max_length=300)

    def is_needed(self, question: str) -> bool:
        return question in self.needed or "all" in self.needed


class QuestionBank(Word):
    """The whole bank, as its file has it; `sha256` is of the file's text."""

    version: str
    sha256: str
    questions: tuple[QuestionText, ...]
    extras: tuple[ExtraQuestion, ...] = ()
    rubric: tuple[RubricLine, ...]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if sorted(q.question for q in self.questions) != sorted(Question):
            raise ValueError("each of the five questions stands once: " + ", ".join(Question))
        if sorted(line.criterion for line in self.rubric) != sorted(Criterion):
            raise ValueError("each criterion of the rubric stands once: " + ", ".join(Criterion))
        ids = [extra.question_id for extra in self.extras]
        if len(set(ids)) < len(ids) or set(ids) & set(Question):
            raise ValueError("each extra question needs an id of its own")
        for words, known in (
            *((extra.text, IN_QUESTIONS) for extra in self.extras),
            *((line.follow_up, IN_FOLLOW_UPS) for line in self.rubric),
        ):
            odd = sorted(set(re.findall(r"\{([^{}]*)\}", words)) - known)
            if odd:
                raise ValueError(f"{{{odd[0]}}} is not filled in; known are {', '.join(sorted(known))}")
        return self

    def text(self, question: Question) -> QuestionText:
        return next(q for q in self.questions if q.question is question)

    def line(self, criterion: Criterion) -> RubricLine:
        return next(line for line in self.rubric if line.criterion is criterion)
