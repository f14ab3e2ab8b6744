"""The words of a reply while it is still being written, for a reader who watches it come.

A preview and no more: what it shows is replaced by the review once every quote has been looked up. It reads the JSON
piece by piece, never fails on what is none, and passes on nothing but plain words of the texts meant for people.
"""

import re
from collections.abc import Callable

SHOWN = frozenset(
    {"text", "ask", "title", "why", "first_step", "success_signal", "kill_criterion", "reason", "follow_up"}
)
_QUOTES = frozenset({"quotes", "against", "borne_out_by"})
"""Quotes come later, with their places."""
_ESCAPED = {"n": " ", "t": " ", "r": " ", "b": "", "f": "", '"': '"', "\\": "\\", "/": "/"}
_MARKUP = re.compile(r"[<>{}\[\]`\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_ADDRESSES = ("://", "www.", "](", "javascript:", "data:", "mailto:")
_LONGEST = 2_000
"""A text that goes on for so long without a blank is no text."""
_DEEPEST = 40


class Words:
    """Takes pieces of JSON, tells words. `show` puts names back; a text that is told ends with a line break."""

    def __init__(self, tell: Callable[[str], None], show: Callable[[str], str] = str) -> None:
        self._tell = tell
        self._show = show
        self._begun = ""
        self._thinking = False
        self._started = False
        self._path: list[str | None] = []
        """A key for each object that is open, None for each list."""
        self._in_string = False
        self._is_key = False
        self._telling = False
        self._escape: str | None = None
        self._high = ""
        self._string = ""
        self._told = False

    def feed(self, piece: str) -> None:
        """Raises only what `tell` raises."""
        for character in piece:
            if not self._started:
                self._look_for_start(character)
            elif self._in_string:
                self._inside(character)
            else:
                self._outside(character)
        self._flush(whole=False)

    def end(self) -> None:
        """The reply has ended, or broken off: a word that was not finished is not told."""
        self._break()

    def _look_for_start(self, character: str) -> None:
        """The first brace, not one in a block of thinking."""
        self._begun = (self._begun + character)[-12:].lower()
        if self._thinking:
            self._thinking = not self._begun.endswith(("</think>", "</thinking>"))
        elif self._begun.endswith(("<think>", "<thinking>")):
            self._thinking = True
        elif character == "{":
            self._started = True
            self._path = [""]

    def _outside(self, character: str) -> None:
        if character == '"':
            self._in_string, self._string = True, ""
            self._is_key = bool(self._path) and self._path[-1] == ""
            self._telling = not self._is_key and self._wanted()
        elif character in "{[" and len(self._path) < _DEEPEST:
            self._path.append("" if character == "{" else None)
        elif character in "}]" and self._path:
            self._path.pop()
        elif character == "," and self._path and self._path[-1] is not None:
            self._path[-1] = ""

    def _wanted(self) -> bool:
        return bool(self._path) and self._path[-1] in SHOWN and not any(key in _QUOTES for key in self._path)

    def _inside(self, character: str) -> None:
        if self._escape is not None:
            self._unescape(character)
        elif character == "\\":
            self._escape = ""
        elif character == '"':
            self._close()
        else:
            self._add(character)

    def _unescape(self, character: str) -> None:
        if self._escape == "" and character != "u":
            self._escape = None
            self._add(_ESCAPED.get(character, ""))
            return
        self._escape = (self._escape or "") + character
        if len(self._escape) < 5:
            return
        digits, self._escape = self._escape[1:], None
        code = int(digits, 16) if re.fullmatch(r"[0-9a-fA-F]{4}", digits) else 0xFFFD
        if 0xD800 <= code < 0xDC00:
            self._high = chr(code)
            return
        pair = (self._high + chr(code)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        self._high = ""
        self._add(pair)

    def _add(self, character: str) -> None:
        if self._is_key or self._telling:
            self._string += character

    def _close(self) -> None:
        self._in_string = False
        if self._is_key:
            self._path[-1] = self._string
        else:
            self._flush(whole=True)
            self._break()
        self._telling = False

    def _break(self) -> None:
        if self._told:
            self._tell("\n")
            self._told = False

    def _flush(self, *, whole: bool) -> None:
        """Tell the words that are complete, so that no name and no address is cut; at the end of a text, all."""
        if not self._telling:
            return
        end = len(self._string) if whole else self._string.rfind(" ") + 1
        words, self._string = self._string[:end], self._string[end:]
        if max(len(self._string), *map(len, words.split()), 0) > _LONGEST:
            self._telling, self._string = False, ""
            return
        safe = (word for word in words.split() if not any(mark in word.casefold() for mark in _ADDRESSES))
        plain = " ".join(_MARKUP.sub("", self._show(" ".join(safe))).split())
        if plain:
            self._tell(f" {plain}" if self._told else plain)
            self._told = True
