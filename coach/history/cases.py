"""Closed deals that had stalled, told as situation, attempts, turning point and outcome.

Nothing is written freely: each story is put together from measured facts and from exact sentences of the record.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from coach.domain.activity import Activity
from coach.domain.attempt import NEVER_PROPOSED, Attempt, Effect
from coach.domain.case import Case
from coach.domain.contact import is_from_buyer, is_noise
from coach.domain.deal import Deal, Outcome
from coach.domain.obstacle import OBSTACLES
from coach.domain.record import Record
from coach.domain.stage import closing_names
from coach.domain.stay import Dwell, dwells
from coach.domain.texts import day_text
from coach.history.attempts import attempts
from coach.history.effects import says_no
from coach.history.obstacles import ObstacleFound, named, obstacles
from coach.history.over import over
from coach.history.people import person
from coach.history.sentences import sentences

SINCE_CREATION = ""
"""The key of `norm_days` for the whole time from creation, where a deal has no stage history."""
MOST_WORDS = 230
_QUOTE_WORDS = 40
_QUOTED_OBSTACLES = 3
_SHOWN = {
    Effect.ADVANCED: "the deal moved forward {later}",
    Effect.MEETING: "a meeting was held {later}",
    Effect.REPLY: "the buyer replied {later}",
    Effect.NEGATIVE: "the buyer said no {later}",
    Effect.NONE: "no effect",
    Effect.PENDING: "no effect yet",
}


def mine(record: Record, norm_days: Mapping[str, float], as_of: date) -> Case | None:
    """The case of a deal closed by `as_of` that stayed in one stage longer than its norm; None for any other.

    `norm_days` has the norm of each stage, and of the time since creation under `SINCE_CREATION`; a stage that is
    not in it is not looked at. A deal without a word of text is no case: nothing can be learned from it.
    """
    deal = record.deal
    if deal.outcome is Outcome.OPEN or deal.closed_at is None or deal.closed_at.date() > as_of:
        return None
    closed = deal.closed_at.date()
    past = tuple(a for a in record.activities if a.at.date() <= closed and not is_noise(a))
    if not deal.close_reason and not any(a.body for a in past):
        return None
    stay = _stalled_stay(record, norm_days, closed)
    if stay is None:
        return None
    end = stay.entered + timedelta(days=stay.days)
    held_up = obstacles(record, end)
    tried = attempts(record, closed)
    during = [a for a in tried if stay.entered <= a.started_at.date() <= end]
    turning = _turning_point(during, past, end) if deal.outcome is Outcome.WON else None
    situation = _situation(deal, stay, norm_days[stay.stage], end, _with_quotes(held_up, past))
    return Case(
        case_id=deal.deal_id,
        deal_id=deal.deal_id,
        title=f"{deal.name}: {deal.outcome.value} after {stay.days} days {_where(stay)}",
        outcome=deal.outcome,
        stage=stay.stage or deal.stage,
        segment=deal.segment,
        industry=deal.industry,
        closed_at=closed,
        days_stalled=round(stay.days - norm_days[stay.stage]),
        stalled_from=stay.entered + timedelta(days=math.floor(norm_days[stay.stage]) + 1),
        stalled_until=end,
        obstacles=named(held_up),
        situation=situation,
        attempts=tried,
        turning_point=turning,
        text=_story(situation, during, _endings(record, turning, closed, past)),
    )


def _stalled_stay(record: Record, norm_days: Mapping[str, float], closed: date) -> Dwell | None:
    """The stay that went furthest beyond its norm."""
    stays = dwells(record.stage_changes, closed, closing_names(record.stages), still_open=False)
    created = record.deal.created_at
    if not stays and created is not None:
        stays = (Dwell(SINCE_CREATION, created.date(), (closed - created.date()).days, True),)
    late = [s for s in stays if s.stage in norm_days and s.days > norm_days[s.stage]]
    return max(late, key=lambda s: s.days - norm_days[s.stage], default=None)


def _where(stay: Dwell) -> str:
    return f"in {stay.stage}" if stay.stage else "since creation"


def _situation(deal: Deal, stay: Dwell, norm: float, end: date, quotes: Iterable[str]) -> str:
    kind = ", ".join(part for part in (deal.segment, deal.industry) if part)
    told = (
        f"{deal.name}{f' ({kind})' if kind else ''} stood {stay.days} days {_where(stay)}, from "
        f"{day_text(stay.entered)} to {day_text(end)}; {norm:.0f} were normal."
    )
    return " ".join([told, *quotes])


def _with_quotes(found: tuple[ObstacleFound, ...], past: tuple[Activity, ...]) -> list[str]:
    """The strongest obstacles, each with its best sentence where one says it."""
    by_id = {a.activity_id: a for a in past}
    told: list[str] = []
    used: set[str] = set()
    for name in named(found):
        places = [one for one in found if one.name == name]
        place = next((one for one in places if one.quote and one.quote not in used and one.activity_id in by_id), None)
        meaning = OBSTACLES.get(name, name).rstrip(".")
        if place is not None and place.quote is not None and place.activity_id is not None:
            told.append(f"{meaning}: {_quoted(place.quote, by_id[place.activity_id])}.")
            used.add(place.quote)
        elif any(one.quote is None for one in places):
            told.append(f"{meaning}.")
        if len(told) == _QUOTED_OBSTACLES:
            break
    return told


def _turning_point(during: list[Attempt], past: tuple[Activity, ...], end: date) -> str | None:
    """The last attempt of the stall after which the deal advanced or the buyer met us, and what the buyer said then.
    One on the day of the move itself counts only where there is no earlier one: it belongs to what came next."""
    turned = [a for a in during if a.effect in (Effect.ADVANCED, Effect.MEETING)]
    if not turned:
        return None
    attempt = ([a for a in turned if a.started_at.date() < end] or turned)[-1]
    told = f"{attempt.what} on {day_text(attempt.started_at)}."
    own = set(attempt.activity_ids)
    after = [a for a in past if a.at >= attempt.started_at and a.at.date() <= end]
    heard = [a for a in after if is_from_buyer(a)]
    told_by = heard[-1] if heard else next((a for a in reversed(after) if a.activity_id in own and a.body), None)
    words = _best_sentence(told_by) if told_by is not None else None
    return f"{told} {_quoted(words, told_by)}." if words and told_by is not None else told


def _endings(record: Record, turning: str | None, closed: date, past: tuple[Activity, ...]) -> list[str]:
    deal = record.deal
    ends = [f"What turned it: {turning}"] if turning else []
    if deal.outcome is Outcome.LOST and (ended := _what_ended_it(record, past, closed)):
        ends.append(f"What ended it: {ended}")
    head = f"{deal.outcome.value.capitalize()} on {day_text(closed)}"
    ends.append(f"{head}: {deal.close_reason}" if deal.close_reason else f"{head}.")
    return ends


def _story(situation: str, during: list[Attempt], ends: list[str]) -> str:
    room = MOST_WORDS - sum(len(part.split()) for part in (situation, *ends))
    return "\n\n".join(part for part in (situation, _tried(during, room), *ends) if part)


def _tried(during: list[Attempt], room: int) -> str:
    """One line an attempt; where there is no room for all, those that tried something first, in the order of time."""
    lines = {a.attempt_id: f"- {day_text(a.started_at)}: {a.what}; {_effect(a)}." for a in during}
    chosen: list[Attempt] = []
    for attempt in sorted(during, key=lambda a: a.move in NEVER_PROPOSED):
        room -= len(lines[attempt.attempt_id].split())
        if room < 0:
            break
        chosen.append(attempt)
    if not chosen:
        return ""
    ordered = sorted(chosen, key=lambda a: a.started_at)
    return "\n".join(["What was tried:", *(lines[a.attempt_id] for a in ordered)])


def _effect(attempt: Attempt) -> str:
    days = attempt.effect_after_days
    later = "the same day" if not days else "1 day later" if days == 1 else f"{days} days later"
    return _SHOWN[attempt.effect].format(later=later)


def _what_ended_it(record: Record, past: tuple[Activity, ...], closed: date) -> str | None:
    """The words that the deal is over; else the buyer's last no."""
    found = over(record, closed)
    by_id = {a.activity_id: a for a in past}
    if found is not None and found.activity_id in by_id:
        return f"{_quoted(found.quote, by_id[found.activity_id])}."
    for activity in reversed(past):
        if is_from_buyer(activity):
            no = next((s for s in sentences(activity.body or activity.subject or "") if says_no(s)), None)
            return f"{_quoted(no, activity)}." if no else None
    return None


def _best_sentence(activity: Activity) -> str | None:
    """The longest sentence of the body that is still short enough to quote whole, else the first one."""
    told = sentences(activity.body or activity.subject or "")
    whole = [s for s in told if len(s.split()) <= _QUOTE_WORDS]
    return max(whole, key=lambda s: len(s.split()), default=told[0] if told else None)


def _quoted(words: str, activity: Activity) -> str:
    """The words as they stand, or their beginning when they are many, with who said them and when."""
    short = words
    while len(short.split()) > _QUOTE_WORDS:
        short = short[: short.rstrip().rfind(" ")]
    who = person(activity) if is_from_buyer(activity) else activity.author
    return f"“{short.rstrip()}” ({who or 'noted'}, {day_text(activity.at)})"
