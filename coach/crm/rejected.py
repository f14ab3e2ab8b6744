"""The rows that could not be taken, unchanged, each with its reason."""

import csv
import os
from pathlib import Path
from typing import IO, Any

from coach.domain.failure import ImportFailure

HEAD = ("file", "line", "column", "value", "reason", "original cells")


class Rejection(Exception):
    """A row that cannot be taken: because of which column and value, and why in plain words."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.value, self.reason = column, value, reason


class RejectedFile:
    """Written beside its final place and put there when the import is through. No rows, no file."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part") if path else None
        self._file: IO[str] | None = None
        self._rows: Any = None
        self.count = 0

    def add(self, label: str, line: int, rejection: Rejection, cells: list[str]) -> None:
        self.count += 1
        if self._part is None:
            return
        if self._file is None:
            try:
                self._part.parent.mkdir(parents=True, exist_ok=True)
                self._file = self._part.open("w", encoding="utf-8", errors="surrogatepass", newline="")
            except OSError as error:
                raise ImportFailure(f"{self._part} cannot be written.", "Make the folder writable.") from error
            self._rows = csv.writer(self._file)
            self._rows.writerow(HEAD)
        self._rows.writerow([label, line, rejection.column, rejection.value, rejection.reason, *cells])

    def keep(self) -> str | None:
        """The import is through: the file is put in its place, or one of an earlier import is taken away."""
        if self._path is None:
            return None
        if self._file is None or self._part is None:
            self._remove_earlier(self._path)
            return None
        self._file.close()
        os.replace(self._part, self._path)
        self._file = None
        return str(self._path)

    def drop(self) -> None:
        """The import was undone."""
        if self._file is not None and self._part is not None:
            self._file.close()
            self._part.unlink(missing_ok=True)

    @staticmethod
    def _remove_earlier(path: Path) -> None:
        try:
            with path.open(encoding="utf-8", errors="replace") as file:
                ours = file.readline().startswith(",".join(HEAD))
            if ours:
                path.unlink()
        except OSError:
            return  # there is none
