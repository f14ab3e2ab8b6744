"""Dates, money, days and names as people write them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from coach.domain.attempt import Attempt, Effect
from coach.domain.deal import Outcome
from coach.domain.play import TrackRecord, track_text
from coach.domain.review import AnswerStatus, Decision, Review
from coach.domain.stall import Money, Norm, Scope, WinOdds
from coach.domain.texts import day_text

STATUSES = {
    AnswerStatus.ANSWERED: ("Answered", "green"),
    AnswerStatus.WEAK: ("Thin", "yellow"),
    AnswerStatus.CONTRADICTED: ("Contradicted", "orange"),
    AnswerStatus.UNANSWERED: ("Not in the record", "gray"),
}
DECISIONS = {
    Decision.HEALTHY: "Healthy",
    Decision.HOLD: "Hold",
    Decision.PIVOT: "Pivot",
    Decision.ASK: "Ask first",
    Decision.REMOVE: "Remove",
}
_EFFECTS = {
    Effect.ADVANCED: "moved the deal forward",
    Effect.MEETING: "led to a meeting",
    Effect.REPLY: "got a reply",
    Effect.NEGATIVE: "got a no",
    Effect.NONE: "nothing came of it",
    Effect.PENDING: "too early to tell",
}


def day(moment: date | datetime) -> str:
    return day_text(moment)


def days(count: float) -> str:
    return "1 day" if round(count) == 1 else f"{count:,.0f} days"


def counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def money(amount: Decimal | None, currency: str | None) -> str:
    return "amount not known" if amount is None else f"{amount:,.0f} {currency or ''}".strip()


def short_money(amount: Decimal, currency: str | None) -> str:
    """1,240,000 EUR is "1.2M EUR"."""
    size = abs(amount)
    if size >= 999_500:
        told = f"{amount / 1_000_000:,.1f}M"
    elif size >= 10_000:
        told = f"{amount / 1_000:,.0f}k"
    else:
        told = f"{amount:,.0f}"
    return f"{told} {currency or ''}".strip()


def sums(amounts: Sequence[Money]) -> str:
    """Each currency on its own: they are never added."""
    return " and ".join(short_money(m.amount, m.currency) for m in amounts) or "no known amount"


def odds(chance: WinOdds | None) -> str:
    if chance is None:
        return "not known"
    return f"{chance.value:.0%} ({chance.low * 100:.0f}-{chance.high:.0%}), n={chance.n:,}"


def normal(norm: Norm | None) -> str:
    """The figure a deal is held against: "42 days (n=33)"."""
    if norm is None:
        return ""
    return f"{norm.days:.0f} (set, no history)" if norm.scope is Scope.DEFAULT else f"{norm.days:.0f} (n={norm.n:,})"


def effect(attempt: Attempt) -> str:
    told = _EFFECTS[attempt.effect]
    if attempt.effect_after_days is None or attempt.effect in (Effect.NONE, Effect.PENDING):
        return told
    after = "the same day" if attempt.effect_after_days == 0 else f"after {days(attempt.effect_after_days)}"
    return f"{told} {after}"


def name(word: str) -> str:
    """A stable name as words: "no_champion" is "No champion"."""
    return word.replace("_", " ").capitalize()


def track(record: TrackRecord | None) -> str:
    """What the past says of a play: counted, never told as an effect."""
    return track_text(record)


def decided(outcome: Outcome) -> str:
    """What a precedent's turning point is called."""
    return "What turned it" if outcome is Outcome.WON else "What ended it"


def decision(review: Review) -> str:
    """The verdict as one says it aloud."""
    chosen = review.verdict.decision
    if chosen is Decision.HOLD:
        hold = review.stall.on_hold
        return f"Hold until {day(hold.until)}" if hold else "Hold"
    return {
        Decision.HEALTHY: "Healthy: leave it alone",
        Decision.PIVOT: "Pivot: try this now",
        Decision.ASK: "Ask first",
        Decision.REMOVE: "Remove from the pipeline",
    }[chosen]


def cut(text: str, length: int) -> str:
    """At most `length` characters, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def coach(model: str) -> str:
    """Who speaks: "builtin" is the coach with no language model."""
    if model == "builtin":
        return "the built-in coach (rules and extraction, no language model)"
    provider, _, which = model.partition(":")
    return f"{which} ({provider})" if which else model
