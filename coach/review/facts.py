"""The facts that the rules decide on: what is left of the draft, and what is measured on the record."""
# ruff: noqa: E501 - phrases stay on one line each

import re
from collections.abc import Mapping

from coach.domain.attempt import Effect, Move
from coach.domain.contact import is_from_buyer, is_held, is_two_way
from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.review import Alternative, AnswerStatus, Question
from coach.grounding.cite import Finder
from coach.history.people import person
from coach.history.sentences import sentences
from coach.review.alternatives import cites_playbook
from coach.review.builtin.coach import over_point
from coach.review.builtin.people import untouched
from coach.review.builtin.sayings import Kind, is_long_enough, quotable
from coach.review.builtin.situation import Situation
from coach.review.checked import Checked
from coach.review.dossier import Dossier
from coach.review.places import Places
from coach.review.verdict import Facts

_CANNOT = re.compile(
    r"not on (?:the|our) roadmap|we (?:have|offer|do|sell|support|make) no\b|we (?:do not|don't|cannot|can't) (?:have|offer|do|sell|support|build|provide|cover)|"
    r"no plans? to (?:build|offer|support)|out of (?:our )?scope for us|wir (?:haben|bieten) kein",
    re.IGNORECASE,
)
"""The rep's own record that we do not offer what they ask for."""


def facts_of(
    at: Situation,
    checked: Checked,
    viable: tuple[Alternative, ...],
    finder: Finder,
    ask: Mapping[Question, str],
    *,
    rounds_used: int = 0,
    failed_pivots: int = 0,
) -> Facts:
    """What the rules look at: the checked answers, and what is measured on the record."""
    dossier = at.dossier
    last = at.last_two_way
    owed = at.reply_owed
    pointed = untouched(at)
    places = Places(at, finder)
    finished = checked.over or _measured_over(at, finder)
    unfit = _not_for_them(at, finder)
    closed_out = _closed_out(at, finder)
    return Facts(
        as_of=dossier.as_of,
        stall=dossier.stall,
        card=places.card(),
        last_entry=places.last_entry(),
        silence=places.silence(),
        fruitless=places.fruitless(),
        rep_said=places.rep_said(),
        account=dossier.record.deal.account,
        contact=at.main_contact,
        hold=dossier.record.deal.hold,
        hold_card=_hold_card(dossier, finder),
        answers=checked.answers,
        obstacles=checked.obstacles,
        alternatives=tuple(a for a in viable if not a.already_tried and cites_playbook(a)),
        over=finished,
        over_by=_who(at, finished.citations if finished else ()),
        not_for_them=unfit,
        wrong_fit_by=_who(at, unfit),
        silent_days=(dossier.as_of - last.at.date()).days if last is not None else None,
        tries_since=len(at.tries_since),
        buyer_spoke=any(is_from_buyer(a) or is_two_way(a) for a in at.past),
        closed_out=closed_out,
        closed_out_to=_who(at, closed_out),
        reply_owed=places.of_activity(owed.activity_id, at.around(owed)) if owed is not None else None,
        person_untouched=pointed[0] if pointed is not None else None,
        nobody_named=not viable and bool(dossier.plays) and not dossier.record.contacts,
        rounds_used=rounds_used,
        failed_pivots=failed_pivots,
        questions=_questions(checked, ask[Question.LEARNED]),
    )


def _who(at: Situation, cited: tuple[Citation, ...]) -> str | None:
    """The person at the buyer in the first text cited that has one."""
    ids = [c.source_id.partition(":")[2].rpartition("@")[0] for c in cited if c.source_kind is SourceKind.ACTIVITY]
    return next((name for one in ids if (name := person(at.activity(one))) is not None), None)


def _closed_out(at: Situation, finder: Finder) -> tuple[Citation, ...]:
    """Our last request for a yes or a no, where nothing two-way came after it and its time is over."""
    asked = [a for a in at.attempts if a.move is Move.CLOSE_OUT]
    if not asked or asked[-1].effect is not Effect.NONE:
        return ()
    first = at.activity(asked[-1].activity_ids[0])
    if at.last_two_way is not None and at.last_two_way.at >= first.at:
        return ()
    evidence = at.evidence(first.activity_id)
    words = next((s for s in sentences(first.body or "") if is_long_enough(s)), first.text.strip())
    citation = finder.cite(evidence, words) if evidence else None
    return (citation,) if citation else ()


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
