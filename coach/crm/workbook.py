"""Tables in an .xlsx workbook: every sheet is one."""

import math
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from coach.crm.sheet import Row, Sheet
from coach.domain.failure import ImportFailure

_MOST_BYTES = 1 << 30
_MOST_COLUMNS = 16384


def workbook_sheets(path: Path, label: str) -> list[Sheet]:
    """Raises `ImportFailure` when the file is no workbook, is protected, or unpacks to more than 1 GB."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ImportFailure(f"{label} is a damaged workbook or archive.", "Save it again as .xlsx or CSV.") from error
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise ImportFailure(f"{label} is an archive, not a table.", "Give it the ending .zip, or export a CSV.")
    if sum(member.file_size for member in members) > _MOST_BYTES:
        raise ImportFailure(f"{label} unpacks to more than 1 GB.", "Export the table as CSV or Parquet.")
    names = _names(path, label)
    stem = Path(label).stem
    if len(names) == 1:
        return [Sheet(stem, label, lambda: _rows(path, label, names[0]), serials=True)]
    return [
        Sheet(name, f"{label}[{name}]", lambda name=name: _rows(path, label, name), serials=True)  # type: ignore[misc]
        for name in names
    ]


def _open(path: Path, label: str) -> Any:
    import openpyxl

    try:
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl passes on whatever its XML and zip parsers raise
        raise ImportFailure(f"{label} cannot be read as a workbook.", "Save it again as .xlsx, or as CSV.") from error


def _names(path: Path, label: str) -> list[str]:
    book = _open(path, label)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        book.close()


def _rows(path: Path, label: str, name: str) -> Iterator[Row]:
    book = _open(path, label)
    try:
        sheet = book[name]
        sheet.reset_dimensions()  # what the file says of its size may be wrong
        later = 1462 if book.epoch.year == 1904 else 0
        width = 0
        for line, values in enumerate(sheet.iter_rows(values_only=True, max_col=_MOST_COLUMNS), start=1):
            cells = [cell_text(value, later) for value in values]
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                width = width or len(cells)
                yield Row(line, cells + [""] * (width - len(cells)))
    except ImportFailure:
        raise
    except Exception as error:
        raise ImportFailure(f"{label} is damaged: {type(error).__name__}.", "Save it again, or as CSV.") from error
    finally:
        book.close()


def cell_text(value: Any, later: int = 0) -> str:
    """A typed cell as the text it would have in a CSV. `later` is the offset of day numbers of a 1904 workbook."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        number = value + later if later and 2e4 < value < 8e4 else value
        return str(int(number)) if float(number).is_integer() and abs(number) < 1e18 else repr(number)
    if isinstance(value, datetime):
        midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return value.isoformat() if isinstance(value, date) else str(value)
