"""Names, companies, addresses and phone numbers replaced by tokens before a prompt leaves, and put back in the reply.

Known names come from the record; mail addresses, phone numbers, URLs and domains are also found by their pattern. A
person's name and its parts, where only one person has them, get the same token. What no field of the record names (a
colleague mentioned once in a note) is not known, and stays.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from coach.prompting.spellings import (
    GENERIC,
    VERBS,
    WORDS,
    Folded,
    company_forms,
    company_parts,
    fold,
    full_forms,
    is_unspaced,
    name_words,
    single_parts,
    spoken_small,
)

_KINDS = ("Person", "Name", "Company", "Deal", "mail", "phone", "link")
_TLDS = "com|net|org|info|biz|io|dev|app|ai|eu|de|fr|nl|es|pt|dk|se|fi|pl|ch|cz|hu|ie|uk|us|example|test"
_URL = r"(?:(?:https?|ftp)://|www\.)[^\s<>\"')\]]*[^\s<>\"')\].,;:!?]"
_MAIL = r"(?<![\w.+%'-])[\w.+%'-]*\w@[\w-]+(?:\.[\w-]+)+"
_DOMAIN = rf"(?<![\w@.-])(?:[\w-]+\.)+(?:{_TLDS})(?![\w-])(?:/[^\s<>\"')\]]*[^\s<>\"')\].,;:!?])?"
_PHONE = (
    r"(?<![\w.,/-])(?:"
    r"(?:\+|00)\d[\d ()./-]{5,18}\d"  # international
    r"|\(?0\d{1,5}\)?[ ./-]?\d[\d ./-]{3,12}\d"  # with a trunk zero
    r"|\(?\d{3}\)?[-. ]{1,2}\d{3}[-. ]\d{4}"  # North America
    r"|(?:(?<=tel )|(?<=tel: )|(?<=phone )|(?<=phone: )|(?<=mobile )|(?<=mobile: ))\d[\d ./-]{4,14}\d"
    r")(?!\w)"
)
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|\d{1,2}[./-]\d{1,2}[./-]\d\d\Z")
_BEFORE, _AFTER = r"(?<![^\W_])", r"(?![^\W_])"


class _Name(NamedTuple):
    token: str
    needs_capital: bool
    is_person: bool = False


class Span(NamedTuple):
    """A token at `masked[start:end]` that stands for `text[origin:origin_end]`."""

    start: int
    end: int
    origin: int
    origin_end: int


class Hidden:
    """One text with tokens in it, and the way back to the places in the original."""

    def __init__(self, text: str, masked: str, spans: Sequence[Span]) -> None:
        self.text = text
        self.masked = masked
        self._spans = spans
        self._starts = [span.start for span in spans]

    def original(self, start: int, end: int) -> str:
        """The words of the original behind `masked[start:end]`; a token that is cut counts whole."""
        return self.text[self._place(start, opens=True) : self._place(end, opens=False)]

    def _place(self, at: int, *, opens: bool) -> int:
        index = bisect_right(self._starts, at if opens else at - 1) - 1
        if index < 0:
            return at
        span = self._spans[index]
        if at >= span.end:
            return at - span.end + span.origin_end
        return span.origin if opens else span.origin_end


class Mask:
    """Tokens for what must not leave. The same input gives the same tokens; none of them stands in `texts`.

    A token is shown as the name on record; one of `strangers`, names that are known from other records, as the texts
    first spell it: who is only "Ruth" here stays "Ruth".
    """

    def __init__(
        self,
        people: Iterable[str] = (),
        companies: Iterable[str] = (),
        deals: Iterable[str] = (),
        texts: Iterable[str] = (),
        *,
        strangers: Iterable[str] = (),
    ) -> None:
        texts = list(texts)
        self._strangers = frozenset(strangers)
        self._unspelled: set[str] = set()
        spoken_of = "\n\n".join(Folded(text).folded for text in texts)
        self._stems = {kind: _free(kind, spoken_of) for kind in _KINDS}
        self._counts = dict.fromkeys(_KINDS, 0)
        self._told: dict[str, str] = {}
        self._patterned: dict[tuple[str, str], str] = {}
        self._names = self._known(people, companies, deals, texts)
        self._pattern = _pattern(self._names)
        self._token = _token_pattern(self._stems)
        for text in texts:  # so that addresses are numbered in the order of the record, whatever is asked first
            self.hide(text)

    def hide(self, text: str) -> str:
        return self.hidden(text).masked

    def hidden(self, text: str) -> Hidden:
        """The text with tokens. Longest first and whole words only; case and accents do not matter."""
        folded = Folded(text)
        parts: list[str] = []
        spans: list[Span] = []
        done = length = at = 0
        while match := self._pattern.search(folded.folded, at):
            start, end = folded.span(match.start(), match.end())
            token, last = self._token_for(match, text[start:end])
            at = max(match.start() + 1, last)
            if token is None or start < done:
                continue
            end = folded.span(match.start(), last)[1]
            if token in self._unspelled:
                self._unspelled.discard(token)
                self._told[token] = text[start:end]
            parts += [text[done:start], token]
            length += start - done
            spans.append(Span(length, length + len(token), start, end))
            length += len(token)
            done = end
        return Hidden(text, "".join([*parts, text[done:]]), spans)

    def show(self, text: str) -> str:
        """The text with each token as it is best known: a person by the name on record."""
        return self._token.sub(lambda found: self._told.get(self._written(found), found[0]), text)

    def tidy(self, text: str) -> str:
        """The text with its tokens spelled as they were given: "person 1" as "Person-1"."""
        return self._token.sub(lambda found: self._written(found) if self._written(found) in self._told else found[0], text)  # fmt: skip  # noqa: E501

    def _written(self, found: re.Match[str]) -> str:
        stem = next((s for s in self._stems.values() if s.casefold() == found["stem"].casefold()), found["stem"])
        return f"{stem}-{int(found['number'])}"

    def _token_for(self, match: re.Match[str], original: str) -> tuple[str | None, int]:
        """The token for a match, and where in the folded text it ends; None where the match is not meant."""
        kind = match.lastgroup or ""
        if kind != "name":
            if kind == "phone" and not _is_phone(match[0]):
                return None, match.end()
            key = (kind, match[0])
            if key not in self._patterned:
                self._patterned[key] = self._new(kind, original)
            return self._patterned[key], match.end()
        words, written = match[0].split(), original.split()
        name = self._names[" ".join(words)]
        if 1 < len(words) == len(written) and name.is_person:
            small = [i for i, word in enumerate(words) if word in VERBS | WORDS and written[i][:1].islower()]
            if small:
                # "Mark will call" is not about Mark Will; it may still be about Mark.
                first = self._names.get(words[0]) if 0 not in small else None
                return (first.token if first else None), match.start() + len(words[0])
        return (None if name.needs_capital and original[:1].islower() else name.token), match.end()

    def _new(self, kind: str, told: str) -> str:
        self._counts[kind] += 1
        token = f"{self._stems[kind]}-{self._counts[kind]}"
        self._told[token] = told
        if told in self._strangers:
            self._unspelled.add(token)
        return token

    def _known(
        self, people: Iterable[str], companies: Iterable[str], deals: Iterable[str], texts: list[str]
    ) -> dict[str, _Name]:
        """Folded spellings and what they stand for. A part that several have gets a token of its own."""
        full: dict[str, _Name] = {}
        parts: dict[str, list[tuple[str, str]]] = {}
        capital: set[str] = set()
        for name, told in _merged(people).items():
            token = full[name].token if name in full else self._new("Person", told)
            for form in full_forms(told):
                full.setdefault(form, _Name(token, needs_capital=form in WORDS, is_person=True))
            for part, written in single_parts(told):
                parts.setdefault(part, []).append((token, written))
                capital |= {part} & WORDS
        spoken = spoken_small(texts)
        for told in dict.fromkeys(companies):
            words = fold(told).split()
            if len(fold(told)) < 2 or all(word in GENERIC | VERBS for word in words):
                continue
            token = full[fold(told)].token if fold(told) in full else self._new("Company", told)
            full.setdefault(fold(told), _Name(token, needs_capital=len(words) == 1 and not told.islower()))
            for form in company_forms(told):
                if " " in form:
                    full.setdefault(form, _Name(token, needs_capital=False))
                elif form not in GENERIC | VERBS:
                    parts.setdefault(form, []).append((token, told))
                    capital.add(form)
            for part in company_parts(told, spoken):
                parts.setdefault(part, []).append((token, told))
                capital.add(part)
        for told in dict.fromkeys(deals):
            form = fold(told)
            if form in full or len(form) < 3 or all(word in GENERIC or word in spoken for word in form.split()):
                continue
            full[form] = _Name(self._new("Deal", told), needs_capital=len(form.split()) < 3)
            # A deal is often named after a customer whom no field names.
            first = told.split()[0]
            if fold(first) in set(company_parts(first, spoken)) - spoken - parts.keys() - full.keys():
                parts[fold(first)] = [(self._new("Company", first), first)]
                capital.add(fold(first))
        for part, all_owners in parts.items():
            # Here, "Gareth" is the one of this record, not somebody of another.
            owners = [owner for owner in all_owners if owner[0] not in self._unspelled] or all_owners
            if part not in full:
                several = len({token for token, _ in owners}) > 1
                token = self._new("Name", owners[0][1]) if several else owners[0][0]
                full[part] = _Name(token, needs_capital=part in capital)
        return full


def _merged(people: Iterable[str]) -> dict[str, str]:
    """Each person once, by the folded words of the name; a single word of a full name is that person."""
    found: dict[str, str] = {}
    for name in people:
        words = name_words(name)
        if words:
            found.setdefault(fold(" ".join(words)), name)
    parts: dict[str, set[str]] = {}
    for key, name in found.items():
        if " " in key:
            for part, _ in single_parts(name):
                parts.setdefault(part, set()).add(key)
    return {key: name for key, name in found.items() if " " in key or len(parts.get(key, ())) == 0}


def _free(kind: str, folded: str) -> str:
    """A stem of tokens of which a folded text holds none."""
    stem = kind
    while re.search(rf"{_BEFORE}{stem}[\s_-]?\d", folded, re.IGNORECASE):
        stem += "x"
    return stem


def _token_pattern(stems: Mapping[str, str]) -> re.Pattern[str]:
    """With its hyphen in any case; without one only as it was given, with its capital."""
    loose = "|".join(sorted(stems.values(), key=len, reverse=True))
    exact = "|".join(sorted((stem for stem in stems.values() if stem[0].isupper()), key=len, reverse=True))
    hyphen = r"[-‐‑‒–−]"
    told = rf"(?:(?=(?i:{loose}){hyphen}\d)|(?=(?:{exact})[ _]?\d))(?P<stem>(?i:{loose}))(?:{hyphen}|[ _])?"
    return re.compile(rf"(?<![A-Za-z0-9]){told}(?P<number>\d{{1,4}})(?!\d)")


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """One pass over a folded text: addresses first, then names, the longest first; a genitive s may follow."""
    spaced = sorted((name for name in names if not is_unspaced(name)), key=lambda name: (-len(name), name))
    unspaced = sorted((name for name in names if is_unspaced(name)), key=lambda name: (-len(name), name))
    long, short = ([_escaped(n) for n in spaced if (len(n) > 4) is wanted] for wanted in (True, False))
    groups = [rf"{_BEFORE}(?:{'|'.join(long)})(?=s?{_AFTER})"] if long else []
    groups += [rf"{_BEFORE}(?:{'|'.join(short)}){_AFTER}"] if short else []
    groups += ["|".join(map(re.escape, unspaced))] if unspaced else []
    known = rf"|(?P<name>{'|'.join(groups)})" if groups else ""
    return re.compile(rf"(?P<link>{_URL}|(?!{_MAIL}){_DOMAIN})|(?P<mail>{_MAIL})|(?P<phone>{_PHONE}){known}")


def _escaped(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"\s+")


def _is_phone(written: str) -> bool:
    digits = sum(c.isdigit() for c in written)
    return 7 <= digits <= 15 and not (_DATE.match(written) or re.search(r"[./-](?:19|20)\d\d(?!\d)", written))
