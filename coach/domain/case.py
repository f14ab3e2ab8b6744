"""A closed deal that had stalled, told so that the next one can learn from it."""

from datetime import date

from coach.domain.attempt import Attempt
from coach.domain.base import Word
from coach.domain.deal import Outcome


class Case(Word):
    """A past win or loss: situation, attempts, turning point, outcome.

    `text` is the whole story as it is indexed and cited; the other parts are slices of it or come from the record.
    `stalled_from` is the first day beyond the norm of the stage it stood in, `stalled_until` the day it left it;
    `attempts` are all of the deal, those before the stall too.
    """

    case_id: str
    deal_id: str
    title: str
    outcome: Outcome
    stage: str
    segment: str | None
    industry: str | None
    closed_at: date
    days_stalled: int
    stalled_from: date | None = None
    stalled_until: date | None = None
    obstacles: tuple[str, ...]
    situation: str
    attempts: tuple[Attempt, ...]
    turning_point: str | None
    text: str
