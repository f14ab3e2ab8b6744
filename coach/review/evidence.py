"""Gathers what may be quoted about one deal: its own texts, before any question is answered."""

from datetime import date

from coach.domain.activity import Activity, ActivityKind, ActivityStatus, Direction
from coach.domain.answer import RepAnswer
from coach.domain.base import days_between
from coach.domain.contact import is_from_buyer, is_noise
from coach.domain.evidence import Evidence
from coach.domain.record import Record
from coach.domain.texts import activity_source, answer_source, contact_source, deal_source
from coach.history.obstacles import obstacles

MOST_ACTIVITIES = 80
MOST_CHARACTERS = 60_000
READ = 300
"""Of a very long history, so many of the newest activities are looked through for obstacles."""
HALF_LIFE_DAYS = 120


def gather(record: Record, answers: tuple[RepAnswer, ...], as_of: date) -> tuple[tuple[Evidence, ...], int]:
    """The deal's own evidence in the order of time, its card and contacts first, and how many texts were left out.

    In: what was done and says something, the deal card, the contacts, the rep's answers. Out: what machines logged
    (except an absence notice, which can name who stands in), plans, empty texts. A history that is too long keeps the
    newest, the buyer's words and what names an obstacle.
    """
    telling = [a for a in record.activities if _tells(a, as_of)]
    kept = _most_telling(record, telling, as_of)
    facts = [Evidence.whole(deal_source(record.deal)), *(Evidence.whole(contact_source(c)) for c in record.contacts)]
    dated = [(activity.at, Evidence.whole(activity_source(activity))) for activity in kept]
    dated += [(a.at, Evidence.whole(answer_source(a))) for a in answers if a.at.date() <= as_of and a.text.strip()]
    dated.sort(key=lambda pair: pair[0])
    return (*facts, *(evidence for _, evidence in dated)), len(telling) - len(kept)


def is_absence_notice(activity: Activity) -> bool:
    """An automatic mail from the buyer's side: no contact, but it can say that somebody is gone, and who stands in."""
    return activity.kind is ActivityKind.EMAIL and activity.direction is Direction.INBOUND and is_noise(activity)


def _tells(activity: Activity, as_of: date) -> bool:
    if activity.status is not ActivityStatus.DONE or activity.at.date() > as_of:
        return False
    if not activity.text.strip():
        return False
    return not is_noise(activity) or is_absence_notice(activity)


def _most_telling(record: Record, telling: list[Activity], as_of: date) -> list[Activity]:
    if len(telling) <= MOST_ACTIVITIES and sum(len(a.text) for a in telling) <= MOST_CHARACTERS:
        return telling
    newest = record.model_copy(update={"activities": tuple(telling[-READ:])})
    named = {found.activity_id for found in obstacles(newest, as_of)}

    def worth(activity: Activity) -> tuple[float, str]:
        fresh = 0.5 ** (days_between(activity.at, as_of) / HALF_LIFE_DAYS)
        weight = 1.0 + 2.0 * is_from_buyer(activity) + 1.5 * (activity.activity_id in named)
        return (-weight * (0.25 + fresh), activity.activity_id)

    chosen: set[str] = set()
    room = MOST_CHARACTERS
    for activity in sorted(telling, key=worth)[:MOST_ACTIVITIES]:
        if len(activity.text) <= room:
            room -= len(activity.text)
            chosen.add(activity.activity_id)
    return [a for a in telling if a.activity_id in chosen]
