"""Reading a folder that enablement adds: what becomes a play, what a document, what is left out and why."""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Literal

from coach.domain.base import Word
from coach.domain.failure import PlaybookFailure
from coach.domain.play import Document, Play, PlaybookEntry, PlayStatus
from coach.knowledge.documents import HTML, MARKDOWN, NOT_YET, PLAIN, READ, decode, read_document
from coach.knowledge.plays import is_play, read_play

LARGEST = 5_000_000
"""Bytes. A text of this size is a thousand pages; anything larger is a dump and no document."""


class Skipped(Word):
    """A file that was not taken in, and why in one sentence."""

    path: str
    reason: str


class Incoming(Word):
    """A file that was read. `item` is what it is, `text` the file as decoded."""

    path: str
    text: str
    item: Play | Document

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
    if path.lower().endswith(MARKDOWN) and is_play(text):
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


def read_file(file: Path, path: str) -> Incoming | Skipped:
    """One file, or why not. Never raises: one bad file does not keep the others out."""
    reason = _reason_against(file)
    if reason:
        return Skipped(path=path, reason=reason)
    try:
        text = decode(file.read_bytes())
        return Incoming(path=path, text=text, item=read_text(text, path))
    except PlaybookFailure as failure:
        return Skipped(path=path, reason=str(failure))
    except OSError as error:
        return Skipped(path=path, reason=f"It cannot be read ({type(error).__name__}).")


def _reason_against(file: Path) -> str | None:
    suffix = file.suffix.lower()
    if file.is_symlink():
        return "It is a link to another place, which is not followed."
    if suffix in NOT_YET:
        return f"{suffix} files are not read yet: save it as .md, .txt or .html and add that."
    if suffix not in READ:
        kinds = ", ".join((*MARKDOWN[:1], *PLAIN, *HTML[:1]))
        return f"It is not a text that is read ({kinds})."
    try:
        if file.stat().st_size > LARGEST:
            return f"It is larger than {LARGEST // 1_000_000} MB: split it."
    except OSError as error:
        return f"It cannot be read ({type(error).__name__})."
    return None
