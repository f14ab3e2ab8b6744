"""Reading a folder that enablement adds: what becomes a play, what a document, what is left out and why."""

import hashlib
import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from coach.domain.base import Word
from coach.domain.failure import PlaybookFailure
from coach.domain.play import Document, Play, PlaybookEntry, PlayStatus
from coach.knowledge.documents import read_document
from coach.knowledge.plays import is_play, read_play
from coach.knowledge.reading.encoding import decode, is_binary
from coach.knowledge.reading.extract import Unreadable, check
from coach.knowledge.reading.kinds import HTML, MARKDOWN, PARSED, ending, mistaken, why_not
from coach.knowledge.reading.limits import LARGEST_FILE, LARGEST_TEXT
from coach.knowledge.reading.reader import Reader


class Skipped(Word):
    """A file that was not taken in, and why in one sentence."""

    path: str
    reason: str


class Remark(Word):
    """What a person should know of a file that went in, in one sentence."""

    path: str
    said: str


class Incoming(Word):
    """A file that was read. `item` is what it is, `text` the file as it is kept: decoded, and as Markdown where it was
    no text. `remarks` say what was left out of it."""

    path: str
    text: str
    item: Play | Document
    remarks: tuple[str, ...] = ()

    @property
    def kind(self) -> Literal["play", "document"]:
        return "play" if isinstance(self.item, Play) else "document"

    @property
    def entry_id(self) -> str:
        return self.item.play_id if isinstance(self.item, Play) else self.item.document_id

    def entry(self, added_at: datetime) -> PlaybookEntry:
        """As it is kept."""
        return PlaybookEntry(
            kind=self.kind,
            entry_id=self.entry_id,
            path=self.path,
            text=self.text,
            status=self.item.status if isinstance(self.item, Play) else PlayStatus.ACTIVE,
            sha256=hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest(),
            added_at=added_at,
        )


def read_text(text: str, path: str) -> Play | Document:
    """A play where the file means to be one, else a document. Raises `PlaybookFailure`."""
    if ending(path) in MARKDOWN and is_play(text):
        return read_play(text, path)
    return read_document(text, path)


def files_in(path: Path) -> Iterator[tuple[Path, str]]:
    """The files of a folder in a fixed order, or the one file, each with its path from the folder's name down.

    Hidden folders (.git) are not entered; links are not followed, so that no file from elsewhere is taken in.
    Raises `PlaybookFailure` when there is nothing at the path.
    """
    path = Path(os.path.abspath(path))
    if path.is_file():
        yield path, path.name
        return
    if not path.is_dir():
        raise PlaybookFailure(f"There is no file or folder at {path}.", "Check the path.")
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            file = Path(folder) / name
            yield file, PurePosixPath(path.name, *file.relative_to(path).parts).as_posix()


def read_file(file: Path, path: str, reader: Reader | None = None) -> Incoming | Skipped:
    """One file, or why not. Never raises: one bad file does not keep the others out.

    PDF, Office files, mail and HTML are parsed by `reader`, by one for this file alone where none is given.
    """
    reason = _reason_against(file, path)
    if reason:
        return Skipped(path=path, reason=reason)
    try:
        content = file.read_bytes()
        reason = mistaken(content, path)
        if reason:
            return Skipped(path=path, reason=reason)
        if ending(path) not in PARSED:
            return _as_it_stands(content, path)
        if reader is None:
            with Reader() as own:
                read = own.read(ending(path), content)
        else:
            read = reader.read(ending(path), content)
        return Incoming(path=path, text=read.text, item=read_text(read.text, path), remarks=read.remarks)
    except PlaybookFailure as failure:
        return Skipped(path=path, reason=str(failure))
    except OSError as error:
        return Skipped(path=path, reason=f"It cannot be read ({type(error).__name__}). Check its rights and its disk.")


def _as_it_stands(content: bytes, path: str) -> Incoming:
    text = decode(content)
    if is_binary(content):
        raise PlaybookFailure("It is no text.", "Save it as a text in UTF-8, or give it the right ending.")
    try:
        check(text)
    except Unreadable as failure:
        raise PlaybookFailure(failure.sentence, failure.next_step) from failure
    return Incoming(path=path, text=text, item=read_text(text, path))


def _reason_against(file: Path, path: str) -> str | None:
    """Why a file is not even opened, with the next step."""
    if file.is_symlink():
        return "It is a link to another place, which is not followed. Add the file itself."
    reason = why_not(path)
    if reason:
        return reason
    try:
        status = file.stat()
    except OSError as error:
        return f"It cannot be read ({type(error).__name__}). Check its rights and its disk."
    if not stat.S_ISREG(status.st_mode):
        return "It is not a file on a disk. Add a copy of what it holds."
    is_text = ending(path) not in PARSED or ending(path) in HTML
    most = LARGEST_TEXT if is_text else LARGEST_FILE
    if status.st_size > most:
        return f"It is larger than {most // 1_000_000} MB. Split it and add the parts."
    return None
