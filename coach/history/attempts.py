"""What was tried: our activities, grouped into attempts, with the effect that the record shows after each.

An attempt is one move with one person, or in one mail thread, with no more than 21 days between two activities of
it: three mails that chase the same signature are one attempt, and the demo given to somebody else is another.

Ours are outbound mails, calls, meetings and finished tasks, mails that a colleague wrote to a person at the buyer, and
notes that tell of something we did with a person there. Left out: the buyer's own words, what machines logged, planned
things, and notes that only comment.
"""

import hashlib
import logging
import re
from collections.abc import Iterable
from datetime import date, timedelta

from coach.domain.activity import Activity, ActivityKind, ActivityStatus
from coach.domain.attempt import Attempt, Effect, Move
from coach.domain.contact import is_noise, is_two_way
from coach.domain.failure import EmbedderUnavailable
from coach.domain.record import Record
from coach.history.colleagues import greeted, is_of_our_leader, our_leader_acted
from coach.history.effects import Trial, effects
from coach.history.meaning import Vectors
from coach.history.moves import REPORTS, is_told_by_words, move_of, said_of_it
from coach.history.moves_told import BY_MEANING, REPORT_BY_MEANING, moves_told
from coach.history.people import is_outbound, is_power, person, same_person, thread

log = logging.getLogger(__name__)

GROUP_DAYS = 21
_OUR_ACTION = re.compile(
    r"(?:^|[.!?;\n]\s*|\bi |\bwe |\bi have |\bi've |\bwe've )"
    r"(?:sent|asked|called|rang|phoned|wrote|written|emailed|mailed|offered|proposed|presented|showed|visited|met|invited|shared|drove)\b",
    re.IGNORECASE,
)
_TO_SOMEBODY_NEW = frozenset({Move.REACH_POWER, Move.WIDEN_CONTACTS})
_PHRASES = {
    Move.REACH_POWER: "Went for the decision maker",
    Move.BRING_OUR_EXECUTIVE: "Brought in our executive",
    Move.WIDEN_CONTACTS: "Brought in another person",
    Move.FIND_CHAMPION: "Looked for someone to carry it",
    Move.EQUIP_CHAMPION: "Gave the sponsor something to use inside",
    Move.BUSINESS_CASE: "Put the business case",
    Move.MUTUAL_PLAN: "Proposed a joint plan",
    Move.COST_OF_DELAY: "Put a price on waiting",
    Move.PILOT: "Tried a pilot",
    Move.TAILORED_DEMO: "Showed the product",
    Move.REFERENCE: "Brought a reference",
    Move.RESCOPE: "Offered a smaller scope",
    Move.COMMERCIAL_TERMS: "Offered better terms",
    Move.SECURITY_PACKAGE: "Worked on the security and legal review",
    Move.PROCUREMENT_PATH: "Worked on the purchasing path",
    Move.COMPARE_OPTIONS: "Compared the options",
    Move.CLOSE_OUT: "Asked for a yes or a no",
    Move.REQUALIFY: "Asked again what they need",
    Move.REPAIR_OUR_SIDE: "Made up for our own delay",
    Move.CHECK_IN: "Asked for news",
}
_PLAINLY = {
    ActivityKind.EMAIL: "Wrote to",
    ActivityKind.CALL: "Called",
    ActivityKind.MEETING: "Met",
    ActivityKind.NOTE: "Spoke with",
    ActivityKind.TASK: "Did a task with",
    ActivityKind.OTHER: "Was in touch with",
}
_COUNTED = {
    ActivityKind.EMAIL: "mail",
    ActivityKind.CALL: "call",
    ActivityKind.MEETING: "meeting",
    ActivityKind.NOTE: "note",
    ActivityKind.TASK: "task",
    ActivityKind.OTHER: "touch",
}


def attempts(record: Record, as_of: date, vectors: Vectors | None = None) -> tuple[Attempt, ...]:
    """Every attempt by `as_of`, in the order in which they began. With `vectors`, what no phrase tells is told by the
    meaning of its sentences; where those are not at hand after all, by the phrases alone."""
    trials = _trials(record, as_of, vectors)
    shown = effects(record, trials, as_of)
    return tuple(
        Attempt(
            attempt_id=_attempt_id(record.deal.deal_id, trial.activities[0].activity_id),
            move=trial.move,
            what=_what(trial),
            with_whom=trial.whom,
            started_at=trial.start,
            activity_ids=tuple(a.activity_id for a in trial.activities),
            effect=found.effect,
            effect_after_days=found.after_days,
            effect_activity_id=found.activity_id,
        )
        for trial, found in zip(trials, shown, strict=True)
    )


def failed_moves(found: Iterable[Attempt]) -> frozenset[Move]:
    """Moves that were tried here, are not waiting for an answer any more, and never had an effect but a no.
    Groundwork is left out: it tries nothing that could fail."""
    without = {Effect.NONE, Effect.NEGATIVE}
    by_move = _by_move(found)
    return frozenset(move for move, shown in by_move.items() if shown <= without and move is not Move.GROUNDWORK)


def worked(found: Iterable[Attempt]) -> frozenset[Move]:
    """Moves after which the deal advanced or a meeting was held, at least once."""
    return frozenset(move for move, shown in _by_move(found).items() if shown & {Effect.ADVANCED, Effect.MEETING})


def _by_move(found: Iterable[Attempt]) -> dict[Move, set[Effect]]:
    by_move: dict[Move, set[Effect]] = {}
    for attempt in found:
        by_move.setdefault(attempt.move, set()).add(attempt.effect)
    return by_move


def _trials(record: Record, as_of: date, vectors: Vectors | None) -> list[Trial]:
    done = [
        a for a in record.activities
        if a.at.date() <= as_of and a.status is ActivityStatus.DONE and not is_noise(a)
    ]  # fmt: skip
    ours = [a for a in done if _is_ours(a, record)]
    led = _led(ours, record)
    meant = _meant([a for a in ours if a.activity_id not in led], vectors)
    trials: list[Trial] = []
    known: set[str] = set()
    for activity in done:
        whom = person(activity) or greeted(activity, record)
        key = whom.casefold() if whom else None
        if _is_ours(activity, record):
            new = key is not None and key not in known and bool(known)
            at_power = new and is_power(record, whom)
            if activity.activity_id in led:
                move = Move.BRING_OUR_EXECUTIVE
            else:
                told = meant.get(activity.activity_id)
                move = move_of(activity, first_at_power=at_power, new_person=new and not at_power, told=told)
            trial = _place(trials, activity, move, whom)
            if new and move in _TO_SOMEBODY_NEW and is_two_way(activity):
                trial.reached = activity
        if key:
            known.add(key)
    return trials


def _meant(ours: list[Activity], vectors: Vectors | None) -> dict[str, Move]:
    """The moves of those activities that no phrase tells, by the meaning of what they say."""
    if vectors is None:
        return {}
    open_ones = [a for a in ours if not is_told_by_words(a)]
    try:
        least = {True: REPORT_BY_MEANING, False: BY_MEANING}
        told = moves_told([(said_of_it(a), least[a.kind in REPORTS]) for a in open_ones], vectors)
    except EmbedderUnavailable as failure:
        log.warning("telling moves by their phrases alone: %s", failure)
        return {}
    return {a.activity_id: move for a, move in zip(open_ones, told, strict=True) if move is not None}


def _led(ours: list[Activity], record: Record) -> frozenset[str]:
    """The ids of what somebody who leads our company did: their mails, also those without a title, and notes of it."""
    leaders = {(a.author or "").casefold() for a in ours if is_of_our_leader(a, record)}
    return frozenset(
        a.activity_id
        for a in ours
        if (our_leader_acted(a.text) if a.kind is ActivityKind.NOTE else (a.author or "").casefold() in leaders)
    )


def _place(trials: list[Trial], activity: Activity, move: Move, whom: str | None) -> Trial:
    for trial in reversed(trials):
        close = activity.at - trial.end <= timedelta(days=GROUP_DAYS)
        alike = same_person(trial.whom, whom) or (thread(activity) is not None and thread(activity) in trial.threads)
        if trial.move is move and close and alike:
            trial.activities.append(activity)
            return trial
    trials.append(Trial(move, whom, [activity]))
    return trials[-1]


def _is_ours(activity: Activity, record: Record) -> bool:
    if is_outbound(activity) or greeted(activity, record) is not None:
        return True
    if activity.kind is not ActivityKind.NOTE:
        return False
    text = activity.text
    acted = _OUR_ACTION.search(text) is not None or our_leader_acted(text)
    return acted and (bool(activity.contact) or _names_a_buyer(text, record))


def _names_a_buyer(text: str, record: Record) -> bool:
    names = {part for contact in record.contacts for part in contact.name.split() if len(part) > 2}
    return any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in names)


def _attempt_id(deal_id: str, activity_id: str) -> str:
    return f"{deal_id}:{hashlib.sha256(activity_id.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _what(trial: Trial) -> str:
    counts: dict[str, int] = {}
    for activity in trial.activities:
        name = _COUNTED[activity.kind]
        counts[name] = counts.get(name, 0) + 1
    counted = ", ".join(
        f"{n} {name}{'es' if name == 'touch' and n > 1 else 's' if n > 1 else ''}" for name, n in counts.items()
    )
    subject = next((a.subject for a in trial.activities if a.subject), None)
    called = f': "{_short(subject)}"' if subject else ""
    if trial.move is Move.GROUNDWORK:
        return f"{_PLAINLY[trial.activities[0].kind]} {trial.whom or 'the buyer'} ({counted}{called})"
    with_whom = f", with {trial.whom}" if trial.whom else ""
    return f"{_PHRASES[trial.move]}{with_whom} ({counted}{called})"


def _short(subject: str, most: int = 70) -> str:
    line = " ".join(subject.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
