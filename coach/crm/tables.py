"""Which sheet of an export is which table, read with which mapping."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from coach.crm.columns import FILE_NAMES, TABLES, bare
from coach.crm.files import Export
from coach.crm.layout import Layout, lay_out
from coach.crm.mapping import PRESETS, Mapping, TableMapping, preset_mapping
from coach.crm.sheet import Row, Sheet
from coach.domain.failure import ImportFailure
from coach.domain.imported import Ignored

_LOOKED_AT = 15
"""Rows. Reports put a title and filters above the header."""


class Found(NamedTuple):
    """A table, its sheet, and the line its header is on."""

    table: str
    sheet: Sheet
    layout: Layout
    mapping: TableMapping | None
    line: int

    def rows(self) -> Iterator[Row]:
        return (row for row in self.sheet.rows() if row.line > self.line)


class Choice(NamedTuple):
    tables: list[Found]
    ignored: list[Ignored]
    mapping: Mapping | None
    proposed: bool


def choose(export: Export, mapping: Mapping | None) -> Choice:
    """Find the tables; without a mapping, take the preset that alone fits where ours does not.

    Raises `ImportFailure` when there are no deals to be found.
    """
    if mapping is not None:
        return _chosen(export, mapping, proposed=False)
    try:
        return _chosen(export, None, proposed=False)
    except ImportFailure as failure:
        fitting = [preset for preset in map(preset_mapping, PRESETS) if _fits(export, preset)]
        if len(fitting) == 1:
            return _chosen(export, fitting[0], proposed=True)
        if fitting:
            names = " or ".join(f"--preset {preset.name}" for preset in fitting)
            raise ImportFailure(failure.sentence, f"It may be an export to read with {names}.") from failure
        raise


def _fits(export: Export, preset: Mapping) -> bool:
    try:
        return any(found.table == "deals" for found in _chosen(export, preset, proposed=True).tables)
    except ImportFailure:
        return False


def _chosen(export: Export, mapping: Mapping | None, *, proposed: bool) -> Choice:
    named: dict[str, Sheet] = {}
    ignored = list(export.ignored)
    for sheet in export.sheets:
        table = _table_of(sheet, mapping)
        if table is not None and table not in named:
            named[table] = sheet
        elif table is not None:
            ignored.append(Ignored(file=sheet.label, reason=f"{table} are read from {named[table].label}"))
    if "deals" not in named:
        alone = export.single or all("[" in sheet.label for sheet in export.sheets)
        if alone and not (export.single and named):
            named["deals"] = export.sheets[0]
        elif not export.single:
            raise ImportFailure(
                "There is no table of deals among " + ", ".join(sheet.label for sheet in export.sheets[:8]) + ".",
                "Call it deals.csv, or choose a --preset or a --mapping that names it.",
            )
    joined = {
        bare(join.file) for some in (mapping.tables.values() if mapping else ()) for join in some.lookups.values()
    }
    used = {sheet.label for sheet in named.values()}
    ignored += [
        Ignored(file=sheet.label, reason="is no table of an import by its name")
        for sheet in export.sheets
        if sheet.label not in used and bare(sheet.name) not in joined and _table_of(sheet, mapping) is None
    ]
    tables: list[Found] = []
    for table in TABLES:
        if table in named:
            try:
                tables.append(_found(table, named[table], mapping))
            except ImportFailure as failure:
                if table == "deals" or export.single:
                    raise
                ignored.append(Ignored(file=named[table].label, reason=failure.sentence))
    return Choice(tables, ignored, mapping, proposed)


def _table_of(sheet: Sheet, mapping: Mapping | None) -> str | None:
    name = bare(sheet.name)
    for table in TABLES:
        mapped = mapping.tables.get(table) if mapping else None
        files = mapped.files if mapped and mapped.files else FILE_NAMES[table]
        if name in map(bare, files):
            return table
    return None


def _found(table: str, sheet: Sheet, mapping: Mapping | None) -> Found:
    mapped = mapping.tables.get(table) if mapping else None
    first: tuple[Row, Layout] | None = None
    for row in islice(sheet.rows(), _LOOKED_AT):
        layout = lay_out(table, row.cells, mapped)
        if layout.known and not layout.missing:
            return Found(table, sheet, layout, mapped, row.line)
        if first is None or layout.known > first[1].known:
            first = (row, layout)
    if first is None:
        raise ImportFailure(f"{sheet.label} has no rows.", "Export the table again.")
    row, layout = first
    lacking = ", ".join(layout.missing)
    headers = ", ".join(name[:40] for name in layout.header[:12] if name)
    if not layout.known:
        raise ImportFailure(
            f"{sheet.label} has no header known in a table of {table} (its first row: {headers[:300]}).",
            f"{table} need the columns {lacking or 'of the contract'}; choose a --preset or write a --mapping.",
        )
    raise ImportFailure(
        f"{sheet.label} lacks {lacking} (it has {headers[:300]}).",
        "Rename its columns, choose a --preset, or say in a --mapping file which column is which.",
    )
