"""What the index holds and finds: passages of plays, documents and cases."""

import hashlib
from datetime import date

from coach.domain.base import Word
from coach.domain.deal import Outcome
from coach.domain.evidence import Evidence, Source, SourceKind


class Passage(Word):
    """A slice of a source, with what it can be filtered by. `source.text[start:end]` is its text.

    `heading` is where it stands ("Title > Section"); it is searched with the text and is not part of the slice.
    """

    source: Source
    start: int
    end: int
    heading: str
    stage: str | None = None
    segment: str | None = None
    outcome: Outcome | None = None
    closed_at: date | None = None

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def passage_id(self) -> str:
        """A hash of all that the index keeps of it: the same passage again is the same entry."""
        parts = (self.source.source_id, self.start, self.end, self.heading, self.stage, self.segment,
                 self.outcome, self.closed_at, self.source.deal_id)  # fmt: skip
        return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def evidence(self) -> Evidence:
        return Evidence(source=self.source, start=self.start, end=self.end)


class Found(Word):
    """A passage that a search brought back. `score` is the fused score, higher is better; `rank` counts from 1."""

    passage: Passage
    score: float
    rank: int


class Filter(Word):
    """What a search may see: kinds of source, and of cases only those closed before `as_of`, none of `not_deal`, and,
    where `deals` is given, only of those deals: the ones that whoever is looking may see."""

    kinds: frozenset[SourceKind]
    as_of: date
    not_deal: str | None = None
    deals: frozenset[str] | None = None
