"""How the command line speaks: answers on stdout, notes and progress on stderr."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import typer

from coach.domain.failure import CoachError


def answer(text: str) -> None:
    typer.echo(text)


def answer_json(document: dict[str, Any]) -> None:
    """One document. What cannot be encoded (half a surrogate pair in a CRM's text) is escaped."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    sys.stdout.write(text if _encodable(text) else json.dumps(document, indent=2))
    sys.stdout.write("\n")


def _encodable(text: str) -> bool:
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def note(text: str) -> None:
    typer.echo(text, err=True)


def fail(failure: CoachError) -> None:
    note(f"{failure.sentence} {failure.next_step} [{failure.code}]".replace("  ", " "))


def progress_line() -> Callable[[str, int, int], None]:
    """Says how far long work is, on one line of a terminal; nothing where stderr is not one."""
    last = [0.0]

    def say(what: str, done: int, total: int) -> None:
        finished = bool(total) and done >= total
        if not sys.stderr.isatty() or (time.monotonic() - last[0] < 0.1 and not finished):
            return
        last[0] = time.monotonic()
        share = f"{done:,} of {total:,}" if total else f"{done:,}"
        sys.stderr.write(f"\r\033[K{what}: {share}" + ("\n" if finished else ""))
        sys.stderr.flush()

    return say


def table(rows: Sequence[tuple[str, ...]], head: tuple[str, ...], right: frozenset[int] = frozenset()) -> str:
    """Rows in columns wide enough for them; the columns numbered in `right` lean right."""
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]

    def line(row: tuple[str, ...]) -> str:
        cells = (
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    return "\n".join([line(head), line(tuple("-" * w for w in widths)), *map(line, rows)])
