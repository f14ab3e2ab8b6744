"""The dossier as a model reads it: the values of the variables of `review.md`.

What the software knows of a text (ref, kind, direction, date, effect) stands outside its fence; every word that came
from outside, names and titles too, stands inside one.
"""

import re
from collections.abc import Callable, Iterable

from coach.domain.attempt import Attempt
from coach.domain.evidence import Evidence, SourceKind
from coach.domain.obstacle import OBSTACLES
from coach.domain.questions import QuestionBank
from coach.domain.stall import Stall
from coach.domain.texts import day_text
from coach.prompting.fence import fence, one_line, shown
from coach.review.dossier import CaseAtHand, Dossier, PlayAtHand

MAX_TEXT = 1_500
MAX_OWN = 14_000
MAX_PLAYS = 5
MAX_CASES = 3
MAX_ATTEMPTS = 25
MAX_PEOPLE = 30
MAX_PLAYBOOK_TEXT = 900
"""Characters, and pieces. With these, English deals of any size stay within 7,000 tokens (a test counts)."""

_TOKEN_AT_END = re.compile(r"[A-Za-z]+-?\d*\Z")

Hide = Callable[[str], str]
"""What is done to every text from outside before it is fenced: names out, tokens in; or nothing."""


def as_is(text: str) -> str:
    return text


def brief(dossier: Dossier, hide: Hide = as_is) -> dict[str, str]:
    """The values of the variables of `review.md`, by name."""
    plays = "\n\n".join(_play(play, hide) for play in dossier.plays[:MAX_PLAYS])
    cases = "\n\n".join(_case(case, hide) for case in dossier.cases[:MAX_CASES])
    return {
        "as_of": f"{dossier.as_of.isoformat()} ({dossier.as_of:%A})",
        "questions": questions_text(dossier.bank),
        "obstacles": "; ".join(f"`{name}` ({text[0].lower()}{text[1:-1]})" for name, text in OBSTACLES.items()),
        "figures": figures_text(dossier, hide),
        "attempts": attempts_text(dossier.attempts, hide),
        "people": people_text(dossier, hide),
        "evidence": own_texts(dossier, hide),
        "plays": plays or "None fits. Propose none.",
        "precedents": cases or "None known.",
        "extra": _extras(dossier, hide),
    }


def questions_text(bank: QuestionBank) -> str:
    """The five questions in the words of the bank."""
    return "\n".join(f"- `{q.question}`: {one_line(q.title)} {one_line(q.guide)}" for q in bank.questions)


def _extras(dossier: Dossier, hide: Hide) -> str:
    """The manager's own questions. They hold names of the deal, so they are fenced like any text from outside."""
    if not dossier.extras:
        return "None. `extra` is empty."
    return fence(hide("\n".join(f"{extra.question_id}: {one_line(extra.text)}" for extra in dossier.extras)))


def figures_text(dossier: Dossier, hide: Hide) -> str:
    lines = [f"Stage: {one_line(dossier.stall.stage)}", *_stall_lines(dossier.stall)]
    moves = dossier.record.stage_changes[-8:]
    lines.extend(f"Moved on {move.entered_at.date().isoformat()} to {one_line(move.stage)}" for move in moves)
    return fence(hide("\n".join(lines)))


def _stall_lines(stall: Stall) -> Iterable[str]:
    if stall.days_in_stage is None:
        yield "Age not known: the record has no date to count from."
    elif stall.norm is None:
        yield f"{stall.days_in_stage} days in the stage; no norm is known."
    else:
        norm = stall.norm
        yield (
            f"{stall.days_in_stage} days {norm.measure}; {norm.quantile:.0%} of won deals took at most {norm.days:.0f} "
            f"(n={norm.n}, {norm.scope.value})."
        )
    for signal in stall.signals:
        yield f"Signal {signal.name.value}: {one_line(signal.text)}"
    if stall.p_win:
        odds = stall.p_win
        share = f"{odds.value:.0%} were won ({odds.low:.0%} to {odds.high:.0%})"
        yield f"Of {odds.n} past deals still open at this age, {share}."
    if stall.on_hold:
        yield f"On hold until {stall.on_hold.until.isoformat()}: {one_line(stall.on_hold.reason)}"


def attempts_text(attempts: tuple[Attempt, ...], hide: Hide, most: int = MAX_ATTEMPTS) -> str:
    if not attempts:
        return "None in the record."
    lines = [f"{len(attempts) - most} older ones are left out."] if len(attempts) > most else []
    for attempt in attempts[-most:]:
        days = "" if attempt.effect_after_days is None else f" after {attempt.effect_after_days} days"
        whom = f", with {hide(one_line(attempt.with_whom))}" if attempt.with_whom else ""
        lines.append(
            f"{attempt.started_at.date().isoformat()} {attempt.move.value}, effect {attempt.effect.value}{days}"
            f"{whom}, activities: {len(attempt.activity_ids)}; {cut(hide(one_line(attempt.what)), 160)}"
        )
    return fence("\n".join(lines))


def people_text(dossier: Dossier, hide: Hide) -> str:
    contacts = dossier.record.contacts[:MAX_PEOPLE]
    if not contacts:
        return "Nobody is known. `with_whom` is null."
    known = ((one_line(c.name), c.title, c.role.value if c.role else None) for c in contacts)
    lines = (", ".join([name, *(one_line(p) for p in parts if p)]) for name, *parts in known)
    return fence(hide("\n".join(lines)))


def own_texts(
    dossier: Dossier, hide: Hide, *, room: int = MAX_OWN, first: Callable[[Evidence], bool] = lambda _: False
) -> str:
    """Facts and the rep's answers, what is wanted `first`, then the newest texts, until the room is full; shown in the
    order of time, with what was left out counted."""
    # The names of contacts stand among the people already; their cards can still be quoted where there is room.
    ranks = {SourceKind.DEAL: 0, SourceKind.ANSWER: 1, SourceKind.CONTACT: 4}
    newest_first = list(reversed(list(enumerate(dossier.own))))
    newest_first.sort(key=lambda item: 2 if first(item[1]) else ranks.get(item[1].source.source_kind, 3))
    kept = set()
    for position, piece in newest_first:
        size = min(len(piece.text), MAX_TEXT) + 80
        if size <= room:
            room -= size
            kept.add(position)
    shown_pieces = [_piece(piece, dossier, hide) for position, piece in enumerate(dossier.own) if position in kept]
    missing = dossier.left_out + len(dossier.own) - len(kept)
    if missing:
        shown_pieces.insert(
            0, f"{missing} further texts of this deal are not shown: do not conclude from their absence."
        )
    return "\n\n".join(shown_pieces) or "None."


def _piece(piece: Evidence, dossier: Dossier, hide: Hide) -> str:
    source, facts, about = piece.source, [piece.source.source_kind.value], ""
    if source.source_kind is SourceKind.ACTIVITY:
        activity = next((a for a in dossier.record.activities if a.activity_id == source.key), None)
        if activity:
            way = activity.direction.value if activity.direction else "direction not known"
            facts = [activity.kind.value, way, activity.status.value]
            about = f"with {one_line(activity.contact)}" if activity.contact else ""
    elif source.source_kind is SourceKind.ANSWER:
        facts = ["answer of the rep"]
    if source.at:
        facts.append(source.at.date().isoformat())
    by = f"by {one_line(source.author)}" if source.author else ""
    if source.source_kind in (SourceKind.ACTIVITY, SourceKind.ANSWER, SourceKind.DOCUMENT) and not by:
        # Never without this line: the text itself could else begin with one and pose as another's.
        by = "by: not known"
    return _fenced(piece, facts, " ".join(part for part in (by, about) if part), MAX_TEXT, hide)


def _play(at_hand: PlayAtHand, hide: Hide) -> str:
    play = at_hand.play
    head = [
        f"play: {one_line(play.title)}",
        f"with: {', '.join(map(one_line, play.with_whom)) or 'not said'}; judged after {play.days} days",
    ]
    steps = (("First step", play.first_step), ("Success signal", play.success_signal), ("Kill", play.kill_criterion))
    text = one_line(at_hand.evidence.text[:MAX_PLAYBOOK_TEXT])
    # A play's text begins with its steps; a passage of one may not.
    head += [f"{label}: {one_line(step)}" for label, step in steps if one_line(step) not in text]
    return _fenced(at_hand.evidence, ["play"], "\n".join(head), MAX_PLAYBOOK_TEXT, hide)


def _case(at_hand: CaseAtHand, hide: Hide) -> str:
    case = at_hand.case
    facts = ["precedent", case.outcome.value, f"closed {day_text(case.closed_at)}", f"{case.days_stalled} days stalled"]
    head = [f"deal: {one_line(case.title)}"]
    if case.turning_point and case.turning_point not in at_hand.evidence.text[:MAX_PLAYBOOK_TEXT]:
        head.append(f"turning point: {one_line(case.turning_point)[:300]}")
    return _fenced(at_hand.evidence, facts, "\n".join(head), MAX_PLAYBOOK_TEXT, hide)


def _fenced(piece: Evidence, facts: list[str], about: str, room: int, hide: Hide) -> str:
    text = hide(shown(piece.text))
    head = cut(text, room)
    if len(head) < len(text):
        facts = [*facts, f"first {len(head)} of {len(text)} characters"]
    inside = f"{hide(about)}\n--\n{head}" if about else head
    return f"ref {piece.ref}: {', '.join(facts)}\n{fence(inside)}"


def cut(text: str, room: int) -> str:
    """The beginning of a text, ending with a whole word, so that no token is cut into another one."""
    if len(text) <= room:
        return text
    head = text[:room]
    if text[room].isspace():
        return head
    blank = max(head.rfind(" "), head.rfind("\n"))
    return head[:blank] if blank > room - 60 else _TOKEN_AT_END.sub("", head)
