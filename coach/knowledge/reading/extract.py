"""What a parser makes of a file, and how it is written down."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coach.knowledge.reading.limits import LARGEST_TEXT, MOST_LINES

_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_NO_TEXT = re.compile(r"[\ufffd\x00-\x08\x0e-\x1f\ue000-\uf8ff]")
TITLE_LENGTH = 200


class Unreadable(Exception):
    """A file that gives no text: one sentence and the next step. Crosses from the child to the application."""

    def __init__(self, sentence: str, next_step: str) -> None:
        super().__init__(f"{sentence} {next_step}")
        self.sentence = sentence
        self.next_step = next_step


def damaged(error: Exception, kind: str, program: str, suffix: str) -> Unreadable:
    """What to say of any failure of a parser. Running out of memory is passed on: parsers in C wrap it in their own."""
    if isinstance(error, (MemoryError, RecursionError)):
        raise error
    said = str(error).lower()
    # libxml2 that is refused memory cannot write its own message either.
    if "memory" in said or said.startswith("unknown error"):
        raise MemoryError from error
    step = f"Open it in {program}, save it again as {suffix}, and add that."
    return Unreadable(f"It is damaged, or no {kind} at all.", step)


@dataclass(frozen=True)
class Extract:
    """`body` is Markdown. `form` says what the file was ("PDF, 12 pages"); `facts` go to the head of the text with it.
    `remarks` are for the person who added the file: what was left out."""

    body: str
    form: str
    title: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    def text(self) -> str:
        """As it is kept and cited: the facts as front matter, then the body."""
        facts = [("title", one_line(self.title)[:TITLE_LENGTH]) if self.title else ("title", ""), *self.facts]
        lines = [f"{key}: {json.dumps(one_line(value)[:500], ensure_ascii=False)}" for key, value in facts if value]
        return "\n".join(["---", *lines, f"format: {json.dumps(self.form)}", "---", "", self.body.strip(), ""])


def clean(text: str) -> str:
    """No characters that no database keeps or that no reader sees; lines end with a newline only."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n").replace("\x85", "\n")
    text = _SURROGATE.sub("\ufffd", text.replace("\0", "\ufffd"))
    return _CONTROL.sub("", text)


def one_line(text: str | None) -> str:
    return " ".join(clean(text or "").split())


def rows(table: Sequence[Sequence[str]]) -> str:
    """A table as pipe rows; the first row is its head."""
    kept = [[one_line(cell).replace("|", "\\|") for cell in row] for row in table]
    kept = [row for row in kept if any(row)]
    if not kept:
        return ""
    width = max(len(row) for row in kept)
    lines = ["| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in kept]
    lines.insert(1, "|" + " --- |" * width)
    return "\n".join(lines)


def joined(blocks: Iterable[str]) -> str:
    """Blocks with a blank line between them, except between two items of a list."""
    text = ""
    last = ""
    for block in blocks:
        block = block.rstrip()  # noqa: PLW2901
        if not block.strip():
            continue
        in_list = last.lstrip().startswith("- ") and block.lstrip().startswith("- ")
        text += ("\n" if in_list else "\n\n") * bool(text) + block
        last = block
    return text


def check(text: str) -> None:
    """Raises `Unreadable` for a text that is too long, or is none."""
    if len(text) > LARGEST_TEXT:
        raise Unreadable(f"Its text is longer than {LARGEST_TEXT // 1_000_000} MB.", "Split it and add the parts.")
    if text.count("\n") > MOST_LINES:
        raise Unreadable(f"It has more than {MOST_LINES:,} lines.", "Split it and add the parts.")
    if is_nonsense(text):
        raise Unreadable("Its text comes out as signs without a meaning.", "Save it again as a text in UTF-8.")


def is_nonsense(text: str) -> bool:
    """Whether a tenth or more of a text is no characters at all: a file read as what it is not."""
    seen = "".join(text.split())
    return bool(seen) and len(_NO_TEXT.findall(seen)) * 10 >= len(seen)
