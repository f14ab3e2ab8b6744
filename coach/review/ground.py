"""What of a draft is borne out. Both coaches pass through here; what does not stand is dropped, with the reason.

A point stays when at least one of its quotes stands in the evidence it names, every figure in it is in what it cites
or was measured, and every person in it is known. Nothing here raises the status of an answer.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from coach.domain.activity import Activity
from coach.domain.base import Word
from coach.domain.contact import is_from_buyer, is_two_way
from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.obstacle import OBSTACLES, Obstacle
from coach.domain.review import Alternative, Answer, AnswerStatus, Dropped, ExtraAnswer, Question
from coach.grounding.cite import Finder
from coach.grounding.clean import clean
from coach.grounding.figures import Known
from coach.grounding.names import unknown_names
from coach.grounding.orders import orders_software
from coach.history.effects import says_no
from coach.history.over import over
from coach.review.alternatives import fit
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftAlternative, DraftAnswer, DraftExtra, DraftObstacle, DraftPoint, Quote
from coach.review.known import everybody, measured

OWN = frozenset({SourceKind.ACTIVITY, SourceKind.DEAL, SourceKind.CONTACT, SourceKind.ANSWER})
MOST_ALTERNATIVES = 3
MOST_POINTS = 12
_LONGEST_POINT = 900


class Checked(Word):
    """What is left of a draft, cited, and what is not. `alternatives` are viable, all of them."""

    answers: tuple[Answer, ...]
    extra: tuple[ExtraAnswer, ...] = ()
    obstacles: tuple[Obstacle, ...]
    alternatives: tuple[Alternative, ...]
    over: Point | None
    dropped: tuple[Dropped, ...]


def check(draft: Draft, dossier: Dossier, asks: Mapping[Question, str], finder: Finder) -> Checked:
    """`asks` has a question for each of the five, for where the coach gives none that the record bears out."""
    return _Check(dossier, asks, finder).of(draft)


class _Check:
    def __init__(self, dossier: Dossier, asks: Mapping[Question, str], finder: Finder) -> None:
        self._dossier = dossier
        self._asks = asks
        self._finder = finder
        self._evidence = dossier.evidence()
        self._own = [e.text for e in dossier.own]
        self._own_text = "\n".join(self._own)
        self._measured = tuple(measured(dossier))
        self._people = [*self._own, *everybody(dossier)]
        self._dropped: list[Dropped] = []

    def of(self, draft: Draft) -> Checked:
        given: dict[Question, DraftAnswer] = {}
        for one in draft.answers:
            given.setdefault(one.question, one)
        answers = tuple(self._answer(question, given.get(question)) for question in Question)
        obstacles = self._obstacles(draft.obstacles)
        alternatives = self._alternatives(draft.alternatives)
        over_point = self._over(draft.over)
        return Checked(
            answers=answers,
            extra=self._extra(draft.extra),
            obstacles=obstacles,
            alternatives=alternatives,
            over=over_point,
            dropped=tuple(dict.fromkeys(self._dropped)),
        )

    def _answer(self, question: Question, draft: DraftAnswer | None) -> Answer:
        if draft is None:
            return Answer(question=question, status=AnswerStatus.UNANSWERED, ask=self._asks.get(question))
        points: dict[str, Point] = {}
        for one in draft.points[:MOST_POINTS]:
            point = self._point(one, question)
            if point is not None:
                points.setdefault(point.text, point)
        kept = tuple(points.values())
        status = draft.status if kept else AnswerStatus.UNANSWERED
        if status is AnswerStatus.ANSWERED and question is Question.LEARNED and not self._heard(kept):
            status = AnswerStatus.WEAK
        ask = None if status is AnswerStatus.ANSWERED else self._ask(question, draft.ask)
        return Answer(question=question, status=status, points=kept, ask=ask)

    def _extra(self, drafts: tuple[DraftExtra, ...]) -> tuple[ExtraAnswer, ...]:
        """An answer to each of the manager's own questions that applies here, whatever the coach left out."""
        given: dict[str, DraftExtra] = {}
        for one in drafts:
            given.setdefault(one.question_id, one)
        made = []
        for asked in self._dossier.extras:
            draft = given.get(asked.question_id)
            found = [self._point(p, None) for p in draft.points[:MOST_POINTS]] if draft else []
            points = tuple(dict.fromkeys(p for p in found if p is not None))
            status = draft.status if draft and points else AnswerStatus.UNANSWERED
            made.append(
                ExtraAnswer(
                    question_id=asked.question_id, asked=asked.text, status=status, points=points if draft else ()
                )
            )
        return tuple(made)

    def _point(self, draft: DraftPoint, question: Question | None) -> Point | None:
        text = clean(draft.text, known=self._own_text, limit=_LONGEST_POINT)
        if not text:
            return None
        citations = self._cited(draft.quotes, text)
        if citations is None:
            return None
        if question is not Question.ALTERNATIVES and not any(c.source_kind in OWN for c in citations):
            self._note(text, "It says something of this deal and cites only other texts.")
            return None
        if not self._borne_out(text, citations):
            return None
        return Point(text=text, citations=citations)

    def _cited(self, quotes: Iterable[Quote], text: str) -> tuple[Citation, ...] | None:
        """The citations that hold; None when there are none, which is noted."""
        found: dict[Citation, None] = {}
        wrong = "It cites nothing."
        for quote in quotes:
            evidence = self._evidence.get(quote.ref)
            if evidence is None:
                wrong = "It cites a text that is not among the evidence of this deal."
                continue
            citation = self._finder.cite(evidence, quote.text)
            if citation is None:
                wrong = f"These words do not stand in {evidence.source.title}: “{clean(quote.text, limit=160)}”"
                self._note(text, wrong)
            elif orders_software(citation.quote):
                wrong = "It rests on words that give orders to software."
            else:
                found.setdefault(citation)
        if not found:
            self._note(text, wrong)
            return None
        return tuple(found)

    def _borne_out(self, text: str, citations: Iterable[Citation], more: Iterable[str] = ()) -> bool:
        cited = [self._text_of(c) for c in citations]
        figures = Known([*cited, *more], self._measured).unknown(text)
        if figures:
            self._note(text, f"The record does not bear out: {', '.join(figures)}.")
            return False
        strangers = unknown_names(text, [*self._people, *cited, *more])
        if strangers:
            self._note(text, f"Nobody of this name is in the record: {', '.join(strangers)}.")
            return False
        return True

    def _text_of(self, citation: Citation) -> str:
        sources = (e.source for e in self._evidence.values() if e.source.source_id == citation.source_id)
        source = next(sources)
        return f"{source.title}\n{source.text}"

    def _heard(self, points: tuple[Point, ...]) -> bool:
        """Whether the buyer themself, a held conversation or the rep's answer stands behind any of it."""
        for citation in (c for p in points for c in p.citations):
            if citation.source_kind is SourceKind.ANSWER:
                return True
            activity = self._activity(citation)
            if activity is not None and (is_from_buyer(activity) or is_two_way(activity)):
                return True
        return False

    def _activity(self, citation: Citation) -> Activity | None:
        if citation.source_kind is not SourceKind.ACTIVITY:
            return None
        key = citation.source_id.partition(":")[2].rpartition("@")[0]
        return next((a for a in self._dossier.record.activities if a.activity_id == key), None)

    def _ask(self, question: Question, proposed: str | None) -> str | None:
        asked = clean(proposed or "", known=self._own_text, limit=500)
        if asked and proposed == self._asks.get(question):
            return asked  # made by code from the record: nothing to check
        if asked and not Known(self._own, self._measured).unknown(asked) and not unknown_names(asked, self._people):
            return asked
        if asked:
            self._note(asked, "The question names what is not in the record; another is asked instead.")
        return self._asks.get(question)

    def _obstacles(self, drafts: tuple[DraftObstacle, ...]) -> tuple[Obstacle, ...]:
        made: dict[str, Obstacle] = {}
        for draft in drafts:
            name = draft.name.strip().casefold().replace(" ", "_").replace("-", "_")
            if name not in OBSTACLES and name not in self._own_obstacles():
                self._note(draft.name, "There is no such obstacle.")
                continue
            citations = self._cited(draft.quotes, f"Obstacle: {name.replace('_', ' ')}")
            if citations is None or name in made:
                continue
            own = tuple(c for c in citations if c.source_kind in OWN)
            if own:
                made[name] = Obstacle(name=name, citations=own)
            else:
                self._note(f"Obstacle: {name.replace('_', ' ')}", "It cites only other texts.")
        return tuple(made.values())

    def _own_obstacles(self) -> set[str]:
        """Names that enablement added to the taxonomy, as the plays at hand use them."""
        return {name for hand in self._dossier.plays for name in hand.play.obstacles}

    def _alternatives(self, drafts: tuple[DraftAlternative, ...]) -> tuple[Alternative, ...]:
        made: list[Alternative] = []
        for draft in drafts:
            title = clean(draft.title, limit=160) or "An alternative"
            found = fit(draft, self._dossier, self._evidence, self._finder)
            if isinstance(found, str):
                self._note(title, found)
                continue
            if any(found.title == one.title or (found.play_id and found.play_id == one.play_id) for one in made):
                self._note(title, "It is proposed twice.")
                continue
            own_words = [self._evidence[draft.ref].text, *self._own]
            proposed = f"{found.title}. {found.why} {found.first_step} {found.success_signal} {found.kill_criterion}"
            days = [draft.judged_in_days, draft.first_step_in_days, *_play_days(draft.ref, self._dossier)]
            if self._borne_out_step(title, proposed, found.citations, own_words, days, found.due_at):
                made.append(found)
        for extra in made[MOST_ALTERNATIVES:]:
            self._note(extra.title, f"More than {MOST_ALTERNATIVES} were proposed; the first ones stay.")
        return tuple(made[:MOST_ALTERNATIVES])

    def _borne_out_step(
        self, title: str, text: str, citations: tuple[Citation, ...], more: list[str], days: list[int], due: date
    ) -> bool:
        cited = [self._text_of(c) for c in citations]
        known = Known([*cited, *more], (*self._measured, *days, due))
        unknown = (*known.unknown(text), *unknown_names(text, [*self._people, *cited, *more]))
        if unknown:
            self._note(title, f"The record does not bear out: {', '.join(unknown)}.")
        return not unknown

    def _over(self, draft: DraftPoint | None) -> Point | None:
        """The record's own finding first. A coach's claim counts only where it quotes the buyer turning it down, and
        nobody at the buyer was heard after that."""
        if draft is None:
            return None
        point = self._point(draft, None)
        if point is None:
            return None
        standing = over(self._dossier.record, self._dossier.as_of)
        for citation in point.citations:
            activity = self._activity(citation)
            if activity is None:
                continue
            if standing is not None and standing.activity_id == activity.activity_id:
                return point
            later = [a for a in self._dossier.record.activities if a.at > activity.at and is_two_way(a)]
            if is_from_buyer(activity) and says_no(citation.quote) and not later:
                return point
        self._note(point.text, "The words cited do not say that the deal is over, or it went on after them.")
        return None

    def _note(self, text: str, reason: str) -> None:
        self._dropped.append(
            Dropped(text=clean(text, known=self._own_text), reason=clean(reason, known=self._own_text))
        )


def _play_days(ref: str, dossier: Dossier) -> Iterable[int]:
    return (hand.play.days for hand in dossier.plays if hand.evidence.ref == ref)
