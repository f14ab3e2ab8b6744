"""What the rep answers, and how far it carries: a hope is not an answer, and the buyer's words outweigh a claim."""
# ruff: noqa: E501 - phrases stay on one line each

import re
from typing import NamedTuple

from coach.domain.answer import RepAnswer
from coach.domain.contact import is_from_buyer
from coach.domain.record import Record
from coach.domain.review import AnswerStatus, Question
from coach.grounding.names import unknown_names
from coach.history.contradictions import TOPICS, Contradiction
from coach.history.sentences import sentences
from coach.review.builtin.sayings import is_long_enough
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, quoted
from coach.review.draft import DraftAnswer, DraftPoint, Quote

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


class Judged(NamedTuple):
    status: AnswerStatus
    why: str
    against: Contradiction | None = None


def judge(answer: RepAnswer, record: Record) -> Judged:
    """Contradicted where the buyer's own words say otherwise, weak where it hopes or names nothing that could be
    checked, answered otherwise. By rules: the same answer on the same record is judged the same."""
    against = _contradicted(answer, record)
    if against is not None:
        return Judged(AnswerStatus.CONTRADICTED, "The buyer's own words say otherwise.", against)
    words = answer.text.split()
    firm = set(_FIRM.findall(answer.text))
    named = _names_somebody(answer, record)
    if len(words) < 4:
        return Judged(AnswerStatus.WEAK, "It says too little to be checked.")
    if _HOPE.search(answer.text) and len(firm) + named < 2:
        return Judged(AnswerStatus.WEAK, "It tells a hope or a habit, not what somebody at the buyer did or said.")
    if not firm and not named:
        return Judged(AnswerStatus.WEAK, "It names no person, no date and nothing that was said.")
    return Judged(AnswerStatus.ANSWERED, "It names what happened and with whom.")


def from_rep(at: Situation, question: str) -> tuple[list[DraftPoint], AnswerStatus | None]:
    """The rep's word on a question as points, and how far it carries; None where the rep said nothing."""
    points: list[DraftPoint] = []
    found: list[AnswerStatus] = []
    for answer, evidence in at.rep_answers:
        if answer.question != question:
            continue
        judged = judge(answer, at.record)
        found.append(judged.status)
        said = [s for s in sentences(evidence.text) if is_long_enough(s)][:2] or [evidence.text.strip()]
        text = f"{answer.author} answers: {' '.join(quoted(s) for s in said)}"
        quotes = tuple(Quote(ref=evidence.ref, text=s) for s in said)
        if judged.against is not None:
            on = at.activity(judged.against.denial_activity_id).at
            who = at.activity(judged.against.denial_activity_id).author or "the buyer"
            text += f" But {who} wrote on {day(on, at.as_of)}: {quoted(judged.against.denial)}"
            quotes += at.quote(judged.against.denial_activity_id, judged.against.denial)
        points.append(DraftPoint(text=text, quotes=quotes))
    return points, found[-1] if found else None


def answered(
    question: Question, points: list[DraftPoint], said: list[DraftPoint], firm: bool, vouched: AnswerStatus | None
) -> DraftAnswer:
    """The answer of record and rep together: the record's own standing, raised by a rep's answer that carries."""
    kept = tuple(p for p in (*said, *points) if p.quotes)
    if not kept:
        return DraftAnswer(question=question, status=AnswerStatus.UNANSWERED)
    if vouched is AnswerStatus.CONTRADICTED:
        status = AnswerStatus.CONTRADICTED
    elif firm or vouched is AnswerStatus.ANSWERED:
        status = AnswerStatus.ANSWERED
    else:
        status = AnswerStatus.WEAK
    return DraftAnswer(question=question, status=status, points=kept)


def _contradicted(answer: RepAnswer, record: Record) -> Contradiction | None:
    """The buyer's last words on the matter stand, however long ago, unless the rep dates newer ones."""
    if _NEWS.search(answer.text) and _DATED.search(answer.text):
        return None
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
