"""A deal as it was known at an earlier date, from what it is now and from its dated history.

A CRM hands out the present. To look back without knowing better, everything dated later is undone:

| what happened after the date | as known at the date |
|---|---|
| created | the deal did not exist |
| closed | open, in the last open stage entered by then; what a CRM writes when closing is not known |
| moved to another stage | in the last open stage entered by then, or "Open" where none is recorded |
| another field changed | its old value |

A day counts to its end, in UTC: what is dated on the day itself is known.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from coach.domain.deal import Deal, FieldChange, Outcome
from coach.domain.stage import Stage, StageChange, closing_names

UNKNOWN_STAGE = "Open"
"""The stage of a deal that was open, in a stage that nobody recorded."""

_WRITTEN_LATE: dict[str, None] = dict.fromkeys(
    ("closed_at", "close_reason", "next_step", "next_step_at", "hold_reason", "hold_until", "competitor")
)
_TEXTS = frozenset(
    ("owner", "account", "currency", "industry", "segment", "source", "product", "competitor", "next_step",
     "hold_reason")
)  # fmt: skip
_DATES = frozenset(("expected_close_at", "next_step_at", "hold_until"))


def as_known(
    deal: Deal,
    stage_changes: Sequence[StageChange],
    field_changes: Iterable[FieldChange],
    stages: tuple[Stage, ...],
    as_of: date,
) -> Deal | None:
    """The deal at the end of `as_of`; None when it did not exist yet.

    The changes are the deal's own, in the order of time, later ones included: they say what to undo. A closed deal
    with no closing date counts as closed unless it moved after `as_of`.
    """
    if deal.created_at is not None and deal.created_at.date() > as_of:
        return None
    moved_later = bool(stage_changes) and stage_changes[-1].entered_at.date() > as_of
    closed_later = moved_later if deal.closed_at is None else deal.closed_at.date() > as_of
    undone: dict[str, Any] = {}
    if deal.outcome is not Outcome.OPEN and closed_later:
        undone = {**_WRITTEN_LATE, "outcome": Outcome.OPEN, "stage": _stage_then(stage_changes, stages, as_of)}
    elif deal.outcome is Outcome.OPEN:
        if moved_later:
            undone["stage"] = _stage_then(stage_changes, stages, as_of)
        if deal.closed_at is not None and closed_later:
            undone["closed_at"] = None
    undone.update(_old_values(field_changes, as_of))
    return deal.model_copy(update=undone) if undone else deal


def until(stage_changes: Sequence[StageChange], as_of: date) -> tuple[StageChange, ...]:
    """The moves that had happened by the end of `as_of`."""
    return tuple(change for change in stage_changes if change.entered_at.date() <= as_of)


def _stage_then(stage_changes: Sequence[StageChange], stages: tuple[Stage, ...], as_of: date) -> str:
    # A move to "Won" dated before the closing would tell the outcome of a deal that still counts as open.
    closing = closing_names(stages)
    for change in reversed(stage_changes):
        if change.entered_at.date() <= as_of and change.stage.casefold() not in closing:
            return change.stage
    return UNKNOWN_STAGE


def _old_values(field_changes: Iterable[FieldChange], as_of: date) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for change in field_changes:
        if change.field in values or change.at.date() <= as_of:
            continue
        if change.field in _TEXTS:
            values[change.field] = change.old or None
        elif change.field in _DATES:
            values[change.field] = _date(change.old)
        elif change.field == "amount":
            values["amount"] = _amount(change.old)
    return values


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def _amount(text: str | None) -> Decimal | None:
    try:
        amount = Decimal((text or "").strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
