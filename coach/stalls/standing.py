"""Where one open deal stands at a date: the facts that every signal is read from."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from coach.domain.activity import Activity, ActivityStatus, Direction
from coach.domain.base import Word
from coach.domain.contact import is_from_buyer, is_noise, is_two_way
from coach.domain.deal import Hold, Outcome
from coach.domain.record import Record
from coach.domain.stage import closing_names
from coach.domain.stall import Scope
from coach.stalls.baseline import Baseline
from coach.stalls.dwells import Course, course
from coach.stalls.norms import Standard, creation_standard, stage_standard


class Tracked(Word):
    """Which parts of a record this organisation fills at all. What nobody fills is no sign of anything."""

    activities: bool
    next_step: bool
    contacts: bool

    @classmethod
    def of(cls, records: Iterable[Record], as_of: date) -> "Tracked":
        """From the open records as known at `as_of`: a field counts as used when at least one deal has it."""
        activities = next_step = contacts = False
        for record in records:
            known = [a for a in record.activities if a.at.date() <= as_of]
            activities = activities or bool(known)
            next_step = next_step or bool(record.deal.next_step)
            contacts = contacts or bool(record.contacts) or any(a.contact for a in known)
            if activities and next_step and contacts:
                break
        return cls(activities=activities, next_step=next_step, contacts=contacts)


class Standing(NamedTuple):
    """One open deal at `as_of`. `days` is the time in the stage, or since creation where `standard.norm.measure`
    says so; None (with `standard`) when neither is known."""

    record: Record
    as_of: date
    stage: str
    days: int | None
    standard: Standard | None
    since: date | None
    """From when the deal is known: its creation, or its first move."""
    last_contact: Activity | None

    @property
    def hold(self) -> Hold | None:
        """The stated hold, passed or not."""
        return self.record.deal.hold

    def quiet_since(self, day: date) -> bool:
        """Whether nothing two-way has happened on or after `day`."""
        return self.last_contact is None or self.last_contact.at.date() < day


def open_course(record: Record, as_of: date) -> Course | None:
    """The course of a deal that was open at `as_of`; None when it was closed or did not exist."""
    found = course(record.deal, record.stage_changes, as_of, closing_names(record.stages))
    return found if found is not None and found.outcome is Outcome.OPEN else None


def standing(record: Record, found: Course, baseline: Baseline, as_of: date, quantile: float) -> Standing:
    """`found` is the deal's `open_course`. A stay is used only when it is one in the stage that the deal is shown
    in: where the last logged move says otherwise, the entry was not logged and the time in the stage is not known."""
    deal, current = record.deal, found.current
    stage = deal.stage if deal.outcome is Outcome.OPEN or current is None else current.stage
    moved = min((c.entered_at.date() for c in record.stage_changes if c.entered_at.date() <= as_of), default=None)
    since = deal.created_at.date() if deal.created_at and deal.created_at.date() <= as_of else moved
    in_stage = current.days if current and current.stage == stage else None
    age = (as_of - since).days if since else None
    here = stage_standard(baseline.norms, stage, deal.segment, quantile) if in_stage is not None else None
    whole = creation_standard(baseline.norms, deal.segment, quantile) if age is not None else None
    days, standard = (age, whole) if _since_creation_serves(here, whole) else (in_stage, here)
    return Standing(record, as_of, stage, days, standard, since, last_contact(record, as_of))


def last_contact(record: Record, as_of: date) -> Activity | None:
    """The latest two-way contact by `as_of`."""
    return next((a for a in reversed(record.activities) if a.at.date() <= as_of and is_two_way(a)), None)


def plans(record: Record) -> tuple[Activity, ...]:
    """What is planned with the deal, in the order of its due date."""
    return tuple(a for a in record.activities if a.status is ActivityStatus.PLANNED and not is_noise(a))


def buyers(record: Record, as_of: date) -> frozenset[str]:
    """The people at the buyer who are named among the contacts or in an activity by `as_of`, lower case."""
    owner = (record.deal.owner or "").strip().casefold()
    known = {contact.name.strip().casefold() for contact in record.contacts}
    for activity in record.activities:
        if activity.at.date() > as_of:
            continue
        for name in (activity.contact, activity.author if activity.direction is Direction.INBOUND else None):
            key = (name or "").strip().casefold()
            if not key or key in known or key == owner:
                continue
            if not is_noise(activity) and (name == activity.contact or is_from_buyer(activity)):
                known.add(key)
    return frozenset(known - {owner, ""})


def _since_creation_serves(here: Standard | None, whole: Standard | None) -> bool:
    """The time in the stage comes first. The age serves where that is not known, or was measured on nothing while
    the age was measured."""
    if here is None or whole is None:
        return here is None
    return here.norm.scope is Scope.DEFAULT and whole.norm.scope is not Scope.DEFAULT
