"""Two texts that give one thing two figures, two dates or two deciders; and a deal's card against the buyer's words.

Figures change for good reasons and subsets have figures of their own, so two count as one thing only where they have
the same unit and at least two more words in common close by, are no more than 90 days apart, and neither sentence
speaks of a change, a part or a limit.
"""
# ruff: noqa: E501 - phrases stay on one line each

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from coach.domain.activity import Activity
from coach.domain.base import days_between
from coach.domain.record import Record
from coach.domain.texts import MONTHS, deal_text

NEAR_DAYS = 90
LEAST_SHARE_APART = Decimal("0.05")
_SHARED = 2
_WINDOW = 5
_MOST_OF_ONE_UNIT = 40
_UNIT = (
    r"seats?|users?|licen[cs]es?|sites?|doors?|sensors?|trucks?|plants?|stores?|locations?|beds?|machines?|gateways?|"
    r"employees?|nurses?|drivers?|terminals?|warehouses?|hospitals?|units?|invoices?|orders?"
)
_FIGURE = re.compile(
    rf"(?P<cur>€|\$|£|eur|usd|gbp|chf)?\s?(?<![\w.,])(?P<n>\d{{1,3}}(?:[.,’' ]\d{{3}})+|\d+(?:[.,]\d+)?)(?:\s?(?P<k>k|m)\b)?(?!\w|[.,]\d)(?P<post>\s?(?:€|%|(?:euros?|eur|usd|gbp|chf)\b))?"
    rf"(?:\s(?P<unit>{_UNIT})\b|(?P<year>\s(?:a|per|p\.?) ?(?:year|annum|a\.?)))?",
    re.IGNORECASE,
)
_NOT_THE_SAME = re.compile(
    r"\b(?:instead|now|from \d|reduced?|increased?|raised?|lowered|cut|down to|up to|more|less|fewer|another|additional|extra|first|only|plus|each|between|at least|at most|above|below|under|max\w*|min\w*|before|after|remaining|of the|"
    r"or|discount|option|alternativ\w*|slice|phase|part|why|not|rather|was|were|wrong|correct\w*|typo|last year|previous\w*)\b",
    re.IGNORECASE,
)
_FILLER_WORDS = """
that this with from have will your they them their there what when which about would could should been were dear
please thanks regards hello year years
"""
_FILLER = frozenset(_FILLER_WORDS.split())
_MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?:,?\s(?P<year>20\d\d))?"
_DATED = re.compile(
    rf"\b(?P<thing>go-?live|launch|kick-?off|board meeting|contract ends?|renewal)\b(?: date)?(?: (?:is|planned|set|fixed|moved))*(?: (?:on|for|at|in|to))?:? (?:the )?(?P<day>\d{{1,2}})?(?:st|nd|rd|th|\.)? ?(?:of )?{_MONTH}",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\b(?P<who>(?!We|They|He|She|It|I|You|Who|Nobody|Somebody|That|This|Then|Budget)[A-ZÀ-Þ][\w’-]+(?: [A-ZÀ-Þ][\w’-]+)?) (?:is the (?:decision[- ]maker|economic buyer|one who (?:decides|signs))|has the (?:final|last) (?:word|say)|decides alone)\b"
)
_NOT_BEFORE = re.compile(
    rf"\b(?:not (?:be )?(?:\w+ )?(?:before|until|earlier than)|no (?:decision|order|signature|contract|budget) (?:before|until)|nothing (?:\w+ )?(?:before|until)|earliest (?:in )?|(?:decision|order|signature) (?:only )?in) ?(?:the )?(?:end of |mid[- ]|early )?(?:\d{{1,2}}\.? )?{_MONTH}",
    re.IGNORECASE,
)
_BOUGHT = re.compile(
    r"\b(?:approved|released|order(?:ed)?|signed|agreed|your (?:offer|quote|proposal|price)|the (?:offer|contract|order))\b[^.;!?\d]{0,25}(?:of|over|for|at|is|to|on|:)\s",
    re.IGNORECASE,
)
_NOT_THE_PRICE = re.compile(r"\b(?:up to|above|over|below|under|limit|more than|less than|per|a month|monthly|a year|yearly|discount|cannot|can't|can not|not|if|slice|pilot|first)\b", re.IGNORECASE)  # fmt: skip


class Side(NamedTuple):
    """One of two texts: the id of the activity (or of the deal, for its card) and the words there."""

    key: str
    words: str


Texts = Sequence[tuple[Activity, tuple[str, ...]]]


class _Figure(NamedTuple):
    at: date
    side: Side
    value: object
    near: frozenset[str]


def in_figures(texts: Texts) -> list[tuple[str, Side, Side]]:
    """The earlier text of each pair first; at most one pair for a unit, the latest."""
    by_unit: dict[str, list[_Figure]] = defaultdict(list)
    for activity, said in texts:
        for sentence in said:
            for unit, figure in _figures_in(activity, sentence):
                by_unit[unit].append(figure)
    found = []
    for unit, figures in by_unit.items():
        pair = _latest_pair(figures[-_MOST_OF_ONE_UNIT:])
        if pair is not None:
            found.append((unit, pair[0].side, pair[1].side))
    return found


def against_the_card(record: Record, bought: Texts, as_of: date) -> list[tuple[str, Side, Side]]:
    """The buyer's latest words on the amount and on the time, against the card, unless it was changed since."""
    deal = record.deal
    lines = {line.partition(":")[0]: line for line in deal_text(deal).splitlines()}
    found = []
    if deal.amount and "Amount" in lines:
        stated = [(a, s, v) for a, said in bought for s in said for v in _prices(s)]
        if stated and not _changed(record, "amount", stated[-1][0], as_of):
            activity, sentence, value = stated[-1]
            if abs(value - deal.amount) / deal.amount >= LEAST_SHARE_APART:
                found.append(("amount", Side(deal.deal_id, lines["Amount"]), Side(activity.activity_id, sentence)))
    if deal.expected_close_at and "Expected close" in lines:
        put_off = [(a, s, m) for a, said in bought for s in said for m in _not_before(s, a.at.date())]
        if put_off and not _changed(record, "expected_close_at", put_off[-1][0], as_of):
            activity, sentence, earliest = put_off[-1]
            if deal.expected_close_at < earliest:
                found.append(
                    ("close date", Side(deal.deal_id, lines["Expected close"]), Side(activity.activity_id, sentence))
                )
    return found


def _latest_pair(figures: list[_Figure]) -> tuple[_Figure, _Figure] | None:
    for later in range(len(figures) - 1, 0, -1):
        for earlier in range(later - 1, -1, -1):
            one, other = figures[earlier], figures[later]
            if days_between(one.at, other.at) > NEAR_DAYS:
                break
            if one.side.key != other.side.key and one.value != other.value and len(one.near & other.near) >= _SHARED:
                return one, other
    return None


def _figures_in(activity: Activity, sentence: str) -> Iterable[tuple[str, _Figure]]:
    day, side = activity.at.date(), Side(activity.activity_id, sentence)
    for match in _DATED.finditer(sentence):
        thing = match["thing"].casefold().replace("-", "")
        if match["day"] and not _NOT_THE_SAME.search(sentence):
            named = (_month(match["month"]), int(match["day"]))
            yield thing, _Figure(day, side, named, frozenset(("date", thing)))
    for match in _DECIDES.finditer(sentence):
        if not _NOT_THE_SAME.search(sentence):
            yield "decider", _Figure(day, side, match["who"].split()[-1].casefold(), frozenset(("who", "decides")))
    if _NOT_THE_SAME.search(sentence):
        return
    for match in _FIGURE.finditer(sentence):
        unit = _unit(match)
        value = _number(match["n"], match["k"])
        if unit is None or value is None:
            continue
        near = frozenset((*_words(sentence[: match.start()])[-_WINDOW:], *_words(sentence[match.end() :])[:_WINDOW]))
        yield unit, _Figure(day, side, value, near | ({unit} if unit.endswith("a year") else frozenset()))


def _unit(match: re.Match[str]) -> str | None:
    if match["unit"]:
        return match["unit"].casefold().rstrip("s").replace("licence", "license")
    if match["year"]:
        return "money a year"
    return None


def _words(text: str) -> list[str]:
    return [w[:7] for w in re.findall(r"[^\W\d_]{4,}", text.casefold()) if w not in _FILLER]


def _number(written: str, scale: str | None) -> Decimal | None:
    bare = re.sub(r"[’' ]", "", written)
    bare = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", bare).replace(",", ".")
    try:
        return Decimal(bare) * {"k": 1000, "m": 1_000_000}.get((scale or "").casefold(), 1)
    except InvalidOperation:
        return None


def _prices(sentence: str) -> Iterable[Decimal]:
    match = _BOUGHT.search(sentence)
    if match is None or _NOT_THE_PRICE.search(sentence):
        return
    money = [m for m in _FIGURE.finditer(sentence, match.end() - 1) if m["cur"] or (m["post"] or "").strip(" %")]
    if len(money) == 1 and (value := _number(money[0]["n"], money[0]["k"])) is not None and value >= 1000:
        yield value


def _not_before(sentence: str, said: date) -> Iterable[date]:
    for match in _NOT_BEFORE.finditer(sentence):
        month = _month(match["month"])
        year = int(match["year"]) if match["year"] else said.year + (month < said.month)
        yield date(year, month, 1)


def _month(written: str) -> int:
    return MONTHS.index(written[:3].casefold()) + 1


def _changed(record: Record, field: str, since: Activity, as_of: date) -> bool:
    bare = field.replace("_", "")
    return any(
        re.sub(r"[\W_]", "", change.field.casefold()) in (bare, bare.replace("expectedcloseat", "closedate"))
        and since.at <= change.at
        and change.at.date() <= as_of
        for change in record.field_changes
    )
