"""What an import of files did, row by row accounted for."""

from coach.domain.base import Word


class Rejected(Word):
    """A row that did not go in: where its record starts, what does not fit, and why in plain words."""

    file: str
    line: int
    column: str | None
    value: str | None
    reason: str


class TableImport(Word):
    """One table: every row that was read is added, updated, unchanged, rejected or a skipped duplicate."""

    table: str
    files: tuple[str, ...]
    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    duplicates: int = 0


class Note(Word):
    """A handling that a user should know of: its name, how often, one sentence."""

    name: str
    table: str
    n: int
    text: str


class ColumnRead(Word):
    """Which header of a file was read as which column, and how its dates or amounts are written."""

    table: str
    file: str
    column: str
    header: str
    dialect: str | None = None


class IgnoredFile(Word):
    file: str
    reason: str


class ImportSummary(Word):
    """What an import did. `rejections` holds the first ones; all of them are in `rejected_file`."""

    tables: tuple[TableImport, ...]
    notes: tuple[Note, ...] = ()
    columns: tuple[ColumnRead, ...] = ()
    unused_headers: tuple[str, ...] = ()
    ignored: tuple[IgnoredFile, ...] = ()
    preset: str | None = None
    rejections: tuple[Rejected, ...] = ()
    rejected_file: str | None = None
    seconds: float = 0.0

    @property
    def read(self) -> int:
        return sum(table.read for table in self.tables)

    @property
    def rejected(self) -> int:
        return sum(table.rejected for table in self.tables)

    @property
    def changed(self) -> bool:
        return any(table.added or table.updated for table in self.tables)
