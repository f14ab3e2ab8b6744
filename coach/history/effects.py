"""What the record shows after an attempt. Measured, not judged: sequence and time, and who it was.

| effect | shown by |
|---|---|
| advanced | the deal moved forward to a stage, or was won |
| meeting | a meeting with the buyer was held |
| reply | the buyer wrote or rang |
| negative | the buyer wrote or rang, and said no |
| pending | nothing yet, and the 21 days are not over at `as_of` |
| none | nothing within 21 days |

An effect counts for an attempt when it comes after the attempt's first activity and within 21 days of its last one.
It is credited once: to the latest attempt with the same person or in the same mail thread, else to the latest that
was more than asking for news; a move forward, to the latest that tried something. A stage move is often dated by the
day only, so it counts for what was done that day too. After that, the strongest counts; only a no that comes last
outweighs the meeting or the reply before it. Where the attempt was to get through to somebody new, and it was itself
a held meeting or a call in which that person spoke, that is its effect when nothing else follows.

It is a sequence: that one followed the other does not prove a cause.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.attempt import NEVER_PROPOSED, Effect, Move
from coach.domain.base import days_between
from coach.domain.contact import is_from_buyer, is_held, is_two_way
from coach.domain.deal import Outcome
from coach.domain.record import Record
from coach.domain.stage import StageKind
from coach.history.people import person, same_person, thread

WINDOW_DAYS = 21
_SAYS_NO = re.compile(
    r"not (?:a|our|my|the|on the list of) priorit|decided (?:against|for \w+ else|not to)|decided for (?!you\b)|"
    r"(?:gone|went|going|go) with (?!you|it|the plan|b\b)|"
    r"signed with (?!you|us)|no budget|not in (?:the|our|this year's) (?:plan|budget)|"
    r"no (?:money|line|funds) (?:for|to)|cannot book|frozen|"
    r"(?:please|kindly) (?:stop|do not|don't|close|remove)|don't chase|stop (?:writing|calling|chasing)|"
    r"not interested|no interest|no (?:need|rush)\b|"
    r"(?:we|i) (?:will )?stay with|will not (?:order|buy|sign|proceed|be)|(?:do|does) not (?:apply|help|fit|need)|"
    r"(?:isn't|is not|was not|not) (?:for us|the point|a question of|moving)|"
    r"didn't ask for|did not ask for|i (?:say|said) no|\bdeclined?\b|refused?|nice[- ]to[- ]have|on hold|"
    r"(?:is|was|been|are) cancel+ed|no longer|"
    r"too (?:expensive|big|much) (?:for us|\w+)|not (?:now|this year)|leave it (?:until|be|for)|"
    r"closed (?:the|this) (?:topic|project)|"
    r"cannot (?:sign|go to)|can't (?:sign|go to)|i'd rather not|would rather not|"
    r"prefer (?:what|the other|another)|dropped? it|"
    r"kein(?:en)? (?:bedarf|budget|interesse)|keine priorit|haben uns (?:gegen|f[üu]r)|nicht weiter|absage|"
    r"pas (?:int[ée]ress|de budget|une priorit)|"
    r"avons (?:choisi|d[ée]cid[ée] de ne)|no (?:nos )?interesa|sin presupuesto|no es (?:una )?prioridad|"
    r"hemos (?:decidido no|elegido)|"
    r"sem or[çc]amento|n[ãa]o (?:temos interesse|[ée] prioridade|vamos)|decidimos n[ãa]o",
    re.IGNORECASE,
)


@dataclass
class Trial:
    """An attempt while it is being put together: one move, one person, its activities in the order of time."""

    move: Move
    whom: str | None
    activities: list[Activity] = field(default_factory=list)
    reached: Activity | None = None
    """The held meeting or call by which this person was reached for the first time."""

    @property
    def start(self) -> datetime:
        return self.activities[0].at

    @property
    def end(self) -> datetime:
        return self.activities[-1].at

    @property
    def threads(self) -> frozenset[str]:
        return frozenset(t for a in self.activities if (t := thread(a)) is not None)


class Shown(NamedTuple):
    effect: Effect
    after_days: int | None = None
    activity_id: str | None = None


class _Event(NamedTuple):
    at: datetime
    effect: Effect
    activity: Activity | None = None


def says_no(text: str) -> bool:
    """Whether the buyer's words turn something down."""
    return bool(_SAYS_NO.search(text))


def effects(record: Record, trials: Sequence[Trial], as_of: date) -> tuple[Shown, ...]:
    """The effect of each trial, in the same order. `trials` must be in the order in which they began."""
    credited: list[list[_Event]] = [[] for _ in trials]
    for event in _events(record, as_of):
        if (at := _credit(event, trials)) is not None:
            credited[at].append(event)
    closed = record.deal.outcome is not Outcome.OPEN and _by(record.deal.closed_at, as_of)
    return tuple(_strongest(trial, events, as_of, closed) for trial, events in zip(trials, credited, strict=True))


def forward_moves(record: Record, as_of: date) -> tuple[tuple[datetime, str], ...]:
    """The moves forward to another open stage or to won, by `as_of`; a move dated by the day only counts as its end.

    Without known stages, the first time in a stage counts as forward.
    """
    position = {s.name: s.position for s in record.stages}
    lost = {s.name for s in record.stages if s.kind is StageKind.LOST}
    seen: list[str] = []
    moves: list[tuple[datetime, str]] = []
    for change in sorted(record.stage_changes, key=lambda c: c.entered_at):
        if change.entered_at.date() > as_of or (seen and seen[-1] == change.stage):
            continue
        lost_now = change.stage in lost or "lost" in change.stage.casefold()
        if seen and not lost_now:
            here, before = position.get(change.stage), position.get(seen[-1])
            if here > before if here is not None and before is not None else change.stage not in seen:
                moves.append((_moment(change.entered_at), change.stage))
        seen.append(change.stage)
    closed = record.deal.closed_at
    won = record.deal.outcome is Outcome.WON and closed is not None and closed.date() <= as_of
    if won and closed is not None and not any(stage == record.deal.stage for _, stage in moves):
        moves.append((_moment(closed), record.deal.stage))
    return tuple(sorted(moves))


def _moment(at: datetime) -> datetime:
    return datetime.combine(at.date(), time.max, at.tzinfo) if at.time() == time.min else at


def _events(record: Record, as_of: date) -> list[_Event]:
    found = [_Event(at, Effect.ADVANCED) for at, _ in forward_moves(record, as_of)]
    for activity in record.activities:
        if activity.at.date() > as_of:
            continue
        if is_held(activity):
            found.append(_Event(activity.at, Effect.MEETING, activity))
        elif is_from_buyer(activity) or _rang_us(activity):
            no = says_no(activity.body or activity.subject or "")
            found.append(_Event(activity.at, Effect.NEGATIVE if no else Effect.REPLY, activity))
    return sorted(found, key=lambda event: event.at)


def _rang_us(activity: Activity) -> bool:
    return activity.kind is ActivityKind.CALL and activity.direction is Direction.INBOUND and is_two_way(activity)


def _credit(event: _Event, trials: Sequence[Trial]) -> int | None:
    window = timedelta(days=WINDOW_DAYS)
    open_ones = []
    for at, trial in enumerate(trials):
        if trial.start >= event.at:
            break
        last = max(a.at for a in trial.activities if a.at <= event.at)
        if event.at.date() - last.date() <= window:
            open_ones.append(at)
    if event.activity is not None:
        whom, about = person(event.activity), thread(event.activity)
        for at in reversed(open_ones):
            if same_person(trials[at].whom, whom) or (about is not None and about in trials[at].threads):
                return at
        return next((at for at in reversed(open_ones) if trials[at].move is not Move.CHECK_IN), None)
    told = [at for at in open_ones if trials[at].move not in NEVER_PROPOSED] or open_ones
    return told[-1] if told else None


def _strongest(trial: Trial, events: list[_Event], as_of: date, closed: bool) -> Shown:
    if not events and trial.reached is not None:
        effect = Effect.MEETING if is_held(trial.reached) else Effect.REPLY
        return Shown(
            effect,
            days_between(trial.start, trial.reached.at),
            trial.reached.activity_id,
        )
    if not events:
        over = closed or days_between(trial.end, as_of) > WINDOW_DAYS
        return Shown(Effect.NONE if over else Effect.PENDING)
    advanced = next((e for e in events if e.effect is Effect.ADVANCED), None)
    words = [e for e in events if e.activity is not None]
    if advanced is not None:
        heard = [e.activity.activity_id for e in words if e.activity is not None and e.at <= advanced.at]
        return Shown(Effect.ADVANCED, days_between(trial.start, advanced.at), heard[-1] if heard else None)
    met = next((e for e in words if e.effect is Effect.MEETING), None)
    heard_first = next((e for e in words if e.effect is Effect.REPLY), words[-1])
    chosen = words[-1] if words[-1].effect is Effect.NEGATIVE else heard_first if met is None else met
    shown_by = chosen.activity.activity_id if chosen.activity is not None else None
    return Shown(chosen.effect, days_between(trial.start, chosen.at), shown_by)


def _by(moment: datetime | None, as_of: date) -> bool:
    return moment is None or moment.date() <= as_of
