"""A day that the buyer names in their words: "by Tuesday the 24th", "until Friday 11 December"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from coach.domain.texts import MONTHS

_MONTH = "|".join(MONTHS)
_ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
_THEN_MONTH = re.compile(rf"(?: of)? (?:{_MONTH})", re.IGNORECASE)
_WITH_MONTH = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of)? ({_MONTH})[a-z]*\b|\b({_MONTH})[a-z]* (\d{{1,2}})\b", re.IGNORECASE
)
_WEEKDAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?"
_OF_THE_MONTH = re.compile(rf"\b(?:{_WEEKDAY},? (?:the )?|the )(\d{{1,2}})(?:st|nd|rd|th)\b", re.IGNORECASE)


def named_day(text: str, said_on: date, as_of: date) -> date | None:
    """The first day from `as_of` on that the text names, as meant on the day it was said; None where it names none.

    A day without a year is the next one after `said_on`; one without a month ("the 24th") as well.
    """
    days = [day for day in _days(text, said_on) if day >= as_of]
    return min(days, default=None)


def _days(text: str, said_on: date) -> list[date]:
    found = [_day(int(y), int(m), int(d)) for y, m, d in _ISO.findall(text)]
    for match in _WITH_MONTH.finditer(text):
        number, month = (match[1], match[2]) if match[1] else (match[4], match[3])
        place = MONTHS.index(month.casefold()[:3]) + 1
        here = _day(said_on.year, place, int(number))
        found.append(here if here is None or here >= said_on else _day(said_on.year + 1, place, int(number)))
    bare = (m for m in _OF_THE_MONTH.finditer(text) if not _THEN_MONTH.match(text, m.end()))
    found += [_next(int(match[1]), said_on) for match in bare]
    return [day for day in found if day is not None]


def _next(number: int, said_on: date) -> date | None:
    here = _day(said_on.year, said_on.month, number)
    if here is not None and here >= said_on:
        return here
    later = said_on.replace(day=1) + timedelta(days=monthrange(said_on.year, said_on.month)[1])
    return _day(later.year, later.month, number)


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
