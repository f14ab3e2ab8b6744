"""All that is known of one deal at one date."""

from coach.domain.activity import Activity
from coach.domain.base import Word
from coach.domain.deal import Contact, Deal, FieldChange
from coach.domain.stage import Stage, StageChange


class Record(Word):
    """A deal with its history, cut at a date: nothing in it is dated later than `as_of`.

    Every tuple is in the order of time; `stages` in the order of the pipeline (may be empty).
    """

    deal: Deal
    stage_changes: tuple[StageChange, ...] = ()
    activities: tuple[Activity, ...] = ()
    contacts: tuple[Contact, ...] = ()
    field_changes: tuple[FieldChange, ...] = ()
    stages: tuple[Stage, ...] = ()
