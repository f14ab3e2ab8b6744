"""Dates in any dialect. A column speaks one, and all of its values say which; no cell is guessed on its own."""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from coach.domain.failure import ImportFailure

Order = Literal["dmy", "mdy"]
_ORDERS: tuple[Order, Order] = ("dmy", "mdy")
_TIME = (
    r"(?:[T,\s]+(\d{1,2})[:.h](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?"
    r"\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?$"
)
_NUMERIC = re.compile(r"(\d{1,4})\s?([/.\-])\s?(\d{1,2})\s?\2\s?(\d{4}|\d{1,2})" + _TIME, re.IGNORECASE)
_DAY_NAME = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_DAY_MONTH = re.compile(
    _DAY_NAME + r"(\d{1,2})(?:st|nd|rd|th|er)?\.?[\s\-/]*(?:de\s+)?([^\W\d_]{3,10})\.?,?[\s\-/]*(?:de\s+)?"
    r"(\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    _DAY_NAME + r"([^\W\d_]{3,10})\.?[\s\-/]*(\d{1,2})(?:st|nd|rd|th)?,?[\s\-/]+(\d{4}|\d{2})" + _TIME, re.IGNORECASE
)
_LONGEST = 60
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - the epoch of spreadsheets has no zone
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero ene janeiro gennaio gen januari",
            "feb february februar février fevrier fév fev febrero fevereiro febbraio februari",
            "mar march märz maerz mär mrz mars marzo março marco maart mrt",
            "apr april avril avr abril abr aprile",
            "may mai mayo maio mag maggio mei",
            "jun june juni juin junio junho giu giugno",
            "jul july juli juillet juil julio julho lug luglio",
            "aug august août aout aoû agosto ago augustus",
            "sep sept september septembre septiembre setembro set settembre",
            "oct october oktober okt octobre octubre outubro out ottobre ott",
            "nov november novembre noviembre novembro",
            "dec december dezember dez décembre decembre déc diciembre dic dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}


class NoDate(ValueError):
    """The value fits no reading of its column."""


class DateColumn:
    """Sees all values of a column, decides how it is written, then reads it."""

    def __init__(self, label: str, order: Order | None = None, *, serials: bool = False) -> None:
        self._label = label
        self._order: Order | None = order
        self._told = order is not None
        self._serials = serials
        self._only: dict[Order, str] = {}
        self._counts: dict[Order, int] = {"dmy": 0, "mdy": 0}
        self._either: str | None = None
        self._iso = self._named = self._serial = False

    def see(self, value: str) -> None:
        """Take one value into account. Blank values are not handed in."""
        try:
            datetime.fromisoformat(value)
        except ValueError:
            self._see_dialect(value)
        else:
            self._iso = True

    def _see_dialect(self, value: str) -> None:
        if len(value) > _LONGEST:
            return
        found = _NUMERIC.match(value)
        if found is None:
            self._serial = self._serial or (self._serials and bool(_SERIAL.fullmatch(value)))
            self._named = self._named or bool(_DAY_MONTH.match(value) or _MONTH_DAY.match(value))
            return
        if len(found[1]) > 2:
            self._iso = True
            return
        fits = [order for order in _ORDERS if _fits(found, order)]
        if len(fits) == 2:
            if int(found[1]) != int(found[3]):
                self._either = self._either or value
        elif fits:
            only = fits[0]
            self._only.setdefault(only, value)
            self._counts[only] += 1

    def decide(self) -> None:
        """Raises `ImportFailure` when both day first and month first would do and differ."""
        if self._told:
            return
        day, month = self._counts["dmy"], self._counts["mdy"]
        if day and month and max(day, month) < 20 * min(day, month):
            raise ImportFailure(
                f"{self._label} mixes two ways of writing dates: {self._only['dmy']} can only be day first, "
                f"{self._only['mdy']} only month first.",
                "Say which one holds with --dates dmy or --dates mdy; rows that do not fit it are then rejected.",
            )
        if day or month:
            self._order = "dmy" if day > month else "mdy"
        elif self._either is not None:
            first, second = (day_of(self._either, order) for order in _ORDERS)
            raise ImportFailure(
                f"{self._label} can be read in two ways: {self._either} is {first} day first and {second} month first.",
                "Say which one holds with --dates dmy or --dates mdy.",
            )

    def in_words(self) -> str | None:
        """How the column is read; None for plain ISO dates."""
        words = []
        if self._order and (self._only or self._either):
            example = self._only.get(self._order) or self._either or ""
            told = ", as told" if self._told else ""
            first = "day first" if self._order == "dmy" else "month first"
            words.append(f"{first}{told} ({example} is {day_of(example, self._order)})")
        words += ["with the month's name"] if self._named else []
        words += ["as spreadsheet day numbers"] if self._serial else []
        return " and ".join(words) or None

    def read(self, value: str) -> datetime:
        """The moment as written: with its time zone where it has one, else in UTC. Raises `NoDate`."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = self._read_dialect(value)
        if not 1900 <= moment.year <= 2200:
            raise NoDate("is not a year between 1900 and 2200")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _read_dialect(self, value: str) -> datetime:
        if len(value) > _LONGEST:
            raise NoDate("is too long for a date")
        if self._serials and _SERIAL.fullmatch(value):
            return _SERIAL_ZERO + timedelta(days=round(float(value) * 86400) / 86400)
        moment = _numeric(value, self._order or "dmy") or _by_name(value)
        if moment is None:
            raise NoDate("is not a date in the way this column writes them")
        return moment


def day_of(value: str, order: Order) -> str:
    moment = _numeric(value, order)
    return moment.strftime("%Y-%m-%d") if moment else "no date"


def _fits(found: re.Match[str], order: Order) -> bool:
    return _numeric(found[0], order) is not None


def _numeric(value: str, order: Order) -> datetime | None:
    found = _NUMERIC.match(value)
    if found is None:
        return None
    first, second, third = found[1], int(found[3]), found[4]
    if len(first) > 2:
        if len(first) == 3 or len(third) == 4:
            return None
        return _moment(int(first), second, int(third), found, 5)
    if len(third) == 1:
        return None
    day, month = (int(first), second) if order == "dmy" else (second, int(first))
    return _moment(_year(third), month, day, found, 5)


def _by_name(value: str) -> datetime | None:
    for pattern, day, month in ((_DAY_MONTH, 1, 2), (_MONTH_DAY, 2, 1)):
        found = pattern.match(value)
        number = _MONTHS.get(found[month].casefold()) if found else None
        if found and number:
            return _moment(_year(found[3]), number, int(found[day]), found, 4)
    return None


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) > 2 else year + (2000 if year < 70 else 1900)


def _moment(year: int, month: int, day: int, found: re.Match[str], at: int) -> datetime | None:
    hour, half = int(found[at] or 0), (found[at + 3] or "").lower()[:1]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return datetime(
            year, month, day, hour, int(found[at + 1] or 0), int(found[at + 2] or 0), tzinfo=_zone(found[at + 4])
        )
    except ValueError:
        return None


def _zone(text: str | None) -> timezone:
    if not text or text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-ahead if text[0] == "-" else ahead)
