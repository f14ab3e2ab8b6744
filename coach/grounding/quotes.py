"""Looks up words that somebody claims to quote in the text they are said to stand in.

The invariant of the whole product starts here: what comes back is a place in the source, so the quote that is stored
and shown is always `text[start:end]`, never the claimant's own wording.
"""

import re
from itertools import pairwise

from coach.grounding.folded import Folded

MIN_CHARACTERS = 8
MIN_WORDS = 3
"""Shorter quotes stand almost everywhere and bear out nothing. The whole of a short source may be quoted."""

MAX_GAP = 320
"""Characters that an ellipsis may stand for. Words from further apart are two quotes."""

_TRIES = 200
_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:\.\s?\.\s?\.)\.*\s*[\])]?\s*")
_WRAPPING = " '"
_TRAILING = " '.,;:"
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")  # fmt: skip  # noqa: E501
_NEGATION = re.compile(
    r"\b(?:not|no(?!\.)|never|nobody|none|neither|without|cannot|nicht|kein\w*|nie|niemand|ohne|pas|jamais|aucun\w*|sans|"
    r"nunca|ninguno?|sin|na\u0303o|sem|niet|geen|ikke|inte|ingen|non|senza)\b|n't\b"
)


def find_quote(text: str, quote: str) -> tuple[int, int] | None:
    """Where `quote` stands in `text`, as character offsets; None when it does not stand there.

    For many quotes of one text, make a `QuoteIndex` once.
    """
    return QuoteIndex(text).find(quote)


class QuoteIndex:
    """One text, ready for any number of look-ups."""

    def __init__(self, text: str) -> None:
        self._source = Folded(text)

    @property
    def text(self) -> str:
        return self._source.text

    def find(self, quote: str) -> tuple[int, int] | None:
        """Exactly as it stands, else with only invisible differences, else, around an ellipsis, part by part."""
        bare = quote.strip()
        exact = self.text.find(bare) if bare else -1
        wanted = Folded(quote).folded
        candidates = dict.fromkeys((wanted, wanted.strip(_WRAPPING), wanted.strip(_WRAPPING).rstrip(_TRAILING)))
        for candidate in candidates:
            if not self._long_enough(candidate):
                continue
            if candidate == wanted and exact >= 0 and self._whole_words_exact(exact, bare):
                return exact, exact + len(bare)
            place = self._first(candidate, 0)
            if place is not None:
                return self._source.span(*place)
        return self._around_ellipsis(wanted.strip(_WRAPPING).rstrip(_TRAILING))

    def _long_enough(self, folded: str) -> bool:
        bare = folded.strip(_TRAILING)
        if not any(c.isalnum() for c in bare):
            return False
        if bare == self._source.folded.strip(_TRAILING):
            return True
        letters = sum(c.isalnum() for c in bare)
        if _UNSPACED.search(bare):
            return letters >= MIN_CHARACTERS
        words = sum(any(c.isalnum() for c in word) for word in bare.split())
        return letters >= MIN_CHARACTERS and words >= MIN_WORDS

    def _first(self, wanted: str, start: int, end: int | None = None) -> tuple[int, int] | None:
        """The first place at or after `start` where `wanted` stands as whole words."""
        folded = self._source.folded
        limit = len(folded) if end is None else end
        for _ in range(_TRIES):
            at = folded.find(wanted, start, limit)
            if at < 0:
                return None
            last = at + len(wanted)
            if self._source.begins(at) and self._source.closes(last) and _whole_words(folded, at, last):
                return at, last
            start = at + 1
        return None

    def _whole_words_exact(self, start: int, quote: str) -> bool:
        return _whole_words(self.text, start, start + len(quote))

    def _around_ellipsis(self, wanted: str) -> tuple[int, int] | None:
        parts = [part.strip() for part in _ELLIPSIS.split(wanted) if part.strip()]
        if len(parts) < 2 or not all(_part_long_enough(part) for part in parts):
            return None
        folded = self._source.folded
        start = 0
        for _ in range(_TRIES):
            places = [first] if (first := self._first(parts[0], start)) else []
            for part in parts[1:]:
                if not places:
                    return None
                after = places[-1][1]
                place = self._first(part, after, after + MAX_GAP + len(part))
                if place is None:
                    break
                places.append(place)
            if len(places) == len(parts):
                if any(_hides_negation(folded[a[1] : b[0]]) for a, b in pairwise(places)):
                    return None
                return self._source.span(places[0][0], places[-1][1])
            start = places[0][0] + 1
        return None


def _part_long_enough(part: str) -> bool:
    letters = sum(c.isalnum() for c in part)
    return letters >= MIN_CHARACTERS and (len(part.split()) >= 2 or bool(_UNSPACED.search(part)))


def _hides_negation(gap: str) -> bool:
    """A short gap with a "not" in it turns the sentence round."""
    return len(gap.split()) <= 5 and bool(_NEGATION.search(gap))


def _whole_words(text: str, start: int, end: int) -> bool:
    """Whether the span cuts no word and no number: "able to sign" does not stand in "unable to sign"."""
    return not _joined(text, start) and not _joined(text, end)


def _joined(text: str, at: int) -> bool:
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isalnum() and after.isalnum():
        return not (_UNSPACED.match(before) or _UNSPACED.match(after))
    if before in ".," and after.isdigit():
        return at >= 2 and text[at - 2].isdigit()
    if before.isdigit() and after in ".,":
        return at + 1 < len(text) and text[at + 1].isdigit()
    return False
