"""One strategic look at one deal, from the questions to the verdict."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from coach.domain.attempt import Attempt
from coach.domain.base import Moment, Word
from coach.domain.deal import Outcome
from coach.domain.evidence import Citation, Point, Source
from coach.domain.obstacle import Obstacle
from coach.domain.play import TrackRecord
from coach.domain.stall import Stall


class Question(StrEnum):
    """The five questions of the strategic review."""

    TRIED = "tried"
    WORKED = "worked"
    NOT_WORKED = "not_worked"
    LEARNED = "learned"
    ALTERNATIVES = "alternatives"


class AnswerStatus(StrEnum):
    ANSWERED = "answered"
    WEAK = "weak"
    CONTRADICTED = "contradicted"
    UNANSWERED = "unanswered"


class Answer(Word):
    """What the record says to one question; `ask` is what the manager should ask where it says too little.

    `title` is the question in the words of the bank that was in use.
    """

    question: Question
    title: str = ""
    status: AnswerStatus
    points: tuple[Point, ...] = ()
    ask: str | None = None


class ExtraAnswer(Word):
    """What the record says to a question that a manager added to the five."""

    question_id: str
    asked: str
    status: AnswerStatus
    points: tuple[Point, ...] = ()


class Alternative(Word):
    """A next step to try at once, as an experiment."""

    title: str
    play_id: str | None
    why: str
    first_step: str
    with_whom: str | None
    due_at: date
    success_signal: str
    kill_criterion: str
    already_tried: bool = False
    track_record: TrackRecord | None = None
    citations: tuple[Citation, ...]


class Precedent(Word):
    """A past deal that stalled in a similar way."""

    case_id: str
    deal_id: str
    title: str
    outcome: Outcome
    similarity: float
    why_similar: str
    turning_point: str | None
    citations: tuple[Citation, ...]


class Decision(StrEnum):
    HEALTHY = "healthy"
    HOLD = "hold"
    PIVOT = "pivot"
    ASK = "ask"
    REMOVE = "remove"


class Reason(Word):
    """Why the rules decided as they did: the rule's name, one sentence, where it stands."""

    rule: str
    text: str
    citations: tuple[Citation, ...] = ()


class Verdict(Word):
    decision: Decision
    reasons: tuple[Reason, ...]
    open_questions: tuple[str, ...] = ()
    would_change_if: str


class Dropped(Word):
    """Something the coach said that the record does not bear out."""

    text: str
    reason: str


class PromptUse(Word):
    name: str
    version: str
    sha256: str


class Provenance(Word):
    """Who wrote this review, from what, at what cost. `fallback` says why the model did not."""

    coach_version: str
    model: str
    prompts: tuple[PromptUse, ...] = ()
    """The question bank stands among them, as `questions`."""
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    fallback: str | None = None


class Review(Word):
    review_id: str
    deal_id: str
    as_of: date
    generated_at: Moment
    stall: Stall
    attempts: tuple[Attempt, ...]
    answers: tuple[Answer, ...]
    extra: tuple[ExtraAnswer, ...] = ()
    """The manager's own questions, where the bank has some for this stage."""
    obstacles: tuple[Obstacle, ...]
    alternatives: tuple[Alternative, ...]
    precedents: tuple[Precedent, ...]
    verdict: Verdict
    dropped: tuple[Dropped, ...] = ()
    answers_read: int = 0
    """How many answers of the rep it was made with: where there are more now, it is worth another run."""
    provenance: Provenance
    sources: tuple[Source, ...] = Field(default=(), exclude=True)
    """Every text the citations point into, as it was: stored beside the review, not in its JSON."""
