"""With whom a next step can be made: reachable people of this deal, the fitting ones first."""
# ruff: noqa: E501 - phrases stay on one line each

import re

from coach.domain.activity import Activity
from coach.domain.attempt import Move
from coach.domain.contact import is_two_way
from coach.domain.deal import Contact, Role
from coach.domain.play import Play
from coach.history.obstacles import ObstacleFound
from coach.history.people import is_outbound, person, same_person
from coach.review.builtin.sayings import Kind
from coach.review.builtin.situation import Situation
from coach.review.evidence import is_absence_notice

_LEFT = re.compile(r"\b(?:left|former|ex-|retired|until \d|no longer|ausgeschieden)\b", re.IGNORECASE)
_GOING = (
    r"(?i:\bleav|\bleft\b|\bgone\b|last day|taken? (?:a|another) (?:new )?(?:job|role|position)|moved? (?:to|on|into)|retire|resign|notice\b|"
    r"no longer|\bquit|\bstart (?:on|at|in)\b|no part in|changed jobs|verl[äa]sst|verlassen|quitt|deja\b|deixou)"
)
_DO_NOT_CONTACT = r"(?:don't|do not|please don't|not to|stop) (?:chas\w+|call\w*|contact\w*|writ\w+|bother\w*|approach\w*|ring\w*) (?:\w+ )?{name}"
_NAMED = re.compile(
    r"(?:talk to|speak to|speak with|contact|write to|turn to|ask|ring|call|matters?:?|stands? in:?|cover(?:ed|ing)? by|taken over by|successor is|replaced by)\s+"
    r"(?:(?:Mr|Mrs|Ms|Dr|Herr|Frau)\.?\s+)?([A-ZÀ-Þ][\w’-]+(?:\s+(?:van|von|de|der|den|da))*\s+[A-ZÀ-Þ][\w’-]+)"
)
_GONE_DAYS = 60
STANDS_AGAINST = "stands against it"
"""Why a blocker is left out by the built-in coach: going to them is a choice, not a mistake."""
_TO_SOMEBODY_NEW = frozenset({Move.WIDEN_CONTACTS, Move.FIND_CHAMPION})
_WITH_SOMEBODY_KNOWN = frozenset(
    {Move.CLOSE_OUT, Move.MUTUAL_PLAN, Move.EQUIP_CHAMPION, Move.COMMERCIAL_TERMS, Move.RESCOPE, Move.REPAIR_OUR_SIDE}
)
"""Moves that go on from a talk: with somebody who never spoke to us there is nothing to go on from."""
_TO_POWER = frozenset({Move.REACH_POWER, Move.BRING_OUR_EXECUTIVE})
_OUR_CONTACT = re.compile(r"\bthe (?:main |silent |most willing )?(?:contact|sponsor)\b(?! who)", re.IGNORECASE)
_SOMEBODY_ELSE = re.compile(r"\b(?:different|other|another|second|new) (?:person|contact)\b|\bsomebody else\b", re.I)
_FREE_TEXT = {
    "sponsor": Role.CHAMPION, "champion": Role.CHAMPION, "buyer": Role.ECONOMIC_BUYER, "decision": Role.ECONOMIC_BUYER,
    "budget": Role.ECONOMIC_BUYER, "executive": Role.ECONOMIC_BUYER, "user": Role.USER, "technical": Role.TECHNICAL, "it": Role.TECHNICAL,
    "legal": Role.LEGAL, "procurement": Role.PROCUREMENT, "purchasing": Role.PROCUREMENT, "influencer": Role.INFLUENCER,
}  # fmt: skip


def unreachable(at: Situation) -> dict[str, str]:
    """The people not to build a step on, by name in lower case, with the reason."""
    out: dict[str, str] = {}
    for contact in at.record.contacts:
        key = contact.name.casefold()
        if contact.title and _LEFT.search(contact.title):
            out[key] = "has left"
        if any(_leaves(at, one, contact) for one in at.obstacles if one.name == "champion_left"):
            out[key] = "is leaving or has left"
        for part in _parts(contact.name):
            if any(re.search(_DO_NOT_CONTACT.format(name=re.escape(part)), s.quote, re.I) for s in at.sayings):
                out[key] = "the buyer asked us not to write to them"
        if _is_away(at, contact):
            out[key] = "is away"
        if contact.role is Role.BLOCKER:
            out.setdefault(key, STANDS_AGAINST)
    return out


def stand_ins(at: Situation) -> list[str]:
    """People whom the buyer named to us, in full: in their mails, reported, or as a stand-in in an absence notice."""
    texts = [s.quote for s in at.sayings]
    texts += [a.text for a in at.record.activities if a.at.date() <= at.as_of and is_absence_notice(a)]
    names = [match[1] for text in texts for match in _NAMED.finditer(text)]
    for contact in at.record.contacts:  # "Maybe Lennart?": a known contact by the first name alone
        first = re.escape(contact.name.split()[0])
        if any(
            re.search(rf"\b(?i:maybe|perhaps|ask|try|talk to|speak to|contact|ring|call) {first}\b", s.quote)
            for s in at.sayings
        ):
            names.append(contact.name)
    ours = {(at.record.deal.owner or "").casefold()} | {(a.author or "").casefold() for a in at.past if is_outbound(a)}
    return list(dict.fromkeys(n for n in reversed(names) if n.casefold() not in ours))


def untouched(at: Situation) -> tuple[str, Activity] | None:
    """Somebody whom the buyer pointed us to and whom nobody of us approached since, with where they did."""
    for name in stand_ins(at):
        first, last = name.split()[0], name.split()[-1]
        for activity in reversed(at.record.activities):
            if activity.at.date() > at.as_of or not (activity in at.past or is_absence_notice(activity)):
                continue
            if is_outbound(activity) or not re.search(rf"\b(?:{re.escape(first)}|{re.escape(last)})\b", activity.text):
                continue
            if not any(a.at > activity.at and same_person(person(a), name) for a in at.past):
                return name, activity
            break
    return None


def with_whom(at: Situation, play: Play) -> str | None:
    """The best person for a play: of its roles in their order, reachable, heard lately or named by the buyer before
    those never heard. Somebody named by the buyer, or the main contact, where no role fits; else None."""
    out = unreachable(at)
    able = [c for c in at.record.contacts if c.name.casefold() not in out and _suits(at, play, c.name)]
    ranked: list[tuple[float, str]] = []
    roles = [_FREE_TEXT.get(word.strip().casefold().split(" ")[0]) or _role(word) for word in play.with_whom]
    pointed = stand_ins(at)
    for contact in able:
        place = roles.index(contact.role) if contact.role in roles else None
        score = 1.5 - 0.4 * place if place is not None else 0.0
        score += _warmth(at, contact.name)
        if any(same_person(name, contact.name) for name in pointed):
            score += (1.2 if place is not None else 0.9) + 0.8 * (play.move in _TO_SOMEBODY_NEW)
        ranked.append((score, contact.name))
    contacts = at.record.contacts
    strangers = (name for name in pointed if not any(same_person(name, c.name) for c in contacts))
    ranked.extend((1.3, name) for name in strangers if _suits(at, play, name))
    ranked.sort(key=lambda pair: (-pair[0], pair[1]))
    return ranked[0][1] if ranked else None


def _suits(at: Situation, play: Play, name: str) -> bool:
    """Whether the move can be made with this person: some go on from a talk, another door is none that was knocked at
    in vain, and nobody is armed who just said no."""
    move = play.move
    if _SOMEBODY_ELSE.search(play.first_step) and same_person(name, at.main_contact):
        return False
    if at.has_spoken(name):
        return move is not Move.EQUIP_CHAMPION or not _turned_down(at, name)
    if move is Move.WIDEN_CONTACTS:
        return not any(is_outbound(a) and same_person(person(a), name) for a in at.past)
    if move in _TO_POWER:
        return any(same_person(contact.name, name) for contact in at.power)
    return move not in _WITH_SOMEBODY_KNOWN and not _OUR_CONTACT.search(play.first_step)


def _turned_down(at: Situation, name: str) -> bool:
    words = [s for s in at.sayings if s.own_words and same_person(s.who, name)]
    return any(Kind.REFUSAL in s.kinds for s in words if s.activity_id == words[-1].activity_id)


def _leaves(at: Situation, one: ObstacleFound, contact: Contact) -> bool:
    """Whether the words say it of this person: by name, of themself, or "she" in the report of a talk with them."""
    if one.quote is None or one.activity_id is None:
        return False
    activity = at.activity(one.activity_id)
    with_them = same_person(person(activity), contact.name)
    if with_them and one.from_buyer and re.search(rf"\b(?i:i|my)\b.{{0,30}}{_GOING}", one.quote):
        return True
    if with_them and not one.from_buyer and re.search(rf"\b(?i:she|he)\b.{{0,20}}{_GOING}", one.quote):
        return True
    return any(re.search(rf"\b{re.escape(part)}\b.{{0,25}}{_GOING}", one.quote) for part in _parts(contact.name))


def _role(word: str) -> Role | None:
    name = word.strip().casefold().replace(" ", "_")
    return Role(name) if name in set(Role) else None


def _warmth(at: Situation, name: str) -> float:
    """More for the person whose offer or request stands open, for one the buyer pointed to, for the last heard."""
    score = 0.0
    if at.reply_owed is not None and same_person(at.reply_owed.who, name):
        score += 0.5
    offers = [s for s in at.sayings if s.own_words and Kind.OFFER in s.kinds and Kind.REFUSAL not in s.kinds]
    if offers and same_person(max(offers, key=lambda s: s.weight).who, name):
        score += 0.5
    words = [s for s in at.sayings if s.own_words and same_person(s.who, name)]
    last = [s.kinds for s in words if s.activity_id == words[-1].activity_id]
    if any(Kind.REFUSAL in kinds and Kind.REQUEST not in kinds for kinds in last):
        return score - 1.0
    spoke = [s.who for s in at.sayings if s.own_words]
    if spoke and same_person(spoke[-1], name):
        score += 0.5
    heard = [a for a in at.past if is_two_way(a) and same_person(person(a), name)]
    if heard:
        score += 0.4 * 0.5 ** ((at.as_of - heard[-1].at.date()).days / _GONE_DAYS)
    tries = [a for a in at.past if is_outbound(a) and same_person(person(a), name) and not is_two_way(a)]
    unanswered = [a for a in tries if not heard or a.at > heard[-1].at]
    return score - 0.15 * min(len(unanswered), 4)


def _is_away(at: Situation, contact: Contact) -> bool:
    """The latest from them is an absence notice, and nothing of their own came after it."""
    notices = [
        a for a in at.record.activities if a.at.date() <= at.as_of and is_absence_notice(a) and _from(a, contact)
    ]
    if not notices or (at.as_of - notices[-1].at.date()).days > _GONE_DAYS:
        return False
    return not any(a.at > notices[-1].at and is_two_way(a) and same_person(person(a), contact.name) for a in at.past)


def _from(activity: Activity, contact: Contact) -> bool:
    return same_person(activity.author, contact.name) or same_person(activity.contact, contact.name)


def _parts(name: str) -> list[str]:
    return [part for part in name.split() if len(part) > 2 and part[0].isupper()]
