"""When an alternative is viable: not tried here, from a play or a precedent at hand, with a named person who can be
reached, a first step within seven days, and a signal by which it is kept or killed."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Protocol

from coach.domain.attempt import NEVER_PROPOSED, Effect
from coach.domain.evidence import Citation, Evidence, SourceKind
from coach.domain.play import TrackRecord
from coach.domain.record import Record
from coach.domain.review import Alternative
from coach.grounding.cite import Finder
from coach.grounding.clean import clean
from coach.history.attempts import failed_moves
from coach.history.moves import LEXICON
from coach.review.dossier import Dossier
from coach.review.draft import DraftAlternative

LATEST_DAYS = 7
_MOVES = {move: re.compile(pattern, re.IGNORECASE) for move, pattern in LEXICON.items()}
_TEXT = 700


class TrackRecords(Protocol):
    """How a play fared before, where pivots are recorded. Optional: without it nothing is said."""

    def track_record(self, play_id: str, record: Record, as_of: date) -> TrackRecord | None: ...


def fit(
    draft: DraftAlternative, dossier: Dossier, evidence: Mapping[str, Evidence], finder: Finder
) -> Alternative | str:
    """The alternative, checked and cited, or a sentence that says why it is not viable."""
    found = evidence.get(draft.ref)
    play = next((hand.play for hand in dossier.plays if hand.evidence.ref == draft.ref), None)
    case = next((hand.case for hand in dossier.cases if hand.evidence.ref == draft.ref), None)
    if found is None or (play is None and case is None):
        return "It comes from no play and no precedent at hand."
    title = clean(draft.title, limit=160) or (play.title if play else "")
    if not title:
        return "It says nothing."
    said = f"{title} {draft.first_step}"
    if (play is None or title.casefold() != play.title.casefold()) and _is_tried(said, dossier):
        return "It was tried here before, without effect."
    whom = known_person(draft.with_whom, dossier)
    if draft.with_whom and whom is None:
        return f"{clean(draft.with_whom, limit=80)} is nobody in the record of this deal."
    if whom is None:
        return "It names nobody at the buyer to take the first step with."
    signal = clean(draft.success_signal, limit=_TEXT) or (play.success_signal if play else "")
    kill = clean(draft.kill_criterion, limit=_TEXT) or (play.kill_criterion if play else "")
    step = clean(draft.first_step, limit=_TEXT) or (play.first_step if play else "")
    if not (signal and kill and step):
        return "It lacks a first step, a success signal or a kill criterion."
    return Alternative(
        title=title,
        play_id=play.play_id if play else None,
        why=clean(draft.why, limit=900),
        first_step=step,
        with_whom=whom,
        due_at=due(dossier.as_of, draft.first_step_in_days),
        success_signal=signal,
        kill_criterion=kill,
        citations=_citations(draft, found, evidence, finder, play.first_step if play else None),
    )


def due(as_of: date, days: int) -> date:
    """A working day from tomorrow to seven days on; a day at a weekend becomes the Friday before, or the Monday
    after where the Friday has passed."""
    day = as_of + timedelta(days=max(1, min(days, LATEST_DAYS)))
    while day.weekday() >= 5 and day > as_of + timedelta(days=1):
        day -= timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return day


def known_person(name: str | None, dossier: Dossier) -> str | None:
    """The contact of that name, or the person whose full name stands in the deal's own texts. None for anyone else."""
    wanted = " ".join((name or "").split()).casefold()
    if not wanted:
        return None
    contacts = [c.name for c in dossier.record.contacts]
    exact = next((c for c in contacts if " ".join(c.split()).casefold() == wanted), None)
    if exact:
        return exact
    alike = [c for c in contacts if set(wanted.split()) <= set(c.casefold().split()) or wanted.startswith(c.casefold())]
    if len(alike) == 1:
        return alike[0]
    owner = (dossier.record.deal.owner or "").casefold()
    if wanted == owner or len(wanted.split()) < 2:
        return None
    for activity in dossier.record.activities:
        if activity.contact and " ".join(activity.contact.split()).casefold() == wanted:
            return activity.contact
    for own in dossier.own:
        at = " ".join(own.text.split()).casefold().find(wanted)
        if at >= 0:
            return " ".join(own.text.split())[at : at + len(wanted)]
    return None


def _is_tried(said: str, dossier: Dossier) -> bool:
    """Every move that the words speak of has failed here, or is waiting for an answer."""
    moves = {move for move, pattern in _MOVES.items() if pattern.search(said)} - NEVER_PROPOSED
    failed = failed_moves(dossier.attempts)
    failed |= {a.move for a in dossier.attempts if a.effect is Effect.PENDING}
    return bool(moves) and moves <= failed


def _citations(
    draft: DraftAlternative, found: Evidence, evidence: Mapping[str, Evidence], finder: Finder, first_step: str | None
) -> tuple[Citation, ...]:
    """What the draft quotes and stands there; the play or precedent itself in any case."""
    cited = [finder.cite(evidence[q.ref], q.text) for q in draft.quotes if q.ref in evidence]
    kept = dict.fromkeys(c for c in cited if c is not None)
    if not any(c.source_id == found.source.source_id for c in kept):
        for words in (first_step or "", found.source.title, *found.text.splitlines()):
            own = finder.cite(found, words) if words else None
            if own is not None:
                return (own, *kept)
    return tuple(kept)


def cites_playbook(alternative: Alternative) -> bool:
    return any(c.source_kind in (SourceKind.PLAY, SourceKind.CASE) for c in alternative.citations)
