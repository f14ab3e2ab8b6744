"""One strategic review, from the record to the verdict."""

import re
import time
import uuid
from datetime import date, datetime

from coach import __version__
from coach.domain.answer import RepAnswer
from coach.domain.contact import is_from_buyer, is_held, is_two_way
from coach.domain.evidence import Citation, Evidence, Point, Source, SourceKind
from coach.domain.failure import ModelFailure
from coach.domain.passage import Filter
from coach.domain.record import Record
from coach.domain.review import Alternative, AnswerStatus, Precedent, Provenance, Question, Review, Verdict
from coach.domain.stall import Stall
from coach.domain.viewer import Viewer
from coach.grounding.cite import Finder
from coach.history.attempts import attempts
from coach.history.obstacles import named, obstacles
from coach.history.sentences import sentences
from coach.review.alternatives import TrackRecords, cites_playbook
from coach.review.builtin import BuiltinCoach, questions_for
from coach.review.builtin.coach import over_point
from coach.review.builtin.people import untouched
from coach.review.builtin.sayings import Kind, quotable
from coach.review.builtin.situation import Situation
from coach.review.dossier import Dossier
from coach.review.draft import Draft
from coach.review.evidence import gather
from coach.review.ground import Checked, check
from coach.review.plays import plays_at_hand
from coach.review.ports import Coach, CoachReply, Library, Listener, Records, Reviews
from coach.review.precedents import cases_at_hand, precedents
from coach.review.rules import Facts, Limits, decide

_NO_COACH = "none"
_CANNOT = re.compile(
    r"not on (?:the|our) roadmap|we (?:have|offer|do|sell|support|make) no\b|we (?:do not|don't|cannot|can't) (?:have|offer|do|sell|support|build|provide|cover)|"
    r"no plans? to (?:build|offer|support)|out of (?:our )?scope for us|wir (?:haben|bieten) kein",
    re.IGNORECASE,
)
"""The rep's own record that we do not offer what they ask for."""


def review(
    deal_id: str,
    *,
    as_of: date,
    viewer: Viewer,
    stall: Stall,
    records: Records,
    library: Library,
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
    dossier = prepare(record, stall, library, answers, as_of)
    reply, why_not = _read(dossier, coach, fallback or BuiltinCoach(), listen)
    finder = Finder()
    checked = check(reply.draft, dossier, questions_for(dossier), finder)
    names = tuple(o.name for o in checked.obstacles) or named(obstacles(record, as_of))[:4]
    past = precedents(record, names, dossier.cases, finder)
    viable = _with_track(checked.alternatives, track_records, record, as_of)
    rounds = len({a.at.date() for a in answers}) if rounds_used is None else rounds_used
    facts = facts_of(dossier, checked, viable, finder, rounds_used=rounds, failed_pivots=failed_pivots)
    verdict = decide(facts, limits)
    made = Review(
        review_id=review_id or uuid.uuid4().hex,
        deal_id=deal_id,
        as_of=as_of,
        generated_at=now,
        stall=stall,
        attempts=dossier.attempts,
        answers=checked.answers,
        obstacles=checked.obstacles,
        alternatives=viable,
        precedents=past,
        verdict=verdict,
        dropped=checked.dropped,
        provenance=Provenance(
            coach_version=__version__,
            model=reply.model,
            prompts=reply.prompts,
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


def prepare(record: Record, stall: Stall, library: Library, answers: tuple[RepAnswer, ...], as_of: date) -> Dossier:
    """All that a coach is given on one deal: measured, gathered and searched, nothing of it judged yet."""
    tried = attempts(record, as_of)
    found = obstacles(record, as_of)
    own, left_out = gather(record, answers, as_of)
    within = Filter(kinds=frozenset({SourceKind.PLAY}), as_of=as_of, not_deal=record.deal.deal_id)
    told = [a.text for a in answers if a.question in (Question.TRIED, Question.NOT_WORKED)]
    return Dossier(
        as_of=as_of,
        record=record,
        stall=stall,
        attempts=tried,
        own=own,
        plays=plays_at_hand(record, tried, found, library, within, told),
        cases=cases_at_hand(record, found, library, within),
        left_out=left_out,
        answers=answers,
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


def facts_of(
    dossier: Dossier,
    checked: Checked,
    viable: tuple[Alternative, ...],
    finder: Finder,
    *,
    rounds_used: int = 0,
    failed_pivots: int = 0,
) -> Facts:
    """What the rules look at: the checked answers, and what is measured on the record."""
    at = Situation(dossier)
    last = at.last_two_way
    owed = at.reply_owed
    pointed = untouched(at)
    return Facts(
        as_of=dossier.as_of,
        stall=dossier.stall,
        hold=dossier.record.deal.hold,
        hold_card=_hold_card(dossier, finder),
        answers=checked.answers,
        obstacles=checked.obstacles,
        alternatives=tuple(a for a in viable if not a.already_tried and cites_playbook(a)),
        over=checked.over or _measured_over(at, finder),
        not_for_them=_not_for_them(at, finder),
        silent_days=(dossier.as_of - last.at.date()).days if last is not None else None,
        tries_since=len(at.tries_since),
        buyer_spoke=any(is_from_buyer(a) or is_two_way(a) for a in at.past),
        reply_owed=_cite(at, owed.activity_id, at.around(owed), finder) if owed is not None else None,
        person_untouched=pointed[0] if pointed is not None else None,
        rounds_used=rounds_used,
        failed_pivots=failed_pivots,
        questions=_questions(checked, questions_for(dossier)[Question.LEARNED]),
    )


def _measured_over(at: Situation, finder: Finder) -> Point | None:
    """The record's own statement that it is over, whatever the coach made of it."""
    point = over_point(at)
    if point is None:
        return None
    cited = tuple(c for q in point.quotes for c in _cited(at, q.ref, q.text, finder))
    return Point(text=point.text, citations=cited) if cited else None


def _cited(at: Situation, ref: str, words: str, finder: Finder) -> tuple[Citation, ...]:
    evidence = at.dossier.evidence().get(ref)
    citation = finder.cite(evidence, words) if evidence else None
    return (citation,) if citation else ()


def _cite(at: Situation, activity_id: str, words: str, finder: Finder) -> Citation | None:
    evidence = at.evidence(activity_id)
    return finder.cite(evidence, words) if evidence else None


def _hold_card(dossier: Dossier, finder: Finder) -> tuple[Citation, ...]:
    card = next((e for e in dossier.own if e.source.source_kind is SourceKind.DEAL), None)
    lines = [line for line in card.text.splitlines() if line.startswith("On hold")] if card else []
    cited = (finder.cite(card, line) for line in lines if card is not None)
    return tuple(c for c in cited if c is not None)


def _not_for_them(at: Situation, finder: Finder) -> tuple[Citation, ...]:
    """Wrong fit in the buyer's own words, borne out by a second statement (theirs on another day, a later no, or our
    own record that we do not offer it), with no held meeting and no wish of theirs after it; else nothing."""
    said = [o for o in at.obstacles if o.name == "wrong_fit" and o.from_buyer and o.quote and o.activity_id]
    if not said:
        return ()
    last = max((at.activity(o.activity_id) for o in said if o.activity_id), key=lambda a: a.at)
    words = [(o.activity_id, o.quote) for o in said]
    seconds = [(s.activity_id, s.quote) for s in at.sayings
               if s.own_words and Kind.REFUSAL in s.kinds and at.activity(s.activity_id).at > last.at]  # fmt: skip
    seconds += [
        (a.activity_id, s)
        for a in at.past
        if not is_from_buyer(a)
        for s in sentences(a.body or "")
        if _CANNOT.search(s)
    ]
    if len({activity_id for activity_id, _ in words}) < 2 and not seconds:
        return ()
    later = [s for s in at.sayings if s.own_words and Kind.WANT in s.kinds and at.activity(s.activity_id).at > last.at]
    if later or any(a.at > last.at and is_held(a) for a in at.past):
        return ()
    cited = (
        _cite(at, activity_id, quotable(at.activity(activity_id).text, quote), finder)
        for activity_id, quote in (*words, *seconds)
        if activity_id and quote
    )
    return tuple(dict.fromkeys(c for c in cited if c is not None))[:4]


def _questions(checked: Checked, decisive: str) -> tuple[str, ...]:
    """What to ask: the decisive question of this deal first, then the unanswered before the contradicted before the weak; what was learned before the rest."""
    order = {AnswerStatus.UNANSWERED: 1, AnswerStatus.CONTRADICTED: 0, AnswerStatus.WEAK: 2}
    rank = {
        Question.LEARNED: 0,
        Question.TRIED: 1,
        Question.ALTERNATIVES: 2,
        Question.NOT_WORKED: 3,
        Question.WORKED: 4,
    }
    open_ones = [a for a in checked.answers if a.ask and a.status in order]
    open_ones.sort(key=lambda a: (order[a.status], rank[a.question]))
    return tuple(dict.fromkeys([decisive, *(a.ask for a in open_ones if a.ask)]))


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
    for answer in checked.answers:
        cited += [c for point in answer.points for c in point.citations]
    for group in (checked.obstacles, viable, past, verdict.reasons):
        cited += [c for one in group for c in one.citations]
    if checked.over:
        cited += checked.over.citations
    known: dict[str, Evidence] = {e.source.source_id: e for e in dossier.evidence().values()}
    return tuple(known[source_id].source for source_id in dict.fromkeys(c.source_id for c in cited))
