"""One review held against what people say is right."""

from collections.abc import Mapping
from enum import StrEnum

from coach.domain.base import Word
from coach.domain.evidence import Citation, SourceKind
from coach.domain.play import Play, PlayStatus
from coach.domain.review import Alternative, AnswerStatus, Decision, Question, Review
from coach.evals.gold import Fact, GoldDeal
from coach.evals.invented import Invented
from coach.evals.share import Share, one
from coach.evals.shown import claims_of
from coach.evals.statements import content

LIKE_A_PLAY = 0.75
LEAST_WORDS = 2
"""An alternative repeats a play that it does not name when it holds this share of the words of that play's title or
first step, of at least two, beside those of the play that it names."""


class Measure(StrEnum):
    """What is counted, in the order of the report."""

    DECISIONS = "decisions_right"
    HARMFUL = "decisions_harmful"
    TOP_OBSTACLE = "top_obstacle_right"
    OBSTACLES = "obstacles_found"
    FACTS = "facts_found"
    FACTS_ANYWHERE = "facts_shown_anywhere"
    LEFT_OPEN = "unanswerable_left_open"
    INVENTED = "claims_invented"
    TRIED = "tried_plays_proposed"
    OUT_OF_USE = "unused_plays_proposed"
    FITTING = "fitting_play_in_top_two"
    PRECEDENTS = "precedents_found"
    CHANGED = "verdicts_changed"
    GRADES = "answers_graded_right"


LABELS: Mapping[Measure, str] = {
    Measure.DECISIONS: "decisions right",
    Measure.HARMFUL: "harmful decisions",
    Measure.TOP_OBSTACLE: "first obstacle right",
    Measure.OBSTACLES: "obstacles found",
    Measure.FACTS: "facts found, under their question",
    Measure.FACTS_ANYWHERE: "facts found, anywhere in the review",
    Measure.LEFT_OPEN: "unanswerable questions left open",
    Measure.INVENTED: "invented claims",
    Measure.TRIED: "deals with a tried play proposed",
    Measure.OUT_OF_USE: "draft or retired plays proposed",
    Measure.FITTING: "fitting play in the top two",
    Measure.PRECEDENTS: "precedents found",
    Measure.CHANGED: "verdicts changed by a second run",
    Measure.GRADES: "rep's answers graded right",
}
BETTER_NONE = frozenset(
    {Measure.HARMFUL, Measure.INVENTED, Measure.TRIED, Measure.OUT_OF_USE, Measure.CHANGED},
)
"""Measures of which there should be none."""


class DealResult(Word):
    """How one review did. `misses` says in words what was wrong."""

    company: str
    deal_id: str
    decision: Decision
    acceptable: tuple[Decision, ...]
    rules: tuple[str, ...]
    counts: dict[Measure, Share]
    misses: tuple[str, ...] = ()
    invented: tuple[Invented, ...] = ()
    dropped: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    model: str
    fallback: str | None = None
    calls: int = 0
    tokens_in: int = 0
    seconds: float = 0.0


def judge(
    company: str,
    gold: GoldDeal,
    review: Review,
    again: Review | None,
    plays: Mapping[str, Play],
    made_up: tuple[Invented, ...],
) -> DealResult:
    """`again` is a second review of the same deal; `made_up` what `coach.evals.invented` found in the first."""
    return _Judge(gold, review, plays).result(company, again, made_up)


class _Judge:
    def __init__(self, gold: GoldDeal, review: Review, plays: Mapping[str, Play]) -> None:
        self._gold = gold
        self._review = review
        self._plays = plays
        self._counts: dict[Measure, Share] = {}
        self._misses: list[str] = []

    def result(self, company: str, again: Review | None, made_up: tuple[Invented, ...]) -> DealResult:
        review, decision = self._review, self._review.verdict.decision
        self._decision()
        self._obstacles()
        for fact in self._gold.facts:
            self._fact(fact)
        self._left_open()
        self._alternatives()
        self._precedents()
        if again is not None:
            changed = _decided(again) != _decided(review)
            self._count(Measure.CHANGED, hit=changed)
            self._miss(changed, f"verdict changed: {_decided(review)}, then {_decided(again)}")
        shown = sum(1 for _ in claims_of(review))
        self._counts[Measure.INVENTED] = Share(hits=len(made_up), n=max(shown, len(made_up)))
        self._misses += [f"invented {one}" for one in made_up]
        spent = review.provenance
        return DealResult(
            company=company,
            deal_id=self._gold.deal_id,
            decision=decision,
            acceptable=self._gold.decision,
            rules=tuple(r.rule for r in review.verdict.reasons),
            counts=self._counts,
            misses=tuple(self._misses),
            invented=made_up,
            dropped=tuple(f"{d.text}: {d.reason}" for d in review.dropped),
            traps=self._gold.traps,
            model=spent.model,
            fallback=spent.fallback,
            calls=spent.calls,
            tokens_in=spent.tokens_in,
            seconds=spent.seconds,
        )

    def _count(self, measure: Measure, *, hit: bool) -> None:
        self._counts[measure] = self._counts.get(measure, Share()) + one(hit=hit)

    def _miss(self, wrong: bool, text: str) -> None:
        if wrong:
            self._misses.append(text)

    def _decision(self) -> None:
        decision, wanted = self._review.verdict.decision, " or ".join(self._gold.decision)
        right = decision in self._gold.decision
        rules = ", ".join(reason.rule for reason in self._review.verdict.reasons)
        self._count(Measure.DECISIONS, hit=right)
        self._miss(not right, f"decided {decision} ({rules}), not {wanted}")
        if self._gold.must_not_decide:
            harmful = decision in self._gold.must_not_decide
            self._count(Measure.HARMFUL, hit=harmful)
            self._miss(harmful, f"harmful: {decision}")

    def _obstacles(self) -> None:
        wanted, found = self._gold.obstacles, [o.name for o in self._review.obstacles]
        if not wanted:
            return
        first = found[0] if found else "none"
        self._count(Measure.TOP_OBSTACLE, hit=first in wanted)
        self._miss(first not in wanted, f"first obstacle {first}, not {' or '.join(wanted)}")
        for name in wanted:
            self._count(Measure.OBSTACLES, hit=name in found)

    def _fact(self, fact: Fact) -> None:
        """Found under its question: a point of that answer cites one of the fact's activities. Found anywhere: a point
        of any answer, an obstacle or a reason cites one, or an attempt that is shown holds one. The wording is not
        compared. A fact that names no activity (it stands on a card) is not counted."""
        ids = set(fact.activity_ids)
        if not ids:
            return
        under = any(
            claim.where == fact.question.value and ids & _cited(claim.citations) for claim in claims_of(self._review)
        )
        anywhere = under or any(ids & _cited(claim.citations) for claim in claims_of(self._review))
        anywhere = anywhere or any(ids & set(attempt.activity_ids) for attempt in self._review.attempts)
        self._count(Measure.FACTS, hit=under)
        self._count(Measure.FACTS_ANYWHERE, hit=anywhere)
        where = "" if not anywhere else " (found elsewhere)"
        self._miss(not under, f"fact on {fact.question} not found{where}: {fact.text}")

    def _left_open(self) -> None:
        for question in Question:
            if not self._gold.leaves_open(question):
                continue
            status = next(a.status for a in self._review.answers if a.question is question)
            left = status is not AnswerStatus.ANSWERED
            self._count(Measure.LEFT_OPEN, hit=left)
            self._miss(not left, f"answered {question}, which the record does not")

    def _alternatives(self) -> None:
        proposed, gold = self._review.alternatives, self._gold
        if gold.tried_plays:
            tried = [a for a in proposed if any(_repeats(a, p, self._plays) for p in gold.tried_plays)]
            self._count(Measure.TRIED, hit=bool(tried))
            self._misses += [f"proposes what was tried: {a.title}" for a in tried]
        unused = [play_id for play_id, play in self._plays.items() if play.status is not PlayStatus.ACTIVE]
        for a in proposed:
            known = a.play_id is None or a.play_id in self._plays
            out = not known or any(_repeats(a, p, self._plays) for p in unused)
            self._count(Measure.OUT_OF_USE, hit=out)
            under = "" if a.play_id in unused or not known else f", under the name of {a.play_id or 'a precedent'}"
            self._miss(out, f"proposes a play that is not in use: {a.title}{under}")
        if gold.fitting_plays and Decision.PIVOT in gold.decision:
            top = [a.play_id or a.title for a in proposed[:2]]
            fits = bool(set(top) & set(gold.fitting_plays))
            self._count(Measure.FITTING, hit=fits)
            self._miss(not fits, f"proposes {' and '.join(top) or 'nothing'}, not {' or '.join(gold.fitting_plays)}")

    def _precedents(self) -> None:
        found = {p.deal_id for p in self._review.precedents}
        for deal_id in self._gold.precedents:
            self._count(Measure.PRECEDENTS, hit=deal_id in found)


def _decided(review: Review) -> str:
    return f"{review.verdict.decision} by {', '.join(reason.rule for reason in review.verdict.reasons)}"


def _cited(citations: tuple[Citation, ...]) -> set[str]:
    """The ids of the activities among what is cited."""
    found = (c.source_id for c in citations if c.source_kind is SourceKind.ACTIVITY)
    return {source_id.partition(":")[2].rpartition("@")[0] for source_id in found}


def _repeats(alternative: Alternative, play_id: str, plays: Mapping[str, Play]) -> bool:
    """The play itself, or its title or first step in nearly the same words, as of another play or of none."""
    if alternative.play_id == play_id:
        return True
    play, own = plays[play_id], plays.get(alternative.play_id or "")
    said = content(f"{alternative.title} {alternative.first_step}")
    if own is not None:
        said -= content(f"{own.title} {own.first_step}")
    wanted = [words for words in (content(play.title), content(play.first_step)) if len(words) >= LEAST_WORDS]
    return any(len(words & said) >= LIKE_A_PLAY * len(words) for words in wanted)
