"""What every word of the domain has in common: frozen, validated on entry, nothing unknown let in."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict


class Word(BaseModel):
    """A value of the domain. Equal by content, hashable where its parts are."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs a time zone")
    return moment.astimezone(UTC)


Moment = Annotated[datetime, AfterValidator(_in_utc)]
"""A point in time, timezone-aware, in UTC."""


def folded(name: str) -> str:
    """A name as it is compared: blanks as one, case left out."""
    return " ".join(name.split()).casefold()


def days_between(earlier: datetime | date, later: datetime | date) -> int:
    """Whole calendar days from one date to another, in UTC; negative when `later` comes first."""
    first = earlier.date() if isinstance(earlier, datetime) else earlier
    last = later.date() if isinstance(later, datetime) else later
    return (last - first).days
