"""From the cells of a row to the values of a word, or to the reason why not."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from coach.crm.cells import DIRECTIONS, OUTCOMES, ROLES, STATUSES, activity_kind, clean, is_blank, is_cut, word_of
from coach.crm.columns import DATED, KEYS, Column, Kind, bare
from coach.crm.dates import DateColumn, Order
from coach.crm.layout import Layout, Source
from coach.crm.money import MoneyColumn, currency_of
from coach.crm.rejected import Rejection
from coach.domain.activity import ActivityKind, ActivityStatus
from coach.domain.deal import Outcome, Role
from coach.domain.imported import ColumnReading
from coach.domain.stage import StageKind

Values = dict[str, Any]
Parse = Callable[[str], Any]
Joins = dict[str, tuple[str, dict[str, str]]]
"""Per column: the column it is looked up by, and what is found there."""

_AROUND = " \t:\"'\ufeff"
_TOTALS = frozenset(("total", "totals", "grandtotal", "subtotal", "sum", "summe", "gesamt", "gesamtsumme", "totaux"))


class RowReader:
    """Reads the rows of one table. First `see` all of them, then `decide`, then `read` each."""

    def __init__(self, layout: Layout, label: str, order: Order | None, *, serials: bool, joins: Joins) -> None:
        self.layout = layout
        self.notes: Counter[str] = Counter()
        self._joins = joins
        self._header = [bare(name) for name in layout.header]
        self._suspects = {name.strip(_AROUND).casefold() for name in layout.header} | {"grand total", *_TOTALS}
        self._dates: dict[str, DateColumn] = {}
        self._money: dict[str, MoneyColumn] = {}
        self._seen: list[tuple[Source, DateColumn | MoneyColumn]] = []
        for source in layout.sources:
            name, kind = source.column.name, source.column.kind
            if kind in DATED:
                called = f"The column {source.header or name} of {label}"
                self._dates[name] = DateColumn(called, order, serials=serials)
                self._seen.append((source, self._dates[name]))
            elif kind is Kind.MONEY:
                self._money[name] = MoneyColumn()
                self._seen.append((source, self._money[name]))
        self._steps = [
            (source.at[0] if source.is_plain else -1, source, source.column, self._parse(source.column))
            for source in layout.sources
        ]
        sources = {source.column.name: source for source in layout.sources}
        keys = KEYS[layout.table]
        self._keys = [sources.get(name, Source(Column(name))) for name in keys]
        self._key_templates = [template for template in layout.templates if template.column.name in keys]
        named = ("name", "email") if layout.table == "contacts" else ()
        self._named_keys = [sources[name] for name in named if name in sources]

    def key(self, cells: list[str]) -> int:
        """The same for rows that are about the same thing."""
        texts = self.key_texts(cells)
        if self._named_keys and not texts[0]:  # a contact without an id is who they are
            texts += [clean(source.text(cells)).casefold() for source in self._named_keys]
        if self._key_templates and not any(texts):
            ours = {source.column.name: clean(source.text(cells)) for source in self.layout.sources}
            texts = [template.fill(cells, ours) for template in self._key_templates]
        return hash(tuple(texts))

    def key_texts(self, cells: list[str]) -> list[str]:
        return [clean(source.text(cells)) for source in self._keys]

    def misfit(self, cells: list[str]) -> Rejection | None:
        """A row that is none: of another length, the header again, a totals row."""
        width, wanted = len(cells), len(self._header)
        if width < wanted:
            swallowed = next((cell for cell in cells if cell.count("\n") > 5), None)
            why = ": a quote that is opened in it may never be closed" if swallowed and width < wanted else ""
            return Rejection("", "", f"has {width} of {wanted} cells{why}")
        if width > wanted and any(cell and not cell.isspace() for cell in cells[wanted:]):
            return Rejection("", "", f"has {width} cells where the header has {wanted}")
        first = next((cell for cell in cells if cell and not cell.isspace()), "")
        if len(first) > 60 or first.strip(_AROUND).casefold() not in self._suspects:
            return None
        if bare(first) in _TOTALS and 3 * sum(not cell.strip() for cell in cells) >= width:
            return Rejection("", first, "is a row of totals")
        if [bare(cell) for cell in cells[:wanted]] == self._header:
            return Rejection("", first, "is the header again")
        return None

    def see(self, cells: list[str]) -> None:
        for source, dialect in self._seen:
            text = clean(source.text(cells))
            if not is_blank(text):
                dialect.see(text)

    def decide(self) -> None:
        """Raises `ImportFailure` for a column of dates that can be read in two ways."""
        for date_column in self._dates.values():
            date_column.decide()
        for money in self._money.values():
            money.decide()

    def columns(self) -> tuple[ColumnReading, ...]:
        """How each column was understood."""
        dialects: dict[str, DateColumn | MoneyColumn] = {**self._dates, **self._money}
        return tuple(
            ColumnReading(
                column=source.column.name,
                header=source.header,
                reading=dialects[source.column.name].in_words() if source.column.name in dialects else None,
            )
            for source in self.layout.sources
        )

    def undecided(self) -> list[str]:
        """The columns of amounts that could be read in two ways, and how they were read."""
        return [f"{name}: {money.undecided}" for name, money in self._money.items() if money.undecided]

    def read(self, cells: list[str]) -> Values:
        """The values by column; raises `Rejection`."""
        values: Values = {}
        texts: dict[str, str] = {}
        for place, source, column, parse in self._steps:
            text = (cells[place] if place >= 0 else source.text(cells)).strip()
            if not text.isprintable():
                text = clean(text)
            if not text or (len(text) < 5 and not column.required and is_blank(text)):
                continue
            texts[column.name] = text
            try:
                value = parse(text) if parse else text
            except ValueError as problem:
                raise Rejection(source.header or column.name, text, f"{_short(text)} {problem}") from problem
            if value is not None:
                values[column.name] = value
        if self._joins or self.layout.templates:
            self._complete(values, texts, cells)
        for _, source, column, _ in self._steps:
            if column.required and column.name not in values:
                raise Rejection(source.header or column.name, "", f"{source.header or column.name} is blank")
        return values

    def _complete(self, values: Values, texts: dict[str, str], cells: list[str]) -> None:
        for name, (by, found) in self._joins.items():
            if name not in values and (text := found.get(texts.get(by, "").casefold())):
                values[name] = texts[name] = text
        for template in self.layout.templates:
            if template.column.name not in values and (text := clean(template.fill(cells, texts))):
                values[template.column.name] = texts[template.column.name] = text
        for template in self.layout.templates:
            if template.column.required and template.column.name not in values:
                raise Rejection(template.column.name, "", f"{template.column.name} is blank")

    def _parse(self, column: Column) -> Parse | None:
        fixed: dict[Kind, Parse | None] = {
            Kind.TEXT: None,
            Kind.ID: _id,
            Kind.CURRENCY: currency_of,
            Kind.OUTCOME: _outcome,
            Kind.POSITION: _position,
            Kind.STAGE_KIND: lambda text: StageKind(_outcome(text).value),
            Kind.ACTIVITY: self._activity,
            Kind.DIRECTION: self._tolerant(DIRECTIONS, None, "direction not known, left out"),
            Kind.STATUS: self._tolerant(STATUSES, ActivityStatus.DONE, "status not known, taken as done"),
            Kind.ROLE: self._tolerant(ROLES, Role.OTHER, "role not known, taken as other"),
        }
        if column.kind is Kind.MONEY:
            return self._money[column.name].read
        if column.kind in DATED:
            dates = self._dates[column.name]
            return dates.read if column.kind is Kind.MOMENT else lambda text: dates.read(text).date()
        return fixed[column.kind]

    def _activity(self, text: str) -> ActivityKind:
        kind = activity_kind(text)
        if kind is None:
            self.notes["kind not known, taken as other"] += 1
        return kind or ActivityKind.OTHER

    def _tolerant(self, words: dict[str, Any], otherwise: Any, note: str) -> Parse:
        def parse(text: str) -> Any:
            word = word_of(text)
            if word not in words:
                self.notes[note] += 1
            return words.get(word, otherwise)

        return parse


def _id(text: str) -> str:
    if is_cut(text):
        raise ValueError("is an id that a spreadsheet has cut; export the column as text")
    return text


def _outcome(text: str) -> Outcome:
    outcome = OUTCOMES.get(word_of(text))
    if outcome is None:
        raise ValueError("is neither open, won nor lost")
    return outcome


def _position(text: str) -> int:
    try:
        number = float(text)
        whole = abs(number) <= 1e6 and number == int(number)
    except (ValueError, OverflowError):
        whole = False
    if not whole:
        raise ValueError("is not a whole number")
    return int(number)


def _short(text: str) -> str:
    return f"'{text if len(text) <= 60 else text[:60] + '…'}'"
