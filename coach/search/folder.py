"""The index in a folder of this machine, with one owner."""

import json
import logging
import os
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coach.domain.failure import IndexInUse, SetupFailure
from coach.search.dense import UnreadableError, Vectored, chroma_work
from coach.search.place import NAME, Stamp

log = logging.getLogger(__name__)


class Folder:
    """An index in a folder of this machine, with one owner at a time.

    `index.json` names the current collection's folder; it is replaced in one step, so that a crash leaves the old one
    or the new one. Folders that it does not name are left over from a crash and go when the next owner comes.
    Raises `IndexInUse` when another process has it.
    """

    repairs = True

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = self._own()
        except OSError as error:
            raise SetupFailure(
                f"The folder of the search index, {path}, cannot be used ({type(error).__name__}).",
                "Choose a folder that can be written to with COACH_HOME.",
            ) from error
        self._open: Vectored | None = None
        self._sweep()

    def _own(self) -> Any:
        from filelock import FileLock, Timeout

        lock = FileLock(self.path / "index.lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise IndexInUse(
                f"The search index is in use by another process ({self._owner()}).",
                "Close the other coach, or go on with search by words alone; COACH_CHROMA_URL lets several share one.",
            ) from error
        note = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
        (self.path / "owner.json").write_text(json.dumps(note), encoding="utf-8")
        return lock

    def _owner(self) -> str:
        try:
            note = json.loads((self.path / "owner.json").read_text(encoding="utf-8"))
            return f"process {int(note['pid'])}, since {str(note['since'])[:25]}"
        except (OSError, ValueError, KeyError, TypeError):
            return "which one is not known"

    def _pointer(self) -> dict[str, Any]:
        try:
            pointer = json.loads((self.path / "index.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return pointer if isinstance(pointer, dict) else {}

    def _point(self, home: str, stamp: Stamp | None) -> None:
        fresh = self.path / "index.json.new"
        content = {"home": home, "stamp": stamp.model_dump() if stamp else None}
        with fresh.open("w", encoding="utf-8") as file:
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path / "index.json")

    def _home(self) -> str:
        home = self._pointer().get("home")
        if isinstance(home, str) and home.startswith("chroma-") and home.isascii() and home[7:].isalnum():
            return home
        home = _new_home()
        self._point(home, None)
        return home

    def stamp(self) -> Stamp | None:
        pointer = self._pointer()
        try:
            stamp = Stamp.model_validate(pointer.get("stamp"))
        except ValidationError:
            return None
        return stamp if (self.path / self._home() / "chroma.sqlite3").is_file() else None

    def write(self, stamp: Stamp) -> None:
        self._point(self._home(), stamp)

    def current(self) -> Vectored:
        if self._open is None:
            self._open = self._vectored(self._home())
        return self._open

    def discard(self) -> None:
        old = self._home()
        self._shut(self._open)
        self._open = None
        self._point(_new_home(), None)
        self._remove(old)

    def beside(self) -> Vectored:
        return self._vectored(_new_home())

    def promote(self, fresh: Vectored, stamp: Stamp) -> Vectored:
        old = self._home()
        self._point(fresh.home, stamp)
        self._shut(self._open)
        self._open = fresh
        self._remove(old)
        return fresh

    def drop(self, fresh: Vectored) -> None:
        self._shut(fresh)
        self._remove(fresh.home)

    def close(self) -> None:
        self._shut(self._open)
        self._open = None
        (self.path / "owner.json").unlink(missing_ok=True)
        self._lock.release()

    def _vectored(self, home: str) -> Vectored:
        with chroma_work():
            import chromadb
            from chromadb.config import Settings

            client: Any = chromadb.PersistentClient(
                str(self.path / home), settings=Settings(anonymized_telemetry=False, allow_reset=False)
            )
        try:
            return Vectored(client, NAME, home)
        except UnreadableError:
            client.close()
            raise

    @staticmethod
    def _shut(vectored: Vectored | None) -> None:
        try:
            if vectored:
                vectored.close()
        except UnreadableError as error:
            log.warning("the search index did not close cleanly: %s", error)

    def _remove(self, home: str) -> None:
        """Best effort: what cannot go now (a file still open on Windows) goes with the next owner."""
        shutil.rmtree(self.path / home, ignore_errors=True)

    def _sweep(self) -> None:
        current = self._home()
        for left in (*self.path.glob("chroma-*"), *self.path.glob("new-lexical-*")):
            if left.name != current:
                shutil.rmtree(left, ignore_errors=True)


def _new_home() -> str:
    return f"chroma-{secrets.token_hex(4)}"
