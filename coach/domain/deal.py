"""A deal and what hangs on it: contacts, field changes, a reason to wait."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from coach.domain.base import Moment, Word


class Outcome(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Role(StrEnum):
    """The part a contact plays in the purchase, as far as the rep knows."""

    ECONOMIC_BUYER = "economic_buyer"
    CHAMPION = "champion"
    INFLUENCER = "influencer"
    USER = "user"
    BLOCKER = "blocker"
    LEGAL = "legal"
    PROCUREMENT = "procurement"
    TECHNICAL = "technical"
    OTHER = "other"


class Contact(Word):
    contact_id: str
    deal_id: str
    name: str
    title: str | None = None
    role: Role | None = None
    email: str | None = None


class FieldChange(Word):
    """The dated change of one field: a pushed close date, another amount, another owner."""

    deal_id: str
    field: str
    old: str | None = None
    new: str | None = None
    at: Moment


class Hold(Word):
    """A stated reason to wait. It counts only while `until` has not passed."""

    reason: str
    until: date


class Deal(Word):
    """One opportunity. A field that is None is not known, which is not the same as zero."""

    deal_id: str
    name: str
    stage: str
    outcome: Outcome = Outcome.OPEN
    owner: str | None = None
    account: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    created_at: Moment | None = None
    closed_at: Moment | None = None
    expected_close_at: date | None = None
    industry: str | None = None
    segment: str | None = None
    source: str | None = None
    product: str | None = None
    competitor: str | None = None
    close_reason: str | None = None
    next_step: str | None = None
    next_step_at: date | None = None
    hold_reason: str | None = None
    hold_until: date | None = None

    @property
    def hold(self) -> Hold | None:
        if self.hold_reason and self.hold_until:
            return Hold(reason=self.hold_reason, until=self.hold_until)
        return None
