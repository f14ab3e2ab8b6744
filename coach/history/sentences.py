"""The sentences of a text as exact slices of it, so that each can be quoted as it stands."""

import re

_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|ing|approx|incl|e\.g|i\.e|z\.b|d\.h|sr|sra|mme|vs)|\b[^\W\d_])$", re.IGNORECASE
)
_NUMBERED = re.compile(r"\b(?:no|nr|p|st|ca)$", re.IGNORECASE)
_MARKS = (('"', '"'), ("“", "”"), ("„", "“"), ("«", "»"))
_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s|$)|\n+""")
_BULLET = re.compile(r"[\s>•*–-]+")


def sentences(text: str) -> tuple[str, ...]:
    """Every sentence, without leading bullets and surrounding blanks: `s in text` holds for each."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if match.group().startswith(".") and _goes_on(text[start : match.start()], text[match.end() :]):
            continue
        _keep(text[start : match.end()], found)
        start = match.end()
    _keep(text[start:], found)
    return tuple(found)


def _goes_on(before: str, after: str) -> bool:
    """Whether the full stop belongs to an abbreviation: "Dr. Kroll", "No. 4", but not "she said no."."""
    if _ABBREVIATION.search(before):
        return True
    return bool(_NUMBERED.search(before)) and after.lstrip()[:1].isdigit()


def _without_lone_marks(piece: str) -> str:
    """Without a quotation mark at either end whose other half stands in another sentence."""
    for opening, closing in _MARKS:
        odd = piece.count(opening) % 2 == 1 if opening == closing else piece.count(opening) != piece.count(closing)
        if odd and piece.endswith(closing):
            piece = piece[:-1].rstrip()
        elif odd and piece.startswith(opening):
            piece = piece[1:].lstrip()
    return piece


def _keep(piece: str, found: list[str]) -> None:
    bullet = _BULLET.match(piece)
    trimmed = piece[bullet.end() :].rstrip() if bullet else piece.rstrip()
    trimmed = _without_lone_marks(trimmed)
    if any(letter.isalnum() for letter in trimmed):
        found.append(trimmed)
