"""Makes citations: the only place where offsets come from."""

from coach.domain.evidence import Citation, Evidence
from coach.grounding.quotes import QuoteIndex


def cite(evidence: Evidence, quote: str) -> Citation | None:
    """The citation of `quote` in `evidence`, or None when the words do not stand there.

    For many quotes, use one `Finder`, which prepares each text once.
    """
    return Finder().cite(evidence, quote)


class Finder:
    """Looks quotes up, keeping the prepared texts. One for each review; not shared between threads."""

    def __init__(self) -> None:
        self._indexes: dict[str, QuoteIndex] = {}

    def cite(self, evidence: Evidence, quote: str) -> Citation | None:
        place = self._index(evidence.text).find(quote)
        if place is None:
            return None
        start, end = evidence.start + place[0], evidence.start + place[1]
        source = evidence.source
        return Citation(
            source_id=source.source_id,
            source_kind=source.source_kind,
            quote=source.text[start:end],
            start=start,
            end=end,
            label=source.title,
            at=source.at.date() if source.at else None,
        )

    def _index(self, text: str) -> QuoteIndex:
        if text not in self._indexes:
            self._indexes[text] = QuoteIndex(text)
        return self._indexes[text]
