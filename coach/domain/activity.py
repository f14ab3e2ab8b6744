"""One dated touch of a deal."""

from enum import StrEnum

from coach.domain.base import Moment, Word


class ActivityKind(StrEnum):
    CALL = "call"
    MEETING = "meeting"
    EMAIL = "email"
    NOTE = "note"
    TASK = "task"
    OTHER = "other"


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class ActivityStatus(StrEnum):
    DONE = "done"
    PLANNED = "planned"


class Activity(Word):
    activity_id: str
    deal_id: str
    at: Moment
    kind: ActivityKind
    direction: Direction | None = None
    status: ActivityStatus = ActivityStatus.DONE
    author: str | None = None
    contact: str | None = None
    subject: str | None = None
    body: str | None = None

    @property
    def text(self) -> str:
        """What the activity says: the subject, an empty line, the body. Citations point into this."""
        return "\n\n".join(part for part in (self.subject, self.body) if part)
