"""Where a rep's note says one thing and the buyer's own words another.

Happy ears are human: a friendly tone becomes "verbal yes". For each topic there is what reps write when they hear
it, and what buyers write when it is not so. A pair counts when the buyer's words came after the claim, or within 45
days before it: the rep could have known. Both sides are exact sentences.
"""

import re
from datetime import date
from typing import NamedTuple

from coach.domain.activity import Activity, ActivityStatus
from coach.domain.base import Word, days_between
from coach.domain.contact import is_from_buyer, is_noise
from coach.domain.record import Record
from coach.history.people import is_outbound
from coach.history.sentences import sentences

NEAR_DAYS = 45


class _Topic(NamedTuple):
    claim: re.Pattern[str]
    denial: re.Pattern[str]


def _topic(claim: str, denial: str) -> _Topic:
    return _Topic(re.compile(claim, re.IGNORECASE), re.compile(denial, re.IGNORECASE))


_WARM = (
    r"they (?:absolutely )?love it|(?:clearly|really) see the value|"
    r"(?:customer|client|buyer|she|he) is (?:convinced|sold|all in)|"
    r"(?:fully|totally) (?:committed|engaged|on board)|"
    r"\ball in\b|super warm|as warm as|tone (?:is )?positive|gut feeling|good feeling|coming round|"
    r"champion (?:is )?(?:on board|strong)|begeistert|[üu]berzeugt|ils adorent|les encanta|adoram"
)
TOPICS: dict[str, _Topic] = {
    "decision": _topic(
        r"verbal (?:yes|ok|commit\w*)|should (?:close|sign|land)|will (?:close|sign) (?:this|next|in|by)|"
        r"commit (?:for|q\d)|keep(?:ing)? (?:the )?(?:commit|forecast)|forecast stays|ours to lose|done deal|"
        r"order expected|"
        r"(?:just|only) needs .{0,30}signature|"
        r"(?:forecast|probability|weighted|likelihood|commit)\b.{0,25}\b\d\d ?%|"
        r"\b[5-9]\d ?%,? (?:expected|forecast|probab)|a formality|not (?:a|really a) no\b|isn't a no|"
        r"has not refused|not now. rather than a no|just timing|m[üu]ndliche zusage|accord verbal|s[íi] verbal|"
        r"acordo verbal",
        r"(?:have |has |'ve )?signed with (?!you)|is cancel+ed|not (?:yet )?(?:decided|approved)|"
        r"nothing (?:is )?decided|on hold|we stay with|(?:will|would) not (?:order|sign|buy)|"
        r"evaluating (?:others|alternatives|other)|"
        r"also offering|does not get bought|does not move a file|cannot (?:sign|decide|tell my board)|"
        r"i (?:say|said) no\b|decided (?:for|against) (?!you)|still (?:open|waiting)|"
        r"noch nicht entschieden|pas (?:encore )?d[ée]cid|no (?:est[áa]|hemos) decidido|"
        r"n[ãa]o (?:est[áa]|foi) decidido",
    ),
    "budget": _topic(
        r"budget (?:is )?(?:\w+ )?(?:there|confirmed|approved|secured|no problem|fine)|money is there|"
        r"(?:just )?needs to find the money|budget (?:steht|best[äa]tigt)|budget (?:valid[ée]|confirm[ée])|"
        r"presupuesto (?:confirmado|aprobado)|or[çc]amento (?:confirmado|aprovado)",
        r"no (?:budget|money|line|funds)|not in (?:the|our|this year's) (?:\d{4} )?plan|"
        r"nothing in the .{0,12}plan|does not get bought|cannot book|"
        r"(?:budget|capex).{0,25}(?:frozen|closed|cut|gone|zero)|"
        r"discount isn't the point|kein budget|pas de budget|budget gel[ée]|sin presupuesto|sem or[çc]amento",
    ),
    "enthusiasm": _topic(
        _WARM,
        r"(?:hasn't|has not|haven't) (?:read|looked|opened)|cannot tell my board|does not apply|we stay with|"
        r"no rush|nice[- ]to[- ]have|not (?:a|our|my) priorit|will not be pushing|i do not recogni[sz]e|"
        r"not interested|"
        r"please do not (?:plan|send|call)|is not a proof|(?:is|was) cancel+ed|in another year|"
        r"if .{0,30}sees no need|kein interesse|pas int[ée]ress|no (?:nos )?interesa|sem interesse",
    ),
    "champion": _topic(
        r"champion (?:strength|is strong|on board|strong|confirmed)|pushing internally|handling (?:it|him|her)|"
        r"is handling|will lobby|carry it|sell it (?:inside|internally)|survives (?:her|him)",
        r"(?:will|would) not be pushing|not (?:my|his|her) (?:job|area)|over \w+'?s? head|no part in|i start on|"
        r"(?:has|have) (?:left|taken a job)|not with me any more|(?:hasn't|has not) (?:read|asked)|"
        r"(?:cannot|can't) go past|nichts mehr damit zu tun|plus (?:en charge|mon dossier)|ya no (?:llevo|estoy)|"
        r"j[áa] n[ãa]o (?:trato|estou)",
    ),
    "paperwork": _topic(
        r"procurement is a formality|review (?:is )?almost (?:done|complete)|"
        r"paperwork (?:at the end|only|is nothing)|just (?:the )?paperwork|only legal left|reine formsache|"
        r"simple formalit[ée]",
        r"(?:does not|doesn't) move a file|(?:weren't|not) on (?:it|the agenda)|have not heard back|"
        r"three comparable|not accepted|would go to the board|uncapped",
    ),
}


class Contradiction(Word):
    """What the rep claimed, and the buyer's words against it. Each quote is a slice of its activity's text."""

    topic: str
    claim_activity_id: str
    claim: str
    denial_activity_id: str
    denial: str


def contradictions(record: Record, as_of: date) -> tuple[Contradiction, ...]:
    """One pair for each claim and topic, the latest claim first, each with the latest words against it."""
    past = [
        a for a in record.activities if a.status is ActivityStatus.DONE and a.at.date() <= as_of and not is_noise(a)
    ]
    spoken = [a for a in past if is_from_buyer(a)]
    found: list[Contradiction] = []
    for activity in reversed([a for a in past if not is_from_buyer(a) and not _to_the_buyer(a)]):
        for topic, words in TOPICS.items():
            claim = _first(activity, words.claim)
            denial = claim and _denial(activity, words.denial, spoken)
            if claim and denial:
                found.append(
                    Contradiction(
                        topic=topic,
                        claim_activity_id=activity.activity_id,
                        claim=claim,
                        denial_activity_id=denial[0].activity_id,
                        denial=denial[1],
                    )
                )
    return tuple(found)


def _to_the_buyer(activity: Activity) -> bool:
    """A mail of ours to the buyer: courtesy, not a claim."""
    return is_outbound(activity) and activity.kind.value == "email"


def _denial(claim: Activity, denial: re.Pattern[str], spoken: list[Activity]) -> tuple[Activity, str] | None:
    for activity in reversed(spoken):
        if days_between(activity.at, claim.at) > NEAR_DAYS:
            return None
        if (sentence := _first(activity, denial)) is not None:
            return activity, sentence
    return None


def _first(activity: Activity, pattern: re.Pattern[str]) -> str | None:
    return next((s for s in sentences(activity.text) if pattern.search(s)), None)
