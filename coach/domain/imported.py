"""What one import did, table by table, so that nothing happens to a row without being told."""

from pydantic import computed_field

from coach.domain.base import Word


class ColumnReading(Word):
    """How one column was understood: the header it was found under, and its dialect where it has one."""

    column: str
    header: str
    reading: str | None = None


class TableImport(Word):
    """One table. `read` is the sum of the other five counts: no row is lost."""

    table: str
    files: tuple[str, ...]
    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0
    columns: tuple[ColumnReading, ...] = ()


class Note(Word):
    """A stated handling and how often it was applied."""

    table: str
    text: str
    count: int


class Ignored(Word):
    file: str
    reason: str


class ImportSummary(Word):
    """The whole import."""

    tables: tuple[TableImport, ...]
    notes: tuple[Note, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    rejected_file: str | None = None
    preset: str | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def read(self) -> int:
        return sum(table.read for table in self.tables)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def rejected(self) -> int:
        return sum(table.rejected for table in self.tables)

    def in_words(self) -> str:
        """The summary as a person reads it."""
        lines = [line for table in self.tables for line in _table_lines(table)]
        if self.preset:
            lines.insert(0, f"Read as an export of {self.preset}.")
        if self.notes:
            lines += ["", "Handled on the way:"]
            lines += [
                f"  {note.table}: {note.text}" + (f" ({note.count:,})" if note.count else "") for note in self.notes
            ]
        if self.ignored:
            lines += ["", "Not read:"]
            lines += [f"  {ignored.file}: {ignored.reason}" for ignored in self.ignored]
        if self.rejected:
            where = f": see {self.rejected_file}, with a reason for each" if self.rejected_file else ""
            lines += ["", f"{_rows(self.rejected)} rejected{where}."]
        return "\n".join(lines)


def _rows(count: int) -> str:
    return f"{count:,} row was" if count == 1 else f"{count:,} rows were"


def _table_lines(table: TableImport) -> list[str]:
    counts = [f"{table.added:,} added", f"{table.updated:,} updated", f"{table.unchanged:,} unchanged"]
    counts += [f"{table.duplicates:,} duplicates"] if table.duplicates else []
    counts += [f"{table.rejected:,} rejected"] if table.rejected else []
    head = f"{table.table} ({', '.join(table.files)}): {table.read:,} read: {', '.join(counts)}"
    return [head, *(f"  {column.column}: {column.reading}" for column in table.columns if column.reading)]
