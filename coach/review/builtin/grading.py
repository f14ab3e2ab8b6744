"""How the coach without a model grades a rep's answer: by the rubric, with rules for each criterion."""
# ruff: noqa: E501 - phrases stay on one line each

import re
from datetime import date

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.answer import RepAnswer
from coach.domain.contact import is_from_buyer
from coach.domain.questions import Criterion
from coach.domain.record import Record
from coach.domain.texts import MONTHS
from coach.grounding.names import unknown_names
from coach.grounding.orders import orders_software
from coach.grounding.support import stems
from coach.history.claims import TOPICS
from coach.history.contradictions import Contradiction, contradictions
from coach.history.sentences import sentences
from coach.review.builtin.situation import Situation
from coach.review.draft import DraftGrade, Quote

_HOPE = re.compile(
    r"\b(?:i (?:think|feel|believe|guess|hope|suppose|assume|reckon)|my (?:gut|feeling|sense)|gut (?:feel|says)|feels? (?:like|good)|should (?:be|close|come|sign|land|work)|"
    r"will (?:come|close|sign|sort|work)|probably|hopefully|soon|any day|just (?:timing|a matter of time|needs?|busy)|only a matter of time|love it|loves it|loves us|super|great (?:relationship|chat|call)|"
    r"very (?:positive|interested|keen|engaged)|excited|still (?:warm|interested|keen|on track)|on track|ours to lose|nothing (?:really )?(?:new|to add)|no idea|don'?t know|not sure|can't (?:say|remember)|"
    r"the usual|as usual|follow(?:ed|ing)? up|kept in touch|keep(?:ing)? (?:at it|in touch|pushing)|stay(?:ing)? close|everything|lots of things|we'?ll see|give (?:it|them) (?:some )?time|wait(?:ing)? (?:and see|for them)|"
    r"keine ahnung|wei[ßs] nicht|l[äa]uft (?:gut|schon)|bald|je ne sais pas|bient[ôo]t|no s[ée]|pronto)\b",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r"\d|[\"“‘'][^\"”’']{8,}[\"”’']|\b(?:said|told (?:me|us)|wrote|asked|confirmed|declined|refused|rejected|agreed|signed|cancel+ed|sent|called|rang|met|showed|invoice|because|monday|tuesday|wednesday|thursday|friday|"
    r"january|february|march|april|june|july|august|september|october|november|december|yesterday|last week|sagte|schrieb|a dit|dijo|disse)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w’-]*[a-zß-ÿ]\s+[A-ZÀ-Þ][\w’-]*[a-zß-ÿ]")
_NEWS = re.compile(
    r"\b(?:said|told|wrote|confirmed|called me|rang me|promised|sagte|schrieb|a dit|dijo|disse)\b", re.IGNORECASE
)
_DATED = re.compile(
    r"\b\d{1,2}\.? ?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b\d{4}-\d\d|\byesterday\b|\blast (?:week|monday|tuesday|wednesday|thursday|friday)\b|\b(?:on|this) (?:monday|tuesday|wednesday|thursday|friday)\b",
    re.IGNORECASE,
)
_OURS = re.compile(r"^\W*(?:i|we|my|our|ich|wir|nous|je)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:] | (?:and|but|because|so|who|that|which|und|aber|et|y) ", re.IGNORECASE)
_ACT = re.compile(
    r"\b(?:call|ring|meet|visit|write|send|offer|show|ask|invite|bring|book|propose|present|split|start|pilot|trial|reference|go to|get|introduce|intro|run|draft|build|take)\w*\b",
    re.IGNORECASE,
)

_ALIVE = re.compile(
    r"\b(?:still|alive|running|open|undecided|ongoing|waiting|in (?:the )?(?:race|running|evaluation)|on (?:it|track)|hasn'?t|haven'?t|not (?:really )?(?:decided|over|lost|dead)|between us|keep(?:ing)? in touch|come back|sign(?:s|ing)?|close(?:s)? (?:in|this|next)|will)\b",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"\b(?:lost|over|closed?|dead|gone with|went with|chose|chosen|picked|selected|awarded|cancel+ed|said no|a no|declined|final no|out of it|take it out|remove)\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[./-]\d{1,2}\b|\b(?:19|20)\d\d\b|\bq[1-4]\b|\b(?:jan|feb|mar|apr|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|tember|ober|ember)?\b|\b\d{1,2}\.? ?may\b|\bmay \d|\b(?:in|by|since|until|early|mid|late|end of) may\b|"
    r"\b(?:mon|tues?|wed(?:nes)?|thurs?|fri|satur|sun)(?:day)?s?\b|\b(?:yesterday|today|tomorrow)\b|\b(?:this|last|next|past|two|three) (?:weeks?|months?|quarter|year|morning|spring|summer|autumn|fall|winter)\b|"
    r"[\"“‘][^\"”’]{8,}[\"”’]|(?<!\w)'[^']{8,}'(?!\w)|\d[\d.,]{3,}",
    re.IGNORECASE,
)
"""A date, an exact figure, or words in quotation marks: what makes a statement one that can be looked up."""

SPOKEN_TO_SOFTWARE = "It speaks to the software, not of the deal."
_NOT = re.compile(r"\b(?:not|never|no|nobody|none|cannot|without|kein\w*|nicht|nie)\b|n't\b", re.IGNORECASE)
_TELLING = frozenset(
    stems("told tells wrote writes confirmed mentioned herself himself myself themselves yourself itself")
)
ALIKE = 0.75
"""Of a clause's words, the share that the buyer's sentence must hold to speak of the same."""
LEAST_WORDS = 4


def grade(answer: RepAnswer, at: Situation) -> DraftGrade:
    """The criteria that the answer meets, and the buyer's words against it. The same answer on the same record is
    graded the same."""
    if orders_software(answer.text):
        return DraftGrade(reason=SPOKEN_TO_SOFTWARE)
    against = contradiction(answer, at)
    specific = is_specific(answer, at.record)
    met = [Criterion.SPECIFIC] if specific else []
    if against is None:
        met.append(Criterion.BORNE_OUT)
    if specific and _tells_of_the_buyer(answer):
        met.append(Criterion.LEARNED)
    if specific and _ACT.search(answer.text):
        met.append(Criterion.ACTIONABLE)
    quotes: tuple[Quote, ...] = ()
    if against is not None:
        quotes = at.quote(against.denial_activity_id, against.denial)
    return DraftGrade(met=tuple(met), reason=_why(answer, at.record, specific=specific), against=quotes)


def _why(answer: RepAnswer, record: Record, *, specific: bool) -> str:
    if len(answer.text.split()) < LEAST_WORDS:
        return "It says too little to be checked."
    if specific:
        return "It names what happened and with whom."
    if _HOPE.search(answer.text):
        return "It tells a hope or a habit, not what somebody at the buyer did or said."
    if (_FIRM.search(answer.text) or _names_somebody(answer, record)) and not _WHEN.search(answer.text):
        return "It says who, and not when: nothing in it could be looked up."
    return ""


def is_specific(answer: RepAnswer, record: Record) -> bool:
    """It says when, and who or what was said or done; more of both where it is told as a hope."""
    firm = {word.casefold() for word in _FIRM.findall(answer.text)}
    named = _names_somebody(answer, record)
    if len(answer.text.split()) < LEAST_WORDS:
        return False
    if not _WHEN.search(answer.text):
        return False
    if _HOPE.search(answer.text):
        return len(firm) + named >= 2
    return bool(firm) or named


def _tells_of_the_buyer(answer: RepAnswer) -> bool:
    """A clause whose subject is not us, or that reports what somebody said."""
    told = [clause for s in sentences(answer.text) for clause in _CLAUSE.split(s) if len(clause.split()) >= 3]
    return any(_NEWS.search(c) or not _OURS.search(c) for c in told or [answer.text])


def contradiction(answer: RepAnswer, at: Situation) -> Contradiction | None:
    """What the record has against an answer: that the deal is over, or other figures and words than the answer's. The
    buyer's last words on a matter stand, however long ago, unless the rep dates newer ones."""
    if _NEWS.search(answer.text) and _DATED.search(answer.text) and _is_newer(answer, at.record):
        return None
    return _negated(answer, at.record) or _ended(answer, at) or _paired(answer, at) or _denied(answer, at.record)


def _is_newer(answer: RepAnswer, record: Record) -> bool:
    """Whether the answer tells of a day after the buyer's last words on record."""
    spoken = [a.at.date() for a in record.activities if a.at <= answer.at and is_from_buyer(a)]
    days = _days(answer)
    return not spoken or not days or max(days) > max(spoken)


def _days(answer: RepAnswer) -> list[date]:
    """The days of the month that the answer names, in the year before it was given."""
    found = []
    for day, month in re.findall(
        rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\.? ?({'|'.join(MONTHS)})[a-z]*", answer.text.casefold()
    ):
        for year in (answer.at.year, answer.at.year - 1):
            try:
                named = date(year, MONTHS.index(month) + 1, int(day))
            except ValueError:
                break
            if named <= answer.at.date():
                found.append(named)
                break
    return found


def _negated(answer: RepAnswer, record: Record) -> Contradiction | None:
    """The buyer wrote the answer's words with a "not" before them. One word that carries meaning is enough where the
    answer names the very day, else it takes two."""
    days = _days(answer)
    people = {part for c in record.contacts for part in stems(c.name)}
    clauses = [(c, _told(c) - people) for s in sentences(answer.text) for c in _CLAUSE.split(s)]
    for activity in reversed([a for a in record.activities if a.at <= answer.at and is_from_buyer(a)]):
        least = 1 if activity.at.date() in days else 2
        for sentence in sentences(activity.body or ""):
            words, denied = set(stems(sentence)), _after_not(sentence)
            for clause, told in clauses:
                if len(told) < least or _NOT.search(clause) or not told & denied:
                    continue
                if len(told & words) >= max(least, ALIKE * len(told)):
                    return Contradiction(
                        topic="said otherwise",
                        claim_activity_id=answer.answer_id,
                        claim=clause.strip(),
                        denial_activity_id=activity.activity_id,
                        denial=sentence,
                    )
    return None


def _after_not(sentence: str) -> set[str]:
    """The stems of the words right after a "not": "will not be pushing it" denies the pushing."""
    return {stem for match in _NOT.finditer(sentence) for stem in stems(" ".join(sentence[match.end() :].split()[:3]))}


def _told(clause: str) -> set[str]:
    """The stems of a clause without days and without who told it."""
    return {stem for stem in stems(clause) if not stem.isdigit() and stem not in _TELLING and stem not in MONTHS}


def _ended(answer: RepAnswer, at: Situation) -> Contradiction | None:
    """The record says that the deal is over, and the answer speaks of it as running."""
    over = at.over
    claim = next((s for s in sentences(answer.text) if _ALIVE.search(s)), None)
    if over is None or claim is None or _OVER.search(answer.text):
        return None
    return Contradiction(
        topic="over",
        claim_activity_id=answer.answer_id,
        claim=claim,
        denial_activity_id=over.activity_id,
        denial=over.quote,
    )


def _paired(answer: RepAnswer, at: Situation) -> Contradiction | None:
    """The answer read as one more note of the rep, beside what the record holds."""
    note = Activity(
        activity_id=f"answer {answer.answer_id}",
        deal_id=answer.deal_id,
        at=answer.at,
        kind=ActivityKind.NOTE,
        direction=Direction.INTERNAL,
        author=answer.author,
        body=answer.text,
    )
    record = at.record.model_copy(update={"activities": (*at.record.activities, note)})
    found = contradictions(record, max(at.as_of, answer.at.date()))
    return next((p for p in found if p.claim_activity_id == note.activity_id and p.topic != "enthusiasm"), None)


def _denied(answer: RepAnswer, record: Record) -> Contradiction | None:
    spoken = [a for a in record.activities if a.at <= answer.at and is_from_buyer(a)]
    for topic, words in TOPICS.items():
        if topic == "enthusiasm":
            continue  # "they love it" is a hope, and weak as such; there is nothing in it to deny
        claim = next((s for s in sentences(answer.text) if words.claim.search(s)), None)
        if claim is None:
            continue
        said = [(a, s) for a in reversed(spoken) for s in reversed(sentences(a.text))]
        last = next(((a, s) for a, s in said if words.denial.search(s) or words.claim.search(s)), None)
        if last is not None and words.denial.search(last[1]):
            return Contradiction(
                topic=topic,
                claim_activity_id=answer.answer_id,
                claim=claim,
                denial_activity_id=last[0].activity_id,
                denial=last[1],
            )
    return None


def _names_somebody(answer: RepAnswer, record: Record) -> bool:
    names = [c.name for c in record.contacts]
    parts = {part.casefold() for name in names for part in name.split() if len(part) > 2}
    if any(word.strip(".,;:!?'’\"").casefold() in parts for word in answer.text.split()):
        return True
    return bool(_NAME.search(answer.text)) and not unknown_names(answer.text, names)
