"""Stored texts with an address, and the links that claims make to them."""

import hashlib
from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import model_validator

from coach.domain.base import Moment, Word


class SourceKind(StrEnum):
    ACTIVITY = "activity"
    DEAL = "deal"
    CONTACT = "contact"
    CASE = "case"
    PLAY = "play"
    DOCUMENT = "document"
    ANSWER = "answer"


def source_address(kind: SourceKind, key: str, text: str) -> str:
    """`kind:key@hash`: the address of a text as it was. A later edit of the text gets another address,
    so that a stored citation points for ever to the words that it quotes."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{kind.value}:{key}@{digest}"


class Source(Word):
    """The whole text that citations point into, as it was when they were made."""

    source_id: str
    source_kind: SourceKind
    text: str
    deal_id: str | None = None
    at: Moment | None = None
    author: str | None = None
    title: str

    @classmethod
    def of(
        cls,
        kind: SourceKind,
        key: str,
        text: str,
        *,
        title: str,
        deal_id: str | None = None,
        at: Moment | None = None,
        author: str | None = None,
    ) -> Self:
        return cls(
            source_id=source_address(kind, key, text),
            source_kind=kind,
            text=text,
            deal_id=deal_id,
            at=at,
            author=author,
            title=title,
        )

    @property
    def key(self) -> str:
        """The id of the thing itself: an activity's id, a play's id."""
        return self.source_id.partition(":")[2].rpartition("@")[0]


class Evidence(Word):
    """A source, or a passage of one, that a review may quote.

    `start` and `end` are character offsets into `source.text`. `ref` is the short name under which a model sees
    it: a content hash, so that it cannot be guessed.
    """

    source: Source
    start: int
    end: int

    @classmethod
    def whole(cls, source: Source) -> Self:
        return cls(source=source, start=0, end=len(source.text))

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def ref(self) -> str:
        seed = f"{self.source.source_id}|{self.start}|{self.end}"
        return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:8]


class Citation(Word):
    """A link from a claim to the words that bear it out: `source.text[start:end] == quote`, always.

    Made by `coach.grounding`, which finds the offsets; never by hand and never from a model's own figures.
    """

    source_id: str
    source_kind: SourceKind
    quote: str
    start: int
    end: int
    label: str
    at: date | None = None

    @model_validator(mode="after")
    def _spans_its_quote(self) -> Self:
        if self.end - self.start != len(self.quote) or not self.quote:
            raise ValueError("a citation's offsets must span its quote")
        return self


class Point(Word):
    """One claim of an answer, with at least one citation."""

    text: str
    citations: tuple[Citation, ...]

    @model_validator(mode="after")
    def _cites(self) -> Self:
        if not self.citations:
            raise ValueError("a point needs a citation")
        return self
