"""Finds the tables in what the user points to: a folder, a .zip of one, a workbook, a single file."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from coach.crm.sheet import Sheet
from coach.crm.table import sheets
from coach.domain.failure import ImportFailure
from coach.domain.imported import Ignored

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".parquet")
_MOST_ENTRIES = 2000
_MOST_BYTES = 4 << 30
_PIECE = 1 << 20


class Export(NamedTuple):
    """The tables found. `single` when there is only one, whose name then need not say which it is."""

    sheets: list[Sheet]
    ignored: list[Ignored]
    single: bool


@contextmanager
def open_export(path: Path) -> Iterator[Export]:
    """The tables at `path`, for as long as the block runs. Raises `ImportFailure` when there are none."""
    if not path.exists():
        raise ImportFailure(f"There is no file or folder {path}.", "Check the path.")
    if path.is_dir():
        yield _from_folder(path, [])
    elif zipfile.is_zipfile(path) and not _is_workbook(path):
        with tempfile.TemporaryDirectory(prefix="coach-import-") as place:
            ignored = _unpack(path, Path(place))
            yield _from_folder(Path(place), ignored, path.name)
    else:
        found = sheets(path, path.name)
        yield Export(found, [], len(found) == 1)


def _from_folder(folder: Path, ignored: list[Ignored], called: str | None = None) -> Export:
    found: list[Sheet] = []
    files = sorted(file for file in folder.iterdir() if file.is_file() and not file.name.startswith((".", "~$")))
    for file in files:
        if file.suffix.lower() not in _ENDINGS:
            ignored.append(Ignored(file=file.name, reason="is not a .csv, .tsv, .txt, .xlsx or .parquet file"))
            continue
        try:
            found += sheets(file, file.name)
        except ImportFailure as failure:
            ignored.append(Ignored(file=file.name, reason=failure.sentence))
    if not found:
        why = f" ({ignored[0].file}: {ignored[0].reason})" if ignored else ""
        raise ImportFailure(
            f"There is no table in {called or folder.name or folder}{why}.",
            "It should hold a file deals.csv, deals.xlsx or deals.parquet.",
        )
    return Export(found, ignored, len(found) == 1)


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _unpack(path: Path, place: Path) -> list[Ignored]:
    """Unpack the tables of an archive side by side into `place`; what is not one is told."""
    ignored: list[Ignored] = []
    left = _MOST_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            members = [
                member for member in archive.infolist() if not member.is_dir() and not _is_rubbish(member.filename)
            ]
            if len(members) > _MOST_ENTRIES:
                raise ImportFailure(f"{path.name} holds {len(members):,} files.", "Zip only the tables to import.")
            for member in members:
                name = PurePosixPath(member.filename.replace("\\", "/"))
                if reason := _unsafe(name, member):
                    ignored.append(Ignored(file=member.filename[:200], reason=reason))
                elif (place / name.name).exists():
                    ignored.append(Ignored(file=member.filename[:200], reason="another file has the same name"))
                else:
                    left = _copy(archive, member, place / name.name, left, path.name)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise ImportFailure(f"{path.name} is damaged or protected ({error}).", "Zip the tables again.") from error
    return ignored


def _unsafe(name: PurePosixPath, member: zipfile.ZipInfo) -> str | None:
    if ".." in name.parts or name.is_absolute() or ":" in name.parts[0]:
        return "its path leads out of the archive"
    if member.external_attr >> 28 == 0xA:
        return "is a link"
    if name.suffix.lower() not in _ENDINGS:
        return "is not a .csv, .tsv, .txt, .xlsx or .parquet file"
    return "is protected by a password" if member.flag_bits & 1 else None


def _is_rubbish(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith((".", "~$")) or not path.name


def _copy(archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: Path, left: int, label: str) -> int:
    # The size in the directory of an archive may be a lie: count what comes out.
    with archive.open(member) as packed, to.open("wb") as file:
        while piece := packed.read(_PIECE):
            left -= len(piece)
            if left < 0 or shutil.disk_usage(to.parent).free < 2 * _PIECE:
                raise ImportFailure(f"{label} unpacks to more than fits.", "Unpack it yourself and import the folder.")
            file.write(piece)
    return left
