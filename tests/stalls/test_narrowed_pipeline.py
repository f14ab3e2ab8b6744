"""A part of the pipeline has the totals of that part."""

from datetime import date
from decimal import Decimal

from coach.domain.deal import Hold
from coach.domain.stall import Money, Pipeline, Stall
from coach.stalls.narrow import narrowed, without_holds


def _stall(deal_id: str, owner: str, stage: str, days: int | None) -> Stall:
    return Stall(
        deal_id=deal_id, name=deal_id, owner=owner, stage=stage, segment=None, amount=Decimal(10), currency="EUR",
        days_in_stage=days, norm=None, median_days=None, max_days=None, signals=(), stalled=days == 90, p_win=None,
        deal_days_at_stake=days or 0, on_hold=None, attention=0.0,
    )  # fmt: skip


def test_totals_are_those_of_the_part() -> None:
    whole = Pipeline(
        as_of=date(2026, 1, 1),
        stalls=(_stall("a", "Maya", "Proposal", 90), _stall("b", "Tom", "Proposal", 90)),
        others=(_stall("c", "Maya", "Discovery", 3), _stall("d", "Maya", "Proposal", None)),
        open_deals=4,
        age_not_known=1,
        stalled_deals=2,
        amount_stalled=(Money(amount=Decimal(20), currency="EUR"),),
        deal_days_stalled=180,
    )
    part = narrowed(whole, owner="maya")
    assert [s.deal_id for s in part.stalls] == ["a"]
    assert (part.open_deals, part.stalled_deals, part.age_not_known, part.deal_days_stalled) == (3, 1, 1, 90)
    assert part.amount_stalled == (Money(amount=Decimal(10), currency="EUR"),)
    assert narrowed(whole, stage="discovery").stalled_deals == 0
    assert narrowed(whole) is whole


def test_a_deal_on_hold_is_not_among_the_stuck_ones() -> None:
    held = _stall("h", "Tom", "Proposal", 90).model_copy(
        update={"on_hold": Hold(reason="fiscal year", until=date(2026, 2, 1))}
    )
    whole = Pipeline(
        as_of=date(2026, 1, 1),
        stalls=(_stall("a", "Maya", "Proposal", 90), held),
        others=(),
        open_deals=2,
        age_not_known=0,
        stalled_deals=2,
        amount_stalled=(Money(amount=Decimal(20), currency="EUR"),),
        deal_days_stalled=180,
    )
    awake = without_holds(whole)
    assert [s.deal_id for s in awake.stalls] == ["a"]
    assert (awake.open_deals, awake.stalled_deals, awake.deal_days_stalled) == (2, 1, 90)
    assert awake.amount_stalled == (Money(amount=Decimal(10), currency="EUR"),)
