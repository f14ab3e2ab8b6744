"""The people of a deal whose contacts were not exported: whoever its activities name as the contact, or as the author
of what came from the buyer. Without them nobody could be proposed to try anything with."""

from collections.abc import Iterable

from coach.domain.activity import Activity, Direction
from coach.domain.base import folded
from coach.domain.deal import Contact

MOST = 12


def people_seen(deal_id: str, activities: Iterable[Activity], owner: str | None) -> tuple[Contact, ...]:
    """Each person once, in the order in which they were met; `owner` is one of ours. Nothing is known of their role."""
    ours = folded(owner or "")
    found: dict[str, str] = {}
    for activity in activities:
        author = activity.author if activity.direction is Direction.INBOUND else None
        for name in (activity.contact, author):
            plain = folded(name or "")
            if name and plain and plain != ours and "@" not in plain and not any(c.isdigit() for c in plain):
                found.setdefault(plain, " ".join(name.split()))
    names = list(found.values())[:MOST]
    return tuple(
        Contact(contact_id=f"{deal_id} seen {n}", deal_id=deal_id, name=name) for n, name in enumerate(names, 1)
    )
