"""Untrusted text made safe for Streamlit's Markdown: shown letter by letter as it was written.

Streamlit's Markdown knows links, remote images, formulas, colours, icons, emoji and arrows. Backslashes stop what the
parser reads; what is replaced after parsing (web and mail addresses, `:emoji:`, `->`) is broken up with a word joiner,
a character of no width.
"""

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\u2060"
_LINKED = re.compile(r"(https?|ftp|mailto|www)(?=[:.])", re.IGNORECASE)
_SYMBOLS = re.compile(r"(:)(?=[\w+\-/]+:)|(-|<|>|~|=)(?=[->=])|(<)(?=-)")


def plain(text: str) -> str:
    """One line: line breaks become blanks."""
    return _escaped(" ".join(text.split()))


def plain_lines(text: str) -> str:
    """Several lines: breaks and indents are kept."""
    return "\n".join(_line(line) for line in text.splitlines())


def highlighted(text: str, start: int, end: int) -> str:
    """`text` with `text[start:end]` on a coloured ground, line by line, since a colour cannot cross a paragraph."""
    place, lines = 0, []
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")
        first, last = max(start - place, 0), min(end - place, len(bare))
        lines.append(_line(bare) if first >= last else _marked(bare, first, last))
        place += len(line)
    return "\n".join(lines)


def _marked(line: str, first: int, last: int) -> str:
    before, quote, after = line[:first], line[first:last], line[last:]
    lead = quote[: len(quote) - len(quote.lstrip())]
    trail = quote[len(quote.rstrip()) :] if quote.strip() else ""
    core = quote.strip()
    mark = f":orange-background[{_escaped(core)}]" if core else ""
    return f"{_indent(before)}{_escaped(lead)}{mark}{_escaped(trail)}{_escaped(after)}  "


def _line(line: str) -> str:
    return f"{_indent(line)}  " if line.strip() else ""


def _indent(line: str) -> str:
    blanks = len(line) - len(line.lstrip())
    return "\u00a0" * blanks + _escaped(line[blanks:])


def _escaped(text: str) -> str:
    text = _LINKED.sub(rf"\1{_JOINER}", text).replace("@", f"{_JOINER}@")
    text = _SYMBOLS.sub(lambda found: found.group(0) + _JOINER, text)
    return _PUNCTUATION.sub(r"\\\1", text)
