"""The canonical tables: their columns, what is in them, and the other names they go by."""

from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What the cells of a column hold."""

    ID = "id"
    TEXT = "text"
    MOMENT = "moment"
    DAY = "day"
    MONEY = "money"
    CURRENCY = "currency"
    OUTCOME = "outcome"
    ACTIVITY = "activity"
    DIRECTION = "direction"
    STATUS = "status"
    ROLE = "role"
    POSITION = "position"
    STAGE_KIND = "stage_kind"


DATED = (Kind.MOMENT, Kind.DAY)


class Column(NamedTuple):
    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    also: tuple[str, ...] = ()


_DEAL_ID = Column("deal_id", Kind.ID, True, ("opportunity_id", "opp_id"))

TABLES: dict[str, tuple[Column, ...]] = {
    "stages": (
        Column("name", required=True, also=("stage", "stage_name")),
        Column("position", Kind.POSITION, True, ("order", "sort_order", "display_order")),
        Column("kind", Kind.STAGE_KIND, also=("type", "outcome")),
    ),
    "deals": (
        _DEAL_ID._replace(also=("opportunity_id", "opp_id", "id")),
        Column("name", required=True, also=("deal_name", "opportunity_name", "title", "deal_title")),
        Column("stage", required=True, also=("deal_stage", "stage_name", "sales_stage")),
        Column("owner", also=("deal_owner", "opportunity_owner", "owner_name", "sales_rep", "rep", "sales_agent")),
        Column("account", also=("account_name", "company", "company_name", "organization", "customer")),
        Column("amount", Kind.MONEY, also=("value", "deal_value", "deal_amount", "close_value")),
        Column("currency", Kind.CURRENCY, also=("currency_code", "deal_currency", "currency_iso_code")),
        Column(
            "created_at", Kind.MOMENT, also=("created", "created_date", "create_date", "created_time", "created_on")
        ),
        Column(
            "closed_at", Kind.MOMENT, also=("closed", "closed_date", "close_date", "actual_close_date", "closed_on")
        ),
        Column("outcome", Kind.OUTCOME, also=("status", "deal_status", "result")),
        Column("expected_close_at", Kind.DAY, also=("expected_close", "expected_close_date", "close_date")),
        Column("industry", also=("sector", "vertical")),
        Column("segment", also=("market_segment", "deal_size_bucket")),
        Column("source", also=("lead_source",)),
        Column("product", also=("product_name",)),
        Column("competitor", also=("competitors", "main_competitor")),
        Column("close_reason", also=("loss_reason", "lost_reason", "closed_lost_reason", "reason")),
        Column("next_step", also=("next_steps",)),
        Column("next_step_at", Kind.DAY, also=("next_step_date", "next_activity_date")),
        Column("hold_reason", also=("on_hold_reason",)),
        Column("hold_until", Kind.DAY, also=("on_hold_until",)),
    ),
    "stage_changes": (
        _DEAL_ID,
        Column("stage", required=True, also=("to_stage", "stage_name", "new_stage")),
        Column("entered_at", Kind.MOMENT, True, ("at", "changed_at", "transition_date", "created_date", "date")),
    ),
    "field_changes": (
        _DEAL_ID,
        Column("field", required=True, also=("field_name",)),
        Column("old", also=("old_value", "from")),
        Column("new", also=("new_value", "to")),
        Column("at", Kind.MOMENT, True, ("changed_at", "created_date", "date", "timestamp")),
    ),
    "contacts": (
        Column("contact_id", Kind.ID, also=("id",)),
        _DEAL_ID,
        Column("name", required=True, also=("contact_name", "full_name")),
        Column("title", also=("job_title",)),
        Column("role", Kind.ROLE, also=("contact_role", "buying_role")),
        Column("email", also=("email_address", "mail")),
    ),
    "activities": (
        Column("activity_id", Kind.ID, True, ("id",)),
        _DEAL_ID,
        Column("at", Kind.MOMENT, True, ("date", "timestamp", "activity_date", "occurred_at")),
        Column("kind", Kind.ACTIVITY, True, ("type", "activity_type")),
        Column("direction", Kind.DIRECTION),
        Column("status", Kind.STATUS),
        Column("author", also=("owner", "from", "created_by", "user")),
        Column("contact", also=("contact_name", "with", "to")),
        Column("subject", also=("title",)),
        Column("body", also=("text", "description", "notes", "comment", "comments", "content")),
    ),
}
"""In the order in which they are written: deals come before what belongs to them."""

FILE_NAMES: dict[str, tuple[str, ...]] = {
    "stages": ("stages", "pipeline_stages"),
    "deals": ("deals", "deal", "opportunities", "opportunity"),
    "stage_changes": ("stage_changes", "stage_change", "stage_history"),
    "field_changes": ("field_changes", "field_change", "field_history"),
    "contacts": ("contacts", "contact"),
    "activities": ("activities", "activity"),
}

KEYS: dict[str, tuple[str, ...]] = {
    "stages": ("name",),
    "deals": ("deal_id",),
    "stage_changes": ("deal_id", "stage", "entered_at"),
    "field_changes": ("deal_id", "field", "at", "new"),
    "contacts": ("contact_id", "deal_id"),
    "activities": ("activity_id",),
}
"""What makes a row the same row."""


def bare(name: str) -> str:
    """A header or file name without case, blanks and punctuation, for comparing."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())
