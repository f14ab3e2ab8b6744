"""One table of text cells, whatever file it is in. May be gone through any number of times; never held whole."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from coach.crm.encoding import open_text
from coach.crm.sheet import Row, Sheet
from coach.domain.failure import ImportFailure

_DELIMITERS = (",", ";", "\t", "|")
_MORE_THAN_ANY_CELL = min(sys.maxsize, 2**31 - 1)


def sheets(path: Path, label: str) -> list[Sheet]:
    """The tables in a file, told by its content, not by its ending. Raises `ImportFailure`."""
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise ImportFailure(f"{label} cannot be opened.", "Check that you may read it.") from error
    if not start.strip(b"\x00 \r\n\t\xef\xbb\xbf"):
        raise ImportFailure(f"{label} is empty.", "Export the table again.")
    if start.startswith(b"PK"):
        from coach.crm.workbook import workbook_sheets

        return workbook_sheets(path, label)
    if start.startswith(b"PAR1"):
        from coach.crm.parquet import parquet_rows

        parquet_rows(path, label)
        return [Sheet(Path(label).stem, label, lambda: parquet_rows(path, label))]
    return [_delimited(path, label, start)]


def _delimited(path: Path, label: str, start: bytes) -> Sheet:
    encoding, handling = open_text(path, label, start)
    with encoding() as file:
        head = file.read(1 << 16)
    if head.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<table", "<head", "<body")):
        raise ImportFailure(
            f"{label} is a web page or XML, not a table.",
            "The export may have failed at the log-in: download it again as CSV or XLSX.",
        )
    told = head.partition("\n")[0].strip()
    skip = told[:4].lower() == "sep=" and len(told) == 5
    delimiter = told[4] if skip else _delimiter(head)

    def rows() -> Iterator[Row]:
        csv.field_size_limit(_MORE_THAN_ANY_CELL)
        with encoding() as file:
            reader = csv.reader(file, delimiter=delimiter)
            line = 1
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    raise ImportFailure(
                        f"{label} cannot be read at line {line}: {error}.", "Export it again."
                    ) from error
                if cells and not (skip and line == 1):
                    yield Row(line, cells)
                line = reader.line_num + 1

    return Sheet(Path(label).stem, label, rows, handling=handling)


def _delimiter(head: str) -> str:
    """The one that gives the header the most cells, and the row after it as many."""

    def score(delimiter: str) -> tuple[bool, int]:
        found = csv.reader(head.splitlines(keepends=True)[:50], delimiter=delimiter)
        try:
            rows = [cells for _, cells in zip(range(20), found, strict=False) if cells]
        except csv.Error:
            return False, 0
        if not rows or len(rows[0]) < 2:
            return False, 0
        return len(rows) < 2 or len(rows[1]) == len(rows[0]), len(rows[0])

    csv.field_size_limit(_MORE_THAN_ANY_CELL)
    return max(_DELIMITERS, key=score)
