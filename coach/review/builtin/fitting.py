"""Next steps for this deal: plays that were not tried, with a person, a date and the buyer's own words to start from."""
# ruff: noqa: E501 - phrases stay on one line each

import re

from coach.domain.attempt import Move
from coach.domain.case import Case
from coach.domain.deal import Outcome
from coach.history.attempts import worked
from coach.history.obstacles import ObstacleFound
from coach.history.people import person, same_person
from coach.review.builtin.people import unreachable, untouched, with_whom
from coach.review.builtin.sayings import Kind, Saying, quotable
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, lower_first, plain, quoted
from coach.review.dossier import CaseAtHand, PlayAtHand
from coach.review.draft import DraftAlternative, Quote

MOST = 3
_FAINT = 0.5
"""An obstacle of less weight is not named as the reason where the buyer's own offer is one."""
_NEAR = 0.75
"""How far below the best a second or third one may score."""
_HINTS: dict[Move, re.Pattern[str]] = {
    move: re.compile(pattern, re.IGNORECASE)
    for move, pattern in {
        Move.RESCOPE: r"on its own|up to [€$£]?\d|\bsmaller\b|start (?:small|with)|\bone (?:site|plant|hall|line|bakery|depot|team|country)\b|\bmonth(?:ly)?\b.{0,30}\b(?:pot|one|through)|\bonly the\b",
        Move.PILOT: r"test (?:environment|partition|plan|system)|\bone real\b|\bpilot|\btrial|\bproof\b|in our (?:own )?environment",
        Move.BUSINESS_CASE: r"\bfigures?\b|\bnumbers?\b|cost that exists|what we (?:would )?save|add them up|\binvoices\b|\blists\b|where the number comes",
        Move.EQUIP_CHAMPION: r"half a? ?page|\bone page\b|draft it|put my name|tell my board|for (?:my|the) (?:board|boss)|capex form|something (?:to show|i can)",
        Move.PROCUREMENT_PATH: r"\bforms?\b|\bpapers\b|award board|\bquotes\b|supplier portal|filled in|\bpurchase order\b|justification",
        Move.SECURITY_PACKAGE: r"pen(?:etration)? ?test|sub-?processor|\bdpa\b|liability|questionnaire|\bq\d{1,3}\b|two documents|data protection|security",
        Move.TAILORED_DEMO: r"show (?:me|us) (?:it|how|on|with)|see it with|our own (?:data|trucks|orders)|could your system",
        Move.REFERENCE: r"\breference\b|who else uses|another customer|somebody who has",
        Move.COMPARE_OPTIONS: r"\bcompar|\bcriteria\b|other suppliers?\b",
        Move.COMMERCIAL_TERMS: r"payment terms|instal?ment|pay (?:later|monthly)|first payment|start later",
        Move.WIDEN_CONTACTS: r"\b(?:talk|speak) to\b|please contact\b|supposed to take over|maybe \w+\?|ask \w+ instead",
        Move.FIND_CHAMPION: r"who (?:this|it) would sit|somebody else'?s job|nobody (?:owns|in particular)",
        Move.MUTUAL_PLAN: r"\blive (?:by|before)\b|before (?:easter|peak|christmas|summer)|\bby then\b|go-?live",
    }.items()
}  # fmt: skip


def alternatives(at: Situation) -> tuple[DraftAlternative, ...]:
    """At most three, of different moves, the first ones for different obstacles; none without a person."""
    ranked = sorted(at.dossier.plays, key=lambda p: (-(p.score + _boost(at, p)), p.play.play_id))
    stall = at.dossier.stall
    if not ranked or at.over is not None or not at.obstacle_names or not stall.stalled or stall.on_hold is not None:
        return ()
    best = ranked[0].score + _boost(at, ranked[0])
    made: list[DraftAlternative] = []
    moves: set[Move | None] = set()
    for play in ranked:
        if len(made) == MOST or (made and play.score + _boost(at, play) < best * (1 - _NEAR)):
            break
        if play.play.move is not None and play.play.move in moves:
            continue
        if play.play.move is Move.REPAIR_OUR_SIDE and not _we_owe(at):
            continue
        whom = _offering(at, play.play.move) or with_whom(at, play.play)
        if whom is None:
            continue
        moves.add(play.play.move)
        made.append(_fitted(at, play, whom))
    return tuple(made)


def _boost(at: Situation, play: PlayAtHand) -> float:
    """Up to 2.2 for a move that the buyer's own offers and requests point to, the weightiest counting most."""
    move = play.play.move
    score = 0.0
    if move is Move.REPAIR_OUR_SIDE and at.reply_owed is not None:
        score += 0.9 if Kind.WAITING in at.reply_owed.kinds else 0.5
    elif move is Move.REPAIR_OUR_SIDE and at.last_question is not None:
        score += 0.8
    if move is Move.WIDEN_CONTACTS and untouched(at) is not None:
        score += 1.0
    if (saying := _pointing(at, move)) is not None:
        score += min(2.2, (1.0 if Kind.OFFER in saying.kinds else 0.35) * saying.weight)
    return score


def _pointing(at: Situation, move: Move | None) -> Saying | None:
    """The buyer's weightiest offer or request that asks for this move."""
    hint = _HINTS.get(move) if move else None
    if hint is None:
        return None
    wanted = frozenset({Kind.OFFER, Kind.REQUEST, Kind.CONDITION, Kind.WAITING, Kind.REFERRAL})
    said = [s for s in at.sayings if s.kinds & wanted and hint.search(s.quote)]
    return max(said, key=lambda s: s.weight + 0.8 * (Kind.OFFER in s.kinds), default=None)


def _open_with(at: Situation, whom: str, move: Move | None) -> Saying | None:
    """What this person asked and still waits for: no step with them can begin with anything else."""
    owed = at.reply_owed or at.last_question
    if owed is None:
        return None
    return owed if move is Move.REPAIR_OUR_SIDE or same_person(owed.who, whom) else None


def _we_owe(at: Situation) -> bool:
    return at.reply_owed is not None or at.last_question is not None or "our_side" in at.obstacle_names


def _offering(at: Situation, move: Move | None) -> str | None:
    """Who offered just this, if they are a contact who can be reached: nobody is better to go to."""
    saying = _pointing(at, move)
    if saying is None or not saying.own_words or Kind.OFFER not in saying.kinds:
        return None
    contact = at.contact(saying.who)
    return contact.name if contact is not None and contact.name.casefold() not in unreachable(at) else None


def _fitted(at: Situation, hand: PlayAtHand, whom: str) -> DraftAlternative:
    play = hand.play
    reason = _reason(at, hand)
    start = (
        _pointing(at, play.move) or (at.reply_owed if play.move is Move.REPAIR_OUR_SIDE else None) or at.last_question
    )
    precedent = _precedent(at.dossier.cases, play.move)
    quotes = [Quote(ref=hand.evidence.ref, text=f"First step: {play.first_step}")]
    why = []
    offered = start is not None and start.own_words and bool(start.kinds & {Kind.OFFER, Kind.WAITING})
    if start is not None and offered:
        verb = "still waits for us" if Kind.WAITING in start.kinds else "offered it"
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
        first_step_in_days=3 if play.move is Move.REPAIR_OUR_SIDE else 6,
        judged_in_days=play.days,
        success_signal=play.success_signal,
        kill_criterion=play.kill_criterion,
        quotes=tuple(quotes),
    )


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
