"""The fence around text from outside: its end cannot be written by whoever wrote the text."""

import hashlib
import re

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]")
_BREAKS = re.compile(r"\r\n|[\r\u0085\u2028\u2029]")


def fence(text: str) -> str:
    """The text between a line `<<<MARKER` and a line `MARKER>>>`, where MARKER does not occur in it.

    The marker is drawn from a hash of the text, so that the same text gives the same prompt and the text would have to
    contain its own hash; that it does not is checked all the same.
    """
    marker = marker_for(text)
    return f"<<<{marker}\n{text}\n{marker}>>>"


def marker_for(text: str) -> str:
    """8 hexadecimal digits that do not occur in the text, in any case of letters."""
    lowered, salt = text.lower(), 0
    while True:
        marker = hashlib.sha256(f"{salt}|{text}".encode("utf-8", "surrogatepass")).hexdigest()[:8]
        if marker not in lowered:
            return marker
        salt += 1


def shown(text: str) -> str:
    """The text as a reader sees it: other line breaks as ours, control characters as blanks, and nothing for direction
    marks, zero-width and tag characters and halves of surrogate pairs, in which words can be hidden."""
    return _UNSEEN.sub("", _CONTROLS.sub(" ", _BREAKS.sub("\n", text)))


def one_line(text: str) -> str:
    """The same on one line, for names and titles: no value can pose as another line."""
    return " ".join(shown(text).split())
