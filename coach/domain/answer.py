"""What a rep said when the record did not say enough, and how far it carries."""

from coach.domain.base import Moment, Word
from coach.domain.evidence import Citation
from coach.domain.questions import Criterion
from coach.domain.review import AnswerStatus


class RepAnswer(Word):
    """A person's answer to one question about one deal. Kept as it was written, and cited like any other text.

    `question` is one of the five, or the id of a question that a manager added; `asked` the words it was put in, where
    known. `follows` is the answer that this one adds to: the reply to its follow-up.
    """

    answer_id: str
    deal_id: str
    question: str
    text: str
    author: str
    at: Moment
    asked: str | None = None
    follows: str | None = None


class Grade(Word):
    """How far an answer carries, by the rubric: answered, weak or contradicted, and why.

    `citations` hold the words that contradict it, or that bear it out. `follow_up` is asked once: an answer that
    follows another has none. `fallback` says why the language model did not grade it.
    """

    answer_id: str
    deal_id: str
    question: str
    status: AnswerStatus
    met: tuple[Criterion, ...] = ()
    reason: str
    citations: tuple[Citation, ...] = ()
    follow_up: str | None = None
    coach: str
    rubric: str
    fallback: str | None = None
