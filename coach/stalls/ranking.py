"""What a manager should look at first: one number, in one place.

    attention = tier + overrun x weight, squeezed into 0 to 1

- tier 2: in its stage (or open) for longer than any deal that ever closed was; nothing in the record says that
  anything happens at this age. Tier 1: longer than the longest stay of any deal that was ever won. Tier 0: the rest.
- overrun: days over the norm, in norms (20 days over a norm of 40 is 0.5).
- weight: the square root of the amount over the median open amount in its currency, so that a deal four times as
  large counts twice, not four times; 1 when the amount is not known.
- The product x becomes x / (1 + x): the order stays, and no sum of money lifts a deal over a tier.
- A deal on hold gets 10 less: it comes after all others. Ties fall to the deal's id.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from math import sqrt
from statistics import median

from coach.domain.deal import Deal
from coach.domain.stall import Stall
from coach.stalls.norms import Standard

ON_HOLD = -10.0


def attention(days: int | None, standard: Standard | None, weight: float, *, on_hold: bool) -> float:
    """The number for one deal; without a known age it is 0."""
    score = 0.0
    if days is not None and standard is not None:
        over = max(0.0, days - standard.norm.days) / max(1.0, standard.norm.days) * weight
        score = tier(days, standard) + over / (1 + over)
    return score + ON_HOLD if on_hold else score


def tier(days: int, standard: Standard) -> int:
    if standard.max_days is None or days <= standard.max_days:
        return 0
    return 2 if standard.longest_closed is not None and days > standard.longest_closed else 1


def medians(deals: Iterable[Deal]) -> dict[str | None, Decimal]:
    """The median amount of the open deals, by currency."""
    amounts: dict[str | None, list[Decimal]] = defaultdict(list)
    for deal in deals:
        if deal.amount is not None and deal.amount > 0:
            amounts[deal.currency].append(deal.amount)
    return {currency: median(found) for currency, found in amounts.items()}


def weight_of(deal: Deal, typical: dict[str | None, Decimal]) -> float:
    middle = typical.get(deal.currency)
    if deal.amount is None or deal.amount <= 0 or not middle:
        return 1.0
    return sqrt(deal.amount / middle)


def ranked(stalls: Iterable[Stall]) -> tuple[Stall, ...]:
    """Worst first."""
    return tuple(sorted(stalls, key=lambda stall: (-stall.attention, stall.deal_id)))
