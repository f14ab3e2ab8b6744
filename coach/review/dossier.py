"""What a coach is given: the record, what was measured on it, and all it may quote."""

from datetime import date

from coach.domain.answer import Grade, RepAnswer
from coach.domain.attempt import Attempt
from coach.domain.base import Word
from coach.domain.case import Case
from coach.domain.evidence import Evidence
from coach.domain.play import Play
from coach.domain.questions import ExtraQuestion, QuestionBank
from coach.domain.record import Record
from coach.domain.stall import Stall
from coach.history.obstacles import ObstacleFound


class PlayAtHand(Word):
    """A play that may be proposed here: active, fitting, and not tried before."""

    play: Play
    evidence: Evidence
    score: float


class CaseAtHand(Word):
    """A precedent that may be used here: closed before the review's date, of another deal."""

    case: Case
    evidence: Evidence
    score: float


class Dossier(Word):
    """`own` is the deal's own evidence (activities, deal card, contacts, rep's answers), in the order of time;
    `left_out` counts what was too much to include."""

    as_of: date
    record: Record
    stall: Stall
    attempts: tuple[Attempt, ...]
    own: tuple[Evidence, ...]
    plays: tuple[PlayAtHand, ...]
    cases: tuple[CaseAtHand, ...]
    left_out: int = 0
    bank: QuestionBank
    extras: tuple[ExtraQuestion, ...] = ()
    """The manager's own questions that apply here, with the names filled in."""
    answers: tuple[RepAnswer, ...] = ()
    """What the rep said to the questions of earlier rounds; their texts stand in `own` too."""
    grades: tuple[Grade, ...] = ()
    """How far each of these answers carries."""
    found: tuple[ObstacleFound, ...] | None = None
    """What holds the deal up, where it was read with vectors; None: the lexicon tells."""

    def evidence(self) -> dict[str, Evidence]:
        """Everything that may be quoted, by `ref`."""
        found = [*self.own, *(p.evidence for p in self.plays), *(c.evidence for c in self.cases)]
        return {e.ref: e for e in found}
