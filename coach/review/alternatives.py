"""When an alternative is viable: not tried here, from a play or a precedent at hand, with a named person who can be
reached, a first step within seven days that does more than ask for news, something the buyer does if it works, and an
observable reason to stop. And when two are one: the same move, or the same person and nearly the same words.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from coach.domain.attempt import NEVER_PROPOSED, Effect, Move
from coach.domain.base import Word
from coach.domain.evidence import Citation, Evidence, SourceKind
from coach.domain.passage import Filter
from coach.domain.play import Play
from coach.domain.review import Alternative
from coach.grounding.cite import Finder
from coach.grounding.clean import clean
from coach.grounding.support import share_borne_out
from coach.history.attempts import failed_moves
from coach.history.moves import LEXICON
from coach.history.track_records import TrackRecords
from coach.review.builtin.fitting import adapted
from coach.review.builtin.people import STANDS_AGAINST, unreachable
from coach.review.builtin.situation import Situation
from coach.review.dossier import Dossier
from coach.review.draft import DraftAlternative
from coach.review.known import everybody
from coach.review.substance import is_ours, only_asks_for_news, tells_when_to_stop, without_quotes

LATEST_DAYS = 7
_MOVES = {move: re.compile(pattern, re.IGNORECASE) for move, pattern in LEXICON.items()}
_TEXT = 700
_OF_PLAY, _OF_BOTH = 0.25, 0.5
"""The share of a first step's words that must come from its play, and from play and deal together. Else it is another
step under the play's name, and the play's own is shown instead."""
_SAME_WORDS = 0.6
"""The share of words that two first steps with one person have in common when they are one idea."""


class Checks(Word):
    """What of the deal a draft is held against, found once: `gone` are people not to build a step on, by name in lower
    case, with the reason; `failed` the moves that failed here or wait for their effect."""

    gone: dict[str, str]
    failed: frozenset[Move]


def checks(dossier: Dossier, at: Situation) -> Checks:
    gone = {name: why for name, why in unreachable(at).items() if why != STANDS_AGAINST}
    pending = {a.move for a in dossier.attempts if a.effect is Effect.PENDING}
    return Checks(gone=gone, failed=failed_moves(dossier.attempts) | pending)


def fit(
    draft: DraftAlternative, dossier: Dossier, evidence: Mapping[str, Evidence], finder: Finder, held: Checks
) -> Alternative | str:
    """The alternative, checked and cited, or a sentence that says why it is not viable.

    What comes from a play bears its title; a first step that is another's, and a signal or a reason to stop that does
    not do, is replaced by the play's own.
    """
    found = evidence.get(draft.ref)
    play = next((hand.play for hand in dossier.plays if hand.evidence.ref == draft.ref), None)
    case = next((hand.case for hand in dossier.cases if hand.evidence.ref == draft.ref), None)
    if found is None or (play is None and case is None):
        return "It comes from no play and no precedent at hand."
    title = play.title if play else clean(draft.title, limit=160)
    step = clean(draft.first_step, limit=_TEXT) or (play.first_step if play else "")
    if not title:
        return "It says nothing."
    if why := _tries_nothing_new(clean(draft.title, limit=160) or title, step, play, held):
        return why
    whom = known_person(draft.with_whom, dossier)
    if draft.with_whom and whom is None:
        return f"{clean(draft.with_whom, limit=80)} is nobody in the record of this deal."
    if whom is None:
        return "It names nobody at the buyer to take the first step with."
    if reason := held.gone.get(whom.casefold()):
        return f"{whom} is not to be built on: {reason}."
    if play is not None and not _carries_out(step, play, dossier):
        step = adapted(play.first_step, dossier.record.deal.owner, whom)
    signal = clean(draft.success_signal, limit=_TEXT)
    if (not signal or (is_ours(signal) and not _is_of(play, signal))) and play is not None:
        signal = play.success_signal
    kill = clean(draft.kill_criterion, limit=_TEXT)
    if (not kill or (not tells_when_to_stop(kill) and not _is_of(play, kill))) and play is not None:
        kill = play.kill_criterion
    if not (signal and kill and step):
        return "It lacks a first step, a success signal or a kill criterion."
    if play is None and is_ours(signal):
        return f"Its success signal is something that we do, not the buyer: {signal}"
    if play is None and not tells_when_to_stop(kill):
        return f"Its kill criterion names no date and nothing that can be seen: {kill}"
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


def _carries_out(step: str, play: Play, dossier: Dossier) -> bool:
    """Whether a step is the play's, fitted to this deal: words of the play, and for the rest words of the deal."""
    own = f"{play.title} {play.first_step} {play.success_signal} {play.text}"
    deal = [*(e.text for e in dossier.own), *everybody(dossier)]
    return share_borne_out(step, [own]) >= _OF_PLAY and share_borne_out(step, [own, *deal]) >= _OF_BOTH


def _tries_nothing_new(title: str, step: str, play: Play | None, held: Checks) -> str | None:
    """Why these words are no alternative: they ask for news, or every move they speak of failed here or is pending.
    The play's own words are not judged: it is at hand because its move was not tried."""
    own = play is not None and title.casefold() == play.title.casefold()
    if not own and (words := only_asks_for_news(title)):
        return f"It only asks for news: “{words}”."
    if (words := only_asks_for_news(step)) and not moves_in(step):
        return f"Its first step only asks for news: “{words}”."
    said = step if own else f"{title} {step}"
    moves = moves_in(said) - (moves_in(f"{play.title} {play.first_step}") if play is not None else frozenset())
    if own and play is not None and play.move in moves_in(step):
        return None
    if moves and moves <= held.failed:
        return "It was tried here before, without effect."
    return None


def moves_in(text: str) -> frozenset[Move]:
    """The moves that words speak of, quotes left out; asking for news is none."""
    said = without_quotes(text)
    return frozenset(move for move, pattern in _MOVES.items() if pattern.search(said)) - NEVER_PROPOSED


def same_idea(one: Alternative, other: Alternative, moves: Mapping[str, Move | None]) -> str | None:
    """Why two alternatives are one; None where they differ. `moves` has the move of each play by id."""
    if one.title.casefold() == other.title.casefold() or (one.play_id and one.play_id == other.play_id):
        return "It is proposed twice."
    mine, theirs = (moves.get(a.play_id or "") or _only(moves_in(f"{a.title} {a.first_step}")) for a in (one, other))
    if mine is not None and mine is theirs:
        return f"It is the same kind of move as “{other.title}”."
    alike = one.with_whom == other.with_whom and _overlap(one.first_step, other.first_step) >= _SAME_WORDS
    return f"It is nearly the same step, with the same person, as “{other.title}”." if alike else None


def _only(moves: frozenset[Move]) -> Move | None:
    return next(iter(moves)) if len(moves) == 1 else None


def _overlap(one: str, other: str) -> float:
    """The share of the words of both texts, quotes left out, that stand in each (Jaccard's index)."""
    mine, theirs = (set(re.findall(r"\w{3,}", without_quotes(text).casefold())) for text in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _is_of(play: Play | None, words: str) -> bool:
    """Whether the words are the play's own, which whoever wrote it answers for."""
    if play is None:
        return False
    own = {" ".join(text.split()).casefold() for text in (play.success_signal, play.kill_criterion)}
    return " ".join(words.split()).casefold() in own


def with_track(
    found: tuple[Alternative, ...],
    records: TrackRecords | None,
    dossier: Dossier,
    obstacles: tuple[str, ...],
    within: Filter,
) -> tuple[Alternative, ...]:
    """Each alternative of a play with a move, with the track record of that move among similar stalls: those with the
    strongest of the deal's `obstacles` that the play is for. `within` says which past deals may be counted."""
    if records is None:
        return found
    plays = {hand.play.play_id: hand.play for hand in dossier.plays}
    deal, stages = dossier.record.deal, dossier.record.stages
    made: list[Alternative] = []
    for one in found:
        play = plays.get(one.play_id or "")
        if play is None or play.move is None:
            made.append(one)
            continue
        against = next((name for name in obstacles if name in play.obstacles), next(iter(obstacles), None))
        track = records.of(play.move, against, deal.stage, stages, within)
        made.append(one.model_copy(update={"track_record": track}))
    return tuple(made)


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
