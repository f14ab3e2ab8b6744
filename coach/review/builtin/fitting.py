"""Next steps for this deal: plays that were not tried, with a person, a date and the buyer's own words to start from."""
# ruff: noqa: E501 - phrases stay on one line each

import re
from datetime import timedelta

from coach.domain.attempt import Move
from coach.domain.case import Case
from coach.domain.deal import Outcome
from coach.history.attempts import worked
from coach.history.obstacles import ObstacleFound
from coach.history.people import person
from coach.review.builtin.deadlines import named_day
from coach.review.builtin.leads import offering, owed_to, pointing, we_owe
from coach.review.builtin.people import with_whom
from coach.review.builtin.sayings import Kind, Saying, quotable
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, lower_first, plain, quoted
from coach.review.dossier import CaseAtHand, PlayAtHand
from coach.review.draft import DraftAlternative, Quote

MOST = 3
_FAINT = 0.5
"""An obstacle of less weight is not named as the reason where the buyer's own offer is one."""
_NEAR = 0.7
"""How far below the best a second or third one may score."""
_DAYS, _DAYS_OWED = 6, 3
"""Until the first step: what we owe does not wait as long."""


def alternatives(at: Situation) -> tuple[DraftAlternative, ...]:
    """At most three, of different moves and from different words of the buyer; none without a person."""
    ranked = at.dossier.plays
    stall = at.dossier.stall
    if not ranked or at.over is not None or not at.obstacle_names or not stall.stalled or stall.on_hold is not None:
        return ()
    best = ranked[0].score
    made: list[DraftAlternative] = []
    moves: set[Move | None] = set()
    begun: set[tuple[str, str]] = set()
    for play in ranked:
        move = play.play.move
        if len(made) == MOST or (made and play.score < best * (1 - _NEAR)):
            break
        if (move is not None and move in moves) or (move is Move.REPAIR_OUR_SIDE and not we_owe(at)):
            continue
        if made and play.score < 0.6 * best and not _is_founded(at, play):
            continue
        whom = offering(at, move) or with_whom(at, play.play)
        if whom is None:
            continue
        start = _start(at, move, whom)
        begins = (whom, start.activity_id) if start is not None else None
        if begins in begun:
            if move is Move.REPAIR_OUR_SIDE:
                continue  # the one before it begins with what they wait for
            start = None
        elif begins is not None:
            begun.add(begins)
        moves.add(move)
        made.append(_fitted(at, play, whom, start))
    return tuple(made)


def _is_founded(at: Situation, hand: PlayAtHand) -> bool:
    """The deal shows what the play was written for first, or the buyer's words point to its move."""
    return (
        hand.play.obstacles[:1] in [(name,) for name in at.obstacle_names] or pointing(at, hand.play.move) is not None
    )


def _start(at: Situation, move: Move | None, whom: str) -> Saying | None:
    """The buyer's words to begin with: what we owe, where that is the move; what points to this move; else what this
    person still waits for."""
    if move is Move.REPAIR_OUR_SIDE:
        return owed_to(at, None)
    return pointing(at, move) or owed_to(at, whom)


def _fitted(at: Situation, hand: PlayAtHand, whom: str, start: Saying | None) -> DraftAlternative:
    play = hand.play
    reason = _reason(at, hand)
    precedent = _precedent(at.dossier.cases, play.move)
    quotes = [Quote(ref=hand.evidence.ref, text=f"First step: {play.first_step}")]
    why = []
    verb = _verb(at, start, play.move)
    offered = start is not None and verb is not None
    if start is not None and verb is not None:
        why.append(f"{start.who or 'The buyer'} {verb}: {quoted(start.quote)} ({day(start.at, at.as_of)}).")
    same = start is not None and reason is not None and start.activity_id == reason.activity_id
    if reason is not None and not (offered and (same or reason.weight < _FAINT)):
        words, quote = _told(at, reason)
        why.append(words)
        quotes += quote
    why.append(_untried(at, play.move))
    if precedent is not None and precedent.case.turning_point:
        why.append(f"It turned {precedent.case.title.split(': ')[0]}: {quoted(precedent.case.turning_point)}")
        quotes.append(Quote(ref=precedent.evidence.ref, text=precedent.case.turning_point))
    contact = at.contact(whom)
    step = adapted(play.first_step, at.record.deal.owner, whom, is_power=contact is not None and contact in at.power)
    if start is not None:
        words = at.around(start)
        step += f" Start from what {start.who or 'the buyer'} said on {day(start.at, at.as_of)}: {quoted(words)}"
        quotes += at.quote(start.activity_id, words)
    if not any(q.ref != hand.evidence.ref for q in quotes) and at.sayings:
        last = at.sayings[-1]
        quotes += at.quote(last.activity_id, last.quote)
    return DraftAlternative(
        ref=hand.evidence.ref,
        title=play.title,
        why=" ".join(why),
        first_step=step,
        with_whom=whom,
        first_step_in_days=_days(at, start, _DAYS_OWED if play.move is Move.REPAIR_OUR_SIDE else _DAYS),
        judged_in_days=play.days,
        success_signal=play.success_signal,
        kill_criterion=play.kill_criterion,
        quotes=tuple(quotes),
    )


def _verb(at: Situation, start: Saying | None, move: Move | None) -> str | None:
    """How the buyer's words are a reason in themselves; None where they only are a place to begin."""
    if start is None or not start.own_words:
        return None
    if Kind.WAITING in start.kinds:
        return "still waits for us"
    if move is Move.REPAIR_OUR_SIDE:
        return "asked, and it is still open"
    return "offered it" if Kind.OFFER in start.kinds and pointing(at, move) == start else None


def _days(at: Situation, start: Saying | None, days: int) -> int:
    """Days until the first step: before the day that the buyer's words name, where that comes sooner."""
    named = named_day(at.around(start), start.at, at.as_of) if start is not None else None
    if named is None or named > at.as_of + timedelta(days=days):
        return days
    return max(1, (named - at.as_of).days - 1)


def _told(at: Situation, reason: ObstacleFound) -> tuple[str, tuple[Quote, ...]]:
    """The obstacle in a sentence, with the words that show it."""
    name = plain(reason.name).capitalize()
    if reason.quote is None or reason.activity_id is None:
        return f"{name}: {lower_first(reason.why)}.", ()
    activity = at.activity(reason.activity_id)
    who = person(activity) if reason.from_buyer else activity.author
    words = quotable(activity.text, reason.quote)
    verb = "wrote" if reason.from_buyer else "noted"
    text = f"{name}: {who or 'the record'} {verb} on {day(activity.at, at.as_of)} {quoted(words)}"
    return text, at.quote(activity.activity_id, words)


def adapted(step: str, owner: str | None, whom: str, *, is_power: bool = False) -> str:
    """The play's first step with the names of this deal in it."""
    text = re.sub(r"^The rep\b", owner, step) if owner else step
    person = (
        r"\bthe (?:main |silent |purchasing |technical |most willing )?(?:contact|sponsor)\b(?! who)|\bthe evaluation lead\b|"
        r"\bthe security lead\b|\bthe successor or acting head\b|\ba different person at the buyer \([^)]*\)"
    )
    if is_power:
        person += r"|\bthe buyer's budget owner\b"
    fitted, found = re.subn(person, whom, text, count=1)
    return fitted if found else f"{fitted.rstrip('.')}. Take it up with {whom}."


_SAID = {
    Move.REACH_POWER: "Going for the decision maker", Move.BRING_OUR_EXECUTIVE: "Bringing our executive",
    Move.WIDEN_CONTACTS: "Going to somebody else there", Move.FIND_CHAMPION: "Testing who would carry it",
    Move.EQUIP_CHAMPION: "Arming the sponsor", Move.BUSINESS_CASE: "A business case", Move.MUTUAL_PLAN: "A joint plan",
    Move.COST_OF_DELAY: "Putting a price on waiting", Move.PILOT: "A bounded test", Move.TAILORED_DEMO: "A demo of their own case",
    Move.REFERENCE: "A reference", Move.RESCOPE: "A smaller scope", Move.COMMERCIAL_TERMS: "A change of terms",
    Move.SECURITY_PACKAGE: "Working through the security and legal points", Move.PROCUREMENT_PATH: "Walking the purchasing path",
    Move.COMPARE_OPTIONS: "Comparing the options openly", Move.CLOSE_OUT: "Asking for a yes or a no",
    Move.REQUALIFY: "Qualifying it anew", Move.REPAIR_OUR_SIDE: "Making good what we owe",
}  # fmt: skip


def _untried(at: Situation, move: Move | None) -> str:
    name = _SAID.get(move, "") if move else ""
    if not name:
        return "Nothing of the kind is on record here."
    if move in worked(at.attempts):
        return f"{name} was followed by movement here once."
    if any(a.move is move for a in at.attempts):
        return f"{name} got an answer here once, and nothing was made of it."
    return f"{name} was not tried here."


def _reason(at: Situation, hand: PlayAtHand) -> ObstacleFound | None:
    """The strongest obstacle of the deal that the play is for, with words where there are any."""
    mine = [one for one in at.obstacles if one.name in hand.play.obstacles]
    first = next(iter(mine), None)
    if first is None:
        return None
    told = [o for o in mine if o.name == first.name and o.quote and o.activity_id and at.evidence(o.activity_id)]
    told.sort(key=lambda o: (not o.from_buyer, len((o.quote or "").split()) < 5, -o.weight))
    return told[0] if told else first


def _precedent(cases: tuple[CaseAtHand, ...], move: Move | None) -> CaseAtHand | None:
    return next((c for c in cases if c.case.outcome is Outcome.WON and move in _winning(c.case)), None)


def _winning(case: Case) -> set[Move]:
    """The moves that the turning point tells of."""
    return {a.move for a in case.attempts if case.turning_point and a.what.split(" (")[0] in case.turning_point}
