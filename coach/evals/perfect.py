"""A coach that has read the answers: what the product makes of a reader who misses nothing and invents nothing.

It says what the gold says, where the gold is silent what `builtin` says, and quotes, for each fact, the sentence of
the fact's own activities that shares most words with it. Where it is still wrong, a rule or a check stands in the
way of a true review.
"""

from collections.abc import Mapping

from coach.domain.answer import RepAnswer
from coach.domain.contact import is_from_buyer
from coach.domain.evidence import Evidence, SourceKind
from coach.domain.play import Play
from coach.domain.questions import Criterion
from coach.domain.review import AnswerStatus, Decision, Question
from coach.evals.gold import Fact, GoldAnswer, GoldDeal
from coach.evals.statements import content
from coach.history.sentences import sentences
from coach.review.builtin import BuiltinCoach
from coach.review.dossier import Dossier, PlayAtHand
from coach.review.draft import (
    Draft,
    DraftAlternative,
    DraftAnswer,
    DraftGrade,
    DraftObstacle,
    DraftPoint,
    Quote,
)
from coach.review.ports import CoachReply, GradeReply, Listener

NAME = "perfect"
_LEAST_WORDS = 3


class PerfectCoach:
    """Fulfils `coach.review.ports.Speaker`."""

    def __init__(self, golds: Mapping[str, GoldDeal], answers: tuple[GoldAnswer, ...] = ()) -> None:
        self._golds = golds
        self._answers = {(a.deal_id, a.question, a.answer.strip()): a for a in answers}
        self._rules = BuiltinCoach()

    @property
    def name(self) -> str:
        return NAME

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        gold = self._golds.get(dossier.record.deal.deal_id)
        if gold is None:
            return self._rules.draft(dossier, listen)
        return CoachReply(draft=_Reading(gold, dossier, self._rules.draft(dossier).draft).draft(), model=NAME)

    def grade(self, answer: RepAnswer, asked: str, dossier: Dossier) -> GradeReply:
        gold = self._answers.get((answer.deal_id, answer.question, answer.text.strip()))
        if gold is None:
            return self._rules.grade(answer, asked, dossier)
        against: tuple[Quote, ...] = ()
        if gold.status is AnswerStatus.CONTRADICTED:
            against = _best_quote(f"{gold.why} {answer.text}", _spoken(dossier))
        met = tuple(Criterion) if gold.status is AnswerStatus.ANSWERED else ()
        return GradeReply(draft=DraftGrade(met=met, reason=gold.why or "As graded.", against=against), model=NAME)


class _Reading:
    def __init__(self, gold: GoldDeal, dossier: Dossier, plain: Draft) -> None:
        self._gold = gold
        self._dossier = dossier
        self._plain = plain
        self._by_id = {e.source.key: e for e in dossier.own if e.source.source_kind is SourceKind.ACTIVITY}

    def draft(self) -> Draft:
        return Draft(
            answers=tuple(self._answer(question) for question in Question),
            obstacles=self._obstacles(),
            alternatives=self._alternatives(),
            over=self._over(),
            extra=self._plain.extra,
        )

    def _answer(self, question: Question) -> DraftAnswer:
        if self._gold.leaves_open(question):
            return DraftAnswer(question=question, status=AnswerStatus.UNANSWERED)
        points = tuple(self._point(fact) for fact in self._gold.facts_on(question))
        if points:
            return DraftAnswer(question=question, status=self._status(), points=points)
        return next(a for a in self._plain.answers if a.question is question)

    def _status(self) -> AnswerStatus:
        """Where the gold says to ask, what is on record is thin, and a perfect reader calls it so."""
        thin = Decision.ASK in self._gold.decision and Decision.PIVOT not in self._gold.decision
        return AnswerStatus.WEAK if thin else AnswerStatus.ANSWERED

    def _point(self, fact: Fact) -> DraftPoint:
        return DraftPoint(text=fact.text, quotes=self._quotes(fact))

    def _quotes(self, fact: Fact) -> tuple[Quote, ...]:
        found = (self._by_id[a] for a in fact.activity_ids if a in self._by_id)
        return tuple(quote for evidence in found for quote in _best_quote(fact.text, [evidence]))

    def _obstacles(self) -> tuple[DraftObstacle, ...]:
        """In the order of the gold, each with the words that `builtin` cites for it, else those of the facts."""
        plain = {o.name: o.quotes for o in self._plain.obstacles}
        facts = [f for q in (Question.LEARNED, Question.NOT_WORKED) for f in self._gold.facts_on(q)]
        words = tuple(q for fact in facts or self._gold.facts for q in self._quotes(fact))[:3]
        return tuple(DraftObstacle(name=name, quotes=plain.get(name) or words) for name in self._gold.obstacles)

    def _alternatives(self) -> tuple[DraftAlternative, ...]:
        if Decision.PIVOT not in self._gold.decision:
            return ()
        hands = {hand.play.play_id: hand for hand in self._dossier.plays}
        made = (self._alternative(hands[play_id]) for play_id in self._gold.fitting_plays if play_id in hands)
        return tuple(one for one in made if one is not None)[:3]

    def _alternative(self, hand: PlayAtHand) -> DraftAlternative | None:
        play, whom = hand.play, self._whom(hand.play)
        if whom is None:
            return None
        quotes = (Quote(ref=hand.evidence.ref, text=play.first_step), *self._words())
        return DraftAlternative(
            ref=hand.evidence.ref,
            title=play.title,
            why="It answers what holds this deal up.",
            first_step=play.first_step,
            with_whom=whom,
            first_step_in_days=5,
            judged_in_days=play.days,
            success_signal=play.success_signal,
            kill_criterion=play.kill_criterion,
            quotes=quotes,
        )

    def _words(self) -> tuple[Quote, ...]:
        return tuple(q for fact in self._gold.facts for q in self._quotes(fact))[:1]

    def _whom(self, play: Play) -> str | None:
        """The contact whom the play names by role, else anybody at the buyer; the last who spoke first."""
        contacts = self._dossier.record.contacts
        spoke = [a.author for a in reversed(self._dossier.record.activities) if is_from_buyer(a) and a.author]
        order = sorted(contacts, key=lambda c: spoke.index(c.name) if c.name in spoke else len(spoke))
        for role in play.with_whom:
            for contact in order:
                if contact.role is not None and contact.role.value == role:
                    return contact.name
        return order[0].name if order else next(iter(spoke), None)

    def _over(self) -> DraftPoint | None:
        """Where the deal is to be removed: the last fact that the buyer's own words hold."""
        if Decision.REMOVE not in self._gold.decision or Decision.PIVOT in self._gold.decision:
            return None
        theirs = {a.activity_id: a.at for a in self._dossier.record.activities if is_from_buyer(a)}
        said = [(max(theirs[i] for i in fact.activity_ids if i in theirs), fact)
                for fact in self._gold.facts if set(fact.activity_ids) & theirs.keys()]  # fmt: skip
        return self._point(max(said, key=lambda pair: pair[0])[1]) if said else None


def _spoken(dossier: Dossier) -> list[Evidence]:
    return [e for e in dossier.own if e.source.source_kind is not SourceKind.ANSWER]


def _best_quote(text: str, among: list[Evidence]) -> tuple[Quote, ...]:
    """The sentence that shares most words with `text`, the longer one of equals; none where none is long enough."""
    wanted = content(text)
    said = [(len(content(s) & wanted), len(s), s, e) for e in among for s in sentences(e.text)]
    said = [one for one in said if len(one[2].split()) >= _LEAST_WORDS]
    if not said:
        return tuple(Quote(ref=e.ref, text=e.text) for e in among[:1])
    *_, words, evidence = max(said, key=lambda one: one[:2])
    return (Quote(ref=evidence.ref, text=words),)
