"""Who wrote a text whose direction the CRM did not keep.

Many exports leave the direction blank, or the rep pastes the buyer's mail under the buyer's name. The author tells:
a contact of the deal writes inbound, the owner outbound, and whoever else writes to a contact, named or greeted by the
first name, is one of ours. Calls and meetings are left as they are: both sides take part in them.
"""

import re
from collections.abc import Sequence

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.base import folded
from coach.domain.deal import Contact

_GREETING = re.compile(
    r"^\s*(?:(?:hi|hello|hey|dear|hallo|liebe[rs]?|bonjour|hola)\s+)?([^\s,:!.-]+)\s*[,:!-]", re.IGNORECASE
)
_WRITTEN = frozenset((ActivityKind.EMAIL, ActivityKind.NOTE, ActivityKind.OTHER))


def with_directions(
    activities: Sequence[Activity], contacts: Sequence[Contact], owner: str | None
) -> tuple[Activity, ...]:
    """The activities of one deal, with the direction filled in where it is blank and the author tells it."""
    if all(a.direction is not None or a.kind not in _WRITTEN or not a.author for a in activities):
        return tuple(activities)
    theirs, greeted = _names(contacts), _first_names(contacts)
    ours = folded(owner or "")
    return tuple(_with_direction(activity, theirs, greeted, ours) for activity in activities)


def _with_direction(activity: Activity, theirs: frozenset[str], greeted: dict[str, str], ours: str) -> Activity:
    if activity.direction is not None or activity.kind not in _WRITTEN or not activity.author:
        return activity
    author, contact = folded(activity.author), folded(activity.contact or "")
    found: Direction | None = None
    changed: dict[str, object] = {}
    if author != ours and (author in theirs or (author == contact and activity.kind is ActivityKind.EMAIL)):
        found = Direction.INBOUND
    elif activity.kind is ActivityKind.EMAIL and (author == ours or (contact and contact in theirs)):
        found = Direction.OUTBOUND
    if found is not Direction.INBOUND and activity.kind is ActivityKind.EMAIL and not contact:
        whom = greeted.get(folded(_greeted(activity.body or "")))
        if whom is not None and author not in theirs:
            found, changed = Direction.OUTBOUND, {"contact": whom}
    return activity if found is None else activity.model_copy(update={"direction": found, **changed})


def _greeted(body: str) -> str:
    match = _GREETING.match(body)
    return match[1] if match else ""


def _names(contacts: Sequence[Contact]) -> frozenset[str]:
    """Full names and mail addresses; a first or last name alone is too little to go by."""
    names = {folded(c.name) for c in contacts if len(c.name.split()) > 1}
    return frozenset(names | {folded(c.email) for c in contacts if c.email})


def _first_names(contacts: Sequence[Contact]) -> dict[str, str]:
    """The contact by the first name, where only one has it."""
    found: dict[str, list[str]] = {}
    for contact in contacts:
        found.setdefault(folded(contact.name.split(" ")[0]), []).append(contact.name)
    return {first: names[0] for first, names in found.items() if len(set(names)) == 1}
