"""The JSON that goes out of the product: the same for the command line, files and other programs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from coach.domain.stall import Pipeline, Stall

SCHEMA_VERSION = "1.0"
"""Raised with every change that could break a reader; the change is noted in CHANGELOG.md."""

Document = dict[str, Any]


def envelope(body: Document, as_of: date, generated_at: datetime | None = None) -> Document:
    """A document with what each of them has: the version of its shape, the date it speaks of, when it was made."""
    made = generated_at or datetime.now(UTC)
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": as_of.isoformat(),
        "generated_at": made.isoformat(timespec="seconds"),
        **body,
    }


def number(amount: Decimal | None) -> float | int | None:
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def stall_document(stall: Stall) -> Document:
    """One deal against its norm."""
    norm, odds, hold = stall.norm, stall.p_win, stall.on_hold
    return {
        "deal_id": stall.deal_id,
        "name": stall.name,
        "owner": stall.owner,
        "stage": stall.stage,
        "amount": number(stall.amount),
        "currency": stall.currency,
        "days_in_stage": stall.days_in_stage,
        "norm_days": norm.days if norm else None,
        "days_over": stall.days_over,
        "norm": {"scope": norm.scope.value, "n": norm.n, "quantile": norm.quantile, "measure": norm.measure}
        if norm
        else None,
        "signals": [{"name": s.name.value, "value": s.value, "norm": s.norm, "text": s.text} for s in stall.signals],
        "p_win": {"value": odds.value, "low": odds.low, "high": odds.high, "n": odds.n} if odds else None,
        "deal_days_at_stake": stall.deal_days_at_stake,
        "on_hold": {"reason": hold.reason, "until": hold.until.isoformat()} if hold else None,
    }


def pipeline_document(pipeline: Pipeline, shown: tuple[Stall, ...] | None = None) -> Document:
    """The stalled deals, worst first (`shown` of them), with the totals over all of them.

    `amount_stalled` is a number where all amounts have one currency, else None; `amounts_stalled` lists each.
    """
    totals = [{"amount": number(m.amount), "currency": m.currency} for m in pipeline.amount_stalled]
    return envelope(
        {
            "deals": [stall_document(stall) for stall in (pipeline.stalls if shown is None else shown)],
            "open_deals": pipeline.open_deals,
            "age_not_known": pipeline.age_not_known,
            "stalled_deals": pipeline.stalled_deals,
            "amount_stalled": totals[0]["amount"] if len(totals) == 1 else 0 if not totals else None,
            "amounts_stalled": totals,
            "deal_days_stalled": pipeline.deal_days_stalled,
        },
        pipeline.as_of,
    )
