"""Figures and names in a claim must come from somewhere.

A quote can be right and the sentence around it still invent a date, an amount or a person. So each figure of a claim
must stand in the texts that it cites, or have been measured; formats may differ ("3 Sep" and 2026-09-03, "40k" and
40,000), values may not.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero janeiro", "feb february februar fevrier février febrero fevereiro",
            "mar march märz mrz mars marzo março", "apr april avril abril", "may mai mayo maio",
            "jun june juni juin junio junho", "jul july juli juillet julio julho",
            "aug august août aout agosto", "sep sept september septembre septiembre setembro",
            "oct okt october oktober octobre octubre outubro", "nov november novembre noviembre novembro",
            "dec dez december dezember décembre diciembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(rf"(?<![\w.])(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of| de)?\s+(?P<n>{_MONTH})\b\.?"
               r"(?:,?\s+(?P<y>\d{4}))?", re.I),
    re.compile(rf"\b(?P<n>{_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+(?P<y>\d{{4}}))?", re.I),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})?(?!\d)"),
    re.compile(r"(?<![\d/])(?P<d>\d{1,2})/(?P<m>\d{1,2})/(?P<y>\d{4})(?!\d)"),
)  # fmt: skip
_ANY_WITH_DIGIT = re.compile(r"(?<!\w)\d[\w.,%:/+’'-]*|\w[\w/.:-]*\d[\w/.:%-]*")
_NUMBER = re.compile(
    r"(?<![^\W_])(?P<n>\d{1,3}(?:[ ,.’'\u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d+)?)\s?"
    r"(?P<u>k|m|mn|mio|bn|thousand|million|billion)?(?![A-Za-z0-9])",
    re.I,
)
_UNITS = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "mio": 6, "million": 6, "bn": 9, "billion": 9}
_WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
          "eleven": 11, "twelve": 12}  # fmt: skip
_COUNTED = re.compile(
    rf"\b(?P<w>{'|'.join(_WORDS)})[- ](?:more |further |full |whole )?"
    r"(?:day|week|month|year|quarter|percent|per cent|thousand|million|hundred)s?\b", re.I
)  # fmt: skip


class _Day(NamedTuple):
    month: int
    day: int
    year: int | None


class Known:
    """The figures that claims may use: of texts, and of measured values (numbers, dates)."""

    def __init__(self, texts: Iterable[str], measured: Iterable[int | float | Decimal | date] = ()) -> None:
        self._days: set[_Day] = set()
        self._numbers: set[Decimal] = set()
        self._literal: set[str] = set()
        for text in texts:
            self.add(text)
        for value in measured:
            if isinstance(value, date):
                self._days.add(_Day(value.month, value.day, value.year))
                self._numbers.add(Decimal(value.year))
            else:
                self._numbers.add(abs(Decimal(str(value))).normalize())

    def add(self, text: str) -> None:
        days, rest = _split_dates(text)
        self._days.update(days)
        self._numbers.update(Decimal(day.year) for day in days if day.year)
        self._numbers.update(_numbers(rest))
        self._numbers.update(Decimal(_WORDS[w]) for w in re.findall(r"[a-z]+", text.casefold()) if w in _WORDS)
        self._literal.update(_literals(text))

    def unknown(self, claim: str) -> tuple[str, ...]:
        """The figures of `claim` that are not known, as they are written there."""
        missing: list[str] = []
        rest = claim
        for written, day in _dates(claim):
            if not self._knows_day(day):
                missing.append(written)
            rest = rest.replace(written, " ", 1)
        missing.extend(
            match.group()
            for match in _COUNTED.finditer(rest)
            if Decimal(_WORDS[match["w"].casefold()]) not in self._numbers
        )
        for match in _ANY_WITH_DIGIT.finditer(_spaced_thousands(rest)):
            written = match.group().rstrip(".,:'’-/")
            if not self._knows_token(written):
                missing.append(written)
        return tuple(dict.fromkeys(missing))

    def _knows_day(self, day: _Day) -> bool:
        if day in self._days:
            return True
        alike = [known for known in self._days if (known.month, known.day) == (day.month, day.day)]
        return any(day.year is None or known.year is None for known in alike)

    def _knows_token(self, written: str) -> bool:
        if written.casefold() in self._literal:
            return True
        values = list(_read(written))
        if values:
            return all(not readings.isdisjoint(self._numbers) for readings in values)
        # A number glued to words ("3-year", "14th"): its number decides.
        digits = re.findall(r"\d+(?:[.,]\d+)*", written)
        lead = re.match(r"^\d", written) is not None
        return lead and bool(digits) and all(any(v in self._numbers for v in _numbers(d)) for d in digits)


def _split_dates(text: str) -> tuple[set[_Day], str]:
    found: set[_Day] = set()
    rest = text
    for written, day in _dates(text):
        found.add(day)
        rest = rest.replace(written, " ", 1)
    return found, rest


def _dates(text: str) -> Iterator[tuple[str, _Day]]:
    taken = [False] * len(text)
    for pattern in _DATES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            month = _MONTHS[groups["n"].casefold()] if groups.get("n") else int(groups["m"])
            day, year = int(groups["d"]), int(groups["y"]) if groups.get("y") else None
            if 1 <= month <= 12 and 1 <= day <= 31 and not any(taken[match.start() : match.end()]):
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                yield match.group(), _Day(month, day, year)


def _spaced_thousands(text: str) -> str:
    return re.sub(r"(?<=\d)[\u00a0\u202f ](?=\d{3}(?!\d))", ",", text)


def _literals(text: str) -> Iterator[str]:
    for match in _ANY_WITH_DIGIT.finditer(text):
        yield match.group().rstrip(".,:'’-/").casefold()


def _numbers(text: str) -> Iterator[Decimal]:
    for readings in _read(text):
        yield from readings


def _read(text: str) -> Iterator[set[Decimal]]:
    """Each number of the text in all its readings: "1.234" is 1234 and 1.234, for the dialect is not known."""
    for match in _NUMBER.finditer(text):
        scale = Decimal(10) ** _UNITS.get((match["u"] or "").casefold(), 0)
        yield {(reading * scale).normalize() for reading in _readings(match["n"])}


def _readings(written: str) -> Iterator[Decimal]:
    """One separator before exactly three digits marks thousands ("75,000" is never 75); "0.125" is a fraction."""
    bare = re.sub(r"[ ’'\u00a0\u202f]", "", written)
    if re.fullmatch(r"[1-9]\d*[.,]\d{3}", bare):
        forms = {bare.replace(",", "").replace(".", "")}
    else:
        forms = {bare.replace(",", ""), bare.replace(".", "").replace(",", "."), bare.replace(",", ".")}
    for form in sorted(forms):
        try:
            yield Decimal(form).normalize()
        except InvalidOperation:
            continue
