"""What a rep said when the record did not say enough."""

from coach.domain.base import Moment, Word
from coach.domain.review import Question


class RepAnswer(Word):
    """A person's answer to one question about one deal. Kept as it was written, and cited like any other text."""

    answer_id: str
    deal_id: str
    question: Question
    text: str
    author: str
    at: Moment
