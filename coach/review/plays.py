"""Which plays may be proposed on a deal: active, fitting what holds it up, and not tried here before."""
# ruff: noqa: E501 - phrases stay on one line each

import re
from collections.abc import Iterable, Mapping
from datetime import date

from coach.domain.attempt import NEVER_PROPOSED, Attempt, Effect, Move
from coach.domain.contact import is_from_buyer
from coach.domain.evidence import Evidence, Source, SourceKind
from coach.domain.obstacle import OBSTACLES
from coach.domain.passage import Filter, Found
from coach.domain.play import Play
from coach.domain.record import Record
from coach.domain.stage import part_of
from coach.history.attempts import failed_moves
from coach.history.meaning import Vectors
from coach.history.moves_told import play_move
from coach.history.obstacles import ObstacleFound, named
from coach.history.people import is_outbound
from coach.history.sentences import sentences
from coach.review.carried_out import carried_out
from coach.review.dossier import PlayAtHand
from coach.review.ports import Library
from coach.review.resemblance import resembling

MOST = 8
_FEW = 6
"""Plays. In a smaller playbook the move of a play that names none is not guessed: where the guess is wrong, and the move
was made here, nothing would be left to try."""
_WIDE = 80
_SAME_WORDS = 0.6
"""The share of a play's title that must stand in what was tried, for a play that names no move."""
SECOND = 0.6
"""What an obstacle counts that a play names after its first one."""
NEAR = 1.0
"""What the search for what was said on this deal adds to a play that comes first there."""
_CLOSE = 0.5
SILENT = 0.6
"""What an obstacle counts that only the shape of the record shows."""
UNFOUNDED = 0.5
"""Taken off a play whose first obstacle the deal does not show at all: it was written for another trouble."""
OUT_OF_PLACE = 1.0
"""Taken off a play whose first step speaks of something that the record does not have."""
_DECLINED: dict[Move, str] = {
    Move.TAILORED_DEMO: r"demos?\b|demonstrations?\b|presentations?\b",
    Move.COMMERCIAL_TERMS: r"discounts?\b|rebates?\b|cheaper|the 1\d\b|price\b",
    Move.REFERENCE: r"references?\b|reference calls?\b",
    Move.PILOT: r"trials?\b|pilots?\b",
}
_REFUSED: dict[Move, str] = {
    Move.BRING_OUR_EXECUTIVE: r"\b(?:does|do|will|would)(?: not|n't) (?:meet|see|receive|take calls? from|speak (?:to|with)|talk to) (?:any )?(?:suppliers?|vendors?|sales)\b",
}
"""What the buyer says of our people meeting theirs: no title on our side changes it."""
_NOT_WANTED = r"(?:do not|don't|please no|no more|not plan|avoid|stop|another|did(?: not|n't) ask for|(?:is|was)(?: not|n't)(?: a question of)?|not the)\b.{0,30}?\b(?:%s)|\b(?:%s)[^.!?]{0,25}\b(?:isn't|is not|was not) the point"
_FILLER = frozenset(
    [
        "with",
        "that",
        "this",
        "from",
        "into",
        "their",
        "they",
        "them",
        "have",
        "what",
        "when",
        "then",
        "than",
        "only",
        "over",
        "your",
        "ours",
        "make",
    ]
)


def plays_at_hand(
    record: Record,
    attempts: tuple[Attempt, ...],
    found: tuple[ObstacleFound, ...],
    library: Library,
    within: Filter,
    texts: Iterable[str] = (),
    leads: Mapping[Move, float] | None = None,
    openings: Iterable[str] = (),
    vectors: Vectors | None = None,
) -> tuple[PlayAtHand, ...]:
    """The best plays first. The score adds up: how strongly the deal shows the play's obstacles (the first counts up to
    2, the others 0.6 of that, and 0.5 is taken off where the first is not shown at all), the rank in the search for the
    deal's own words (up to 0.6), the stage (0.3, or -0.5 where it does not fit), the segment (0.2), -0.5 for a move that
    was made here before, -1 for a first step that the record has no ground for, and what `leads` gives for the move.

    `leads` says how far the buyer's own words point to a move (below 0: away from it), `openings` are such words;
    `texts` tell of what was tried and stands nowhere else.

    With `vectors` a play that resembles an attempt which did not move the deal is left out, see `resemblance`.
    A play without a word on the deal's obstacles stays in only when nothing else fits.
    """
    plays = library.active_plays()
    active = {play.play_id: _with_move(play, vectors if len(plays) >= _FEW else None) for play in plays}
    ranks: dict[str, int] = {}
    sources: dict[str, Source] = {}
    wanted = leads or {}
    near: dict[str, float] = {}
    plays_only = within.model_copy(update={"kinds": frozenset({SourceKind.PLAY})})
    for words in openings:
        for hit in library.search(words, plays_only, _WIDE):
            _keep(hit, sources, ranks)
            key = hit.passage.source.key
            near[key] = max(near.get(key, 0.0), 1 / (1 + (hit.rank - 1) / 3))
    ranks.clear()
    for query in _queries(record, found):
        for hit in library.search(query, plays_only, _WIDE):
            _keep(hit, sources, ranks)
    weights = _by_evidence(found)
    tried, failed = {a.move for a in attempts}, failed_moves(attempts) | declined_moves(record, within.as_of)
    failures = [*_done_in_vain(record, attempts), *(_content(text) for text in texts)]
    unnamed = {play.play_id for play in plays if play.move is None}
    texts_of_ours = _texts_of_ours(record, attempts)
    done: set[str] | frozenset[str] = carried_out(tuple(active.values()), texts_of_ours) if unnamed else frozenset()
    if vectors:
        done = {*done, *resembling(tuple(active.values()), _attempted(record, attempts), vectors)}
    scored: list[PlayAtHand] = []
    for play_id, play in active.items():
        source = sources.get(play_id) or _look_for(play, library, within)
        if source is None or was_tried(play, failed, failures, attempts) or play_id in done:
            continue
        score = _score(play, record, weights, ranks.get(play_id, _WIDE), tried)
        score += wanted.get(play.move, 0.0) if play.move is not None else 0.0
        score += NEAR * near.get(play_id, 0.0)
        scored.append(PlayAtHand(play=play, evidence=Evidence.whole(source), score=round(score, 4)))
    scored.sort(key=lambda one: (-one.score, one.play.play_id))
    fitting = [
        one
        for one in scored
        if weights.keys() & set(one.play.obstacles)
        or wanted.get(one.play.move or Move.GROUNDWORK, 0.0) > 0
        or near.get(one.play.play_id, 0.0) >= _CLOSE
    ]
    return tuple((fitting or scored)[:MOST])


def _with_move(play: Play, vectors: Vectors | None) -> Play:
    """A play of a playbook that names no moves, with the one that its words tell of."""
    if play.move is not None or vectors is None:
        return play
    return play.model_copy(update={"move": play_move(play.title, play.first_step, play.text, vectors)})


def obstacle_weights(found: tuple[ObstacleFound, ...]) -> dict[str, float]:
    """Each obstacle's share of the strongest one's weight."""
    total: dict[str, float] = {}
    for one in found:
        total[one.name] = total.get(one.name, 0.0) + one.weight
    top = max(total.values(), default=1.0) or 1.0
    return {name: weight / top for name, weight in total.items()}


def _by_evidence(found: tuple[ObstacleFound, ...]) -> dict[str, float]:
    """The weights, less for an obstacle that nobody put into words: that the buyer is silent says little of why."""
    told = {one.name for one in found if one.quote}
    return {name: weight if name in told else SILENT * weight for name, weight in obstacle_weights(found).items()}


def was_tried(play: Play, failed: frozenset[Move], failures: list[set[str]], attempts: tuple[Attempt, ...]) -> bool:
    """Its move failed here or is waiting for its effect; or, where it names no move, its title tells what was tried."""
    if play.move is not None:
        pending = {a.move for a in attempts if a.effect is Effect.PENDING}
        return play.move in failed or play.move in pending or play.move in NEVER_PROPOSED
    title = _content(play.title)
    return len(title) >= 2 and any(len(title & tried) >= max(2, _SAME_WORDS * len(title)) for tried in failures)


def _texts_of_ours(record: Record, attempts: tuple[Attempt, ...]) -> list[str]:
    ours = {activity_id for attempt in attempts for activity_id in attempt.activity_ids}
    return [a.text for a in record.activities if a.activity_id in ours]


def _done_in_vain(record: Record, attempts: tuple[Attempt, ...]) -> list[set[str]]:
    """The words of each attempt that brought no step of the buyer, and of each thing we did in it."""
    texts = {a.activity_id: a.text for a in record.activities}
    found: list[set[str]] = []
    for attempt in attempts:
        if attempt.effect not in (Effect.ADVANCED, Effect.MEETING):
            found.append(_content(attempt.what))
            found += [_content(texts.get(activity_id, "")) for activity_id in attempt.activity_ids]
    return found


def _attempted(record: Record, attempts: tuple[Attempt, ...]) -> list[str]:
    """The text of each attempt that did not move the deal a stage forward, and of what was done after the deal had
    moved for the last time."""
    acts = {a.activity_id: a for a in record.activities}
    moved = max((change.entered_at for change in record.stage_changes), default=None)
    found = []
    for attempt in attempts:
        own = [acts[one] for one in attempt.activity_ids if one in acts]
        if attempt.effect is Effect.ADVANCED:
            own = [a for a in own if moved is not None and a.at.date() > moved.date()]
        if own:
            found.append(". ".join(a.text for a in own))
    return found


def declined_moves(record: Record, as_of: date) -> frozenset[Move]:
    """Moves that the buyer has asked us in so many words not to make: "please do not plan another demo"."""
    said = [s for a in record.activities if a.at.date() <= as_of and is_from_buyer(a) for s in sentences(a.text)]
    patterns = {move: _NOT_WANTED % (words, words) for move, words in _DECLINED.items()} | _REFUSED
    return frozenset(move for move, words in patterns.items() if any(re.search(words, s, re.I) for s in said))


def _queries(record: Record, found: tuple[ObstacleFound, ...]) -> list[str]:
    names = named(found)[:3]
    reasons = " ".join(OBSTACLES.get(name, name.replace("_", " ")) for name in names)
    words = " ".join(one.quote for one in found[:6] if one.quote)[:600]
    return [f"{record.deal.stage}. {reasons} {words}".strip()]


def _keep(hit: Found, sources: dict[str, Source], ranks: dict[str, int]) -> None:
    source = hit.passage.source
    sources.setdefault(source.key, source)
    ranks[source.key] = min(hit.rank, ranks.get(source.key, _WIDE))


def _look_for(play: Play, library: Library, within: Filter) -> Source | None:
    """A large playbook may not bring every play back for the deal's words; its own title does."""
    hits = library.search(play.title, within.model_copy(update={"kinds": frozenset({SourceKind.PLAY})}), 5)
    return next((hit.passage.source for hit in hits if hit.passage.source.key == play.play_id), None)


def _score(play: Play, record: Record, weights: dict[str, float], rank: int, tried: set[Move]) -> float:
    first = weights.get(play.obstacles[0], 0.0) if play.obstacles else 0.0
    others = max((weights.get(name, 0.0) for name in play.obstacles[1:]), default=0.0)
    score = 2.0 * max(first, SECOND * others) + 0.6 / (1 + (rank - 1) / 6)
    score -= UNFOUNDED * (bool(weights) and first == 0.0)
    score -= OUT_OF_PLACE * _is_out_of_place(play, record, weights)
    if play.stages:
        part = part_of(record.deal.stage, record.stages)
        here = {record.deal.stage.casefold(), part.value if part else ""}
        score += 0.3 if here & {stage.casefold() for stage in play.stages} else -0.5 if part else 0.0
    if play.segments and record.deal.segment:
        score += 0.2 if record.deal.segment.casefold() in {s.casefold() for s in play.segments} else -0.3
    return score - 0.5 * (play.move in tried)


def _is_out_of_place(play: Play, record: Record, weights: dict[str, float]) -> bool:
    """The first step speaks of a change of reps, or of the buyer's successor, and there was none."""
    if re.search(r"\b(?:new|previous|former|other) rep\b|\bhandover\b", play.first_step, re.IGNORECASE):
        changed = any(change.field.casefold() == "owner" for change in record.field_changes)
        ours = {a.author.casefold() for a in record.activities if a.author and is_outbound(a)}
        return not changed and len(ours) < 2
    heirs = re.search(r"\b(?:successor|predecessor|acting head)\b", play.first_step, re.IGNORECASE)
    return heirs is not None and "champion_left" not in weights


def _content(text: str) -> set[str]:
    return {word for word in re.findall(r"\w{4,}", text.casefold()) if word not in _FILLER}
