"""Which text encoding a file is in: UTF-8, UTF-16 or Windows-1252, also where the first and the last are mixed."""

import codecs
import re
from collections.abc import Callable
from pathlib import Path
from typing import IO

from coach.domain.failure import ImportFailure

_AT_ONCE = 1 << 20
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")
_HIGH = re.compile(rb"[\x80-\xff]")
_MIXED = "windows-1252-where-not-utf-8"

Opener = Callable[[], IO[str]]


def open_text(path: Path, label: str, start: bytes) -> tuple[Opener, str | None]:
    """How to open the file as text, and what had to be assumed for it. Raises `ImportFailure` for binary files."""
    encoding = _sixteen(start)
    if encoding:
        return lambda: path.open(encoding=encoding, errors="replace", newline=""), None
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise ImportFailure(
            f"{label} is an old or protected Excel file.", "Save it as .xlsx without a password, or CSV."
        )
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"GIF8", b"Rar!", b"7z\xbc")) or _binary(
        start
    ):
        raise ImportFailure(f"{label} is not a text table.", "Export it as CSV, XLSX or Parquet.")
    if _is_utf8(path):
        return lambda: path.open(encoding="utf-8-sig", newline=""), None
    codecs.register_error(_MIXED, _one_byte)
    if _mostly_utf8(path):
        handling = "not all of the file is UTF-8: the other bytes were read as Windows-1252"
        return lambda: path.open(encoding="utf-8-sig", errors=_MIXED, newline=""), handling
    # A first byte of 0x81 and four others mean nothing in Windows-1252.
    return lambda: path.open(encoding="cp1252", errors=_MIXED, newline=""), "read as Windows-1252"


def _sixteen(start: bytes) -> str | None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = start[: len(start) // 2 * 2]
    half = len(sample) // 2
    if half >= 8 and sample[1::2].count(0) > 0.7 * half and sample[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if half >= 8 and sample[::2].count(0) > 0.7 * half and sample[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _binary(start: bytes) -> bool:
    strange = sum(byte < 32 and byte not in b"\t\n\r\x0b\x0c\x1a\x1b" for byte in start)
    return strange > 0.1 * len(start)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with path.open("rb") as file:
            while piece := file.read(_AT_ONCE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(path: Path) -> bool:
    """Whether most of the bytes beyond ASCII belong to characters of UTF-8."""
    fitting = high = 0
    with path.open("rb") as file:
        while piece := file.read(_AT_ONCE):
            high += len(_HIGH.findall(piece))
            fitting += sum(len(part) for part in _MULTIBYTE.findall(piece))
    return 2 * fitting >= high


def _one_byte(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", errors="replace"), error.start + 1
