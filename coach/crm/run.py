"""The import: everything is looked at once to decide how it is written, then read and taken in, in one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

from coach.crm.columns import TABLES, bare
from coach.crm.files import Export, open_export
from coach.crm.mapping import Mapping, load_mapping, preset_mapping
from coach.crm.rejected import RejectedFile, Rejection
from coach.crm.rows import Joins, RowReader
from coach.crm.tables import Choice, Found, choose
from coach.crm.target import ImportTarget, ImportWriter
from coach.crm.words import Words
from coach.domain.base import Word
from coach.domain.deal import Contact
from coach.domain.failure import ImportFailure
from coach.domain.imported import ImportSummary, Note, TableImport
from coach.domain.imports import Tally

Progress = Callable[[str, int, int], None]
_AT_ONCE = 4000
"""Rows handed to the store together."""


def import_export(
    path: Path,
    target: ImportTarget,
    *,
    preset: str | None = None,
    mapping: Path | None = None,
    dates: Literal["dmy", "mdy"] | None = None,
    rejected_to: Path | None = None,
    progress: Progress | None = None,
) -> ImportSummary:
    """Take the export at `path` into `target`: all of it, or nothing when `ImportFailure` is raised.

    A row that cannot be taken is written to `rejected_to` with its reason (where that is None, only counted).
    `dates` settles columns of dates that can be read in two ways. `progress` is told what is done, how many rows, of
    how many (0: not known yet).
    """
    if preset and mapping:
        raise ImportFailure("Both a preset and a mapping are given.", "Choose one of --preset and --mapping.")
    told = load_mapping(mapping) if mapping else preset_mapping(preset) if preset else None
    say = progress or (lambda _what, _done, _total: None)
    rejected = RejectedFile(rejected_to)
    with open_export(path) as export:
        choice = choose(export, told)
        tasks = [_Task(found, _joins(found, export), dates, say) for found in choice.tables]
        try:
            with target.writing() as writer:
                words = Words()
                tables = _stages_of(choice.mapping, words, writer)
                tables += [task.take_in(words, writer, rejected) for task in tasks]
            kept = rejected.keep()
        except BaseException:
            rejected.drop()
            raise
    words.count_backward_moves()
    return ImportSummary(
        tables=tuple(tables),
        notes=tuple(_notes(choice, tasks, words)),
        ignored=tuple(choice.ignored),
        rejected_file=kept,
        preset=choice.mapping.name if choice.mapping else None,
    )


class _Task:
    """One table on its way in. Making it goes through the whole table once."""

    def __init__(
        self,
        found: Found,
        joins: Joins,
        dates: Literal["dmy", "mdy"] | None,
        say: Progress,
    ) -> None:
        self.found = found
        self._say = say
        self._label = found.sheet.label
        self.reader = RowReader(found.layout, self._label, dates, serials=found.sheet.serials, joins=joins)
        self.total = 0
        self._deal_of: dict[str, str] = {}
        self._on_several: set[str] = set()
        """Contacts that belong to more than one deal. A contact of the domain belongs to one."""
        self._repeats: dict[int, int] = {}
        """How many more rows about the same thing are to come."""
        self.notes: Counter[str] = Counter()
        self._survey()

    def _survey(self) -> None:
        reader, seen = self.reader, set[int]()
        for row in self.found.rows():
            if _is_empty(row.cells):
                continue
            self.total += 1
            if self.total % _AT_ONCE == 0:
                self._say(f"Reading {self._label}", self.total, 0)
            if reader.misfit(row.cells) is not None:
                continue
            reader.see(row.cells)
            key = reader.key(row.cells)
            if key in seen:
                self._repeats[key] = self._repeats.get(key, 1) + 1
            seen.add(key)
            if self.found.table == "contacts":
                contact, deal = reader.key_texts(row.cells)[:2]
                if contact and self._deal_of.setdefault(contact, deal) != deal:
                    self._on_several.add(contact)
        self._deal_of.clear()
        reader.decide()

    def take_in(self, words: Words, writer: ImportWriter, rejected: RejectedFile) -> TableImport:
        table, reader = self.found.table, self.reader
        not_while_open = self.found.mapping.not_while_open if self.found.mapping else ()
        if table not in ("stages", "deals") and not words.deal_ids:
            words.deal_ids = writer.known_deal_ids()
        upsert: Callable[[Sequence[Any]], Tally] = getattr(writer, f"upsert_{table}")
        tally, batch, held = Tally(), list[Word](), dict[int, Word]()
        read = duplicates = bad = 0
        for row in self.found.rows():
            if _is_empty(row.cells):
                continue
            read += 1
            word: Word | None = None
            problem = reader.misfit(row.cells)
            if problem is None:
                key = reader.key(row.cells)
                try:
                    word = words.word(table, reader.read(row.cells), not_while_open)
                except Rejection as rejection:
                    problem = rejection
                if isinstance(word, Contact) and word.contact_id in self._on_several:
                    word = word.model_copy(update={"contact_id": f"{word.contact_id}@{word.deal_id}"})
                    self.notes["on several deals, kept once for each"] += 1
                if key in self._repeats:
                    duplicates += self._hold(key, word, held)
                    word = self._release(key, held)
            if problem is not None:
                bad += 1
                rejected.add(self._label, row.line, problem, row.cells)
            if word is not None:
                words.written(table, word)
                batch.append(word)
            if len(batch) >= _AT_ONCE:
                tally += upsert(batch)
                batch.clear()
            if read % _AT_ONCE == 0:
                self._say(f"Importing {self._label}", read, self.total)
        tally += upsert(batch) if batch else Tally()
        self._say(f"Importing {self._label}", read, self.total)
        return TableImport(
            table=table, files=(self._label,), read=read, added=tally.added, updated=tally.updated,
            unchanged=tally.unchanged, rejected=bad, duplicates=duplicates, columns=reader.columns(),
        )  # fmt: skip

    def _hold(self, key: int, word: Word | None, held: dict[int, Word]) -> int:
        """Keep back a row while others of its id are to come; 1 when it takes another's place."""
        if word is None:
            return 0
        before = held.get(key)
        held[key] = word
        if before is None:
            return 0
        same = before == word
        self.notes[
            "the same row again, skipped" if same else "the same id with other content, the last row counts"
        ] += 1
        return 1

    def _release(self, key: int, held: dict[int, Word]) -> Word | None:
        self._repeats[key] -= 1
        return held.pop(key, None) if self._repeats[key] == 0 else None


def _is_empty(cells: list[str]) -> bool:
    return not (cells[0] and not cells[0].isspace()) and not any(cell and not cell.isspace() for cell in cells)


def _stages_of(mapping: Mapping | None, words: Words, writer: ImportWriter) -> list[TableImport]:
    """The stages that a mapping brings along."""
    if mapping is None or not mapping.stages:
        return []
    words.know_stages(mapping.stages)
    tally = writer.upsert_stages(mapping.stages)
    return [
        TableImport(
            table="stages", files=(f"of {mapping.name}",), read=len(mapping.stages),
            added=tally.added, updated=tally.updated, unchanged=tally.unchanged,
        )
    ]  # fmt: skip


def _joins(found: Found, export: Export) -> Joins:
    """The tables that columns are looked up in, each as a dictionary; a table that is not there gives nothing."""
    joins: Joins = {}
    for column, lookup in (found.mapping.lookups if found.mapping else {}).items():
        sheet = next((sheet for sheet in export.sheets if bare(sheet.name) == bare(lookup.file)), None)
        rows = [row.cells for row in sheet.rows()] if sheet else []
        headers = [bare(name) for name in rows[0]] if rows else []
        if bare(lookup.key) in headers and bare(lookup.take) in headers:
            key, take = headers.index(bare(lookup.key)), headers.index(bare(lookup.take))
            changed = found.mapping.values.get(column, {}) if found.mapping else {}
            full = [cells for cells in rows[1:] if len(cells) > max(key, take)]
            taken = {cells[key].strip().casefold(): cells[take].strip() for cells in full}
            joins[column] = (lookup.by, {name: changed.get(text.casefold(), text) for name, text in taken.items()})
    return joins


def _notes(choice: Choice, tasks: list[_Task], words: Words) -> list[Note]:
    counted: list[tuple[str, str, int]] = []
    for task in tasks:
        table, layout = task.found.table, task.found.layout
        if choice.proposed and table == "deals" and choice.mapping:
            counted.append((table, f"its columns are those of {choice.mapping.name}, so that preset was taken", 0))
        if not task.total:
            counted.append((table, "there is a header but no rows", 0))
        if task.found.sheet.handling:
            counted.append((table, task.found.sheet.handling, 0))
        if layout.unused:
            more = f" and {len(layout.unused) - 12} more" if len(layout.unused) > 12 else ""
            names = ", ".join(name[:40] for name in layout.unused[:12])
            counted.append((table, f"columns not used: {names}{more}", len(layout.unused)))
        counted += [(table, text, count) for text, count in (task.notes + task.reader.notes).items()]
        counted += [(table, text, 0) for text in task.reader.undecided()]
    if choice.mapping and not choice.mapping.tested:
        counted.insert(
            0, ("deals", f"the preset {choice.mapping.name} was not tested on a real export: check a few", 0)
        )
    order = list(TABLES)
    counted += [(table, text, count) for (table, text), count in words.notes.items()]
    return [
        Note(table=table, text=text, count=count)
        for table, text, count in sorted(counted, key=lambda n: order.index(n[0]))
    ]
