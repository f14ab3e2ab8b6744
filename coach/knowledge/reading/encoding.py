"""From bytes to text."""

from coach.knowledge.reading.extract import clean

_SAMPLE = 4_000
_CONTROL = bytes({*range(9), *range(14, 27), *range(28, 32)})


def decode(content: bytes, charset: str | None = None) -> str:
    """A file's text: UTF-8 or UTF-16 by its mark, else UTF-8, else the stated character set, else Windows-1252.

    UTF-16 without a mark is known by its zeros. Lines end with a newline only. NUL, which no database keeps, becomes
    U+FFFD.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return clean(content.decode("utf-16", "replace"))
    wide = _wide(content)
    for codec in (wide, "utf-8-sig", charset):
        if codec is None:
            continue
        try:
            return clean(content.decode(codec))
        except (LookupError, UnicodeError, ValueError):
            continue
    return clean(content.decode("cp1252", "replace"))


def is_binary(content: bytes) -> bool:
    """Whether one byte in twenty is a control character, as in no text: random bytes have twice as many."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or _wide(content):
        return False
    sample = content[: 16 * _SAMPLE]
    return (len(sample) - len(sample.translate(None, _CONTROL))) * 20 > len(sample)


def _wide(content: bytes) -> str | None:
    """UTF-16 in letters of Latin script has a zero in every other place and hardly any in the rest."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample) or len(sample) < 8:
        return None
    if min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-le" if odd > even else "utf-16-be"
