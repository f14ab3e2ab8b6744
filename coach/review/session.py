"""One strategic review, from the record to the verdict."""

import time
import uuid
from datetime import date, datetime

from coach import __version__
from coach.domain.answer import RepAnswer
from coach.domain.evidence import Citation, Evidence, Source, SourceKind
from coach.domain.failure import ModelFailure
from coach.domain.passage import Filter
from coach.domain.questions import QuestionBank
from coach.domain.record import Record
from coach.domain.review import Alternative, Decision, Precedent, PromptUse, Provenance, Question, Review, Verdict
from coach.domain.stall import Stall
from coach.domain.viewer import Viewer
from coach.grounding.cite import Finder
from coach.history.attempts import attempts
from coach.history.obstacles import named
from coach.review.alternatives import TrackRecords
from coach.review.builtin import BuiltinCoach
from coach.review.builtin.asks import asks
from coach.review.builtin.situation import Situation
from coach.review.dossier import Dossier
from coach.review.draft import Draft
from coach.review.evidence import gather
from coach.review.facts import facts_of
from coach.review.ground import Checked, check
from coach.review.plays import plays_at_hand
from coach.review.ports import Coach, CoachReply, Library, Listener, Records, Reviews
from coach.review.precedents import cases_at_hand, precedents
from coach.review.questions import extras_for
from coach.review.rules import Limits, decide

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
    rounds_used: int | None = None,
    failed_pivots: int = 0,
    limits: Limits | None = None,
    track_records: TrackRecords | None = None,
    now: datetime,
    listen: Listener | None = None,
    review_id: str | None = None,
) -> Review:
    """Review one deal, and keep the review where `reviews` is given.

    `rounds_used` is the number of rounds of questions the rep has answered; by default, the days on which they did.
    A deal that is healthy or on hold is read by the built-in coach alone, and a record with no text by none. When
    `coach` fails, `fallback` speaks and the provenance says why. Raises `NotFound` for a deal that the viewer may not
    see, and `ModelFailure` when there is no fallback.
    """
    started = time.monotonic()
    record = records.record(deal_id, as_of, viewer)
    answers = tuple(a for a in answers if a.deal_id == deal_id and a.at.date() <= as_of)
    dossier = prepare(record, stall, library, answers, as_of, bank)
    reply, why_not = _read(dossier, coach, fallback or BuiltinCoach(), listen)
    finder = Finder()
    at = Situation(dossier)
    ask = asks(at)
    checked = check(reply.draft, dossier, ask, finder)
    names = tuple(o.name for o in checked.obstacles) or named(at.obstacles)[:4]
    past = precedents(record, names, dossier.cases, finder)
    viable = _with_track(checked.alternatives, track_records, record, as_of)
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
        answers=checked.answers,
        extra=checked.extra,
        obstacles=checked.obstacles,
        alternatives=viable,
        precedents=past,
        verdict=verdict,
        dropped=checked.dropped,
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
) -> Dossier:
    """All that a coach is given on one deal: measured, gathered and searched, nothing of it judged yet."""
    tried = attempts(record, as_of)
    own, left_out = gather(record, answers, as_of)
    bare = Dossier(
        as_of=as_of,
        record=record,
        stall=stall,
        attempts=tried,
        own=own,
        plays=(),
        cases=(),
        left_out=left_out,
        bank=bank,
        answers=answers,
    )
    at = Situation(bare)
    found = at.obstacles
    within = Filter(kinds=frozenset({SourceKind.PLAY}), as_of=as_of, not_deal=record.deal.deal_id)
    told = [a.text for a in answers if a.question in (Question.TRIED, Question.NOT_WORKED)]
    return bare.model_copy(
        update={
            "plays": plays_at_hand(record, tried, found, library, within, told),
            "cases": cases_at_hand(record, found, library, within),
            "extras": extras_for(bank, record, at.main_contact),
        }
    )


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


def _with_track(
    found: tuple[Alternative, ...], track_records: TrackRecords | None, record: Record, as_of: date
) -> tuple[Alternative, ...]:
    if track_records is None:
        return found
    return tuple(
        a.model_copy(update={"track_record": track_records.track_record(a.play_id, record, as_of)}) if a.play_id else a
        for a in found
    )


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
