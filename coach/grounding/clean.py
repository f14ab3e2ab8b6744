"""Text of a model or a stranger, made safe to show: plain words, no markup that acts, no address to click."""

import re
import unicodedata

MAX_CHARACTERS = 600

_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]{0,500}>|<!--.{0,500}?-->", re.DOTALL)
_IMAGE_OR_LINK = re.compile(r"!?\[([^\[\]]{0,300})\](?:\((?:[^()]|\([^()]{0,300}\)){0,1000}\)|\[[^\[\]]{0,100}\])")
_REFERENCE = re.compile(r"^\s*\[[^\[\]]{1,100}\]:\s*\S+.*$", re.MULTILINE)
_ADDRESS = re.compile(
    r"\b(?:[a-z][a-z0-9+.-]{1,15}://|www\.|javascript:|data:[a-z]+/|mailto:)[^\s<>\"')\]]+", re.IGNORECASE
)
_FENCE = re.compile(r"`{3,}\w*")


def clean(text: str, *, known: str = "", limit: int = MAX_CHARACTERS) -> str:
    """`text` on one line: no control or invisible characters, no HTML, links reduced to their words.

    A bare address stays only where it stands in `known` (the record) just so. Cut at a word before `limit`
    characters, marked with an ellipsis.
    """
    plain = "".join(_plain(c) for c in text[: limit * 20])
    for _ in range(5):  # a tag inside a tag appears only when the inner one is gone
        before = plain
        plain = _TAG.sub(" ", plain)
        plain = _IMAGE_OR_LINK.sub(r"\1", plain)
        if plain == before:
            break
    plain = _REFERENCE.sub(" ", plain)
    plain = _ADDRESS.sub(lambda m: m.group() if m.group() in known else "", plain)
    plain = re.sub(r"<(?=[/!?A-Za-z])", "‹", _FENCE.sub(" ", plain))
    plain = " ".join(plain.split())
    return plain if len(plain) <= limit else _cut(plain, limit)


def _plain(character: str) -> str:
    if character in "\n\r\t\v\f\x85\u2028\u2029":
        return "\n" if character != "\t" else " "
    category = unicodedata.category(character)
    if category == "Cs":
        return "\N{REPLACEMENT CHARACTER}"
    if category in ("Cc", "Cf", "Co", "Cn") and character != "\u200d":
        return ""
    return character


def _cut(plain: str, limit: int) -> str:
    head = plain[: limit - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[limit // 2 :] else head
    return at_word.rstrip(" ,;:-") + "…"
