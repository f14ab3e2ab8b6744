"""One deal as the coach without a model sees it: the dossier, and all that rules can read out of it."""
# ruff: noqa: E501 - phrases stay on one line each

import re
from datetime import date
from functools import cached_property

from coach.domain.activity import Activity, ActivityStatus
from coach.domain.answer import Grade, RepAnswer
from coach.domain.attempt import NEVER_PROPOSED, Attempt
from coach.domain.contact import is_from_buyer, is_noise, is_two_way
from coach.domain.deal import Contact, Role
from coach.domain.evidence import Evidence, SourceKind
from coach.domain.record import Record
from coach.domain.texts import MONTHS
from coach.history.contradictions import Contradiction, contradictions
from coach.history.obstacles import HALF_LIFE_DAYS, ObstacleFound, named, obstacles, ranked
from coach.history.over import OverFound, over
from coach.history.people import contact_of, is_outbound, person, same_person
from coach.review.builtin.sayings import Kind, Saying, around, sayings
from coach.review.dossier import Dossier
from coach.review.draft import Quote

_COME_BACK = re.compile(
    rf"\b(?:ring|call|phone|contact|write to|remind|come back to|get back to|try|talk to|speak to|see) (?:me|us)\b.{{0,40}}?\b((?:{'|'.join(MONTHS)})[a-z]*)\b",
    re.IGNORECASE,
)


OWED, OPEN = 1.6, 0.9
"""What it counts that they wait for us, or that their last word was a question; half of it in the obstacles' time."""


class Situation:
    """Built once for a dossier; everything in it is derived and dated no later than the review."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.record = dossier.record
        self.as_of: date = dossier.as_of
        self.attempts: tuple[Attempt, ...] = dossier.attempts
        self._by_activity = {e.source.key: e for e in dossier.own if e.source.source_kind is SourceKind.ACTIVITY}
        self._by_answer = {e.source.key: e for e in dossier.own if e.source.source_kind is SourceKind.ANSWER}
        self.card = next((e for e in dossier.own if e.source.source_kind is SourceKind.DEAL), None)

    @cached_property
    def rep_answers(self) -> tuple[tuple[RepAnswer, Evidence], ...]:
        known = ((answer, self._by_answer.get(answer.answer_id)) for answer in self.dossier.answers)
        return tuple((answer, evidence) for answer, evidence in known if evidence is not None)

    def grade(self, answer_id: str) -> Grade | None:
        return next((g for g in self.dossier.grades if g.answer_id == answer_id), None)

    @cached_property
    def past(self) -> tuple[Activity, ...]:
        done = (a for a in self.record.activities if a.status is ActivityStatus.DONE and a.at.date() <= self.as_of)
        return tuple(a for a in done if not is_noise(a))

    @cached_property
    def read(self) -> Record:
        """The record with the activities that are among the evidence: a very long history is read no further."""
        if not self.dossier.left_out:
            return self.record
        kept = tuple(a for a in self.record.activities if a.activity_id in self._by_activity)
        return self.record.model_copy(update={"activities": kept})

    @cached_property
    def _said_or_shaped(self) -> tuple[ObstacleFound, ...]:
        return self.dossier.found if self.dossier.found is not None else obstacles(self.read, self.as_of)

    @cached_property
    def obstacles(self) -> tuple[ObstacleFound, ...]:
        """The obstacles of the record, and our own side where the buyer still waits for us, strongest first."""
        found = list(self._said_or_shaped)
        open_one, weight = (self.reply_owed, OWED) if self.reply_owed else (self.last_question, OPEN)
        if open_one is not None and not any(
            o.activity_id == open_one.activity_id and o.name == "our_side" for o in found
        ):
            found.append(
                ObstacleFound(
                    name="our_side",
                    activity_id=open_one.activity_id,
                    quote=open_one.quote,
                    why=f"{open_one.who or 'The buyer'} asked on {open_one.at}, and it is still open",
                    from_buyer=True,
                    weight=weight * 0.5 ** ((self.as_of - open_one.at).days / HALF_LIFE_DAYS),
                )
            )
        return ranked(found)

    @cached_property
    def obstacle_names(self) -> tuple[str, ...]:
        return named(self.obstacles)

    @cached_property
    def sayings(self) -> tuple[Saying, ...]:
        return tuple(
            s for s in sayings(self.read, self._said_or_shaped, self.as_of) if s.activity_id in self._by_activity
        )

    @cached_property
    def contradictions(self) -> tuple[Contradiction, ...]:
        return contradictions(self.read, self.as_of)

    @cached_property
    def over(self) -> OverFound | None:
        return over(self.record, self.as_of)

    @cached_property
    def last_two_way(self) -> Activity | None:
        return next((a for a in reversed(self.past) if is_two_way(a)), None)

    @cached_property
    def substantive(self) -> tuple[Attempt, ...]:
        return tuple(a for a in self.attempts if a.move not in NEVER_PROPOSED)

    @cached_property
    def tries_since(self) -> tuple[Activity, ...]:
        """Our attempts to reach the buyer since they were last heard."""
        last = self.last_two_way
        return tuple(a for a in self.past if is_outbound(a) and not is_two_way(a) and (last is None or a.at > last.at))

    @cached_property
    def reply_owed(self) -> Saying | None:
        """The buyer's latest request that nothing of ours to that person followed; or that they say still waits."""
        for saying in reversed(self.sayings):
            if not saying.own_words:
                continue
            if Kind.WAITING in saying.kinds or self._is_overdue(saying):
                return saying
            if Kind.REQUEST in saying.kinds and not self._answered(saying):
                return saying
        return None

    @cached_property
    def last_question(self) -> Saying | None:
        """What the buyer asked with their last word, where we wrote back and they have been silent since."""
        own = [s for s in self.sayings if s.own_words]
        if not own or self.last_two_way is None or own[-1].activity_id != self.last_two_way.activity_id:
            return None
        last = [s for s in own if s.activity_id == own[-1].activity_id and s.quote.rstrip().endswith("?")]
        if not last or not self.tries_since or (self.reply_owed and self.reply_owed.activity_id == own[-1].activity_id):
            return None
        return last[-1]

    def _is_overdue(self, saying: Saying) -> bool:
        """They named the month in which to come back to them; it has come, and nothing of ours followed."""
        match = _COME_BACK.search(saying.quote)
        if match is None:
            return False
        month = next(i for i, name in enumerate(MONTHS, 1) if match[1].casefold().startswith(name))
        year = saying.at.year + (month < saying.at.month)
        due = date(year, month, 1)
        return due <= self.as_of and not any(is_outbound(a) and a.at.date() >= due for a in self.past)

    def _answered(self, saying: Saying) -> bool:
        asked = self.activity(saying.activity_id)
        return any(
            a.at > asked.at and is_outbound(a) and (is_two_way(a) or same_person(person(a), saying.who))
            for a in self.past
        )

    @cached_property
    def power(self) -> tuple[Contact, ...]:
        return tuple(c for c in self.record.contacts if c.role is Role.ECONOMIC_BUYER)

    @cached_property
    def main_contact(self) -> str | None:
        """Who has been heard most lately, else whom we write to."""
        heard = next((person(a) for a in reversed(self.past) if is_two_way(a) and person(a)), None)
        if heard:
            return heard
        written = next((person(a) for a in reversed(self.past) if person(a)), None)
        return written or (self.record.contacts[0].name if self.record.contacts else None)

    def has_spoken(self, name: str) -> bool:
        return any(same_person(person(a), name) and (is_from_buyer(a) or is_two_way(a)) for a in self.past)

    def activity(self, activity_id: str) -> Activity:
        return next(a for a in self.record.activities if a.activity_id == activity_id)

    def evidence(self, activity_id: str) -> Evidence | None:
        return self._by_activity.get(activity_id)

    def quote(self, activity_id: str, words: str) -> tuple[Quote, ...]:
        """A quote of an activity, none where it is not among the evidence (it was too much)."""
        evidence = self.evidence(activity_id)
        return (Quote(ref=evidence.ref, text=words),) if evidence and words else ()

    def around(self, saying: Saying) -> str:
        """The saying with its neighbours in the same text, as they stand there."""
        start, end = around(self.sayings, saying)
        return self.activity(saying.activity_id).text[start:end]

    def contact(self, name: str | None) -> Contact | None:
        return contact_of(self.record, name)
