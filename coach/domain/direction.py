"""Who wrote a text whose direction the CRM did not keep.

Many exports leave the direction blank, or the rep pastes the buyer's mail under the buyer's name. The author tells:
a contact of the deal writes inbound, the owner outbound, and whoever else writes to a named contact is one of ours.
Calls and meetings are left as they are: both sides take part in them.
"""

from collections.abc import Sequence

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.deal import Contact

_WRITTEN = frozenset((ActivityKind.EMAIL, ActivityKind.NOTE, ActivityKind.OTHER))


def with_directions(
    activities: Sequence[Activity], contacts: Sequence[Contact], owner: str | None
) -> tuple[Activity, ...]:
    """The activities of one deal, with the direction filled in where it is blank and the author tells it."""
    if all(a.direction is not None or a.kind not in _WRITTEN or not a.author for a in activities):
        return tuple(activities)
    theirs = _names(contacts)
    ours = _plain(owner or "")
    return tuple(_with_direction(activity, theirs, ours) for activity in activities)


def _with_direction(activity: Activity, theirs: frozenset[str], ours: str) -> Activity:
    if activity.direction is not None or activity.kind not in _WRITTEN or not activity.author:
        return activity
    author, contact = _plain(activity.author), _plain(activity.contact or "")
    found: Direction | None = None
    if author != ours and (author in theirs or (author == contact and activity.kind is ActivityKind.EMAIL)):
        found = Direction.INBOUND
    elif activity.kind is ActivityKind.EMAIL and (author == ours or (contact and contact in theirs)):
        found = Direction.OUTBOUND
    return activity if found is None else activity.model_copy(update={"direction": found})


def _names(contacts: Sequence[Contact]) -> frozenset[str]:
    """Full names and mail addresses; a first or last name alone is too little to go by."""
    names = {_plain(c.name) for c in contacts if len(c.name.split()) > 1}
    return frozenset(names | {_plain(c.email) for c in contacts if c.email})


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
