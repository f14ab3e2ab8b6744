"""What reps write when they hear what they wish for, and what buyers write when it is not so.

One table, a topic a line: the claim, the denial, and for how many days before the claim a denial counts (the rep could
have known). A phrase states the matter; its subject alone is none.
"""
# ruff: noqa: E501 - phrases stay on one line each

import re
from typing import NamedTuple

NEAR_DAYS = 45


class Topic(NamedTuple):
    claim: re.Pattern[str]
    denial: re.Pattern[str]
    near: int = NEAR_DAYS


def _topic(claim: str, denial: str, near: int = NEAR_DAYS) -> Topic:
    return Topic(re.compile(claim, re.IGNORECASE), re.compile(denial, re.IGNORECASE), near)


_BOSS = r"(?:decision[- ]maker|ceo|cfo|coo|cio|cto|cno|md|director|board|boss|management|owners?|head of \w+|gesch[äa]ftsf[üu]hr\w+|direction|direcci[óo]n|diretoria)"
_WARM = (
    r"they (?:absolutely )?love it|(?:clearly|really) see the value|"
    r"(?:customer|client|buyer|she|he) is (?:convinced|sold|all in)|(?:basically|practically|pretty much|fully|totally) (?:sold|convinced|committed|engaged|on board)|"
    r"\ball in\b|100 ?% (?:with|behind) us|super warm|as warm as|tone (?:is )?positive|gut feeling|good feeling|coming round|"
    r"champion (?:is )?(?:on board|strong)|begeistert|[üu]berzeugt|ils adorent|les encanta|adoram"
)
TOPICS: dict[str, Topic] = {
    "decision": _topic(
        r"verbal (?:yes|ok|commit\w*)|should (?:close|sign|land)|will (?:close|sign) (?:this|next|in|by)|they sign in\b|"
        r"commit (?:for|q\d)|(?:put|moving|moved|move) (?:it )?(?:in)?to commit|keep(?:ing)? (?:it )?(?:in )?(?:the )?(?:commit|forecast)|forecast stays|ours to lose|done deal|in principle done|"
        r"order expected|(?:just|only) needs? .{0,30}(?:signature|paper)|formality of signature|"
        r"(?:forecast|probability|weighted|likelihood|commit)\b.{0,25}\b\d\d ?%|\b[5-9]\d ?%,? (?:expected|forecast|probab)|a formality|not (?:a|really a) no\b|isn't a no|"
        r"has not refused|not now. rather than a no|just timing|m[üu]ndliche zusage|accord verbal|s[íi] verbal|acordo verbal",
        r"(?:have |has |'ve )?signed with (?!you)|\bgone with (?!you|it|the)[A-Z]|is cancel+ed|not (?:yet )?(?:decided|approved)|hasn't decided|nothing (?:is )?decided|on hold|we stay with|(?:will|would) not (?:order|sign|buy)|"
        r"evaluating (?:others|alternatives|other)|also offering|does not get bought|does not move a file|(?:cannot|can not|can't) (?:sign|decide|tell my board)|"
        r"not about a contract|i (?:say|said) no\b|decided (?:for|against) (?!you)|still (?:open|waiting)|"
        r"noch nicht entschieden|pas (?:encore )?d[ée]cid|no (?:est[áa]|hemos) decidido|n[ãa]o (?:est[áa]|foi) decidido",
    ),
    "still open": _topic(
        r"still (?:in (?:the )?(?:evaluation|race|running|game)|evaluating|undecided|deciding)|likes? us (?:better|more)|not lost\b|prefers? us\b|we(?:'re| are) (?:ahead|in front)",
        r"\bgone with (?!you|it|the)[A-Z]|signed with (?!you|us)|contract (?:was|is|has been) (?:signed|awarded)|decided and signed|(?:have|has) chosen (?!you)[A-Z]|awarded to (?!you)|went (?:with|to) (?!you|the|it)[A-Z]|close (?:the|your|this) file",
        90,
    ),
    "budget": _topic(
        r"budget (?:is )?(?:\w+ )?(?:there|confirmed|approved|secured|released|no problem|fine)|money is there|(?:has|have|got) (?:the )?budget\b|"
        r"(?:just )?needs to find the money|budget (?:steht|best[äa]tigt)|budget (?:valid[ée]|confirm[ée])|"
        r"presupuesto (?:confirmado|aprobado)|or[çc]amento (?:confirmado|aprovado)",
        r"no (?:budget|money|line|funds)|not in (?:the|our|this year's) (?:\d{4} )?plan|nothing in the .{0,12}plan|does not get bought|cannot book|budget (?:is |was |has )?(?:not|n't) (?:been )?(?:approved|released|confirmed)|"
        r"(?:budget|capex|levy).{0,25}(?:frozen|closed|cut|gone|zero|failed)|discount isn't the point|kein budget|pas de budget|budget gel[ée]|sin presupuesto|sem or[çc]amento",
    ),
    "enthusiasm": _topic(
        _WARM,
        r"(?:hasn't|has not|haven't) (?:read|looked|opened)|cannot tell my board|does not apply|we stay with|no rush|nice[- ]to[- ]have|not (?:a|our|my) priorit|will not be pushing|i do not recogni[sz]e|"
        r"not interested|please do not (?:plan|send|call)|is not a proof|(?:is|was) cancel+ed|in another year|not about a contract|(?:cannot|can't|can not) take .{0,40}to the|"
        r"if .{0,30}sees no need|not a success|kein interesse|pas int[ée]ress|no (?:nos )?interesa|sem interesse",
    ),
    "power": _topic(
        rf"{_BOSS} (?:\w+ )?(?:is |are )?(?:fully |basically |also |already )?(?:on board|sold|convinced|in favou?r|behind (?:it|us)|supports? (?:it|us)|has (?:agreed|approved|signed off))|on board w(?:ith|/) going ahead",
        rf"{_BOSS} (?:\w+ )?(?:has|have)(?:n't| not) (?:seen|approved|agreed|decided|read|heard)|(?:cannot|can't|can not) (?:take|bring|present) .{{0,40}}(?:board|executive|management|director)|{_BOSS} (?:said no|declined|refused|is against|turned it down)|not about a contract",
    ),
    "champion": _topic(
        r"champion (?:strength|is strong|on board|strong|confirmed)|pushing internally|handling (?:it|him|her)|is handling|will lobby|carry it|sell it (?:inside|internally)|survives (?:her|him)",
        r"(?:will|would) not be pushing|not (?:my|his|her) (?:job|area)|over \w+'?s? head|no part in|i start on|(?:has|have) (?:left|taken a job)|not with me any more|(?:hasn't|has not) (?:read|asked)|don't feel like defending|"
        r"(?:cannot|can't) go past|nichts mehr damit zu tun|plus (?:en charge|mon dossier)|ya no (?:llevo|estoy)|j[áa] n[ãa]o (?:trato|estou)",
    ),
    "paperwork": _topic(
        r"procurement is a formality|review (?:is )?almost (?:done|complete)|paperwork (?:at the end|only|is nothing)|just (?:the )?paperwork|only legal left|reine formsache|simple formalit[ée]",
        r"(?:does not|doesn't) move a file|(?:weren't|not) on (?:it|the agenda)|have not heard back|three comparable|not accepted|would go to the board|uncapped",
    ),
    "competition": _topic(
        r"no (?:other )?(?:competitors?|competition|vendors?|suppliers?) (?:in (?:play|the race|here|sight)|involved|at the table|left)|we(?:'re| are) the only (?:one|vendor|supplier|bidder|option)|(?:sole|only) (?:vendor|supplier|bidder)\b|nobody else (?:is )?(?:in|bidding|quoting|offering)",
        r"\b(?:also|currently|are|we'?ll run you and) (?:looking at|talking to|evaluating|comparing|testing|speaking (?:to|with))|other (?:offers|vendors|suppliers|bids|quotes)\b|(?:two|three|second|third|another|cheaper|competing) (?:\w+ )?(?:offers?|quotes?|vendors?|suppliers?|bids?)\b|on the shortlist|also offering",
        90,
    ),
    "longer trial": _topic(
        r"wants? (?:a |another )?(?:longer|extended|second|another) (?:pilot|trial|test)|(?:happy|keen|agreed) to extend",
        r"won't run .{0,30}(?:month|week)s?|(?:do not|don't|does not|doesn't) (?:want|need) (?:a |another )?(?:longer|second|another) (?:pilot|trial|test)|no (?:second|longer|further) (?:pilot|trial|test)",
    ),
    "meeting": _topic(
        r"(?:great|good|excellent|super) (?:meeting|demo|session|visit|workshop) (?:with|w/?)|(?:meeting|demo|workshop|visit) (?:went|was) (?:\w+ )?(?:well|great|good|excellent)",
        r"(?:meeting|call|demo|visit|workshop) (?:never|did not|didn't) (?:take place|happen)|(?:never|did not|didn't) (?:meet|have (?:a|the|that) (?:meeting|demo|call))|nobody (?:came|showed up|from your side)|you (?:cancel+ed|did not (?:come|show|turn up)|didn't (?:come|show|turn up))",
        14,
    ),
}
