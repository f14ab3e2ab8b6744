"""Where a record speaks against itself: each pair with the exact words of both sides.

| kind | the one side | the other |
|---|---|---|
| claim | what the rep notes (`coach.history.claims`) | the buyer's own words, or those that a call report quotes |
| figure | a figure or a date in one text | another one for the same thing in another (`coach.history.disagreements`) |
| card | the amount or the close date on the deal's card | the buyer's own words (the same) |

A claim counts against words of the buyer that came after it, or shortly before it: the rep could have known. It does
not where the buyer took them back since, where the rep only asks, hopes or denies, or where the buyer's words hang on
an "if". A wrong contradiction embarrasses a manager, so doubt leaves a pair out. Time grows with the texts only.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from coach.domain.activity import Activity, ActivityStatus
from coach.domain.base import Word, days_between
from coach.domain.contact import is_from_buyer, is_noise, is_two_way
from coach.domain.record import Record
from coach.history.claims import NEAR_DAYS, TOPICS, Topic
from coach.history.disagreements import Side, Texts, against_the_card, in_figures
from coach.history.people import is_outbound
from coach.history.sentences import sentences

__all__ = ["NEAR_DAYS", "TOPICS", "Contradiction", "contradictions"]

_NOT_CLAIMED = re.compile(
    r"\b(?:no|not|never|isn't|wasn't|hasn't|haven't|don't|doesn't|didn't|without|if|once|when|whether|until|unless|"
    r"hop(?:e|ing)|need(?:s)? a|get (?:a|the)|waiting for|nicht|kein\w*|wenn|pas|si|n[ãa]o|se)\b[^,.;:!?]{0,25}$",
    re.IGNORECASE,
)
_HANGS_ON = re.compile(r"\b(?:if|unless|in case|otherwise|wenn|falls|sofern|si|se|caso)\b[^,;:]{0,40}$", re.IGNORECASE)
_AGREES = re.compile(
    r"\b(?:approved|agreed|confirmed|released|signed off|go ahead|we(?:'ll| will| are going to) (?:sign|order|buy)|"
    r"changed (?:my|our) mind|back on|genehmigt|freigegeben|approuv|aprobad|aprovad)",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|no|never|n't|nicht|kein\w*|pas|sin|sem|n[ãa]o)\b|n't\b", re.IGNORECASE)
_EARLIER_MAIL = re.compile(
    r"^(?:>|-{2,}\s*(?:original|forwarded|urspr)|(?:on|am|le|el) .{5,90}(?:wrote|schrieb|[ée]crit|escribi[óo]):|"
    r"(?:from|von|de):\s)",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED = re.compile(r"(?<!\w)[\"“„«'‘][^\"”“»’\n]{8,}[\"”“»'’]")


class Contradiction(Word):
    """What was claimed, and the words against it. Each quote is a slice of its text.

    `kind` is "claim", "figure" or "card". The claim of a card stands on the deal's card, and `claim_activity_id` is
    then the deal's own id.
    """

    topic: str
    claim_activity_id: str
    claim: str
    denial_activity_id: str
    denial: str
    kind: str = "claim"


class _Said(NamedTuple):
    at: datetime
    activity_id: str
    words: str


def contradictions(record: Record, as_of: date) -> tuple[Contradiction, ...]:
    """The rep's claims first, one pair for each claim and topic, the latest claim first, each with the latest words
    against it; then figures, then the card."""
    past = [
        a for a in record.activities if a.status is ActivityStatus.DONE and a.at.date() <= as_of and not is_noise(a)
    ]
    texts = [(a, tuple(_said(a))) for a in past]
    found = list(_claims(texts))
    found += [_pair("figure", topic, one, other) for topic, one, other in in_figures(texts)]
    bought = [(a, said) for a, said in texts if is_from_buyer(a)]
    found += [_pair("card", topic, one, other) for topic, one, other in against_the_card(record, bought, as_of)]
    return tuple(found)


def _pair(kind: str, topic: str, one: Side, other: Side) -> Contradiction:
    return Contradiction(
        kind=kind, topic=topic, claim_activity_id=one.key, claim=one.words,
        denial_activity_id=other.key, denial=other.words,
    )  # fmt: skip


def _claims(texts: Texts) -> Iterable[Contradiction]:
    heard = [(a, said, is_from_buyer(a)) for a, said in reversed(texts) if is_from_buyer(a) or is_two_way(a)]
    denied = {name: _latest_denial(heard, topic) for name, topic in TOPICS.items()}
    for activity, said in reversed(texts):
        if is_from_buyer(activity) or _to_the_buyer(activity):
            continue
        for name, topic in TOPICS.items():
            last = denied[name]
            if last is None or last.activity_id == activity.activity_id:
                continue
            if days_between(last.at, activity.at) > topic.near:
                continue
            claim = next((s for s in said if _claimed(topic, s)), None)
            if claim is not None:
                yield Contradiction(
                    topic=name,
                    claim_activity_id=activity.activity_id,
                    claim=claim,
                    denial_activity_id=last.activity_id,
                    denial=last.words,
                )


def _latest_denial(heard: Iterable[tuple[Activity, tuple[str, ...], bool]], topic: Topic) -> _Said | None:
    """The buyer's latest words against it, the newest texts given first; None where they agreed to it later."""
    for activity, said, own in heard:
        denial = next((s for s in said if _denied(topic, s, own=own)), None)
        if denial is not None:
            return _Said(activity.at, activity.activity_id, denial)
        if own and any(_AGREES.search(s) and not _DENIES.search(s) and not s.endswith("?") for s in said):
            return None
    return None


def _claimed(topic: Topic, sentence: str) -> bool:
    match = topic.claim.search(sentence)
    return match is not None and not sentence.endswith("?") and not _NOT_CLAIMED.search(sentence[: match.start()])


def _denied(topic: Topic, sentence: str, *, own: bool) -> bool:
    """In the buyer's own text; in a report of ours only between quotation marks."""
    match = topic.denial.search(sentence)
    if match is None or _HANGS_ON.search(sentence[: match.start()]):
        return False
    return own or any(q.start() < match.start() and match.end() <= q.end() for q in _QUOTED.finditer(sentence))


def _said(activity: Activity) -> Iterable[str]:
    """The sentences of an activity, without the earlier mail that hangs below."""
    text = activity.text
    earlier = _EARLIER_MAIL.search(text, len(activity.subject or ""))
    return sentences(text[: earlier.start()] if earlier else text)


def _to_the_buyer(activity: Activity) -> bool:
    """A mail of ours to the buyer: courtesy, not a claim."""
    return is_outbound(activity) and activity.kind.value == "email"
