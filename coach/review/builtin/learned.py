"""What was learned from the buyer, and what openings they left: their own words first, a rep's report after them."""

from coach.domain.contact import is_two_way
from coach.domain.review import AnswerStatus, Question
from coach.domain.texts import contact_text
from coach.history.people import is_outbound, person, same_person
from coach.history.sentences import sentences
from coach.review.builtin.pairs import pairs, told
from coach.review.builtin.people import unreachable
from coach.review.builtin.reps import answered, from_rep
from coach.review.builtin.sayings import Kind, Saying, is_long_enough, quotable
from coach.review.builtin.situation import Situation
from coach.review.builtin.words import day, quoted
from coach.review.draft import DraftAnswer, DraftPoint, Quote
from coach.review.evidence import is_absence_notice

MOST_LEARNED = 7
MOST_OPENINGS = 4
_LONGEST = 320


def learned(at: Situation) -> DraftAnswer:
    """Answered where the buyer's own words stand behind it, weak where only the rep reports, contradicted where the
    rep claims what the buyer's words deny."""
    found_pairs = pairs(at)
    points = [told(at, pair) for pair in found_pairs]
    denied = any(pair.kind != "figure" for pair in found_pairs)
    best = _best(at, MOST_LEARNED)
    points += [_point(at, group) for group in best]
    said, vouched = from_rep(at, Question.LEARNED)
    heard = any(group[0].own_words for group in best) or denied
    found = answered(Question.LEARNED, points, said, heard, vouched)
    if found.points and denied:
        return found.model_copy(update={"status": AnswerStatus.CONTRADICTED})
    return found


def openings(at: Situation) -> DraftAnswer:
    """What could be done next, as the record has it: what the buyer offered or asked for and still waits for, whom
    they named, who was never spoken to; then the plays that were not tried here."""
    points: list[DraftPoint] = []
    owed = at.reply_owed
    if owed is not None:
        since = day(owed.at, at.as_of)
        text = f"Still open since {since}: {owed.who or 'the buyer'} wrote {quoted(at.around(owed))}"
        points.append(DraftPoint(text=text, quotes=at.quote(owed.activity_id, at.around(owed))))
    points += _last_question(at)
    told = {s.activity_id for s in (owed, at.last_question) if s is not None}
    offers = [group for group in _offers(at) if group[0].activity_id not in told]
    points += [_opening(at, group) for group in offers[: MOST_OPENINGS - len(points)]]
    points += _away(at)
    points += _never_spoken_to(at)
    firm = bool(points)
    for play in at.dossier.plays[:2] if at.obstacles and at.over is None else ():
        quotes = (Quote(ref=play.evidence.ref, text=f"First step: {play.play.first_step}"),)
        points.append(DraftPoint(text=f"Not tried here: “{play.play.title}”.", quotes=quotes))
    said, vouched = from_rep(at, Question.ALTERNATIVES)
    return answered(Question.ALTERNATIVES, points, said, firm, vouched)


def _last_question(at: Situation) -> list[DraftPoint]:
    """The buyer's last word was a question: said with what we answered, if anything."""
    asked = at.last_question
    if asked is None:
        return []
    who, words = asked.who or "The buyer", at.around(asked)
    text = f"{who}'s last word, on {day(asked.at, at.as_of)}, was a question: {quoted(words)}"
    quotes = at.quote(asked.activity_id, words)
    when = at.activity(asked.activity_id).at
    ours = next((a for a in at.past if a.at > when and is_outbound(a) and same_person(person(a), asked.who)), None)
    if ours is not None and (said := _first(ours.body or "")):
        text += f" Our answer of {day(ours.at, at.as_of)}: {quoted(quotable(ours.text, said))}"
        quotes += at.quote(ours.activity_id, quotable(ours.text, said))
    return [DraftPoint(text=text, quotes=quotes)]


def _first(body: str) -> str | None:
    """The first sentence that is neither a greeting nor thanks for asking."""
    return next((s for s in sentences(body) if is_long_enough(s) and not s.rstrip().endswith(("!", ","))), None)


def _away(at: Situation) -> list[DraftPoint]:
    """The latest absence notice of each contact that nothing of their own came after."""
    points: dict[str, DraftPoint] = {}
    for activity in at.record.activities:
        evidence = at.evidence(activity.activity_id)
        name = activity.author or activity.contact
        if activity.at.date() > at.as_of or evidence is None or not is_absence_notice(activity) or name is None:
            continue
        words = _notice(activity.body or "")
        if words and not any(a.at > activity.at and is_two_way(a) and same_person(person(a), name) for a in at.past):
            text = f"{name}'s automatic reply of {day(activity.at, at.as_of)} says: {quoted(words)}"
            points[name] = DraftPoint(text=text, quotes=(Quote(ref=evidence.ref, text=words),))
    return list(points.values())[:2]


def _notice(body: str) -> str:
    """Its first sentences, as far as they can be quoted together."""
    end = 0
    for sentence in sentences(body):
        reach = body.find(sentence, end) + len(sentence)
        if end and reach > _LONGEST:
            break
        end = reach
    return body[:end].strip()


def _offers(at: Situation) -> list[list[Saying]]:
    """The buyer's offers and the people they named, one group an activity, the weightiest first. What somebody said
    who is gone counts only where it names somebody else."""
    gone = unreachable(at)
    owed = at.reply_owed.activity_id if at.reply_owed else None
    by_activity: dict[str, list[Saying]] = {}
    for saying in at.sayings:
        names = Kind.REFERRAL in saying.kinds
        offers = Kind.OFFER in saying.kinds and Kind.REFUSAL not in saying.kinds and saying.own_words
        if saying.activity_id != owed and (names or (offers and (saying.who or "").casefold() not in gone)):
            by_activity.setdefault(saying.activity_id, []).append(saying)
    groups = [_near(group) for group in by_activity.values()]
    return sorted(groups, key=lambda group: -sum(s.weight for s in group))


def _near(group: list[Saying]) -> list[Saying]:
    """The first ones that can be quoted together; else the weightiest alone."""
    return group if _width(group) <= _LONGEST else [max(group, key=lambda s: s.weight)]


def _opening(at: Situation, group: list[Saying]) -> DraftPoint:
    first, words = group[0], _slice(at, group)
    who, when = first.who or "The buyer", day(first.at, at.as_of)
    if first.own_words:
        verb = "offered" if any(Kind.OFFER in s.kinds for s in group) else "named a way"
        text = f"{who} {verb} on {when}: {quoted(words)}"
    else:
        author = at.activity(first.activity_id).author or at.record.deal.owner or "The rep"
        text = f"{author} noted on {when}: {quoted(words)}"
    return DraftPoint(text=text, quotes=at.quote(first.activity_id, words))


def _best(at: Situation, most: int) -> list[list[Saying]]:
    """The weightiest sayings, neighbours of one activity told together, in the order of time."""
    groups = _grouped(at)
    groups.sort(key=lambda group: -sum(sorted((s.weight for s in group), reverse=True)[:2]))
    chosen = [group for group in groups if max(s.weight for s in group) > 0.35][:most]
    chosen.sort(key=lambda group: group[0].at)
    return chosen


def _grouped(at: Situation) -> list[list[Saying]]:
    """For each activity, its weightiest sentence with the neighbours that say something, in their order."""
    by_activity: dict[str, list[Saying]] = {}
    for saying in at.sayings:
        by_activity.setdefault(saying.activity_id, []).append(saying)
    groups = []
    for said in by_activity.values():
        best = max(range(len(said)), key=lambda i: said[i].weight)
        first = last = best
        while last + 1 < len(said) and said[last + 1].kinds and _width(said[first : last + 2]) <= _LONGEST:
            last += 1
        while first > 0 and said[first - 1].kinds and _width(said[first - 1 : last + 1]) <= _LONGEST:
            first -= 1
        groups.append(said[first : last + 1])
    return groups


def _width(said: list[Saying]) -> int:
    return max(s.end for s in said) - min(s.start for s in said)


def _slice(at: Situation, group: list[Saying]) -> str:
    """From the first to the last of them, as it stands in the activity."""
    return at.activity(group[0].activity_id).text[min(s.start for s in group) : max(s.end for s in group)]


def _point(at: Situation, group: list[Saying]) -> DraftPoint:
    first = group[0]
    words = _slice(at, group)
    kinds = frozenset(kind for s in group for kind in s.kinds)
    who = first.who or "The buyer"
    when = day(first.at, at.as_of)
    if first.own_words:
        text = f"{who}{_verb(kinds)} on {when}: {quoted(words)}"
    else:
        author = at.activity(first.activity_id).author or at.record.deal.owner or "The rep"
        text = f"{author} reports from {when}{f' ({who})' if first.who else ''}: {quoted(words)}"
    return DraftPoint(text=text, quotes=at.quote(first.activity_id, words))


def _verb(kinds: frozenset[Kind]) -> str:
    if Kind.WAITING in kinds:
        return " reminded us"
    if Kind.REQUEST in kinds:
        return " asked"
    if Kind.OFFER in kinds and not kinds & {Kind.REFUSAL, Kind.OBSTACLE}:
        return " offered"
    return " wrote"


def _never_spoken_to(at: Situation) -> list[DraftPoint]:
    """Contacts in the record who were never heard: at most two, those with a part in the decision first."""
    silent = [c for c in at.record.contacts if not at.has_spoken(c.name)]
    silent.sort(key=lambda c: c.role is None)
    points = []
    for contact in silent[:2]:
        text = contact_text(contact)
        evidence = next(
            (e for e in at.dossier.own if e.source.text == text and e.source.key == contact.contact_id), None
        )
        if evidence is not None:
            known = f", {contact.title}" if contact.title else ""
            said = f"{contact.name}{known}: in the record, but no meeting, call or answer is."
            points.append(DraftPoint(text=said, quotes=(Quote(ref=evidence.ref, text=evidence.text),)))
    return points
