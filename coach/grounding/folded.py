"""A text made comparable, with the way back to the places in the original.

A model that quotes correctly still changes what nobody sees: typographic quotation marks, dashes, line breaks, case,
composed and decomposed letters, zero-width characters. Both sides are folded the same way, so that only such
differences disappear; letters of another alphabet that merely look alike stay different.
"""

import unicodedata
from array import array

_QUOTATION = "'\"‘’‚‛“”„‟′″‵‶«»‹›`´＇＂「」『』"
_DASHES = "-‐‑‒–—―−﹘﹣－"
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff"  # fmt: skip  # noqa: E501
_ALIKE = {**dict.fromkeys(_QUOTATION, "'"), **dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_INVISIBLE, "")}


class Folded:
    """The folded form of one text. `folded[k]` came from the cluster `text[starts[k]:ends[k]]`.

    A cluster is a base character with its combining marks. Building takes time linear in the text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = array("L")
        self.ends = array("L")
        parts: list[str] = []
        space = True  # swallows leading whitespace and collapses runs
        position, length = 0, len(text)
        while position < length:
            end = position + 1
            while end < length and text[end] >= "\u0300" and unicodedata.combining(text[end]):
                end += 1
            folded = _fold_cluster(text[position:end])
            if folded == " " and space:
                folded = ""
            if folded:
                space = folded == " "
                parts.append(folded)
                for _ in folded:
                    self.starts.append(position)
                    self.ends.append(end)
            position = end
        if space and parts:
            parts.pop()
            self.starts.pop()
            self.ends.pop()
        self.folded = "".join(parts)

    def begins(self, k: int) -> bool:
        """Whether a cluster of the original begins at the folded offset `k`."""
        return k == 0 or self.starts[k] != self.starts[k - 1]

    def closes(self, k: int) -> bool:
        """Whether a cluster of the original has ended before the folded offset `k`."""
        return k == len(self.folded) or self.starts[k] != self.starts[k - 1]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The place in the original of the folded characters `first` up to, not including, `last`."""
        return self.starts[first], self.ends[last - 1]


def _fold_cluster(cluster: str) -> str:
    if len(cluster) == 1:
        if cluster in _ALIKE:
            return _ALIKE[cluster]
        if cluster.isascii():
            return " " if cluster.isspace() or cluster < " " or cluster == "\x7f" else cluster.lower()
        if cluster == "…":
            return "..."
    # Twice: folding case can leave a composed letter behind.
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", cluster).casefold())
    kept = "".join(_ALIKE.get(c, c) for c in folded)
    return " " if kept and kept.isspace() else kept
