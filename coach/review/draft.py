"""What a coach proposes, before any of it is believed: claims with the words they are said to rest on."""

from coach.domain.base import Word
from coach.domain.questions import Criterion
from coach.domain.review import AnswerStatus, Question


class Quote(Word):
    """Words that a coach says stand in the evidence called `ref`. To be looked up."""

    ref: str
    text: str


class DraftPoint(Word):
    text: str
    quotes: tuple[Quote, ...] = ()


class DraftAnswer(Word):
    question: Question
    status: AnswerStatus
    points: tuple[DraftPoint, ...] = ()
    ask: str | None = None


class DraftExtra(Word):
    """What a coach finds in the record to a question that a manager added."""

    question_id: str
    status: AnswerStatus
    points: tuple[DraftPoint, ...] = ()


class DraftObstacle(Word):
    name: str
    quotes: tuple[Quote, ...] = ()


class DraftAlternative(Word):
    """`ref` is the evidence of the play or precedent it comes from; `with_whom` must be a contact's name;
    `first_step_in_days` and `judged_in_days` count from the review's date."""

    ref: str
    title: str
    why: str
    first_step: str
    with_whom: str | None = None
    first_step_in_days: int = 7
    judged_in_days: int = 14
    success_signal: str
    kill_criterion: str
    quotes: tuple[Quote, ...] = ()


class Draft(Word):
    """A whole proposed review. `over` is set when the record says the deal is finished, with the words."""

    answers: tuple[DraftAnswer, ...] = ()
    obstacles: tuple[DraftObstacle, ...] = ()
    alternatives: tuple[DraftAlternative, ...] = ()
    over: DraftPoint | None = None
    extra: tuple[DraftExtra, ...] = ()


class DraftGrade(Word):
    """How a coach grades a rep's answer. `met` names the criteria of the rubric that it meets; `against` holds words of
    the record that it cannot be squared with, `borne_out_by` words that it agrees with."""

    met: tuple[Criterion, ...] = ()
    reason: str
    against: tuple[Quote, ...] = ()
    borne_out_by: tuple[Quote, ...] = ()
    follow_up: str | None = None
