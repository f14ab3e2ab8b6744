"""How far a rep's answer carries. A coach says which criteria of the rubric it meets and quotes what speaks against
it; code looks the quotes up and decides the grade, so that no answer can talk its way to a better one."""

from collections.abc import Iterable
from datetime import timedelta

from coach.domain.answer import Grade, RepAnswer
from coach.domain.evidence import Citation, SourceKind
from coach.domain.failure import ModelFailure
from coach.domain.questions import Criterion, QuestionBank
from coach.domain.review import AnswerStatus, Question
from coach.domain.texts import day_text
from coach.grounding.cite import Finder
from coach.grounding.clean import clean
from coach.grounding.figures import Known
from coach.grounding.names import unknown_names
from coach.grounding.orders import orders_software
from coach.review.builtin.asks import asks
from coach.review.builtin.grading import SPOKEN_TO_SOFTWARE, is_specific
from coach.review.builtin.situation import Situation
from coach.review.dossier import Dossier
from coach.review.draft import DraftGrade, Quote
from coach.review.known import everybody, measured
from coach.review.ports import Grader, GradeReply
from coach.review.questions import filled

FOLLOW_UP_DAYS = 7
_ANSWERED = "It says who did or said what, and the record does not speak against it."


def grade(answer: RepAnswer, dossier: Dossier, grader: Grader, fallback: Grader, *, asked: str | None = None) -> Grade:
    """The grade of one answer: `contradicted` where words of the record that speak against it were found there,
    `answered` where every criterion that its question needs is met, else `weak`. A reply to a follow-up gets no
    further one. When `grader` fails, `fallback` grades and the grade says why; raises `ModelFailure` without one."""
    put = asked or answer.asked or question_text(answer.question, dossier)
    reply, why_not = _read(answer, put, dossier, grader, fallback)
    return _Checked(answer, dossier, reply.draft).grade(reply.model, why_not)


def question_text(question: str, dossier: Dossier) -> str:
    """The question in the words in which this deal's rep is asked it."""
    extra = next((e for e in dossier.extras if e.question_id == question), None)
    if extra is not None:
        return extra.text
    if question in set(Question):
        return asks(Situation(dossier))[Question(question)]
    return question


def _read(
    answer: RepAnswer, asked: str, dossier: Dossier, grader: Grader, fallback: Grader
) -> tuple[GradeReply, str | None]:
    if orders_software(answer.text):
        return fallback.grade(answer, asked, dossier), None
    try:
        return grader.grade(answer, asked, dossier), None
    except ModelFailure as failure:
        if grader.name == fallback.name:
            raise
        said = failure.sentence.rstrip(".")
        return fallback.grade(answer, asked, dossier), f"{grader.name} could not grade this ({said})."


class _Checked:
    def __init__(self, answer: RepAnswer, dossier: Dossier, draft: DraftGrade) -> None:
        self._answer = answer
        self._dossier = dossier
        self._draft = draft
        self._bank: QuestionBank = dossier.bank
        self._evidence = {e.ref: e for e in dossier.own}
        self._finder = Finder()
        self._texts = [answer.text, *(e.text for e in dossier.own)]

    def grade(self, coach: str, why_not: str | None) -> Grade:
        against = self._cited(self._draft.against)
        met = self._met(against=bool(against))
        status, reason, missing = self._judged(met, contradicted=bool(against))
        return Grade(
            answer_id=self._answer.answer_id,
            deal_id=self._answer.deal_id,
            question=self._answer.question,
            status=status,
            met=met,
            reason=reason,
            citations=against or self._cited(self._draft.borne_out_by),
            follow_up=self._follow_up(missing),
            coach=coach,
            rubric=self._bank.version,
            fallback=why_not,
        )

    def _met(self, *, against: bool) -> tuple[Criterion, ...]:
        """What the coach says, held against what rules see: an answer that names nothing is not specific, whoever
        grades it, and one that speaks to the software meets nothing."""
        if orders_software(self._answer.text):
            return ()
        said = set(self._draft.met)
        if not is_specific(self._answer, self._dossier.record):
            said.discard(Criterion.SPECIFIC)
        if against:
            said.discard(Criterion.BORNE_OUT)
        else:
            said.add(Criterion.BORNE_OUT)
        return tuple(c for c in Criterion if c in said)

    def _judged(self, met: tuple[Criterion, ...], *, contradicted: bool) -> tuple[AnswerStatus, str, Criterion | None]:
        if contradicted:
            return AnswerStatus.CONTRADICTED, self._reason(Criterion.BORNE_OUT), Criterion.BORNE_OUT
        for line in self._bank.rubric:
            if line.criterion not in met and line.is_needed(self._answer.question):
                return AnswerStatus.WEAK, self._reason(line.criterion), line.criterion
        return AnswerStatus.ANSWERED, self._said() or _ANSWERED, None

    def _reason(self, missing: Criterion) -> str:
        if orders_software(self._answer.text):
            return SPOKEN_TO_SOFTWARE
        if missing is Criterion.BORNE_OUT:
            return self._bank.line(missing).missing
        return self._said() or self._bank.line(missing).missing

    def _said(self) -> str:
        """The coach's own reason, where it names nothing that is not in the record or the answer."""
        text = clean(self._draft.reason, known="\n".join(self._texts), limit=400)
        return text if text and self._is_borne_out(text) else ""

    def _follow_up(self, missing: Criterion | None) -> str | None:
        if missing is None or self._answer.follows is not None:
            return None
        asked = clean(self._draft.follow_up or "", known="\n".join(self._texts), limit=400)
        if asked and self._is_borne_out(asked):
            return asked
        at = Situation(self._dossier)
        due = day_text(self._dossier.as_of + timedelta(days=FOLLOW_UP_DAYS))
        return filled(self._bank.line(missing).follow_up, self._dossier.record, at.main_contact, date=due)

    def _is_borne_out(self, text: str) -> bool:
        return not Known(self._texts, tuple(measured(self._dossier))).unknown(text) and not unknown_names(
            text, [*self._texts, *everybody(self._dossier)]
        )

    def _cited(self, quotes: Iterable[Quote]) -> tuple[Citation, ...]:
        """Quotes that stand in the record of this deal, none of them the rep's own answers or words to software."""
        found: dict[Citation, None] = {}
        for quote in quotes:
            evidence = self._evidence.get(quote.ref)
            if evidence is None or evidence.source.source_kind is SourceKind.ANSWER:
                continue
            citation = self._finder.cite(evidence, quote.text)
            if citation is not None and not orders_software(citation.quote):
                found.setdefault(citation)
        return tuple(found)
