"""The lines of a page of a PDF, and which of them are the rows of a table."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from coach.knowledge.reading.extract import clean, rows

_HYPHEN = re.compile("[\x02\ufffe](?:\r\n)?")
_WIDE = 1.0
"""A space wider than the line is high may stand between two columns."""

_APART = 0.4
"""Of the height of a line: how far edges of one column may lie apart."""

_SAMPLE = 300


class NoMeaning(Exception):
    """A page whose fonts do not say which characters they draw."""


@dataclass(frozen=True)
class _Cell:
    text: str
    left: float
    right: float
    height: float


def text_of(text_page: Any) -> str:
    """The lines of a page of PDFium; a word cut at the end of a line is put together. Raises `NoMeaning`."""
    text = _characters(text_page)
    _check_meaning(text_page, text)
    out: list[str] = []
    table: list[list[_Cell]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        cells = _cells(text_page, line, start)
        start += len(line) + 1
        if table and not _goes_on(table, cells):
            out += _written(table)
            table = []
        if len(cells) > 1:
            table.append(cells)
        else:
            out.append(line)
    whole = _HYPHEN.sub("", "\n".join(out))
    return "\n".join(_tidy(line) for line in clean(whole).split("\n")).strip()


def _characters(text_page: Any) -> str:
    """One for each of PDFium's, so that a place in the text is the number of a character."""
    from pypdfium2 import raw

    count = text_page.count_chars()
    text = str(text_page.get_text_range())
    if len(text) == count:
        return text
    codes = [raw.FPDFText_GetUnicode(text_page, index) for index in range(count)]
    return "".join(chr(code) if code < 0x110000 else "\ufffd" for code in codes)


def _check_meaning(text_page: Any, text: str) -> None:
    """PDFium tells which characters it could only guess; a page with a quarter of these is no text."""
    from pypdfium2 import raw

    drawn = [index for index, character in enumerate(text) if character not in " \t\r\n\xa0"]
    drawn = drawn[:: max(1, len(drawn) // _SAMPLE)]
    unknown = sum(raw.FPDFText_HasUnicodeMapError(text_page, index) == 1 for index in drawn)
    if drawn and unknown * 4 >= len(drawn):
        raise NoMeaning


def _cells(text_page: Any, line: str, start: int) -> list[_Cell]:
    """The parts of a line between its wide spaces; one part, or none, where it is no row."""
    words = [(found.start(), found.end()) for found in re.finditer(r"[^\s\xa0]+", line)]
    if len(words) < 2:
        return []
    groups = [[words[0]]]
    boxes: list[tuple[float, float, float]] = []
    for before, after in pairwise(words):
        left, right = _box(text_page, start + before[1] - 1), _box(text_page, start + after[0])
        if left and right and right[0] - left[1] > _WIDE * left[2]:
            boxes += [left, right]
            groups.append([])
        groups[-1].append(after)
    if not boxes:
        return []
    first, last = _box(text_page, start + words[0][0]), _box(text_page, start + words[-1][1] - 1)
    if not first or not last:
        return []
    edges = [first, *boxes, last]
    return [
        _Cell(line[group[0][0] : group[-1][1]], edges[2 * i][0], edges[2 * i + 1][1], edges[2 * i][2])
        for i, group in enumerate(groups)
    ]


def _box(text_page: Any, index: int) -> tuple[float, float, float] | None:
    """Left, right and height of a character."""
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text_page, index, box):
        return None
    return box.left, box.right, max(box.top - box.bottom, 1.0)


def _goes_on(table: list[list[_Cell]], cells: list[_Cell]) -> bool:
    """Whether a line has the columns of the line before. Wide spaces of justified prose do not stand in columns."""
    last = table[-1]
    if len(cells) != len(last):
        return False
    return all(_in_column(one, other) for one, other in zip(last, cells, strict=True))


def _in_column(one: _Cell, other: _Cell) -> bool:
    """Flush left, flush right or centred."""
    apart = (one.left - other.left, one.right - other.right, (one.left + one.right - other.left - other.right) / 2)
    return min(map(abs, apart)) <= _APART * one.height


def _written(table: list[list[_Cell]]) -> list[str]:
    """Two rows of three columns, or three of two, are a table; fewer are lines with wide spaces."""
    if len(table) + min(len(table[0]), 3) < 5:
        return [" ".join(cell.text for cell in row) for row in table]
    return ["", rows([[_HYPHEN.sub("", cell.text) for cell in row] for row in table]), ""]


def _tidy(line: str) -> str:
    return " ".join(line.split())
