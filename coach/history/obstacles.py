"""What holds a deal up, with the exact words that say so; and what its shape says where nobody says it.

Words are told sentence by sentence, by the lexicon and, where vectors are at hand, by their meaning. The buyer's own
count twice what a rep reports, a rep's guess in a note among ourselves less than that, and each loses half of its
weight in 60 days: what held a deal up in spring may be gone by autumn. Shape adds obstacles that people seldom write
down, each with its rule beside it. Silence, and a single contact, are shapes and no causes: they come behind every
cause that somebody told.
"""

from collections.abc import Iterable
from datetime import date

from coach.domain.activity import Activity, ActivityKind, ActivityStatus, Direction
from coach.domain.base import Word, days_between
from coach.domain.contact import is_from_buyer, is_held, is_noise, is_two_way
from coach.domain.deal import Role
from coach.domain.record import Record
from coach.domain.stage import Part, part_of
from coach.history.effects import says_no
from coach.history.lexicon import is_settled, obstacles_in, settled_in
from coach.history.meaning import NONE, Vectors, meanings
from coach.history.people import is_outbound, person, same_person
from coach.history.sentences import sentences

HALF_LIFE_DAYS = 60
BUYER_WEIGHT = 2.0
GUESS_WEIGHT = 0.6
SHAPE_WEIGHT = 0.6
UNMET_WEIGHT = 0.4
BY_MEANING = 0.4
"""How likely a sentence must state an obstacle to be taken for it; it counts with the square of that, so that a few
sure sentences outweigh many doubtful ones."""
BY_WORDS = 1.0
WORDS_ALONE = 0.6
"""What a phrase of the lexicon counts where the meaning of its sentence does not bear it out."""
SETTLED_WEIGHT = 0.3
"""What is left of an obstacle once somebody later says that the matter is settled."""
SYMPTOMS = frozenset({"gone_quiet", "single_threaded"})
BEHIND = 0.6
"""The most that a symptom counts, as a share of the strongest cause that is told."""
UNANSWERED_DAYS = 7
QUIET_DAYS = 30
QUIET_TRIES = 2
_ASKS = ("?", "please ", "could you", "can you", "send me", "bitte ", "können sie", "pouvez-vous",
         "merci de", "por favor", "podrías", "preciso ")  # fmt: skip


class ObstacleFound(Word):
    """One place that shows an obstacle. `quote` is a slice of the text of the activity `activity_id`.

    Both are None where the shape of the record shows it; `why` says it in words in any case. `weight` ranks.
    """

    name: str
    activity_id: str | None
    quote: str | None
    why: str
    from_buyer: bool
    weight: float

    @property
    def said(self) -> bool:
        """Somebody gave the reason in words. Else the shape of the record shows it, or nothing but silence does."""
        return self.quote is not None and self.name not in SYMPTOMS


def obstacles(record: Record, as_of: date, vectors: Vectors | None = None) -> tuple[ObstacleFound, ...]:
    """Every place by `as_of`, see `ranked`. Without `vectors` the lexicon alone tells what a sentence states.

    Raises `EmbedderUnavailable` where `vectors` does.
    """
    return ranked([*_said(record, as_of, vectors), *_shaped(record, as_of)])


def ranked(found: Iterable[ObstacleFound]) -> tuple[ObstacleFound, ...]:
    """The places of the strongest obstacle first (by the sum of its weights), best place first; what is only shaped,
    and silence, behind every cause that is told, and weighing less than the strongest of them."""
    places = list(found)
    total = _totals(places)
    causes = {one.name for one in places if one.said}
    if causes:  # what is only shaped, and silence, come behind
        most = BEHIND * max(total[name] for name in causes)
        lighter = {name: most / total[name] for name in total.keys() - causes if total[name] > most}
        places = [
            one.model_copy(update={"weight": one.weight * lighter[one.name]}) if one.name in lighter else one
            for one in places
        ]
        total = _totals(places)

    def order(one: ObstacleFound) -> tuple[bool, float, str, float, str]:
        return one.name not in causes, -total[one.name], one.name, -one.weight, one.activity_id or ""

    return tuple(sorted(places, key=order))


def _totals(found: Iterable[ObstacleFound]) -> dict[str, float]:
    total: dict[str, float] = {}
    for one in found:
        total[one.name] = total.get(one.name, 0.0) + one.weight
    return total


def named(found: tuple[ObstacleFound, ...]) -> tuple[str, ...]:
    """The names alone, strongest first."""
    return tuple(dict.fromkeys(one.name for one in found))


def _past(record: Record, as_of: date) -> list[Activity]:
    done = (a for a in record.activities if a.status is ActivityStatus.DONE and a.at.date() <= as_of)
    return [a for a in done if not is_noise(a)]


def _said(record: Record, as_of: date, vectors: Vectors | None) -> list[ObstacleFound]:
    # What we wrote to them says what we think holds it up, in our own interest.
    read = [a for a in _past(record, as_of) if not (is_outbound(a) and a.kind is ActivityKind.EMAIL)]
    told = _told_by_meaning(read, vectors)
    found: list[ObstacleFound] = []
    for activity in read:
        buyer = is_from_buyer(activity)
        guess = activity.direction is Direction.INTERNAL and not buyer
        weight = BUYER_WEIGHT if buyer else GUESS_WEIGHT if guess else 1.0
        weight *= 0.5 ** (days_between(activity.at, as_of) / HALF_LIFE_DAYS)
        who = person(activity) if buyer else activity.author
        for sentence in sentences(activity.text):
            found = [one.model_copy(update={"weight": one.weight * SETTLED_WEIGHT})
                     if one.name in settled_in(sentence) else one for one in found]  # fmt: skip
            found += [
                ObstacleFound(
                    name=name,
                    activity_id=activity.activity_id,
                    quote=sentence,
                    why=f"{who or ('The buyer' if buyer else 'The rep')} wrote so on {activity.at.date()}",
                    from_buyer=buyer,
                    weight=round(weight * chance, 6),
                )
                for name, chance in _stated(sentence, told.get(sentence, {}), buyer=buyer).items()
            ]
    return found


def _told_by_meaning(read: list[Activity], vectors: Vectors | None) -> dict[str, dict[str, float]]:
    """The chances of each sentence of the bodies. Subjects are names of threads, and repeat."""
    if vectors is None:
        return {}
    said = list(dict.fromkeys(s for a in read for s in sentences(a.body or "")))
    return dict(zip(said, meanings(said, vectors), strict=True))


def _stated(sentence: str, chances: dict[str, float], *, buyer: bool) -> dict[str, float]:
    """The obstacles that the sentence states, and how surely. "I have heard nothing" by the buyer is about us."""
    if is_settled(sentence):
        return {}
    likely = dict(chances)
    if buyer and likely:
        likely["our_side"] += likely.pop("gone_quiet")
    stated = {
        name: BY_WORDS if not likely else max(likely.get(name, 0.0), WORDS_ALONE) for name in obstacles_in(sentence)
    }
    if not buyer and likely.get("gone_quiet", 0.0) > likely.get("our_side", 0.0):
        stated.pop("our_side", None)  # the rep has heard nothing
    for name, chance in likely.items():
        if name != NONE and chance >= BY_MEANING:
            stated[name] = max(chance**2, stated.get(name, 0.0))
    return stated


def _shaped(record: Record, as_of: date) -> list[ObstacleFound]:
    past = _past(record, as_of)
    rules = (_single_threaded(record, past), _gone_quiet(past, as_of), _no_power(record, past), _our_side(past, as_of))
    return [one for one in rules if one is not None]


def _shape(name: str, why: str, activity: Activity | None = None, quote: str | None = None) -> ObstacleFound:
    return ObstacleFound(
        name=name,
        activity_id=activity.activity_id if activity and quote else None,
        quote=quote,
        why=why,
        from_buyer=activity is not None and is_from_buyer(activity),
        weight=UNMET_WEIGHT if name == "no_access_to_power" else SHAPE_WEIGHT * (BUYER_WEIGHT if quote else 1.0),
    )


def _single_threaded(record: Record, past: list[Activity]) -> ObstacleFound | None:
    """One person at the buyer, contacts and activities together, after at least three activities."""
    people = {c.name.strip().casefold() for c in record.contacts} | {p.casefold() for a in past if (p := person(a))}
    people -= {(record.deal.owner or "").casefold()}
    if len(people) != 1 or len(past) < 3:
        return None
    return _shape("single_threaded", "One person at the buyer in the whole record")


def _gone_quiet(past: list[Activity], as_of: date) -> ObstacleFound | None:
    """No two-way contact for 30 days, and we tried at least twice since."""
    last = next((a for a in reversed(past) if is_two_way(a)), None)
    since = [a for a in past if is_outbound(a) and (last is None or a.at > last.at) and not is_two_way(a)]
    start = last.at if last else (since[0].at if since else None)
    if start is None or len(since) < QUIET_TRIES or (days := days_between(start, as_of)) <= QUIET_DAYS:
        return None
    return _shape("gone_quiet", f"No word from the buyer for {days} days, through {len(since)} attempts of ours")


def _no_power(record: Record, past: list[Activity]) -> ObstacleFound | None:
    """Late in the pipeline, roles are kept, and no economic buyer took part in a meeting or wrote to us."""
    if part_of(record.deal.stage, record.stages) is not Part.LATE or not any(c.role for c in record.contacts):
        return None
    power = [c.name for c in record.contacts if c.role is Role.ECONOMIC_BUYER]
    met = any(same_person(person(a), name) for a in past if is_held(a) or is_two_way(a) for name in power)
    if met:
        return None
    who = " or ".join(power) if power else "an economic buyer"
    return _shape("no_access_to_power", f"In {record.deal.stage} without a meeting or a word with {who}")


def _our_side(past: list[Activity], as_of: date) -> ObstacleFound | None:
    """The buyer's last mail asks for something, and nothing went back to them for more than a week."""
    last = next((a for a in reversed(past) if is_from_buyer(a)), None)
    if last is None or (days := days_between(last.at, as_of)) <= UNANSWERED_DAYS:
        return None
    answered = any(a.at > last.at and is_outbound(a) for a in past)
    asked = next(
        (
            s
            for s in reversed(sentences(last.text))
            if len(s.split()) >= 4 and not says_no(s) and any(sign in s.casefold() for sign in _ASKS)
        ),
        None,
    )
    if answered or asked is None:
        return None
    return _shape("our_side", f"{person(last) or 'The buyer'} asked {days} days ago; no answer on record", last, asked)
