"""What of a dossier must not leave the machine, and the words of the record put back in a reply."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, TypeVar

from coach.domain.base import Word
from coach.domain.case import Case
from coach.domain.evidence import Evidence
from coach.domain.record import Record
from coach.grounding.quotes import QuoteIndex
from coach.prompting.masking import Hidden, Mask
from coach.prompting.spellings import people_in
from coach.review.dossier import Dossier

Past = Callable[[str, date], Record | None]
"""The record of a closed deal as known at a date, for the names in it; None where there is none."""

_SPEAKER = re.compile(r"\(([^()\d“”]{3,80}), \d{1,2} [A-Z][a-z]{2} \d{4}\)")
"""How a case says who spoke: “…” (Ana Costa, 3 Sep 2026)."""
_CASE_TITLE = re.compile(r"(.+?): (?:won|lost|open) after \d+ days.*", re.DOTALL)

_W = TypeVar("_W", bound=Word)


class Cover:
    """Hides a dossier's names in what is asked, and finds them again in what is answered. Without a mask it changes
    nothing: for a model on this machine or this network."""

    def __init__(self, mask: Mask | None = None, evidence: dict[str, Evidence] | None = None) -> None:
        self._mask = mask
        self._evidence = evidence or {}
        self._looked_at: dict[str, tuple[Hidden, QuoteIndex]] = {}

    def hide(self, text: str) -> str:
        return self._mask.hide(text) if self._mask else text

    def show(self, text: str) -> str:
        return self._mask.show(text) if self._mask else text

    def restored(self, draft: _W) -> _W:
        """The draft with the words of the record in each of its texts and quotes."""
        if self._mask is None:
            return draft
        return type(draft).model_validate(self._restored(draft.model_dump(), self._mask))

    def _restored(self, value: Any, mask: Mask) -> Any:
        if isinstance(value, str):
            return mask.show(value)
        if isinstance(value, dict):
            if value.keys() == {"ref", "text"}:
                return {"ref": value["ref"], "text": self._quote(value["ref"], value["text"], mask)}
            return {key: self._restored(item, mask) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self._restored(item, mask) for item in value)
        return value

    def _quote(self, ref: str, text: str, mask: Mask) -> str:
        """A quote is looked up in its text as the model saw it: a token stands for several spellings of a name, and
        only the place tells which. One that is not found there gets the names on record, and is judged like any."""
        evidence = self._evidence.get(ref)
        if evidence is None:
            return mask.show(text)
        if ref not in self._looked_at:
            hidden = mask.hidden(evidence.text)
            self._looked_at[ref] = hidden, QuoteIndex(hidden.masked)
        hidden, index = self._looked_at[ref]
        place = index.find(mask.tidy(text))
        return hidden.original(*place) if place else mask.show(text)


def cover(
    dossier: Dossier, past: Past | None = None, *, texts: Iterable[str] = (), people: Iterable[str] = ()
) -> Cover:
    """The cover of a dossier. `past` gives the records behind its precedents, whose contacts and accounts are hidden
    too; without it, whoever their stories name as speaking. `texts` and `people` are what else will be sent."""
    before = [found for case in dossier.cases if past and (found := past(case.case.deal_id, dossier.as_of))]
    record, cases = dossier.record, [at_hand.case for at_hand in dossier.cases]
    here = [name for field in (*_people(record), *_named(dossier), *people) for name in people_in(field)]
    there = [name for other in before for field in _people(other) for name in people_in(field)]
    there += [name for case in cases for field in _told(case) for name in people_in(field)]
    theirs = [name for other in before for name in _companies(other)]
    deals = [other.deal.name for other in before]
    deals += [told[1] for case in cases if (told := _CASE_TITLE.fullmatch(case.title))]
    own = (*here, *_companies(record), record.deal.name)
    mask = Mask(
        (*here, *there),
        (*_companies(record), *theirs),
        (record.deal.name, *deals),
        (*_texts(dossier), *texts),
        strangers={*there, *theirs, *deals}.difference(own),
    )
    return Cover(mask, dossier.evidence())


def _people(record: Record) -> Iterator[str | None]:
    """Contacts first, so that a person's token stands for the name on record."""
    yield from (contact.name for contact in record.contacts)
    yield record.deal.owner
    for activity in record.activities:
        yield activity.contact
        yield activity.author
    for change in record.field_changes:
        if "owner" in change.field.casefold():
            yield change.old
            yield change.new


def _named(dossier: Dossier) -> Iterator[str | None]:
    yield from (attempt.with_whom for attempt in dossier.attempts)
    yield from (answer.author for answer in dossier.answers)


def _told(case: Case) -> Iterator[str | None]:
    """Whom a case tells of, where its record is not at hand."""
    yield from (attempt.with_whom for attempt in case.attempts)
    yield from _SPEAKER.findall(case.text)


def _companies(record: Record) -> Iterator[str]:
    """The account, and a competitor that is a name: "spreadsheets" is none."""
    if record.deal.account:
        yield record.deal.account
    competitor = record.deal.competitor
    if competitor and competitor != competitor.lower():
        yield competitor


def _texts(dossier: Dossier) -> Iterator[str]:
    """All that may be sent, so that no token stands in it already."""
    record = dossier.record
    for contact in record.contacts:
        yield f"{contact.name}, {contact.title or ''} {contact.email or ''}"
    yield from (piece.text for piece in dossier.own)
    yield from (f"{attempt.with_whom or ''} {attempt.what}" for attempt in dossier.attempts)
    yield from (signal.text for signal in dossier.stall.signals)
    yield f"{record.deal.hold_reason or ''} {record.deal.stage} {record.deal.name}"
    # Small, as words: "Automotive" of an industry stands for no company.
    yield f"{record.deal.industry or ''} {record.deal.segment or ''} {record.deal.product or ''}".lower()
    yield from (f"{activity.author or ''}, {activity.contact or ''}" for activity in record.activities)
    yield from (extra.text for extra in dossier.extras)
    for play in dossier.plays:
        yield f"{play.play.title}\n{play.play.first_step}\n{play.play.success_signal}\n{play.play.kill_criterion}"
        yield play.evidence.text
    for case in dossier.cases:
        yield f"{case.case.title}\n{case.case.turning_point or ''}"
        yield case.evidence.text
