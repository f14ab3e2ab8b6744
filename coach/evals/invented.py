"""Whether a review shows anything that the record does not bear out. Looked at from outside: nothing of the product's
own checks is used here, so that a hole in them shows.

| kind | counted when |
|---|---|
| quote | a citation is not the slice of its source that it says, or its source is not to be found |
| foreign | an activity, card, contact or answer of another deal is cited, or a stretch of eight words that stands only in another deal's texts is shown as a claim of this one |
| person | a run of capitalised words holds one that neither record nor playbook knows, or an alternative's person is nowhere in the record |
| figure | an amount, a share or a number of four digits or more stands nowhere in record or playbook and was not measured |
| address | a link, an image or HTML is shown that does not stand in the record |
| claim | a statement of `must_not_claim` is claimed; see `coach.evals.statements` |
"""  # noqa: E501

import re
from collections.abc import Callable, Iterable, Iterator

from coach.domain.base import Word
from coach.domain.evidence import Citation, Source, SourceKind
from coach.domain.record import Record
from coach.domain.review import Review
from coach.domain.texts import activity_source, contact_text, deal_text
from coach.evals.shown import claims_of, texts_of
from coach.evals.statements import claims, unquoted

SHINGLE = 8
_OWN = frozenset({SourceKind.ACTIVITY, SourceKind.DEAL, SourceKind.CONTACT, SourceKind.ANSWER})
_NAME = r"[A-ZÀ-ÖØ-Þ][\w’'-]*[a-zß-ÿ][\w’'-]*"
_RUN = re.compile(rf"\b{_NAME}(?:\s+(?:(?:van|von|de|der|da|del|di)\s+)?{_NAME})+")
_FIGURE = re.compile(r"[€$£]\s?\d[\d.,]*|\d[\d.,]*\s?%|\d{4,}|\d{1,3}(?:[.,]\d{3})+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|!\[|\]\(|<\s*/?\s*(?:img|a|script|iframe|b|i|div|svg|p|br)\b[^>]*>", re.I)


class Invented(Word):
    kind: str
    where: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} in {self.where}: {self.text}"


class Known:
    """What may be said of one deal without being invented: its record, the texts shown with it, measured figures."""

    def __init__(self, record: Record, playbook: Iterable[str], cited: Iterable[str], foreign: frozenset[str]) -> None:
        """`cited` are the texts that the review cites, precedents too; `foreign` stretches of other deals' texts."""
        deal = record.deal
        own = [deal_text(deal), *(contact_text(c) for c in record.contacts)]
        own += [f"{activity_source(a).title}\n{a.text} {a.author or ''} {a.contact or ''}" for a in record.activities]
        own += [f"{c.old or ''} {c.new or ''} {c.at.date()}" for c in record.field_changes]
        own += [f"{c.stage} {c.entered_at.date()}" for c in record.stage_changes]
        self.deal_id = deal.deal_id
        self.own = "\n".join(own)
        usual = "\n".join([self.own, *playbook])
        everything = "\n".join([usual, *cited])
        self._words = _words(everything)
        self._figures = _figures(everything)
        self._foreign = foreign - shingles(usual)

    def strangers(self, text: str) -> Iterator[str]:
        for run in _RUN.finditer(text):
            opens = not text[: run.start()].strip() or text[: run.start()].rstrip()[-1] in ".!?:…"
            words = re.findall(_NAME, run.group())
            if any(_bare(word) not in self._words for word in words[1 if opens else 0 :]):
                yield run.group()

    def figures(self, text: str, measured: frozenset[str]) -> Iterator[str]:
        """`measured` holds whole numbers, shares with their "%"."""
        for found in _FIGURE.finditer(text):
            if _figure(found.group()) not in self._figures | measured:
                yield found.group()

    def addresses(self, text: str) -> Iterator[str]:
        return (found.group() for found in _ADDRESS.finditer(text) if found.group() not in self.own)

    def foreign(self, text: str) -> Iterator[str]:
        return iter(sorted(shingles(text) & self._foreign)[:1])

    def has_person(self, name: str) -> bool:
        return " ".join(name.split()).casefold() in " ".join(self.own.split()).casefold()


def shingles(text: str) -> frozenset[str]:
    words = re.findall(r"\w+", text.casefold())
    return frozenset(" ".join(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))


def invented(
    review: Review, known: Known, must_not_claim: Iterable[str], source: Callable[[str], Source | None]
) -> tuple[Invented, ...]:
    """Everything of the kinds above, in the order of the review."""
    found: list[Invented] = []
    kept = {s.source_id: s for s in review.sources}
    forbidden = tuple(must_not_claim)
    measured = _measured(review)
    for where, text, citations in claims_of(review):
        for citation in citations:
            wrong = _wrong(citation, kept.get(citation.source_id) or source(citation.source_id), known.deal_id)
            found += [Invented(kind=kind, where=where, text=citation.quote[:160]) for kind in wrong]
        if where == "precedent":
            continue  # of another deal, and said to be
        said = unquoted(text)
        found += [Invented(kind="person", where=where, text=name) for name in known.strangers(said)]
        found += [Invented(kind="figure", where=where, text=f) for f in known.figures(said, measured)]
        found += [Invented(kind="foreign", where=where, text=words) for words in known.foreign(said)]
        found += [Invented(kind="claim", where=where, text=s) for s in forbidden if claims(text, s)]
    for one in review.alternatives:
        if one.with_whom and not known.has_person(one.with_whom):
            found.append(Invented(kind="person", where="alternative", text=one.with_whom))
    for where, text in texts_of(review):
        found += [Invented(kind="address", where=where, text=a[:160]) for a in known.addresses(text)]
    for text in (t for where, t in texts_of(review) if where == "ask"):
        found += [Invented(kind="person", where="ask", text=name) for name in known.strangers(unquoted(text))]
    return tuple(dict.fromkeys(found))


def _wrong(citation: Citation, source: Source | None, deal_id: str) -> Iterator[str]:
    if source is None or source.text[citation.start : citation.end] != citation.quote:
        yield "quote"
    elif source.source_kind in _OWN and source.deal_id != deal_id:
        yield "foreign"


def _measured(review: Review) -> frozenset[str]:
    stall = review.stall
    shares: list[float] = [0.95, 1.0]
    figures: list[float | int | None] = [stall.days_in_stage, stall.days_over, stall.max_days, stall.median_days]
    figures += [stall.deal_days_at_stake, *(v for s in stall.signals for v in (s.value, s.norm))]
    if stall.norm:
        figures += [stall.norm.days, stall.norm.n]
        shares.append(stall.norm.quantile)
    if stall.p_win:
        figures.append(stall.p_win.n)
        shares += [stall.p_win.value, stall.p_win.low, stall.p_win.high]
    dates = [review.as_of, *(a.due_at for a in review.alternatives), *(a.started_at for a in review.attempts)]
    numbers = [*(round(f) for f in figures if f is not None), *(d.year for d in dates)]
    return frozenset([_figure(str(n)) for n in numbers] + [f"{round(100 * share)}%" for share in shares])


def _words(text: str) -> set[str]:
    return {_bare(word) for word in re.findall(r"[\w’'-]+", text)}


def _bare(word: str) -> str:
    return word.casefold().removesuffix("'s").removesuffix("’s").strip("'’-")


def _figures(text: str) -> set[str]:
    """The figures of a text, shares apart; "12k" and "1.2 million" stand for their numbers too."""
    return {_figure(found) for found in re.findall(r"\d[\d.,]*(?:\s?(?:%|per ?cent))?", text)}


def _figure(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    return f"{digits}%" if re.search(r"%|per ?cent", written) else digits.rstrip("0") or "0"
