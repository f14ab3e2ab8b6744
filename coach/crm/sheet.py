"""A table as it lies in a file: rows of text cells with the line they start on."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

Cells = list[str]


class Row(NamedTuple):
    line: int
    cells: Cells


class Sheet(NamedTuple):
    """A table: `name` says which one, `label` is for people. `serials`: dates may be spreadsheet day numbers."""

    name: str
    label: str
    rows: Callable[[], Iterator[Row]]
    serials: bool = False
    handling: str | None = None
