"""One claim held against the record: its quotes looked up, its figures and names known, its words those it cites."""

from collections.abc import Iterable
from datetime import date

from coach.domain.activity import Activity
from coach.domain.evidence import Citation, Point, SourceKind
from coach.domain.review import Dropped, Question
from coach.grounding.cite import Finder
from coach.grounding.clean import clean
from coach.grounding.figures import Known
from coach.grounding.names import unknown_names
from coach.grounding.orders import orders_software
from coach.grounding.support import share_borne_out
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftPoint, Quote
from coach.review.known import everybody, measured

OWN = frozenset({SourceKind.ACTIVITY, SourceKind.DEAL, SourceKind.CONTACT, SourceKind.ANSWER})
MOST_QUOTES = 2
LEAST_SHARE = 0.5
"""Of a model's point, the share of words that must stand in what it cites."""
_LONGEST_POINT = 900
ORDERS = "It gives orders to software."
RESTS_ON_ORDERS = "It rests on words that give orders to software."


class Claims:
    """Checks the claims of one draft, and notes what falls."""

    def __init__(self, dossier: Dossier, finder: Finder, draft: Draft, *, by_code: bool) -> None:
        self._dossier = dossier
        self._by_code = by_code
        self._refused = 0
        self._finder = finder
        self._evidence = dossier.evidence()
        self._own = [e.text for e in dossier.own]
        self._own_text = "\n".join(self._own)
        self._measured = tuple(measured(dossier))
        self._names = list(everybody(dossier))
        self._people = [*self._own, *self._names]
        self._ordered = frozenset(_ordered(draft))
        self._dropped: list[Dropped] = []

    def _point(self, draft: DraftPoint, question: Question | None) -> Point | None:
        point = self._checked_point(draft, question)
        if point is None:
            self._refused += 1
            return None
        if self._by_code or share_borne_out(point.text, self._may_say(point)) >= LEAST_SHARE:
            return point
        self._refused += 1
        self._note(point.text, "Its words go beyond what it cites; the quote stands in its place.")
        said = "; ".join(f"{c.label}: “{' '.join(c.quote.split())}”" for c in point.citations[:MOST_QUOTES])
        return Point(text=said, citations=point.citations)

    def _may_say(self, point: Point) -> list[str]:
        """The cited texts with who wrote them and when, and what was measured of attempts."""
        told = [self._text_of(c) for c in point.citations]
        told += [f"{c.label} {c.at.isoformat() if c.at else ''}" for c in point.citations]
        return [*told, *self._names, *(f"{a.what} {a.effect.value} {a.move.value}" for a in self._dossier.attempts)]

    def _checked_point(self, draft: DraftPoint, question: Question | None) -> Point | None:
        text = clean(draft.text, known=self._own_text, limit=_LONGEST_POINT)
        if not text:
            return None
        if orders_software(text) or text in self._ordered:
            self._note(text, ORDERS)
            return None
        citations = self._cited(draft.quotes, text)
        if citations is None:
            return None
        if question is not Question.ALTERNATIVES and not any(c.source_kind in OWN for c in citations):
            self._note(text, "It says something of this deal and cites only other texts.")
            return None
        if not self._borne_out(text, citations):
            return None
        return Point(text=text, citations=citations)

    def _cited(self, quotes: Iterable[Quote], text: str) -> tuple[Citation, ...] | None:
        """The citations that hold; None when there are none, which is noted."""
        found: dict[Citation, None] = {}
        wrong = "It cites nothing."
        for quote in quotes:
            evidence = self._evidence.get(quote.ref)
            if evidence is None:
                wrong = "It cites a text that is not among the evidence of this deal."
                continue
            citation = self._finder.cite(evidence, quote.text)
            if citation is None:
                wrong = f"These words do not stand in {evidence.source.title}: “{clean(quote.text, limit=160)}”"
                self._note(text, wrong)
            elif orders_software(citation.quote):
                wrong = RESTS_ON_ORDERS
            else:
                found.setdefault(citation)
        if not found:
            self._note(text, wrong)
            return None
        return tuple(found)

    def _borne_out(self, text: str, citations: Iterable[Citation], more: Iterable[str] = ()) -> bool:
        cited = [self._text_of(c) for c in citations]
        figures = Known([*cited, *more], self._measured).unknown(text)
        if figures:
            self._note(text, f"The record does not bear out: {', '.join(figures)}.")
            return False
        strangers = unknown_names(text, [*self._people, *cited, *more])
        if strangers:
            self._note(text, f"Nobody of this name is in the record: {', '.join(strangers)}.")
            return False
        return True

    def _text_of(self, citation: Citation) -> str:
        sources = (e.source for e in self._evidence.values() if e.source.source_id == citation.source_id)
        source = next(sources)
        return f"{source.title}\n{source.text}"

    def _activity(self, citation: Citation) -> Activity | None:
        if citation.source_kind is not SourceKind.ACTIVITY:
            return None
        key = citation.source_id.partition(":")[2].rpartition("@")[0]
        return next((a for a in self._dossier.record.activities if a.activity_id == key), None)

    def _borne_out_step(
        self, title: str, text: str, citations: tuple[Citation, ...], more: list[str], days: list[int], due: date
    ) -> bool:
        if orders_software(text) or title in self._ordered:
            self._note(title, ORDERS)
            return False
        cited = [self._text_of(c) for c in citations]
        known = Known([*cited, *more], (*self._measured, *days, due))
        unknown = (*known.unknown(text), *unknown_names(text, [*self._people, *cited, *more]))
        if unknown:
            self._note(title, f"The record does not bear out: {', '.join(unknown)}.")
        return not unknown

    def _note(self, text: str, reason: str) -> None:
        self._dropped.append(
            Dropped(text=clean(text, known=self._own_text), reason=clean(reason, known=self._own_text))
        )


def _ordered(draft: Draft) -> Iterable[str]:
    """Claims that rest anywhere on words that give orders to software: they stand nowhere, whatever else they quote."""
    extra = [p for given in draft.extra for p in given.points]
    for point in (*(p for given in draft.answers for p in given.points), *extra):
        if any(orders_software(quote.text) for quote in point.quotes):
            yield from {clean(point.text, limit=limit) for limit in (_LONGEST_POINT, 160)}
