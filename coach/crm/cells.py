"""What single cells say: text without rubbish, ids, and the words for outcome, kind, direction, status and role."""

import re
from functools import lru_cache

from coach.crm.columns import bare
from coach.domain.activity import ActivityKind, ActivityStatus, Direction
from coach.domain.deal import Outcome, Role
from coach.domain.stage import StageKind

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_CUT_ID = re.compile(r"\d(?:[.,]\d+)?[eE]\+\d+")
_BLANK = frozenset(("", "nat", "nan", "none", "null", "n/a", "#n/a", "-", "--", "<na>"))

_OUTCOMES = {
    Outcome.WON: "won closedwon win wonclosed closedaswon success gewonnen gagné ganada ganado ganho",
    Outcome.LOST: "lost closedlost loss lose lostclosed closedaslost closedlosttocompetition canceled cancelled "
    "verloren perdu perdida perdido",
    Outcome.OPEN: "open active inprogress pending ongoing new working offen ouvert abierta abierto aberto",
}
_DIRECTIONS = {
    Direction.INBOUND: "inbound incoming in received fromcustomer eingehend incomingemail",
    Direction.OUTBOUND: "outbound outgoing out sent tocustomer ausgehend email",
    Direction.INTERNAL: "internal intern",
}
_STATUSES = {
    ActivityStatus.DONE: "done completed complete closed finished held sent received logged yes true 1 erledigt",
    ActivityStatus.PLANNED: "planned open scheduled notstarted inprogress todo pending upcoming deferred overdue "
    "waiting waitingonsomeoneelse waitingforinput no false 0 geplant",
}
_ROLES = {
    Role.ECONOMIC_BUYER: "economicbuyer decisionmaker economicdecisionmaker budgetholder executivesponsor buyer",
    Role.CHAMPION: "champion coach internalchampion sponsor",
    Role.INFLUENCER: "influencer evaluator businessuser recommender",
    Role.USER: "user enduser",
    Role.BLOCKER: "blocker detractor opponent",
    Role.LEGAL: "legal legalandcompliance counsel",
    Role.PROCUREMENT: "procurement purchasing",
    Role.TECHNICAL: "technical technicalbuyer technicalevaluator itcontact it",
    Role.OTHER: "other unknown",
}
_KINDS = (
    (ActivityKind.EMAIL, ("mail",)),
    (ActivityKind.MEETING, ("meeting", "demo", "visit", "appointment", "event", "lunch", "treffen", "termin")),
    (ActivityKind.CALL, ("call", "phone", "anruf", "llamada", "appel")),
    (ActivityKind.NOTE, ("note", "comment", "notiz")),
    (ActivityKind.TASK, ("task", "todo", "aufgabe")),
    (ActivityKind.OTHER, ("other", "sonstig")),
)
OUTCOMES = {word: outcome for outcome, words in _OUTCOMES.items() for word in words.split()}
DIRECTIONS = {word: direction for direction, words in _DIRECTIONS.items() for word in words.split()}
STATUSES = {word: status for status, words in _STATUSES.items() for word in words.split()}
ROLES = {word: role for role, words in _ROLES.items() for word in words.split()}


def clean(text: str) -> str:
    """The text without blanks around it and without control characters except line breaks and tabs."""
    text = text.strip()
    if text.isprintable():
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_blank(text: str) -> bool:
    """Nothing, or one of the words that programs write for it."""
    return len(text) < 5 and text.casefold() in _BLANK


def is_cut(text: str) -> bool:
    """A long number that a spreadsheet has rounded: 1.23E+15."""
    return "+" in text and bool(_CUT_ID.fullmatch(text))


@lru_cache(maxsize=1024)
def _bare(text: str) -> str:
    return bare(text)


def word_of(text: str) -> str:
    """The text without case, blanks and punctuation; nothing where it is too long to be one of a few words."""
    return _bare(text) if len(text) < 60 else ""


def activity_kind(text: str) -> ActivityKind | None:
    word = word_of(text)
    for kind, parts in _KINDS:
        if any(part in word for part in parts):
            return kind
    return None


def kind_by_name(stage: str) -> StageKind:
    """What a stage is by the usual names of closed ones; open otherwise."""
    outcome = OUTCOMES.get(bare(stage))
    return StageKind(outcome.value) if outcome else StageKind.OPEN
