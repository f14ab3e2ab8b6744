"""What the buyer's own offers and requests point to: which moves they ask for, and the words to start from."""
# ruff: noqa: E501 - phrases stay on one line each

import re

from coach.domain.attempt import Move
from coach.history.people import same_person
from coach.review.builtin.people import unreachable, untouched
from coach.review.builtin.sayings import Kind, Saying
from coach.review.builtin.situation import Situation

MOST = 2.2
"""The most that the buyer's words add to the score of a play."""
MOST_OPENINGS = 2
AWAY = -1.0
"""Nobody is asked for a yes or a no while they wait for us, or before we went where they sent us."""
_OFFERED, _ASKED = 1.0, 0.35
"""How much of a saying's weight counts: an offer is a door that stands open, a request one that may."""
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
_DOORS = frozenset({Kind.OFFER, Kind.REQUEST, Kind.CONDITION, Kind.WAITING, Kind.REFERRAL})


def leads(at: Situation) -> dict[Move, float]:
    """For each move that the buyer's words point to, up to `MOST`: the weightiest saying counts. Below 0 for a move
    that they speak against."""
    found: dict[Move, float] = {}
    if (owed := at.reply_owed) is not None and not is_referral(owed):
        found[Move.REPAIR_OUR_SIDE] = 0.9 if Kind.WAITING in owed.kinds else 0.5
    elif owed is None and at.last_question is not None:
        found[Move.REPAIR_OUR_SIDE] = 0.8
    if untouched(at) is not None:
        found[Move.WIDEN_CONTACTS] = found[Move.FIND_CHAMPION] = 1.0
    if owed is not None or at.last_question is not None or untouched(at) is not None:
        found[Move.CLOSE_OUT] = AWAY
    for move in _HINTS:
        if (saying := pointing(at, move)) is not None:
            share = _OFFERED if Kind.OFFER in saying.kinds else _ASKED
            found[move] = found.get(move, 0.0) + min(MOST, share * saying.weight)
    return found


def pointing(at: Situation, move: Move | None) -> Saying | None:
    """The buyer's weightiest offer or request that asks for this move."""
    hint = _HINTS.get(move) if move else None
    if hint is None:
        return None
    said = [s for s in at.sayings if s.kinds & _DOORS and hint.search(s.quote)]
    return max(said, key=lambda s: s.weight + 0.8 * (Kind.OFFER in s.kinds), default=None)


def openings(at: Situation) -> tuple[str, ...]:
    """The weightiest sayings of the buyer, of different days, with the sentences around them: what the playbook is
    searched for, beside the names of the obstacles."""
    found: dict[str, str] = {}
    for saying in sorted(at.sayings, key=lambda s: -s.weight):
        if saying.activity_id not in found:
            found[saying.activity_id] = at.around(saying)
        if len(found) == MOST_OPENINGS:
            break
    return tuple(found.values())


def owed_to(at: Situation, whom: str | None) -> Saying | None:
    """What this person asked and still waits for (any person where None): no step with them can begin with anything
    else. Being pointed to a colleague is no debt."""
    owed = at.reply_owed or at.last_question
    if owed is None or is_referral(owed):
        return None
    return owed if whom is None or same_person(owed.who, whom) else None


def we_owe(at: Situation) -> bool:
    return owed_to(at, None) is not None or any(
        one.name == "our_side" and not _only_points_on(at, one.activity_id) for one in at.obstacles
    )


def offering(at: Situation, move: Move | None) -> str | None:
    """Who offered just this, or who waits for us where that is to be made good, if they are a contact who can be
    reached: nobody is better to go to."""
    saying = owed_to(at, None) if move is Move.REPAIR_OUR_SIDE else pointing(at, move)
    if saying is None or not saying.own_words:
        return None
    if move is not Move.REPAIR_OUR_SIDE and Kind.OFFER not in saying.kinds:
        return None
    contact = at.contact(saying.who)
    return contact.name if contact is not None and contact.name.casefold() not in unreachable(at) else None


def is_referral(saying: Saying) -> bool:
    """They named somebody else and asked nothing else of us."""
    return Kind.REFERRAL in saying.kinds and Kind.WAITING not in saying.kinds


def _only_points_on(at: Situation, activity_id: str | None) -> bool:
    owed = at.reply_owed or at.last_question
    return owed is not None and owed.activity_id == activity_id and is_referral(owed)
