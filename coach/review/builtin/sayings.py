"""What people at the buyer said, sentence by sentence, and what kind of saying each is.

By words and punctuation only. A sentence can be of several kinds; one of none is context and is seldom shown.
"""
# ruff: noqa: E501 - phrases stay on one line each

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from coach.domain.activity import Activity, ActivityKind
from coach.domain.base import Word, days_between
from coach.domain.contact import is_from_buyer, is_two_way
from coach.domain.record import Record
from coach.grounding.orders import orders_software
from coach.grounding.quotes import MIN_CHARACTERS, MIN_WORDS
from coach.history.effects import says_no
from coach.history.obstacles import ObstacleFound
from coach.history.people import person
from coach.history.sentences import sentences


class Kind(StrEnum):
    REQUEST = "request"
    CONDITION = "condition"
    OFFER = "offer"
    DATE = "date"
    FIGURE = "figure"
    REFUSAL = "refusal"
    WANT = "want"
    WAITING = "waiting"
    OBSTACLE = "obstacle"
    REFERRAL = "referral"


_PATTERNS: dict[Kind, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in {
        Kind.REQUEST: r"\?|\bplease (?:send|confirm|keep|give|let|show|tell|find|comment|do not|answer|explain|provide|advise)|\bsend me\b|"
        r"\b(?:i|we|you|they|he|she) (?:really )?(?:need|require|lack)s?\b|\b(?:show|tell|give) (?:me|us|my)\b|\bmust (?:be|come|show|have|see|first)|\bwhat (?:i|we) need\b|"
        r"\bask(?:ed|s) (?:\w+ )?(?:for|us|me|times|again|whether|if)\b|\b(?:could|can|would|will) you\b|\bwants? (?:a |an |the |one|half|to see|us to)|"
        r"\bthey want\b|\bwants? (?:it|this) (?:in|on|as)\b|\bi (?:expect|would like|'d like)\b|\bbitte\b|\bwir (?:brauchen|ben[öo]tigen)|\b(?:k[öo]nnen|k[öo]nnten) sie\b|\bnous avons besoin|\bmerci de\b|"
        r"\bpouvez-vous\b|\bnecesitamos\b|\bpor favor\b|\bprecisamos\b",
        Kind.CONDITION: r"\b(?:if|unless|once|as soon as|until|before|only when|only if|provided|the moment)\b.{3,}|\bwenn\b|\bsobald\b|\bd[èe]s que\b|\bcuando\b|\bassim que\b",
        Kind.OFFER: r"\b(?:i|we) (?:can|could|would|will|am going to|'ll|'d)(?! not\b|n't\b)(?: \w+)? (?:sign|send|give|show|bring|introduce|ask|put|book|pay|start|take|release|translate|"
        r"set up|make|open|recommend|talk|speak|call|go|keep|try|test|move|accept|do|look|present|raise)\b(?! (?:zero|none|nothing))|\b(?:i'll|we'll|i'd|we'd)\b|\bput it in front of me\b|\bhappy to\b|"
        r"\bi(?:'ve| have) (?:\w+ )?(?:two|three|the|a|every)\b.{0,40}\b(?:for it|people|lists?|lines?|pot|budget)\b|\bi keep the\b|\bis free until\b|\bwould (?:that|it) (?:not )?(?:come|help|work)\b|"
        r"\bi(?:'d| would) rather\b|\bcan be configured\b|\bich kann\b|\bwir k[öo]nnen\b|\bnous pouvons\b|\bje peux\b|\bpodemos\b|\bpuedo\b|\bposso\b",
        Kind.DATE: r"\b\d{1,2}(?:st|nd|rd|th)?\.? (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(?:january|february|march|april|june|july|august|september|october|november|december)\b|"
        r"\b(?:monday|tuesday|wednesday|thursday|friday) (?:the )?\d|\b(?:by then|deadline|half-year review|next (?:sitting|board|year|quarter|round)|year[- ]end|fiscal year|peak|easter|christmas|before summer)\b|\b\d{4}-\d\d-\d\d\b",
        Kind.FIGURE: r"\d[\d.,]{2,}|\b\d+ ?(?:%|per ?cent|euros?|eur|usd|k\b|people|days|hours|trucks|doors|sites|users|licen[cs]es)",
        Kind.WANT: r"\bi want (?:to|it|this|your)\b|\bwe want to\b|\b(?:keen|first choice|would sign|brilliant|you(?:r| are) (?:my|our) (?:first|preferred)|go ahead|approved|agreed|convinced|better than most|from my side yes|"
        r"verbal yes|fits what i had in mind|good, that fits|let'?s (?:do|go)|would love to)\b|\bkept the money\b|\bgekauft|einverstanden|d'accord\b|de acuerdo",
        Kind.WAITING: r"\bstill waiting\b|(?:have(?: not|n't)|haven't|has(?: not|n't)|hear(?:d)?) (?:yet )?(?:heard|had|nothing|got)\b.{0,30}(?:back|nothing|since|answer|from you|reply)|\bheard nothing\b|\bare you still there\b|\bis it us\b|\bneed an answer\b|"
        r"\bdid (?:anyone|you) ever\b|\bhave you answered\b|\bsmall question again\b|\bend of next week\b|\bnobody asked me\b|\bgiven up asking\b|\bany (?:news|update) (?:from you|on your side)|\bnothing reached me\b|\bas nothing reached\b|"
        r"\bnoch (?:keine antwort|nichts geh[öo]rt)|\bsans r[ée]ponse de votre|\bsin respuesta de (?:ustedes|su)",
        Kind.REFERRAL: r"\b(?i:talk|speak|write|turn) to [A-ZÀ-Þ]\w+|\b(?i:please )?(?i:contact|ask) [A-ZÀ-Þ]\w+|\b(?!She|He|It|We|They|This|That|IT\b)[A-ZÀ-Þ]\w+ (?:owns|handles|decides|takes over|is taking over|"
        r"is supposed to|will take)\b|\bmatters?:? [A-ZÀ-Þ]\w+|\b(?i:i am|i'm) supposed to take over\b|\b(?i:maybe|perhaps) [A-ZÀ-Þ]\w+",
    }.items()
}  # fmt: skip
_PATTERNS[Kind.REFERRAL] = re.compile(_PATTERNS[Kind.REFERRAL].pattern)
_WEIGHT = {
    Kind.REQUEST: 1.4, Kind.CONDITION: 0.7, Kind.OFFER: 1.5, Kind.DATE: 0.5, Kind.FIGURE: 0.4, Kind.REFUSAL: 1.2,
    Kind.WANT: 0.7, Kind.WAITING: 1.3, Kind.OBSTACLE: 1.0, Kind.REFERRAL: 1.0,
}  # fmt: skip
_HALF_LIFE_DAYS = 90
_GREETING = re.compile(
    r"^(?:hi|hello|hey|dear|cheers|thanks|thank you|many thanks|regards|best|kind regards|sincerely|yours|good (?:day|morning|afternoon)|hallo|guten tag|"
    r"sehr geehrte\w*|liebe[r]?|bonjour|hola|ol[áa]|beste|groet|gr[üu][ßs]e|mit freundlichen|viele gr[üu][ßs]e|thanks for everything)\b[^.!?:]{0,60}[,.!:]?$",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"['\"‘“].{6,}['\"’”]|\b(?:said|says|asked|asks|told|wants?|agreed|confirmed|mentioned|rang|admitted|explained|thinks|declined|demand|objection)\b|"
    r"^[\w.\- ]{1,24}:\s|\bquote\b",
    re.IGNORECASE,
)


class Saying(Word):
    """One or several neighbouring sentences of one activity. `quote` is a slice of the activity's text."""

    activity_id: str
    at: date
    who: str | None
    quote: str
    kinds: frozenset[Kind]
    own_words: bool
    """Written by the buyer; else reported by the rep."""
    start: int
    end: int
    """Where it stands in the activity's text."""
    weight: float


def sayings(record: Record, found: tuple[ObstacleFound, ...], as_of: date) -> tuple[Saying, ...]:
    """Everything the buyer said or is reported to have said by `as_of`, in the order of time."""
    stuck = {(one.activity_id, one.quote) for one in found}
    heard: list[Saying] = []
    for activity in record.activities:
        own = is_from_buyer(activity)
        if activity.at.date() > as_of or not (own or _reports(activity)):
            continue
        for sentence in sentences(activity.body or ""):
            if _is_context(sentence, own=own):
                continue
            quote = quotable(activity.text, sentence)
            start = activity.text.find(quote)
            kinds = kinds_of(sentence) | ({Kind.OBSTACLE} if (activity.activity_id, sentence) in stuck else set())
            heard.append(
                Saying(
                    activity_id=activity.activity_id,
                    at=activity.at.date(),
                    who=person(activity),
                    quote=quote,
                    start=start,
                    end=start + len(quote),
                    kinds=frozenset(kinds),
                    own_words=own,
                    weight=_weigh(frozenset(kinds), sentence, activity, own=own, as_of=as_of),
                )
            )
    return tuple(heard)


def around(said: Iterable[Saying], center: Saying, widest: int = 320) -> tuple[int, int]:
    """The place in the activity's text of a saying with those of its neighbours that say something too."""
    mine = [s for s in said if s.activity_id == center.activity_id]
    first = last = mine.index(center)

    def fits(low: int, high: int) -> bool:
        return mine[high].end - mine[low].start <= widest

    while last + 1 < len(mine) and mine[last + 1].kinds and fits(first, last + 1):
        last += 1
    while first > 0 and mine[first - 1].kinds and fits(first - 1, last):
        first -= 1
    return min(s.start for s in mine[first : last + 1]), max(s.end for s in mine[first : last + 1])


def kinds_of(sentence: str) -> set[Kind]:
    kinds = {kind for kind, pattern in _PATTERNS.items() if pattern.search(sentence)}
    return kinds | ({Kind.REFUSAL} if says_no(sentence) else set())


def quotable(text: str, sentence: str) -> str:
    """The sentence, or, where it is too short to be quoted alone, it with its neighbours: a slice of `text`."""
    start = text.find(sentence)
    if start < 0 or is_long_enough(sentence):
        return sentence
    pieces = sentences(text)
    at = next((i for i, piece in enumerate(pieces) if piece == sentence), None)
    if at is None:
        return sentence
    for first, last in ((at, at + 1), (at - 1, at), (at - 1, at + 1)):
        if first < 0 or last >= len(pieces):
            continue
        begin = text.find(pieces[first])
        end = text.find(pieces[last], begin) + len(pieces[last])
        if is_long_enough(text[begin:end]):
            return text[begin:end]
    return text.strip()


def is_long_enough(sentence: str) -> bool:
    words = sum(any(c.isalnum() for c in word) for word in sentence.split())
    return words >= MIN_WORDS and sum(c.isalnum() for c in sentence) >= MIN_CHARACTERS


def _reports(activity: Activity) -> bool:
    """A rep's account of a call or meeting in which the buyer spoke, or a note."""
    return is_two_way(activity) or activity.kind is ActivityKind.NOTE


def _is_context(sentence: str, *, own: bool) -> bool:
    if orders_software(sentence) or _GREETING.match(sentence.strip()):
        return True
    return not own and not _REPORTED.search(sentence)


def _weigh(kinds: frozenset[Kind], sentence: str, activity: Activity, *, own: bool, as_of: date) -> float:
    fresh = 0.4 + 0.6 * 0.5 ** (days_between(activity.at, as_of) / _HALF_LIFE_DAYS)
    weight = (0.4 + sum(_WEIGHT[kind] for kind in kinds)) * fresh
    if not own:
        weight *= 0.35 if activity.kind is ActivityKind.NOTE else 0.6
    return float(round(weight * (0.4 if len(sentence.split()) < 4 else 1.0), 4))
