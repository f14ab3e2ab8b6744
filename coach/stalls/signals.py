"""The seven facts that say a deal is stuck. Each has a value, the figure it is held against and a sentence.

| signal | fires when |
|---|---|
| dwell | longer in the stage than the norm allows |
| silence | longer without two-way contact than the silence norm, where activities are kept at all |
| no_next_step | no next step and nothing planned, where next steps are kept at all |
| pushed | the expected close date was moved later at least twice |
| overdue | the expected close date or an internal task is past; or a next step, another task or a hold is, and nothing
  two-way came since |
| single_contact | one person at the buyer only, past the median, where contacts are kept at all |
| regressed | the last move went backwards |

Dwell and silence each make a stall. The others are common in healthy deals too: two of them together do, once the
deal is past the median of the won ones. Nothing is measured when the age is not known.
"""

import re
from datetime import date

from coach.domain.activity import Direction
from coach.domain.base import days_between
from coach.domain.stall import Norm, Scope, Signal, SignalName
from coach.domain.texts import day_text
from coach.stalls.baseline import Baseline
from coach.stalls.norms import SINCE_CREATION
from coach.stalls.standing import Standing, Tracked, buyers, plans

PUSHES = 2
_STRONG = frozenset({SignalName.DWELL, SignalName.SILENCE})
_CLOSE_DATE_FIELDS = frozenset({"expectedcloseat", "expectedclosedate", "expectedclose", "closedate", "closedat"})
_SHARE = {
    0.5: "half of the won deals",
    0.8: "8 of 10 won deals",
    0.9: "9 of 10 won deals",
    1.0: "every won deal",
}


def signals(at: Standing, baseline: Baseline, tracked: Tracked) -> tuple[Signal, ...]:
    """Every signal that fires, in the order of the table."""
    if at.days is None or at.standard is None:
        return ()
    found = (
        dwell(at),
        silence(at, baseline.silence) if tracked.activities else None,
        no_next_step(at) if tracked.next_step else None,
        pushed(at),
        overdue(at),
        single_contact(at) if tracked.contacts else None,
        regressed(at),
    )
    return tuple(signal for signal in found if signal is not None)


def is_stalled(at: Standing, found: tuple[Signal, ...]) -> bool:
    """Dwell or silence; or two of the other five past the median of the won deals."""
    if any(signal.name in _STRONG for signal in found):
        return True
    return len(found) >= 2 and _past_median(at)


def dwell(at: Standing) -> Signal | None:
    if at.days is None or at.standard is None or at.days <= at.standard.norm.days:
        return None
    norm = at.standard.norm
    return Signal(name=SignalName.DWELL, value=at.days, norm=norm.days, text=_dwell_text(at.days, at.stage, norm))


def silence(at: Standing, norm: Norm) -> Signal | None:
    start = at.last_contact.at.date() if at.last_contact else at.since
    if start is None or (days := days_between(start, at.as_of)) <= norm.days:
        return None
    if at.last_contact:
        whom = f" with {at.last_contact.contact}" if at.last_contact.contact else ""
        told = (
            f"{_days(days)} without a word from the buyer (last {at.last_contact.kind.value}{whom} {day_text(start)})"
        )
    else:
        told = f"{_days(days)}, and no two-way contact on record"
    against = (
        f"the stated limit is {norm.days:.0f} (too few won deals to measure)"
        if norm.scope is Scope.DEFAULT
        else f"in won deals 9 of 10 pauses are over within {norm.days:.0f} (n={norm.n})"
    )
    return Signal(name=SignalName.SILENCE, value=days, norm=norm.days, text=f"{told}; {against}")


def no_next_step(at: Standing) -> Signal | None:
    deal = at.record.deal
    if (deal.next_step or "").strip() or (deal.next_step_at and deal.next_step_at >= at.as_of):
        return None
    if any(plan.at.date() >= at.as_of for plan in plans(at.record)):
        return None
    return Signal(name=SignalName.NO_NEXT_STEP, value=0, text="No next step is entered and nothing is planned")


def pushed(at: Standing) -> Signal | None:
    moves = [
        days_between(old, new)
        for change in at.record.field_changes
        if change.at.date() <= at.as_of
        and re.sub(r"[\W_]", "", change.field.casefold()) in _CLOSE_DATE_FIELDS
        and (old := _day(change.old)) is not None
        and (new := _day(change.new)) is not None
        and new > old
    ]
    if len(moves) < PUSHES:
        return None
    text = f"Expected close date moved later {len(moves)} times, by {_days(sum(moves))} in all"
    return Signal(name=SignalName.PUSHED, value=len(moves), norm=PUSHES, text=text)


def overdue(at: Standing) -> Signal | None:
    deal, late = at.record.deal, list[tuple[date, str]]()
    if deal.expected_close_at and deal.expected_close_at < at.as_of:
        late.append((deal.expected_close_at, f"expected close date {day_text(deal.expected_close_at)} has passed"))
    if deal.next_step_at and deal.next_step_at < at.as_of and at.quiet_since(deal.next_step_at):
        late.append((deal.next_step_at, f"next step was due {day_text(deal.next_step_at)}"))
    for plan in plans(at.record):
        ours = plan.direction is Direction.INTERNAL  # homework of ours: a word with the buyer does not do it
        if (due := plan.at.date()) < at.as_of and (ours or at.quiet_since(due)):
            late.append((due, f"planned {plan.kind.value} was due {day_text(due)}"))
    if at.hold and at.hold.until < at.as_of and at.quiet_since(at.hold.until):
        late.append((at.hold.until, f"hold ended {day_text(at.hold.until)}"))
    if not late:
        return None
    told = ", ".join(text for _, text in sorted(late))
    days = days_between(min(late)[0], at.as_of)
    return Signal(name=SignalName.OVERDUE, value=days, text=f"{told[0].upper()}{told[1:]}, nothing two-way since"
                  if at.quiet_since(min(late)[0]) else f"{told[0].upper()}{told[1:]}")  # fmt: skip


def single_contact(at: Standing) -> Signal | None:
    if not _past_median(at) or len(people := buyers(at.record, at.as_of)) != 1:
        return None
    (only,) = people
    names = [c.name for c in at.record.contacts] + [a.contact for a in at.record.activities if a.contact]
    name = next((n for n in names if n.strip().casefold() == only), only)
    return Signal(name=SignalName.SINGLE_CONTACT, value=1, text=f"{name} is the only person known at the buyer")


def regressed(at: Standing) -> Signal | None:
    position = {stage.name: stage.position for stage in at.record.stages}
    moves: list[tuple[date, str]] = []
    for change in sorted(at.record.stage_changes, key=lambda c: c.entered_at):
        if change.entered_at.date() <= at.as_of and (not moves or moves[-1][1] != change.stage):
            moves.append((change.entered_at.date(), change.stage))
    if len(moves) < 2:
        return None
    (_, before), (when, after) = moves[-2:]
    if before not in position or after not in position or position[after] >= position[before]:
        return None
    text = f"Moved back from {before} to {after} on {day_text(when)}"
    return Signal(name=SignalName.REGRESSED, value=position[before] - position[after], text=text)


def _past_median(at: Standing) -> bool:
    return at.days is not None and at.standard is not None and at.days >= at.standard.median_days


def _dwell_text(days: int, stage: str, norm: Norm) -> str:
    whole = norm.measure == SINCE_CREATION
    told = f"{_days(days)} since creation" if whole else f"{_days(days)} in {stage}"
    if norm.scope is Scope.DEFAULT:
        return f"{told}; the stated limit is {norm.days:.0f} (too few won deals to measure)"
    done = "won" if whole else "out of a stage" if norm.scope is Scope.PIPELINE else "out of it"
    verb = "was" if norm.quantile == 1.0 else "were"
    return f"{told}; {_SHARE[norm.quantile]} {verb} {done} within {norm.days:.0f} ({norm.scope.value}, n={norm.n})"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None
