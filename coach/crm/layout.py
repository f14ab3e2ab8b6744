"""Which cells of a row hold which column of ours."""

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass, field

from coach.crm.cells import is_blank
from coach.crm.columns import TABLES, Column, bare
from coach.crm.mapping import TableMapping

_PLACE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Source:
    """Where the text of one column comes from."""

    column: Column
    at: tuple[int, ...] = ()
    header: str = ""
    fixed: str = ""
    values: Dict[str, str] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether it is always the text of one cell."""
        return len(self.at) == 1 and not self.fixed and not self.values

    def text(self, cells: list[str]) -> str:
        for place in self.at:
            if (text := cells[place]) and not text.isspace():
                break
        else:
            text = self.fixed
        return self.values.get(text.strip().casefold(), text) if self.values else text


@dataclass(frozen=True)
class Template:
    """Text with the contents of columns in it."""

    column: Column
    pattern: str
    headers: Dict[str, int]

    def fill(self, cells: list[str], ours: Dict[str, str]) -> str:
        """The text, or nothing where a part of it is not known."""
        parts: dict[str, str] = {}
        for name in _PLACE.findall(self.pattern):
            place = self.headers.get(bare(name))
            text = (ours.get(name) or ("" if place is None else cells[place])).strip()
            parts[name] = "" if is_blank(text) else text
        return "" if not all(parts.values()) else _PLACE.sub(lambda found: parts[found[1]], self.pattern)


@dataclass(frozen=True)
class Layout:
    """What a header says. `missing` are the required columns that it lacks, `unused` its headers that mean nothing."""

    table: str
    header: tuple[str, ...]
    sources: tuple[Source, ...]
    templates: tuple[Template, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    known: int


def lay_out(table: str, header: list[str], mapping: TableMapping | None) -> Layout:
    """Match a header with the columns of a table: by our names and their usual other names, or as mapped."""
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        places.setdefault(bare(name), place)
    mapped = mapping or TableMapping()
    sources: list[Source] = []
    templates: list[Template] = []
    missing: list[str] = []
    for column in TABLES[table]:
        names = mapped.columns.get(column.name) or (column.name, *(() if mapping else column.also))
        at = tuple(dict.fromkeys(places[bare(name)] for name in names if bare(name) in places))
        at = at if mapping else at[:1]
        fixed = mapped.fixed.get(column.name, "")
        own = [Template(column, pattern, places) for pattern in mapped.templates.get(column.name, ())]
        templates += own
        if at or fixed:
            header_name = header[at[0]].strip() if at else ""
            sources.append(Source(column, at, header_name, fixed, mapped.values.get(column.name, {})))
        elif column.required and not own:
            missing.append(column.name)
    used = {place for source in sources for place in source.at}
    inside = {bare(name) for template in templates for name in _PLACE.findall(template.pattern)}
    unused = [name.strip() for place, name in enumerate(header) if place not in used and bare(name) not in inside]
    return Layout(
        table,
        tuple(name.strip() for name in header),
        tuple(sources),
        tuple(templates),
        tuple(missing),
        tuple(name for name in unused if name),
        len(used),
    )
