"""How firm an answer may be, by facts of the record that need no language model.

A coach says how well a question is answered; it may not say it better than the record shows. What was tried, what
worked and what did not are measured (attempts and what followed them): firm is what the measure calls firm, whoever
writes the review. And a firm answer cites, for each question:

| question | at least one citation of |
|---|---|
| tried | an activity of a measured attempt |
| worked | an attempt that a meeting, a step forward or a reply followed; or words of the buyer that are no refusal |
| not worked | an attempt that nothing or a no followed; or the buyer's own words |
| learned | the buyer's own words, or a conversation that was held |

or, for any of them, a rep's answer that was graded to carry. "Contradicted" needs two texts that stand against each
other: a pair that was measured, a rep's answer graded so, or two texts of the deal in one point that the question
could also be answered with. What does not reach this falls to weak. Nothing here makes an answer firmer.
"""

from collections.abc import Iterable

from coach.domain.attempt import Attempt, Effect
from coach.domain.contact import is_from_buyer, is_two_way
from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.review import AnswerStatus, Question
from coach.grounding.orders import orders_software
from coach.history.effects import says_no
from coach.review.builtin.situation import Situation
from coach.review.builtin.tried import not_worked, tried, worked

_WORKED = frozenset({Effect.ADVANCED, Effect.MEETING, Effect.REPLY})
_FAILED = frozenset({Effect.NONE, Effect.NEGATIVE})
_LACKING = {
    Question.TRIED: "Weak, not answered: nothing it cites belongs to a measured attempt.",
    Question.WORKED: "Weak, not answered: nothing good followed what it cites, and the buyer does not say so.",
    Question.NOT_WORKED: "Weak, not answered: what it cites did not fail by the record, nor is it the buyer's.",
    Question.LEARNED: "Weak, not answered: neither the buyer nor a conversation with them is cited.",
}
_NOT_MEASURED = "Weak, not answered: the attempts on record and what followed them show no more."
_NO_PAIR = "Weak, not contradicted: it does not cite two texts that stand against each other."


class Statuses:
    """Made once for a deal."""

    def __init__(self, at: Situation) -> None:
        dossier = at.dossier
        self._activities = {a.activity_id: a for a in dossier.record.activities}
        firm = (AnswerStatus.ANSWERED, AnswerStatus.CONTRADICTED)
        measured = {Question.TRIED: tried, Question.WORKED: worked, Question.NOT_WORKED: not_worked}
        self._thin = {question for question, make in measured.items() if make(at).status not in firm}
        self._tried = {one for a in dossier.attempts for one in a.activity_ids}
        self._worked = _ids(a for a in dossier.attempts if a.effect in _WORKED)
        self._failed = _ids(a for a in dossier.attempts if a.effect in _FAILED)
        self._graded = {grade.answer_id: grade.status for grade in dossier.grades}
        self._pairs = {frozenset((p.claim_activity_id, p.denial_activity_id)) for p in at.contradictions}

    def capped(
        self, question: Question, status: AnswerStatus, points: tuple[Point, ...]
    ) -> tuple[AnswerStatus, str | None]:
        """The status that the record allows, and why it is lower, where it is."""
        carries = question not in _LACKING or any(self._carries(question, c) for p in points for c in p.citations)
        if status is AnswerStatus.CONTRADICTED:
            firm = carries and question not in self._thin
            stands = any(self._is_pair(p) or (firm and _two_texts(p)) for p in points)
            return (status, None) if stands else (AnswerStatus.WEAK, _NO_PAIR)
        if status is not AnswerStatus.ANSWERED:
            return status, None
        if not carries:
            return AnswerStatus.WEAK, _LACKING[question]
        return (AnswerStatus.WEAK, _NOT_MEASURED) if question in self._thin else (status, None)

    def _carries(self, question: Question, citation: Citation) -> bool:
        key = _key(citation)
        if citation.source_kind is SourceKind.ANSWER:
            return self._graded.get(key) is AnswerStatus.ANSWERED
        activity = self._activities.get(key) if citation.source_kind is SourceKind.ACTIVITY else None
        if activity is None or orders_software(citation.quote):
            return False
        if question is Question.TRIED:
            return key in self._tried
        if question is Question.WORKED:
            return key in self._worked or (is_two_way(activity) and not says_no(citation.quote))
        if question is Question.NOT_WORKED:
            return key in self._failed or is_from_buyer(activity)
        return is_from_buyer(activity) or is_two_way(activity)

    def _is_pair(self, point: Point) -> bool:
        keys = {_key(c) for c in point.citations}
        if any(self._graded.get(key) is AnswerStatus.CONTRADICTED for key in keys):
            return True
        return any(pair <= keys for pair in self._pairs)


def _two_texts(point: Point) -> bool:
    return len({c.source_id for c in point.citations}) > 1


def _key(citation: Citation) -> str:
    return citation.source_id.partition(":")[2].rpartition("@")[0]


def _ids(attempts: Iterable[Attempt]) -> set[str]:
    return {one for a in attempts for one in (*a.activity_ids, a.effect_activity_id) if one is not None}
