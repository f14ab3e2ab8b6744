"""The application's side of the process that parses: a deadline, and a sentence whatever happens over there."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pydantic import ValidationError

from coach.domain.base import Word
from coach.domain.failure import PlaybookFailure
from coach.knowledge.reading.extract import clean
from coach.knowledge.reading.limits import DEADLINE, LARGEST_TEXT, MEMORY

_PACKAGE = Path(__file__).resolve().parents[3]
_AGAIN = "Save it again from the program that made it."
_LONGEST_REPLY = 8 * LARGEST_TEXT


class Read(Word):
    """`text` is the file as it is kept and cited, `remarks` what was left out of it, each in one sentence."""

    text: str
    remarks: tuple[str, ...] = ()


class Reader:
    """Parses files in a process of its own, started with the first and used again while it behaves.

    Not for several threads at once. Close it, or use it in a `with`.
    """

    def __init__(self, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, kind: str, content: bytes) -> Read:
        """A file by its ending (".pdf"). Raises `PlaybookFailure` within the deadline for one that gives no text."""
        process = self._running()
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(self._deadline, end)
        timer.daemon = True
        timer.start()
        try:
            reply = _asked(process, kind, content)
        except (OSError, ValueError, RecursionError):
            reply = None
        finally:
            timer.cancel()
        if reply is None or late.is_set() or reply.get("last"):
            self.close()
        if reply is None:
            raise _gone(late.is_set(), self._deadline)
        return _read(reply)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            # Of the environment only where Python finds its packages: no key of the application gets near a parser.
            # -P keeps the folder it is started in, which may be the one being read, out of what can be imported.
            places = os.pathsep.join(dict.fromkeys([str(_PACKAGE), *(place for place in sys.path if place)]))
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "coach.knowledge.reading.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={"PYTHONPATH": places, "PYTHONUTF8": "1"} if os.name == "posix" else None,
            )
        return self._process


def _asked(process: "subprocess.Popen[bytes]", kind: str, content: bytes) -> dict[str, Any] | None:
    """The reply to one request; None when there is none. Raises `OSError` and `ValueError` for a broken one."""
    if process.stdin is None or process.stdout is None:
        return None
    process.stdin.write(f"{kind} {len(content)}\n".encode("ascii"))
    process.stdin.write(content)
    process.stdin.flush()
    length = int(process.stdout.readline(20) or b"0")
    if not 0 < length <= _LONGEST_REPLY:
        return None
    told = process.stdout.read(length)
    reply = json.loads(told) if len(told) == length else None
    return reply if isinstance(reply, dict) else None


def _read(reply: dict[str, Any]) -> Read:
    """What was replied, checked: a parser that was taken over may say anything."""
    if "text" in reply:
        with contextlib.suppress(ValidationError, TypeError, AttributeError):
            return Read(text=clean(reply["text"]), remarks=tuple(reply.get("remarks", ())))
    sentence = str(reply.get("sentence") or "It could not be read.")[:300]
    raise PlaybookFailure(sentence, str(reply.get("next_step") or _AGAIN)[:300])


def _gone(late: bool, deadline: float) -> PlaybookFailure:
    if late:
        return PlaybookFailure(f"It takes more than {deadline:g} seconds to read.", "Split it and add the parts.")
    return PlaybookFailure(
        f"It broke its reader: it is damaged, or needs more than {MEMORY // 2**20} MB of memory.",
        "Save it again from the program that made it, or split it.",
    )
