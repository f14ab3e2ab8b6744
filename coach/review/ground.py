"""What of a draft is borne out. Both coaches pass through here; what does not stand is dropped, with the reason.

A point stays when at least one of its quotes stands in the evidence it names, every figure in it is in what it cites
or was measured, and every person in it is known. Nothing here raises the status of an answer.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from coach.domain.activity import Activity, Direction
from coach.domain.base import Word
from coach.domain.contact import is_from_buyer, is_two_way
from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.obstacle import OBSTACLES, Obstacle
from coach.domain.review import Alternative, Answer, AnswerStatus, Dropped, Question
from coach.grounding.cite import Finder
from coach.grounding.clean import clean
from coach.grounding.figures import Known
from coach.grounding.names import unknown_names
from coach.grounding.orders import orders_software
from coach.history.effects import says_no
from coach.history.over import over
from coach.review.alternatives import fit
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftAlternative, DraftAnswer, DraftObstacle, DraftPoint, Quote

OWN = frozenset({SourceKind.ACTIVITY, SourceKind.DEAL, SourceKind.CONTACT, SourceKind.ANSWER})
MOST_ALTERNATIVES = 3
MOST_POINTS = 12
_LONGEST_POINT = 900


class Checked(Word):
    """What is left of a draft, cited, and what is not. `alternatives` are viable, all of them."""

    answers: tuple[Answer, ...]
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
        self._people = [*self._own, *_everybody(dossier)]
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


def measured(dossier: Dossier) -> Iterable[int | float | date]:
    """The figures that code has measured, which any claim may use."""
    yield dossier.as_of
    yield from (dossier.as_of + timedelta(days=n) for n in range(1, 8))
    stall = dossier.stall
    figures = [stall.days_in_stage, stall.median_days, stall.max_days, stall.days_over, stall.deal_days_at_stake]
    if stall.norm:
        figures += [stall.norm.days, stall.norm.n, stall.norm.quantile * 100, round(stall.norm.days)]
    if stall.p_win:
        shares = (stall.p_win.value, stall.p_win.low, stall.p_win.high)
        figures += [stall.p_win.n, *(round(share * 100) for share in shares)]
    figures += [value for signal in stall.signals for value in (signal.value, signal.norm)]
    yield from (figure for figure in figures if figure is not None)
    yield len(dossier.attempts)
    yield 21  # the window in which effects are counted
    for attempt in dossier.attempts:
        yield attempt.started_at.date()
        yield len(attempt.activity_ids)
        if attempt.effect_after_days is not None:
            yield attempt.effect_after_days
    for activity in dossier.record.activities:
        yield activity.at.date()
        yield (dossier.as_of - activity.at.date()).days
    for change in dossier.record.stage_changes:
        yield change.entered_at.date()
    for other in dossier.record.field_changes:
        yield other.at.date()


def _everybody(dossier: Dossier) -> Iterable[str]:
    deal = dossier.record.deal
    yield from (
        text for text in (deal.owner, deal.account, deal.name, deal.product, deal.competitor, deal.stage) if text
    )
    for contact in dossier.record.contacts:
        yield f"{contact.name} {contact.title or ''} {contact.email or ''}"
    for activity in dossier.record.activities:
        if activity.direction is not Direction.INTERNAL or activity.author:
            yield f"{activity.author or ''} {activity.contact or ''} {activity.subject or ''}"


def _play_days(ref: str, dossier: Dossier) -> Iterable[int]:
    return (hand.play.days for hand in dossier.plays if hand.evidence.ref == ref)
