"""Who took part in an activity, and which conversation it belongs to."""

import re

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.contact import is_from_buyer
from coach.domain.deal import Contact, Role
from coach.domain.record import Record

_PREFIX = re.compile(r"^\s*(?:(?:re|aw|sv|vs|fw|fwd|tr|wg|antw|rif|res|enc)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def person(activity: Activity) -> str | None:
    """The person at the buyer: who wrote, or whom it was with."""
    name = activity.author if is_from_buyer(activity) and activity.author else activity.contact
    return name.strip() if name and name.strip() else None


def same_person(one: str | None, other: str | None) -> bool:
    return one is not None and other is not None and one.casefold() == other.casefold()


def thread(activity: Activity) -> str | None:
    """The subject of a mail without what replies put before it; None for anything but a mail."""
    if activity.kind is not ActivityKind.EMAIL or not activity.subject:
        return None
    return _PREFIX.sub("", activity.subject).strip().casefold() or None


def contact_of(record: Record, name: str | None) -> Contact | None:
    return next((c for c in record.contacts if same_person(c.name.strip(), name)), None)


def is_power(record: Record, name: str | None) -> bool:
    found = contact_of(record, name)
    return found is not None and found.role is Role.ECONOMIC_BUYER


def is_outbound(activity: Activity) -> bool:
    """From our side to the buyer: marked so, or, where no direction is kept, not written by the person it was with."""
    if activity.direction is not None:
        return activity.direction is Direction.OUTBOUND
    if activity.kind in (ActivityKind.CALL, ActivityKind.MEETING):
        return True
    return activity.kind is ActivityKind.EMAIL and bool(activity.contact) and activity.author != activity.contact
