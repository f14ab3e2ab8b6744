"""One strategic review, from the record to the verdict."""

import logging
import time
import uuid
from datetime import date, datetime

from coach import __version__
from coach.domain.answer import Grade, RepAnswer
from coach.domain.evidence import Citation, Evidence, Source, SourceKind
from coach.domain.failure import EmbedderUnavailable, ModelFailure
from coach.domain.passage import Filter
from coach.domain.questions import QuestionBank
from coach.domain.record import Record
from coach.domain.review import Alternative, Decision, Precedent, PromptUse, Provenance, Question, Review, Verdict
from coach.domain.stall import Stall
from coach.domain.viewer import Viewer
from coach.grounding.cite import Finder
from coach.history.attempts import attempts
from coach.history.meaning import Vectors
from coach.history.obstacles import ObstacleFound, named, obstacles
from coach.history.track_records import TrackRecords
from coach.review.alternatives import with_track
from coach.review.builtin import BuiltinCoach
from coach.review.builtin.asks import asks
from coach.review.builtin.leads import leads, openings
from coach.review.builtin.situation import Situation
from coach.review.checked import Checked
from coach.review.dossier import Dossier
from coach.review.draft import Draft
from coach.review.evidence import gather
from coach.review.facts import facts_of
from coach.review.grading import grade
from coach.review.ground import check
from coach.review.plays import plays_at_hand
from coach.review.ports import Coach, CoachReply, Library, Listener, Records, Reviews
from coach.review.precedents import cases_at_hand, precedents
from coach.review.questions import extras_for
from coach.review.rules import Limits, decide

log = logging.getLogger(__name__)

_NO_COACH = "none"
_NOTHING_TO_TRY = frozenset({Decision.REMOVE, Decision.HEALTHY, Decision.HOLD})
"""Verdicts beside which an alternative would only confuse."""


def review(
    deal_id: str,
    *,
    as_of: date,
    viewer: Viewer,
    stall: Stall,
    records: Records,
    library: Library,
    bank: QuestionBank,
    coach: Coach,
    fallback: Coach | None = None,
    reviews: Reviews | None = None,
    answers: tuple[RepAnswer, ...] = (),
    grades: tuple[Grade, ...] = (),
    rounds_used: int | None = None,
    failed_pivots: int = 0,
    limits: Limits | None = None,
    track_records: TrackRecords | None = None,
    vectors: Vectors | None = None,
    now: datetime,
    listen: Listener | None = None,
    review_id: str | None = None,
) -> Review:
    """Review one deal, and keep the review where `reviews` is given.

    With `vectors` the obstacles are read by the meaning of sentences too, without by the lexicon alone.
    `grades` are those that the answers were given; an answer without one is graded by the rules. `rounds_used` is the
    number of rounds of questions the rep has answered; by default, the days on which they did.
    A deal that is healthy or on hold is read by the built-in coach alone, and a record with no text by none. When
    `coach` fails, `fallback` speaks and the provenance says why. Raises `NotFound` for a deal that the viewer may not
    see, and `ModelFailure` when there is no fallback.
    """
    started = time.monotonic()
    record = records.record(deal_id, as_of, viewer)
    answers = tuple(a for a in answers if a.deal_id == deal_id and a.at.date() <= as_of)
    deals = records.visible(viewer)
    dossier = prepare(record, stall, library, answers, as_of, bank, grades, deals=deals, vectors=vectors)
    rules = BuiltinCoach()
    reply, why_not = _read(dossier, coach, fallback or rules, listen)
    finder = Finder()
    at = Situation(dossier)
    ask = asks(at)
    checked = check(reply.draft, dossier, ask, finder, at, by_code=reply.model == rules.name)
    if reply.model not in (rules.name, _NO_COACH) and not checked.is_trusted:
        said = f"{checked.refused} of {checked.said} statements of {reply.model} are not borne out by the record"
        why_not = f"{said}; {rules.name} wrote this review instead."
        instead = check(rules.draft(dossier).draft, dossier, ask, finder, at, by_code=True)
        checked = instead.model_copy(update={"dropped": (*checked.dropped, *instead.dropped)})
        reply = reply.model_copy(update={"model": rules.name})
    names = tuple(o.name for o in checked.obstacles) or named(at.obstacles)[:4]
    past = precedents(record, names, dossier.cases, finder)
    within = Filter(kinds=frozenset({SourceKind.CASE}), as_of=as_of, not_deal=deal_id, deals=deals)
    viable = with_track(checked.alternatives, track_records, dossier, names, within)
    rounds = len({a.at.date() for a in answers}) if rounds_used is None else rounds_used
    facts = facts_of(at, checked, viable, finder, ask, rounds_used=rounds, failed_pivots=failed_pivots)
    verdict = decide(facts, limits)
    if verdict.decision in _NOTHING_TO_TRY:
        viable = ()
    made = Review(
        review_id=review_id or uuid.uuid4().hex,
        deal_id=deal_id,
        as_of=as_of,
        generated_at=now,
        stall=stall,
        attempts=dossier.attempts,
        answers=tuple(a.model_copy(update={"title": bank.text(a.question).title}) for a in checked.answers),
        extra=checked.extra,
        obstacles=checked.obstacles,
        alternatives=viable,
        precedents=past,
        verdict=verdict,
        dropped=checked.dropped,
        answers_read=len(answers),
        provenance=Provenance(
            coach_version=__version__,
            model=reply.model,
            prompts=(*reply.prompts, PromptUse(name="questions", version=bank.version, sha256=bank.sha256)),
            calls=reply.calls,
            tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out,
            seconds=round(time.monotonic() - started, 3),
            fallback=why_not,
        ),
        sources=_sources(dossier, checked, viable, past, verdict),
    )
    if reviews is not None:
        reviews.save_review(made)
    return made


def prepare(
    record: Record,
    stall: Stall,
    library: Library,
    answers: tuple[RepAnswer, ...],
    as_of: date,
    bank: QuestionBank,
    grades: tuple[Grade, ...] = (),
    *,
    deals: frozenset[str] | None,
    vectors: Vectors | None = None,
) -> Dossier:
    """All that a coach is given on one deal: measured, gathered and searched, nothing of it judged yet. `deals` are
    those that precedents may come from, None for all."""
    own = own_dossier(record, stall, answers, as_of, bank, grades, vectors=vectors)
    at = Situation(own)
    found = at.obstacles
    within = Filter(kinds=frozenset({SourceKind.PLAY}), as_of=as_of, not_deal=record.deal.deal_id, deals=deals)
    told = [a.text for a in answers if a.question in (Question.TRIED, Question.NOT_WORKED)]
    usable = vectors if own.found is not None else None
    plays = plays_at_hand(record, own.attempts, found, library, within, told, leads(at), openings(at), usable)
    return own.model_copy(
        update={
            "plays": plays,
            "cases": cases_at_hand(record, found, library, within),
        }
    )


def own_dossier(
    record: Record,
    stall: Stall,
    answers: tuple[RepAnswer, ...],
    as_of: date,
    bank: QuestionBank,
    grades: tuple[Grade, ...] = (),
    vectors: Vectors | None = None,
) -> Dossier:
    """What the deal itself holds, without plays and precedents: all that a grade needs. With `vectors`, what holds it
    up is read by the meaning of its sentences too."""
    own, left_out = gather(record, answers, as_of)
    bare = Dossier(
        as_of=as_of,
        record=record,
        stall=stall,
        attempts=attempts(record, as_of, vectors),
        own=own,
        plays=(),
        cases=(),
        left_out=left_out,
        bank=bank,
        answers=answers,
    )
    bare = bare.model_copy(update={"found": _held_up_by(bare, vectors)})
    bare = bare.model_copy(update={"extras": extras_for(bank, record, Situation(bare).main_contact)})
    return bare.model_copy(update={"grades": _graded(bare, grades)})


def _held_up_by(dossier: Dossier, vectors: Vectors | None) -> tuple[ObstacleFound, ...] | None:
    if vectors is None:
        return None
    try:
        return obstacles(Situation(dossier).read, dossier.as_of, vectors)
    except EmbedderUnavailable as failure:
        log.warning("reading obstacles by the lexicon alone: %s", failure)
        return None


def _graded(dossier: Dossier, kept: tuple[Grade, ...]) -> tuple[Grade, ...]:
    """A grade for each answer: the one that the rep was given, else by the rules."""
    known = {grade.answer_id: grade for grade in kept}
    rules = BuiltinCoach()
    return tuple(known.get(a.answer_id) or grade(a, dossier, rules, rules) for a in dossier.answers)


def _read(dossier: Dossier, coach: Coach, fallback: Coach, listen: Listener | None) -> tuple[CoachReply, str | None]:
    if not _says_anything(dossier):
        return CoachReply(draft=Draft(), model=_NO_COACH), None
    if not dossier.stall.stalled or dossier.stall.on_hold is not None:
        return BuiltinCoach().draft(dossier, listen), None
    try:
        return coach.draft(dossier, listen), None
    except ModelFailure as failure:
        if coach.name == fallback.name:
            raise
        reply = fallback.draft(dossier, listen)
        said = failure.sentence.rstrip(".")
        return reply, f"{coach.name} could not answer ({said}); {reply.model} wrote this review instead."


def _says_anything(dossier: Dossier) -> bool:
    return any(e.source.source_kind in (SourceKind.ACTIVITY, SourceKind.ANSWER) for e in dossier.own)


def _sources(
    dossier: Dossier, checked: Checked, viable: tuple[Alternative, ...], past: tuple[Precedent, ...], verdict: Verdict
) -> tuple[Source, ...]:
    """Every text that something in the review cites."""
    cited: list[Citation] = []
    for points in (*(a.points for a in checked.answers), *(e.points for e in checked.extra)):
        cited += [c for point in points for c in point.citations]
    for group in (checked.obstacles, viable, past, verdict.reasons):
        cited += [c for one in group for c in one.citations]
    if checked.over:
        cited += checked.over.citations
    known: dict[str, Evidence] = {e.source.source_id: e for e in dossier.evidence().values()}
    return tuple(known[source_id].source for source_id in dict.fromkeys(c.source_id for c in cited))
