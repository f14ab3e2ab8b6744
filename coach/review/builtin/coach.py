"""The coach with no language model: reads by rules, speaks in quotes, fulfils the same Protocol as the chain."""

from coach.domain.answer import RepAnswer
from coach.domain.evidence import SourceKind
from coach.domain.review import AnswerStatus
from coach.domain.texts import contact_text
from coach.history.people import person
from coach.review.builtin.asks import asks
from coach.review.builtin.extra import extra_answers
from coach.review.builtin.fitting import alternatives
from coach.review.builtin.grading import grade as by_rules
from coach.review.builtin.learned import learned, openings
from coach.review.builtin.sayings import is_long_enough, quotable
from coach.review.builtin.situation import Situation
from coach.review.builtin.tried import not_worked, tried, worked
from coach.review.builtin.words import day, quoted
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftObstacle, DraftPoint, Quote
from coach.review.plays import obstacle_weights
from coach.review.ports import CoachReply, GradeReply, Listener

MOST_OBSTACLES = 4
LEAST_SHARE = 0.2
"""An obstacle with less than this share of the strongest one's weight is not named."""


class BuiltinCoach:
    """Never fails, costs nothing, invents nothing: each sentence is made of measured facts and quoted words."""

    @property
    def name(self) -> str:
        return "builtin"

    def grade(self, answer: RepAnswer, asked: str, dossier: Dossier) -> GradeReply:  # noqa: ARG002  rules need no question
        return GradeReply(draft=by_rules(answer, Situation(dossier)), model=self.name)

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        at = Situation(dossier)
        ask = asks(at)
        answers = []
        for make in (tried, worked, not_worked, learned, openings):
            answer = make(at)
            if answer.status is not AnswerStatus.ANSWERED:
                answer = answer.model_copy(update={"ask": ask[answer.question]})
            answers.append(answer)
            if listen is not None:
                listen("\n".join(point.text for point in answer.points) + "\n")
        draft = Draft(
            answers=tuple(answers),
            obstacles=_obstacles(at),
            alternatives=alternatives(at),
            over=over_point(at),
            extra=extra_answers(at),
        )
        return CoachReply(draft=draft, model=self.name)


def over_point(at: Situation) -> DraftPoint | None:
    """The words of the record that say the deal is over, if any stand."""
    found = at.over
    if found is None:
        return None
    activity = at.activity(found.activity_id)
    words = quotable(activity.text, found.quote)
    who = person(activity) if found.from_buyer else activity.author
    verb = "wrote" if found.from_buyer else "reports"
    text = f"The deal is over: {who or 'the buyer'} {verb} on {day(found.at, at.as_of)} {quoted(words)}"
    return DraftPoint(text=text, quotes=at.quote(found.activity_id, words))


def _obstacles(at: Situation) -> tuple[DraftObstacle, ...]:
    shares = obstacle_weights(at.obstacles)
    made: list[DraftObstacle] = []
    for name in at.obstacle_names:
        if shares[name] < LEAST_SHARE and made:
            continue
        quotes = _quotes(at, name)
        if quotes:
            made.append(DraftObstacle(name=name, quotes=quotes))
    return tuple(made[:MOST_OBSTACLES])


def _quotes(at: Situation, name: str) -> tuple[Quote, ...]:
    """The buyer's words first; where only the shape of the record shows it, the texts that make the shape."""
    said = [one for one in at.obstacles if one.name == name and one.quote and one.activity_id]
    said.sort(key=lambda one: (not one.from_buyer, -one.weight))
    quotes: list[Quote] = []
    for one in said:
        assert one.activity_id is not None
        assert one.quote is not None
        quotes += at.quote(one.activity_id, quotable(at.activity(one.activity_id).text, one.quote))
    if quotes:
        return tuple(dict.fromkeys(quotes))[:3]
    return _shape(at, name)


def _shape(at: Situation, name: str) -> tuple[Quote, ...]:
    if name == "gone_quiet":
        tries = [(a, q) for a in at.tries_since[-2:] for q in (_some_words(a.text),) if q]
        return tuple(quote for activity, words in tries for quote in at.quote(activity.activity_id, words))
    people = at.power if name == "no_access_to_power" else at.record.contacts if name == "single_threaded" else ()
    cards = {contact_text(c) for c in people}
    return tuple(
        Quote(ref=e.ref, text=e.text)
        for e in at.dossier.own
        if e.source.source_kind is SourceKind.CONTACT and e.text in cards
    )[:2]


def _some_words(text: str) -> str | None:
    for line in text.splitlines():
        if is_long_enough(line):
            return line.strip()
    return None
