"""What a claim may use without a quote: the figures that code has measured, and the people of the record."""

from collections.abc import Iterable
from datetime import date, timedelta

from coach.domain.activity import Direction
from coach.review.dossier import Dossier


def measured(dossier: Dossier) -> Iterable[int | float | date]:
    """The figures that code has measured, which any claim may use."""
    yield dossier.as_of
    yield from (dossier.as_of + timedelta(days=n) for n in range(1, 8))
    stall = dossier.stall
    figures = [stall.days_in_stage, stall.median_days, stall.max_days, stall.days_over, stall.deal_days_at_stake]
    if stall.norm:
        figures += [stall.norm.days, stall.norm.n, stall.norm.quantile * 100, round(stall.norm.days)]
    if stall.p_win:
        shares = (stall.p_win.value, stall.p_win.low, stall.p_win.high)
        figures += [stall.p_win.n, *(round(share * 100) for share in shares)]
    figures += [value for signal in stall.signals for value in (signal.value, signal.norm)]
    yield from (figure for figure in figures if figure is not None)
    yield len(dossier.attempts)
    yield 21  # the window in which effects are counted
    for attempt in dossier.attempts:
        yield attempt.started_at.date()
        yield len(attempt.activity_ids)
        if attempt.effect_after_days is not None:
            yield attempt.effect_after_days
    for activity in dossier.record.activities:
        yield activity.at.date()
        yield (dossier.as_of - activity.at.date()).days
    for change in dossier.record.stage_changes:
        yield change.entered_at.date()
    for other in dossier.record.field_changes:
        yield other.at.date()


def everybody(dossier: Dossier) -> Iterable[str]:
    """Texts that hold the names of everybody on record."""
    deal = dossier.record.deal
    yield from (
        text for text in (deal.owner, deal.account, deal.name, deal.product, deal.competitor, deal.stage) if text
    )
    for contact in dossier.record.contacts:
        yield f"{contact.name} {contact.title or ''} {contact.email or ''}"
    for activity in dossier.record.activities:
        if activity.direction is not Direction.INTERNAL or activity.author:
            yield f"{activity.author or ''} {activity.contact or ''} {activity.subject or ''}"
