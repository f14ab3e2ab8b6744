"""What the record says to the manager's own questions: the newest sentences that hold the words to look for, and what
the rep answered."""

import re

from coach.domain.activity import Activity
from coach.domain.contact import is_from_buyer, is_two_way
from coach.domain.questions import ExtraQuestion
from coach.domain.review import AnswerStatus
from coach.history.people import is_outbound, person
from coach.history.sentences import sentences
from coach.review.builtin.reps import from_rep
from coach.review.builtin.sayings import is_long_enough
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, quoted
from coach.review.draft import DraftExtra, DraftPoint

MOST_FOUND = 2


def extra_answers(at: Situation) -> tuple[DraftExtra, ...]:
    return tuple(_extra(at, asked) for asked in at.dossier.extras)


def _extra(at: Situation, asked: ExtraQuestion) -> DraftExtra:
    """Weak where only the record speaks: words that stand there may answer another question."""
    said, vouched = from_rep(at, asked.question_id)
    found = _found(at, asked) if asked.look_for else []
    points = tuple(p for p in (*said, *found) if p.quotes)
    if not points:
        return DraftExtra(question_id=asked.question_id, status=AnswerStatus.UNANSWERED)
    return DraftExtra(question_id=asked.question_id, status=vouched or AnswerStatus.WEAK, points=points)


def _found(at: Situation, asked: ExtraQuestion) -> list[DraftPoint]:
    words = re.compile(rf"\b(?:{'|'.join(map(re.escape, asked.look_for))})\b", re.IGNORECASE)
    hits: list[tuple[bool, Activity, str]] = []
    for activity in at.past:
        if is_outbound(activity) and not is_two_way(activity):
            continue  # what we wrote answers nothing
        told = next((s for s in sentences(activity.body or "") if words.search(s) and is_long_enough(s)), None)
        if told:
            hits.append((is_from_buyer(activity) or is_two_way(activity), activity, told))
    hits.sort(key=lambda hit: (hit[0], hit[1].at), reverse=True)
    return [_point(at, activity, told) for _, activity, told in hits[:MOST_FOUND]]


def _point(at: Situation, activity: Activity, told: str) -> DraftPoint:
    who = person(activity) if is_from_buyer(activity) else activity.author
    verb = "wrote" if is_from_buyer(activity) else "noted"
    text = f"{who or 'The record'} {verb} on {day(activity.at, at.as_of)}: {quoted(told)}"
    return DraftPoint(text=text, quotes=at.quote(activity.activity_id, told))
