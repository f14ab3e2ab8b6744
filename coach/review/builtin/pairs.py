"""Where the record speaks against itself, told and asked about: both sides in their words, with who and when."""

from coach.domain.evidence import Evidence
from coach.history.contradictions import Contradiction
from coach.history.people import person
from coach.review.builtin.sayings import quotable
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, quoted
from coach.review.draft import DraftPoint, Quote

MOST = 2


def pairs(at: Situation) -> list[Contradiction]:
    """Those that can be quoted: the latest of different topics, claims and words of the buyer."""
    chosen: list[Contradiction] = []
    for pair in at.contradictions:
        if _claim_evidence(at, pair) is None or at.evidence(pair.denial_activity_id) is None:
            continue
        known = any(c.topic == pair.topic or c.claim_activity_id == pair.claim_activity_id for c in chosen)
        if not known:
            chosen.append(pair)
    return chosen[:MOST]


def told(at: Situation, pair: Contradiction) -> DraftPoint:
    evidence = _claim_evidence(at, pair)
    assert evidence is not None, "only pairs that can be quoted are told"
    denial = pair.denial_activity_id
    text = f"{_claimed(at, pair)} {quoted(pair.claim)} {_said(at, pair)} {quoted(pair.denial)}"
    words = quotable(evidence.text, pair.claim)
    against = at.quote(denial, quotable(at.activity(denial).text, pair.denial))
    return DraftPoint(text=text, quotes=(Quote(ref=evidence.ref, text=words), *against))


def asked(at: Situation, pair: Contradiction) -> str:
    opening = _claimed(at, pair, yours=True)
    said = _said(at, pair)
    said = f"the{said[3:]}" if said.startswith("The buyer ") else said
    ending = "Which figure holds, and where does it come from?" if pair.kind == "figure" else _WHICH
    return f"{opening} {quoted(pair.claim)} and {said} {quoted(pair.denial)} {ending}"


_WHICH = "Which holds today, and who told you?"


def _claimed(at: Situation, pair: Contradiction, *, yours: bool = False) -> str:
    if pair.kind == "card":
        return "The deal's card says"
    claim = at.activity(pair.claim_activity_id)
    when = day(claim.at, at.as_of)
    if yours and pair.kind == "claim":
        return f"Your note of {when} says"
    return f"{claim.author or at.record.deal.owner or 'The rep'} {'says on' if yours else 'noted on'} {when}:"


def _said(at: Situation, pair: Contradiction) -> str:
    denial = at.activity(pair.denial_activity_id)
    who = denial.author if pair.kind == "figure" and denial.author else person(denial) or "The buyer"
    verb = "is quoted" if pair.kind != "figure" and denial.kind.value in ("call", "meeting") else "wrote"
    return f"{who} {verb} on {day(denial.at, at.as_of)}:"


def _claim_evidence(at: Situation, pair: Contradiction) -> Evidence | None:
    return at.card if pair.kind == "card" else at.evidence(pair.claim_activity_id)
