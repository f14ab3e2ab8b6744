"""The process that parses: `python -m coach.knowledge.reading.child`, started by `reader`.

A request is a line `KIND LENGTH` and so many bytes; a reply is a line with a length and so many bytes of JSON. One file
after another, until the input ends. Imports little: it is started anew after every file that did not behave.
"""

import contextlib
import gc
import json
import os
import sys
from typing import IO, Any

from coach.knowledge.reading.extract import Extract, Unreadable, check
from coach.knowledge.reading.limits import MEMORY

_GROWN = 128 * 2**20
_MOST_FILES = 500


def parse(kind: str, content: bytes) -> Extract:
    """A file by its ending. Raises `Unreadable`."""
    if kind == ".pdf":
        from coach.knowledge.reading.pdf import read_pdf as read
    elif kind == ".docx":
        from coach.knowledge.reading.word import read_word as read
    elif kind == ".pptx":
        from coach.knowledge.reading.slides import read_slides as read
    elif kind == ".eml":
        from coach.knowledge.reading.mail import read_mail as read
    else:
        from coach.knowledge.reading.page import read_page as read
    found = read(content)
    check(found.body)
    return found


def main() -> None:
    """Serve requests until the input ends."""
    requests = sys.stdin.buffer
    replies = os.fdopen(os.dup(1), "wb")
    # Parsers write warnings where the replies go.
    os.dup2(2, 1)
    _limit("RLIMIT_CORE", 0)
    first = 0
    for number in range(1, _MOST_FILES + 1):
        kind, _, length = requests.readline().decode("ascii").strip().partition(" ")
        if not length:
            return
        content = requests.read(int(length))
        _load(kind)
        first = first or _size()
        if _size():
            _limit("RLIMIT_AS", _size() + MEMORY)
        reply = _reply(kind, content)
        del content
        gc.collect()
        last = number == _MOST_FILES or _size() - first > _GROWN
        _send(replies, {**reply, "last": last})
        if last:
            return


def _reply(kind: str, content: bytes) -> dict[str, Any]:
    try:
        found = parse(kind, content)
    except Unreadable as failure:
        return {"sentence": failure.sentence, "next_step": failure.next_step}
    except MemoryError:
        return {"sentence": "It needs too much memory to be read.", "next_step": "Split it and add the parts."}
    except RecursionError:
        return {
            "sentence": "It is nested too deeply to be read.",
            "next_step": "Save it again from the program that made it.",
        }
    except Exception as error:
        return {
            "sentence": f"It is damaged ({type(error).__name__}).",
            "next_step": "Save it again from the program that made it.",
        }
    return {"text": found.text(), "remarks": list(found.remarks)}


def _send(replies: IO[bytes], reply: dict[str, Any]) -> None:
    told = json.dumps(reply).encode("ascii")
    replies.write(b"%d\n" % len(told))
    replies.write(told)
    replies.flush()


def _load(kind: str) -> None:
    """Import the parser before its memory is limited, so that only the file counts."""
    with contextlib.suppress(ImportError):
        if kind == ".pdf":
            __import__("pypdfium2")
        elif kind in (".docx", ".pptx"):
            __import__(kind[1:])


def _size() -> int:
    """Bytes of address space now; 0 where the system does not tell (then memory is not limited, the time is)."""
    try:
        with open("/proc/self/statm", encoding="ascii") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 0


def _limit(name: str, most: int) -> None:
    with contextlib.suppress(ImportError, OSError, ValueError, AttributeError):
        import resource

        which = getattr(resource, name)
        resource.setrlimit(which, (most, resource.getrlimit(which)[1]))


if __name__ == "__main__":
    main()
