"""Amounts in any dialect. Which of point and comma is the decimal sign is decided per column, from all values."""

import re
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

_SYMBOLS = {
    "$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "R$": "BRL", "A$": "AUD", "AU$": "AUD", "C$": "CAD",
    "CA$": "CAD", "NZ$": "NZD", "S$": "SGD", "HK$": "HKD", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₪": "ILS",
    "ZŁ": "PLN", "KČ": "CZK", "FR.": "CHF", "SFR.": "CHF",
}  # fmt: skip
_CODES = frozenset((
    "USD", "EUR", "GBP", "JPY", "CHF", "CAD", "AUD", "NZD", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF",
    "RON", "BGN", "TRY", "ILS", "INR", "CNY", "HKD", "SGD", "KRW", "TWD", "THB", "IDR", "MYR", "PHP",
    "VND", "BRL", "MXN", "ARS", "CLP", "COP", "PEN", "ZAR", "NGN", "KES", "EGP", "MAD", "AED", "SAR",
    "QAR", "UAH", "RUB", "ISK",
))  # fmt: skip
_SCALES = {"": 1, "K": 10**3, "M": 10**6, "MN": 10**6, "MIO": 10**6, "B": 10**9, "BN": 10**9}
_AMOUNT = re.compile(
    r"(?P<open>\()?(?P<sign>[-+\u2212])?(?P<before>[^\d\s().,+\-]{1,3}\.?|)(?P<sign2>[-+\u2212])?"
    r"(?P<number>\d[\d.,]*|[.,]\d+)(?P<power>[eE][-+]?\d{1,2})?(?P<after>[^\d().,]{0,6}\.?)(?P<close>\))?"
)
_LONGEST = 60
_IGNORED = re.compile(r"[\s'’`\u00a0\u202f\u2009]")
_GROUPED = {sign: re.compile(rf"\d{{1,3}}(?:{re.escape(sign)}\d{{2,3}})*{re.escape(sign)}\d{{3}}") for sign in ".,"}


class NoAmount(ValueError):
    """The value is not an amount in the way of its column."""


class Amount(NamedTuple):
    value: Decimal
    currency: str | None


class MoneyColumn:
    """Sees all values of a column, decides which sign is the decimal one, then reads it."""

    def __init__(self) -> None:
        self._votes = {".": 0, ",": 0}
        self._open: dict[str, str] = {}
        self._example: dict[str, str] = {}
        self._decimal = "."
        self.undecided: str | None = None

    def see(self, value: str) -> None:
        """Take one value into account. Blank values are not handed in."""
        if len(value) > _LONGEST or ("." not in value and "," not in value):
            return
        found = _AMOUNT.fullmatch(_IGNORED.sub("", value))
        if found is None:
            return
        sign, sure = _decimal_of(found["number"])
        if sure:
            self._votes[sign] += 1
            self._example.setdefault(sign, value)
        else:
            self._open.setdefault(sign, value)

    def decide(self) -> None:
        """Settle the decimal sign: what the values say; where they leave it open, three digits are a group."""
        points, commas = self._votes["."], self._votes[","]
        if points or commas:
            self._decimal = "," if commas > points else "."
        elif self._open:
            self._decimal = "," if "," not in self._open else "."
            example = next(iter(self._open.values()))
            self.undecided = f"{example} could be read in two ways; read as {self.read(example).value}"

    def in_words(self) -> str | None:
        """How the column is read; None where there are no separators."""
        if self.undecided:
            return self.undecided
        example = self._example.get(self._decimal)
        if not example:
            return None
        return f"decimal {'comma' if self._decimal == ',' else 'point'} ({example} is {self.read(example).value})"

    def read(self, value: str) -> Amount:
        """The exact amount and the currency written with it, if any. Raises `NoAmount`."""
        found = _AMOUNT.fullmatch(_IGNORED.sub("", value)) if len(value) <= _LONGEST else None
        if found is None or bool(found["open"]) != bool(found["close"]) or len(found["number"]) > 30:
            raise NoAmount("is not an amount")
        scale, currency = _words(found["before"], found["after"])
        try:
            number = Decimal(self._plain(found["number"]) + (found["power"] or "")) * scale
        except InvalidOperation as error:
            raise NoAmount("is not an amount") from error
        minus = found["open"] or (found["sign"] or found["sign2"] or "+") in "-\u2212"
        return Amount(-number if minus else number, currency)

    def _plain(self, number: str) -> str:
        group = "," if self._decimal == "." else "."
        whole, sign, cents = number.partition(self._decimal)
        if group in whole:
            if not _GROUPED[group].fullmatch(whole):
                raise NoAmount(f"has its {'commas' if group == ',' else 'points'} where this column has none")
            whole = whole.replace(group, "")
        if sign and not cents.isdigit() and cents:
            raise NoAmount("is not an amount in the way this column writes them")
        return f"{whole or '0'}.{cents or '0'}"


def currency_of(text: str) -> str:
    """The ISO code of a symbol or code; any other text as it is, in capitals."""
    return _SYMBOLS.get(text.upper(), text.upper())


def _decimal_of(number: str) -> tuple[str, bool]:
    """The sign that a number has for decimals and whether it says so for sure; else its only separator."""
    if "." in number and "," in number:
        last = max(".,", key=number.rfind)
        return last, number.count(last) == 1
    sign = "." if "." in number else ","
    if number.count(sign) > 1:
        return (",", True) if sign == "." else (".", True)
    whole, _, rest = number.partition(sign)
    group = len(rest) == 3 and 1 <= len(whole) <= 3 and whole != "0"
    return sign, not group


def _words(before: str, after: str) -> tuple[int, str | None]:
    """The scale and the currency in what stands around a number."""
    first, last = before.upper(), after.upper()
    currency = _code(first) if first else None
    scale = _SCALES.get(last)
    if scale is not None:
        return scale, currency
    if currency:
        raise NoAmount("is not an amount")
    for letters in ("MIO", "MN", "BN", "K", "M", "B", ""):
        rest = last[len(letters) :]
        if last.startswith(letters) and (rest in _SYMBOLS or rest in _CODES):
            return _SCALES[letters], _code(rest)
    raise NoAmount("is not an amount")


def _code(text: str) -> str:
    code = _SYMBOLS.get(text) or _SYMBOLS.get(text.rstrip(".")) or (text if text in _CODES else None)
    if code is None:
        raise NoAmount("is not an amount")
    return code
