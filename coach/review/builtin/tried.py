"""The first three questions: what was tried, what worked, what did not. From the attempts as they were measured."""
# ruff: noqa: E501 - phrases stay on one line each

import re

from coach.domain.activity import Activity
from coach.domain.attempt import NEVER_PROPOSED, Attempt, Effect, Move
from coach.domain.contact import is_from_buyer, is_two_way
from coach.domain.review import Question
from coach.history.people import person, same_person, thread
from coach.history.sentences import sentences
from coach.review.builtin.reps import answered, from_rep
from coach.review.builtin.sayings import Kind, is_long_enough, quotable
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import counted, day, later, listed, lower_first, quoted
from coach.review.draft import DraftAnswer, DraftPoint, Quote

MOST_TRIED = 9
MOST_SHOWN = 6
_GREETING = re.compile(
    r"^(?:hi|hello|dear|hey|hallo|guten|sehr geehrte\w*|liebe[r]?|bonjour|beste|hola|attendees|present)\b[^.!?]{0,60}",
    re.I,
)
_COUNTED = re.compile(r' \((\d[^:"]*): "(.*)"\)$', re.DOTALL)
_MOVED = frozenset({Effect.ADVANCED, Effect.MEETING})


def tried(at: Situation) -> DraftAnswer:
    """Answered with two real attempts on record, weak with fewer, unanswered with none."""
    chosen = _merged(_most_telling(at))
    points = [point for attempts in chosen if (point := _told(at, attempts)) is not None]
    said, vouched = from_rep(at, Question.TRIED)
    real = len(at.substantive)
    checks = [a for a in at.attempts if a.move is Move.CHECK_IN]
    firm = real >= 2 or (real == 1 and len(at.past) >= 6) or (len(checks) >= 2 and len(at.past) >= 6)
    return answered(Question.TRIED, points, said, firm, vouched)


def worked(at: Situation) -> DraftAnswer:
    """What was followed by a meeting or a step forward; and what the buyer says they want."""
    moved = [
        a for a in at.attempts if a.effect in _MOVED and not (a.move in NEVER_PROPOSED and not a.effect_after_days)
    ]
    moved.sort(key=lambda a: (a.move in NEVER_PROPOSED, a.effect is not Effect.ADVANCED, -a.started_at.timestamp()))
    points = [point for a in moved[:3] if (point := _moved(at, a)) is not None]
    wanted = [s for s in at.sayings if s.own_words and Kind.WANT in s.kinds and Kind.REFUSAL not in s.kinds]
    for saying in sorted(wanted, key=lambda s: -s.weight)[:2]:
        text = f"What {saying.who or 'the buyer'} wrote on {day(saying.at, at.as_of)} shows interest: {quoted(saying.quote)}"
        points.append(DraftPoint(text=text, quotes=at.quote(saying.activity_id, saying.quote)))
    replies = [a for a in at.attempts if a.effect is Effect.REPLY and not _turned_down(at, a)]
    if not points:
        points = [point for a in replies[-2:] if (point := _moved(at, a)) is not None]
    said, vouched = from_rep(at, Question.WORKED)
    real = any(a.effect in _MOVED and a.move not in NEVER_PROPOSED for a in moved)
    return answered(Question.WORKED, points, said, real, vouched)


def not_worked(at: Situation) -> DraftAnswer:
    """Attempts that were turned down, or that nothing followed; the buyer's words before the mere silence."""
    turned_down = [a for a in at.attempts if _turned_down(at, a)]
    silent = [a for a in at.attempts if a.effect is Effect.NONE and a not in turned_down and not _took_part(at, a)]
    silent.sort(key=lambda a: (a.move in NEVER_PROPOSED, -a.started_at.timestamp()))
    points = [p for a in turned_down[-5:] if (p := _refused(at, a)) is not None]
    points += [p for group in _merged(silent) if (p := _unanswered(at, group)) is not None][
        : MOST_SHOWN - len(points) + 1
    ]
    said, vouched = from_rep(at, Question.NOT_WORKED)
    failed = [a for a in silent if a.move is not Move.GROUNDWORK]
    firm = any(a.move not in NEVER_PROPOSED for a in turned_down) or len(failed) >= 2
    return answered(Question.NOT_WORKED, points, said, firm, vouched)


def _most_telling(at: Situation) -> list[Attempt]:
    """All of them, or, in a long history, those that tried something and the newest; in the order of time."""
    if len(at.attempts) <= MOST_TRIED + 3:
        return list(at.attempts)
    ranked = sorted(at.attempts, key=lambda a: (a.move in NEVER_PROPOSED, -a.started_at.timestamp()))
    chosen = {a.attempt_id for a in ranked[: MOST_TRIED + 2]} | {at.attempts[-1].attempt_id}
    return [a for a in at.attempts if a.attempt_id in chosen]


def _merged(attempts: list[Attempt]) -> list[list[Attempt]]:
    """Check-ins with the same effect are told together: four of them are one fact."""
    groups: list[list[Attempt]] = []
    checks: dict[Effect, list[Attempt]] = {}
    for attempt in attempts:
        if attempt.move is not Move.CHECK_IN or attempt.effect not in (Effect.NONE, Effect.PENDING):
            groups.append([attempt])
        elif attempt.effect in checks:
            checks[attempt.effect].append(attempt)
        else:
            checks[attempt.effect] = [attempt]
            groups.append(checks[attempt.effect])
    return groups


def _told(at: Situation, group: list[Attempt]) -> DraftPoint | None:
    first = group[0]
    if len(group) > 1:
        when = f"{day(first.started_at, at.as_of)} to {day(group[-1].started_at, at.as_of)}"
        names = list(dict.fromkeys(a.with_whom for a in group if a.with_whom))
        with_whom = f" from {listed(names)}" if names else ""
        ending = "no answer" if first.effect is Effect.NONE else "no answer yet"
        quotes = tuple(q for a in group[:4] for q in _quote_of(at, a))
        return DraftPoint(text=f"{when}: asked for news {_times(len(group))}{with_whom}; {ending}.", quotes=quotes)
    text = f"{day(first.started_at, at.as_of)}: {_what(first)}; {_effect(at, first)}."
    return DraftPoint(text=text, quotes=(*_quote_of(at, first), *_quote_of_effect(at, first)))


def _moved(at: Situation, attempt: Attempt) -> DraftPoint | None:
    what = f"{day(attempt.started_at, at.as_of)}: {_what(attempt)}"
    if attempt.effect is Effect.ADVANCED:
        text = f"{what}; the deal moved a stage forward {later(attempt.effect_after_days)}."
    elif attempt.effect is Effect.MEETING and attempt.effect_activity_id not in attempt.activity_ids:
        text = f"{what}; a meeting was held {later(attempt.effect_after_days)}."
    elif attempt.effect is Effect.MEETING:
        text = f"{what}; the meeting came about."
    else:
        text = f"{what}; {_answered_by(at, attempt)} {later(attempt.effect_after_days)}, which is an answer, not yet a step."
    return DraftPoint(text=text, quotes=(*_quote_of(at, attempt), *_quote_of_effect(at, attempt)))


def _refused(at: Situation, attempt: Attempt) -> DraftPoint | None:
    answer = _answer_to(at, attempt)
    if answer is None:
        return None
    words = _strongest_words(at, answer)
    text = (
        f"{day(attempt.started_at, at.as_of)}: {_what(attempt)}, without success. {person(answer) or 'The buyer'} "
        f"wrote on {day(answer.at, at.as_of)}: {quoted(words)}"
    )
    return DraftPoint(text=text, quotes=(*at.quote(answer.activity_id, words), *_quote_of(at, attempt)))


def _unanswered(at: Situation, group: list[Attempt]) -> DraftPoint | None:
    if len(group) > 1:
        group = sorted(group, key=lambda a: a.started_at)
        names = list(dict.fromkeys(a.with_whom for a in group if a.with_whom))
        whom = listed(names) if names else "the buyer"
        text = (
            f"Asking {whom} for news {_times(len(group))} brought nothing, from {day(group[0].started_at, at.as_of)} "
            f"to {day(group[-1].started_at, at.as_of)}."
        )
        return DraftPoint(text=text, quotes=tuple(q for a in group[:4] for q in _quote_of(at, a)))
    attempt = group[0]
    text = f"{day(attempt.started_at, at.as_of)}: {_what(attempt)}; nothing on record followed within 21 days."
    quotes = _quote_of(at, attempt, closing=True)
    return DraftPoint(text=text, quotes=quotes)


def _turned_down(at: Situation, attempt: Attempt) -> bool:
    """The buyer said no, or answered with what holds it up, or wrote of it later in the same mail thread."""
    answer = _answer_to(at, attempt)
    if attempt.effect is Effect.NEGATIVE:
        return answer is not None
    if attempt.effect not in (Effect.REPLY, Effect.NONE) or answer is None or attempt.move is Move.CHECK_IN:
        return False
    return any(
        one.activity_id == answer.activity_id and one.from_buyer and one.quote for one in at.obstacles
    ) and attempt.move not in (Move.GROUNDWORK,)


def _took_part(at: Situation, attempt: Attempt) -> bool:
    """The buyer took part, and it was ordinary work, or they were heard again later: no failure of this attempt."""
    if not any(is_two_way(a) for a in at.past if a.activity_id in attempt.activity_ids):
        return False
    last = at.last_two_way
    return attempt.move is Move.GROUNDWORK or (last is not None and last.activity_id not in attempt.activity_ids)


def _answer_to(at: Situation, attempt: Attempt) -> Activity | None:
    if attempt.effect_activity_id is not None:
        return next((a for a in at.past if a.activity_id == attempt.effect_activity_id), None)
    if attempt.effect is not Effect.NONE:
        return None
    ours = [a for a in at.past if a.activity_id in attempt.activity_ids]
    threads = {thread(a) for a in ours} - {None}
    return next(
        (a for a in at.past if a.at >= attempt.started_at and is_from_buyer(a) and thread(a) in threads
         and same_person(person(a), attempt.with_whom)), None,
    )  # fmt: skip


def _strongest_words(at: Situation, answer: Activity) -> str:
    said = [s for s in at.sayings if s.activity_id == answer.activity_id]
    told = [s for s in said if s.kinds & {Kind.REFUSAL, Kind.OBSTACLE}] or said
    if told:
        return max(told, key=lambda s: s.weight).quote
    return _first_words(answer)


def _answered_by(at: Situation, attempt: Attempt) -> str:
    answer = _answer_to(at, attempt)
    return f"{(person(answer) if answer else None) or 'the buyer'} answered"


def _effect(at: Situation, attempt: Attempt) -> str:
    when = later(attempt.effect_after_days)
    return {
        Effect.ADVANCED: f"the deal moved a stage forward {when}",
        Effect.MEETING: "the meeting came about"
        if attempt.effect_activity_id in attempt.activity_ids
        else f"a meeting was held {when}",
        Effect.REPLY: f"{_answered_by(at, attempt)} {when}",
        Effect.NEGATIVE: f"{_answered_by(at, attempt)} with a no {when}",
        Effect.NONE: "nothing on record followed within 21 days",
        Effect.PENDING: "no answer yet",
    }[attempt.effect]


def _what(attempt: Attempt) -> str:
    """The attempt as it was measured, with the first subject in typographic marks: it stands among quotes."""
    told = _COUNTED.sub(lambda m: f" ({m[1].removeprefix('1 ')} “{m[2]}”)", attempt.what)
    return lower_first(told)


def _times(n: int) -> str:
    return {1: "once", 2: "twice", 3: "three times", 4: "four times", 5: "five times"}.get(n, f"{counted(n, 'time')}")


def _quote_of(at: Situation, attempt: Attempt, *, closing: bool = False) -> tuple[Quote, ...]:
    activity = next((a for a in at.past if a.activity_id == attempt.activity_ids[0]), None)
    if activity is None:
        return ()
    if closing and not is_from_buyer(activity):
        told = [s for s in at.sayings if s.activity_id == activity.activity_id]
        if told:
            return at.quote(activity.activity_id, max(told, key=lambda s: s.weight).quote)
    return at.quote(activity.activity_id, _first_words(activity))


def _quote_of_effect(at: Situation, attempt: Attempt) -> tuple[Quote, ...]:
    answer = _answer_to(at, attempt)
    if answer is None or answer.activity_id in attempt.activity_ids:
        return ()
    return at.quote(answer.activity_id, _strongest_words(at, answer))


def _first_words(activity: Activity) -> str:
    """The first sentence that says something; the subject where the body says too little."""
    for sentence in sentences(activity.body or ""):
        if is_long_enough(sentence) and not _GREETING.fullmatch(sentence.rstrip(" ,.:")):
            return sentence
    for sentence in sentences(activity.text):
        return quotable(activity.text, sentence)
    return activity.text.strip()
