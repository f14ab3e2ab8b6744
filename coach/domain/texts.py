"""The texts that citations point into, written from the record, and the addresses they get.

One fact stands on one line, in a fixed order, so that the same facts are the same text and a quote of one line is a
whole fact. Line breaks inside a value become blanks: no value can pose as another line.
"""

from datetime import date, datetime
from decimal import Decimal

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.answer import RepAnswer
from coach.domain.deal import Contact, Deal
from coach.domain.evidence import Source, SourceKind

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS = tuple(name.casefold() for name in _MONTHS)
"""As they begin in every English way of writing them, January first."""

_ACTIVITY_WORDS = {
    ActivityKind.CALL: "Call",
    ActivityKind.MEETING: "Meeting",
    ActivityKind.EMAIL: "Email",
    ActivityKind.NOTE: "Note",
    ActivityKind.TASK: "Task",
    ActivityKind.OTHER: "Activity",
}


def day_text(moment: date | datetime) -> str:
    """A date as people read it, the same in every locale: "3 Sep 2026"."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def deal_text(deal: Deal) -> str:
    """The deal's card: one labelled line for each field that is known."""
    amount = None if deal.amount is None else f"{_figure(deal.amount)} {deal.currency or ''}".strip()
    return _lines(
        ("Deal", deal.name),
        ("Account", deal.account),
        ("Owner", deal.owner),
        ("Stage", deal.stage),
        ("Outcome", deal.outcome.value),
        ("Amount", amount),
        ("Created", _day(deal.created_at)),
        ("Closed", _day(deal.closed_at)),
        ("Expected close", _day(deal.expected_close_at)),
        ("Industry", deal.industry),
        ("Segment", deal.segment),
        ("Source", deal.source),
        ("Product", deal.product),
        ("Competitor", deal.competitor),
        ("Close reason", deal.close_reason),
        ("Next step", deal.next_step),
        ("Next step on", _day(deal.next_step_at)),
        ("On hold because", deal.hold_reason),
        ("On hold until", _day(deal.hold_until)),
    )


def contact_text(contact: Contact) -> str:
    """What is known of a contact: one labelled line for each field that is known."""
    role = contact.role.value.replace("_", " ") if contact.role else None
    return _lines(("Contact", contact.name), ("Title", contact.title), ("Role", role), ("Email", contact.email))


def activity_source(activity: Activity) -> Source:
    return Source.of(
        SourceKind.ACTIVITY,
        activity.activity_id,
        activity.text,
        title=_activity_title(activity),
        deal_id=activity.deal_id,
        at=activity.at,
        author=activity.author,
    )


def deal_source(deal: Deal) -> Source:
    return Source.of(
        SourceKind.DEAL, deal.deal_id, deal_text(deal), title=f"Deal card: {deal.name}", deal_id=deal.deal_id
    )


def contact_source(contact: Contact) -> Source:
    return Source.of(
        SourceKind.CONTACT,
        contact.contact_id,
        contact_text(contact),
        title=f"Contact: {contact.name}",
        deal_id=contact.deal_id,
    )


def answer_source(answer: RepAnswer) -> Source:
    return Source.of(
        SourceKind.ANSWER,
        answer.answer_id,
        answer.text,
        title=f"Answer from {answer.author}, {day_text(answer.at)}",
        deal_id=answer.deal_id,
        at=answer.at,
        author=answer.author,
    )


def _activity_title(activity: Activity) -> str:
    name = _ACTIVITY_WORDS[activity.kind]
    if activity.kind in (ActivityKind.CALL, ActivityKind.MEETING):
        link, person = "with", activity.contact
    elif activity.kind is ActivityKind.EMAIL:
        inbound = activity.direction is Direction.INBOUND
        link, person = ("from", activity.author or activity.contact) if inbound else ("to", activity.contact)
    else:
        link, person = "by", activity.author
    who = f"{name} {link} {person}" if person else name
    return f"{who}, {day_text(activity.at)}"


def _lines(*facts: tuple[str, str | None]) -> str:
    known = ((label, " ".join(value.split())) for label, value in facts if value)
    return "\n".join(f"{label}: {value}" for label, value in known if value)


def _figure(amount: Decimal) -> str:
    """Without the zeros that say nothing: 25000, not 25000.0."""
    return f"{amount.to_integral_value() if amount == amount.to_integral_value() else amount.normalize():f}"


def _day(moment: date | datetime | None) -> str | None:
    if moment is None:
        return None
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()
