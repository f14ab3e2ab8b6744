"""The places in the record that a verdict's reasons point to: whatever a reason says, it says where that stands.

Each is made by the `Finder`, so that the quote is a slice of its text. A text that gives orders to software is never
pointed to; the deal's card stands in where the record has no other words.
"""

from collections.abc import Iterable

from coach.domain.activity import Activity
from coach.domain.attempt import NEVER_PROPOSED, Attempt, Effect, Move
from coach.domain.evidence import Citation, Evidence, SourceKind
from coach.domain.texts import deal_source
from coach.grounding.cite import Finder
from coach.grounding.orders import orders_software
from coach.history.sentences import sentences
from coach.review.builtin.sayings import is_long_enough
from coach.review.builtin.situation import Situation

_AGE_LINES = ("Stage:", "Outcome:", "Amount:", "Created:")
_BROUGHT_NOTHING = frozenset({Effect.NONE, Effect.NEGATIVE})
_LONGEST = 400


class Places:
    def __init__(self, at: Situation, finder: Finder) -> None:
        self._at = at
        self._finder = finder

    def card(self) -> Citation:
        """The card's lines from the stage to the day of creation: what the age of the deal is counted from."""
        card = self._at.card or Evidence.whole(deal_source(self._at.record.deal))
        lines = [line for line in card.text.splitlines() if line.startswith(_AGE_LINES)]
        start, end = card.text.find(lines[0]), card.text.find(lines[-1]) + len(lines[-1])
        found = self._finder.cite(card, card.text[start:end]) or self._finder.cite(card, card.text)
        assert found is not None, "a deal's card can always be cited as a whole"
        return found

    def last_entry(self) -> Citation:
        """The newest words of the record, of whoever; the card where there are none."""
        told = (SourceKind.ACTIVITY, SourceKind.ANSWER)
        dated = (e for e in reversed(self._at.dossier.own) if e.source.source_kind in told)
        return next((c for e in dated if (c := self._of(e)) is not None), None) or self.card()

    def silence(self) -> tuple[Citation, ...]:
        """The buyer's last words or the last talk with them; our first attempt since, where that has no words."""
        last = self._at.last_two_way
        tries = iter(self._at.tries_since)
        return self._first([last] if last is not None else []) or self._first(tries)

    def fruitless(self) -> tuple[Citation, ...]:
        """Our latest two attempts that brought nothing or a no, with the words that show it; those that tried
        something before mere questions for news."""
        failed = [a for a in self._at.attempts if a.effect in _BROUGHT_NOTHING and a.move is not Move.GROUNDWORK]
        chosen = [a for a in failed if a.move not in NEVER_PROPOSED] or failed
        found = (self._first(self._shown_by(attempt)) for attempt in chosen[-2:])
        return tuple(dict.fromkeys(c for cited in found for c in cited))

    def rep_said(self) -> tuple[Citation, ...]:
        found = (self._of(evidence) for _, evidence in reversed(self._at.rep_answers))
        return tuple(c for c in found if c is not None)[:1]

    def of_activity(self, activity_id: str, words: str) -> Citation | None:
        evidence = self._at.evidence(activity_id)
        return self._finder.cite(evidence, words) if evidence else None

    def _shown_by(self, attempt: Attempt) -> list[Activity]:
        ids = (attempt.effect_activity_id, *attempt.activity_ids)
        return [self._at.activity(one) for one in ids if one is not None]

    def _first(self, activities: Iterable[Activity]) -> tuple[Citation, ...]:
        evidences = (self._at.evidence(a.activity_id) for a in activities)
        found = (self._of(evidence) for evidence in evidences if evidence is not None)
        return tuple(c for c in [next((c for c in found if c is not None), None)] if c is not None)

    def _of(self, evidence: Evidence) -> Citation | None:
        words = telling_words(evidence.text)
        return self._finder.cite(evidence, words) if words else None


def telling_words(text: str) -> str | None:
    """The first sentence after a greeting that can be quoted and speaks to a person; a short text as a whole."""
    ordering = orders_software(text)
    said = [s for s in sentences(text) if not (ordering and orders_software(s))]
    long = [s for s in said if is_long_enough(s) and len(s) <= _LONGEST]
    best = next((s for s in long if len(s.split()) > 3 and not s.endswith((",", "!"))), None)
    if best is not None or long:
        return best or long[0]
    whole = text.strip()
    return whole if whole and len(whole) <= _LONGEST and not orders_software(whole) else None
