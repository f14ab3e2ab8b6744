"""What of a draft is borne out. Both coaches pass through here; what does not stand is dropped, with the reason.

A point stays when at least one of its quotes stands in the evidence it names, every figure in it is in what it cites
or was measured, and every person in it is known. Nothing here raises the status of an answer.
"""

from collections.abc import Iterable, Mapping

from coach.domain.evidence import Point
from coach.domain.obstacle import OBSTACLES, Obstacle
from coach.domain.review import Alternative, Answer, AnswerStatus, ExtraAnswer, Question
from coach.grounding.cite import Finder
from coach.grounding.clean import clean
from coach.grounding.figures import Known
from coach.grounding.names import unknown_names
from coach.grounding.orders import orders_software
from coach.review.alternatives import checks, fit, same_idea
from coach.review.builtin.situation import Situation
from coach.review.checked import Checked
from coach.review.claims import ORDERS, OWN, RESTS_ON_ORDERS, Claims
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftAlternative, DraftAnswer, DraftExtra, DraftObstacle, DraftPoint
from coach.review.ending import ends_the_deal
from coach.review.statuses import Statuses

MOST_ALTERNATIVES = 3
MOST_POINTS = 12


def check(
    draft: Draft,
    dossier: Dossier,
    asks: Mapping[Question, str],
    finder: Finder,
    at: Situation | None = None,
    *,
    by_code: bool = False,
) -> Checked:
    """`asks` has a question for each of the five, for where the coach gives none that the record bears out; `at` is the
    situation of the dossier, where a caller has it already. `by_code` says that the sentences around the quotes were
    written by code; else a point whose words go beyond what it cites is shown as its quotes alone."""
    return _Check(draft, dossier, asks, finder, at or Situation(dossier), by_code=by_code).of(draft)


class _Check(Claims):
    def __init__(
        self,
        draft: Draft,
        dossier: Dossier,
        asks: Mapping[Question, str],
        finder: Finder,
        at: Situation,
        *,
        by_code: bool,
    ) -> None:
        super().__init__(dossier, finder, draft, by_code=by_code)
        self._at = at
        self._asks = asks
        self._statuses = Statuses(at)

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
            said=statements(draft),
            refused=self._refused,
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
        status, lacking = self._statuses.capped(question, draft.status if kept else AnswerStatus.UNANSWERED, kept)
        if lacking:
            self._note(f"{question.value.replace('_', ' ').capitalize()}: {draft.status.value}", lacking)
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

    def _ask(self, question: Question, proposed: str | None) -> str | None:
        asked = clean(proposed or "", known=self._own_text, limit=500)
        if asked and proposed == self._asks.get(question):
            return asked  # made by code from the record: nothing to check
        if asked and (orders_software(asked) or asked in self._ordered):
            self._note(asked, ORDERS)
            return self._asks.get(question)
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
                self._refused += 1
                continue
            citations = self._cited(draft.quotes, f"Obstacle: {name.replace('_', ' ')}")
            if citations is None or name in made:
                self._refused += citations is None
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
        if not drafts:
            return ()
        held = checks(self._dossier, self._at)
        moves = {hand.play.play_id: hand.play.move for hand in self._dossier.plays}
        for draft in drafts:
            title = clean(draft.title, limit=160) or "An alternative"
            found = fit(draft, self._dossier, self._evidence, self._finder, held)
            if isinstance(found, str):
                self._note(title, found)
                self._refused += 1
                continue
            if twice := next(filter(None, (same_idea(found, one, moves) for one in made)), None):
                self._note(title, twice)
                continue
            own_words = [self._evidence[draft.ref].text, *self._own]
            proposed = f"{found.title}. {found.why} {found.first_step} {found.success_signal} {found.kill_criterion}"
            days = [draft.judged_in_days, draft.first_step_in_days, *_play_days(draft.ref, self._dossier)]
            cited = tuple(c for c in found.citations if not orders_software(c.quote))
            if not cited:
                self._note(title, RESTS_ON_ORDERS)
                self._refused += 1
            elif not self._borne_out_step(title, proposed, cited, own_words, days, found.due_at):
                self._refused += 1
            else:
                made.append(found.model_copy(update={"citations": cited}))
        for extra in made[MOST_ALTERNATIVES:]:
            self._note(extra.title, f"More than {MOST_ALTERNATIVES} were proposed; the first ones stay.")
        return tuple(made[:MOST_ALTERNATIVES])

    def _over(self, draft: DraftPoint | None) -> Point | None:
        """A coach's claim counts only where it quotes words that decide it, and nobody at the buyer was heard after."""
        if draft is None:
            return None
        point = self._point(draft, None)
        if point is None:
            return None
        for citation in point.citations:
            activity = self._activity(citation)
            record, as_of = self._dossier.record, self._dossier.as_of
            if activity is not None and ends_the_deal(activity, citation.quote, record, as_of):
                return point
        self._refused += 1
        self._note(point.text, "The words cited do not say that the deal is over, or it went on after them.")
        return None


def _play_days(ref: str, dossier: Dossier) -> Iterable[int]:
    return (hand.play.days for hand in dossier.plays if hand.evidence.ref == ref)


def statements(draft: Draft) -> int:
    """How many things a draft states: points, obstacles, alternatives, an end."""
    points = sum(len(answer.points[:MOST_POINTS]) for answer in draft.answers)
    points += sum(len(extra.points[:MOST_POINTS]) for extra in draft.extra)
    return points + len(draft.obstacles) + len(draft.alternatives) + int(draft.over is not None)
