"""Does the record say that the deal is over? Only in words, only as a fact, and only if nothing reopened it.

The buyer's own words count, and a rep's note, call or meeting that reports them. What is heard, feared or conditional
("if they sign with X", "rumour has it") is not a fact. A held meeting, a move forward in the pipeline or words of the
buyer that take it up again, later than the last such statement, reopen the deal.
"""

import re
from datetime import date

from coach.domain.activity import Activity, ActivityKind, ActivityStatus
from coach.domain.base import Word
from coach.domain.contact import is_from_buyer, is_held, is_noise
from coach.domain.record import Record
from coach.history.effects import forward_moves
from coach.history.people import is_outbound
from coach.history.sentences import sentences

_OVER = re.compile(
    r"(?:have|has|had|'ve|'s|we|they) (?:now |already )?(?:signed|closed|contracted) with (?!you\b|us\b)\w|"
    r"(?:have|has|had|'ve|'s|we|they|boss|team) (?:now |already )?(?:went|gone|decided to go|"
    r"chosen to go) (?:\w+ )?with (?!you\b|us\b|it\b|the plan|them to|option|[a-z]\b)\w|"
    r"(?:have|has|'ve|we|they) (?:now )?(?:decided|chosen|opted) (?:for|against) (?!you\b)\w|"
    r"(?:board|committee|council|management|director|owners?|boss|they|we) (?:has |have |had )?(?:now |already )?"
    r"(?:chose|chosen|picked|selected|opted for|went for) (?-i:[A-Z])\w+|"
    r"(?:award|contract|order) (?:has gone|goes|went|was given) to (?!you\b|us\b)|"
    r"(?:project|programme|program|initiative|tender|purchase|search|evaluation|[A-Z][\w-]*\d[\w-]*) (?:is|was|"
    r"has been|got) (?:now )?(?:cancel+ed|stopped|scrapped|abandoned|terminated|called off)|"
    r"no longer (?:looking|interested|pursuing|considering|in the market)|"
    r"(?:please|kindly|you can|you may) close (?:the|this|your|our) (?:file|deal|opportunity|case|offer|request)|"
    r"(?:will|are|do) not (?:be )?(?:moving|going|proceed\w*|continu\w*)(?: forward| ahead| further|"
    r" any further)?(?: with (?:this|you|the|your)|[.!]|$)|"
    r"(?:we|i) (?:will not|won't) be (?:buying|ordering|signing|going ahead)|deal is (?:dead|lost)|"
    r"lost (?:it )?to (?!us\b)[A-Z]\w+|we(?:'re| are) out\b|"
    r"haben uns (?:f[üu]r|gegen) .{1,60}entschieden|projekt (?:ist|wurde) (?:gestoppt|eingestellt|abgesagt)|"
    r"avons (?:choisi|sign[ée] avec|retenu) |projet (?:est|a [ée]t[ée]) (?:annul[ée]|abandonn[ée])|"
    r"hemos (?:elegido|firmado con|decidido no) |proyecto (?:est[áa]|ha sido|fue) cancelado|"
    r"(?:escolhemos|assin[áa]mos com|decidimos n[ãa]o) |projeto (?:foi|est[áa]) cancelado",
    re.IGNORECASE,
)
_NOT_A_FACT = re.compile(
    r"\b(?:if|unless|whether|might|may|could|would|should|rumou?rs?|apparently|supposedly|allegedly|hear|heard|"
    r"hearing|considering|"
    r"thinking of|about to|in case|before (?:they|we)|afraid|fear|worried|suspect|maybe|perhaps|probably|likely|"
    r"until|or else|"
    r"almost|nearly|not (?:yet )?(?:signed|decided|chosen|cancelled|gone)|never|wenn|falls|ob|vielleicht|si|"
    r"peut-[êe]tre|quiz[áa]s|talvez|se)\b",
    re.IGNORECASE,
)
_REOPENED = re.compile(
    r"back on\b|back on track|re-?open|reconsider|changed (?:our|my|their) mind|fell through|"
    r"pick(?:ing)? (?:it|this) up again|"
    r"did not work out|didn't work out|second thoughts|still (?:on|open|interested)|new budget|start again|"
    r"wieder auf(?:nehmen|genommen)|"
    r"relanc|retomar|retom[ao]",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|nobody|cannot|without|kein\w*|nicht|nie|pas|jamais|n[ãa]o)\b|n't\b)[^.;!?]{0,40}$",
    re.IGNORECASE,
)
_REPORTS = frozenset({ActivityKind.NOTE, ActivityKind.CALL, ActivityKind.MEETING})


class OverFound(Word):
    """The words that say the deal is over: `quote` is a slice of the text of the activity `activity_id`."""

    activity_id: str
    quote: str
    at: date
    from_buyer: bool


def over(record: Record, as_of: date) -> OverFound | None:
    """The latest statement by `as_of` that stands; the buyer's own before a rep's report of the same. Else None."""
    past = [
        a for a in record.activities if a.status is ActivityStatus.DONE and a.at.date() <= as_of and not is_noise(a)
    ]
    stated = [(a, quote) for a in past if (quote := _statement(a)) is not None]
    if not stated:
        return None
    last = stated[-1][0]
    if any(a.at > last.at and _reopens(a) for a in past):
        return None
    if any(at > last.at for at, _ in forward_moves(record, as_of)):
        return None
    activity, quote = next(((a, q) for a, q in reversed(stated) if is_from_buyer(a)), stated[-1])
    return OverFound(
        activity_id=activity.activity_id, quote=quote, at=activity.at.date(), from_buyer=is_from_buyer(activity)
    )


def _statement(activity: Activity) -> str | None:
    reports = activity.kind in _REPORTS
    if not is_from_buyer(activity) and not (reports or not is_outbound(activity)):
        return None
    return next((s for s in sentences(activity.text) if _OVER.search(s) and not _conditional(s)), None)


def _conditional(sentence: str) -> bool:
    """Only what stands before the words, or right around them: "cancelled, so we might talk in 2028" is a fact."""
    match = _OVER.search(sentence)
    assert match is not None
    return bool(_NOT_A_FACT.search(sentence[: match.end()])) or "?" in sentence[match.end() :]


def _reopens(activity: Activity) -> bool:
    if is_held(activity):
        return True
    return is_from_buyer(activity) and _statement(activity) is None and any(map(_takes_up, sentences(activity.text)))


def _takes_up(sentence: str) -> bool:
    """ "I will not reopen it" takes nothing up again."""
    match = _REOPENED.search(sentence)
    return match is not None and not _DENIED.search(sentence[: match.start()])
