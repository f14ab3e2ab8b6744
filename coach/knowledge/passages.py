"""Splitting a source into passages that know where they stand in it.

A passage follows the headings first, then paragraphs, list items and table rows, and holds about 80 to 180 words:
enough to make sense when cited alone, little enough for an embedder that reads 256 tokens. The passages of a source
do not overlap, are in order, and cover all of its text after the front matter except blank space.
"""

from dataclasses import dataclass

from coach.domain.case import Case
from coach.domain.evidence import Source, SourceKind
from coach.domain.passage import Passage
from coach.domain.play import Document, Play
from coach.knowledge.blocks import Block, blocks
from coach.knowledge.front_matter import read_front_matter
from coach.knowledge.plays import play_text

MOST = 180
ENOUGH = 80
TINY = 40


def play_source(play: Play) -> Source:
    return Source.of(SourceKind.PLAY, play.play_id, play_text(play), title=play.title, author=play.owner)


def document_source(document: Document) -> Source:
    return Source.of(SourceKind.DOCUMENT, document.document_id, document.text, title=document.title)


def case_source(case: Case) -> Source:
    return Source.of(SourceKind.CASE, case.case_id, case.text, title=case.title, deal_id=case.deal_id)


def passages_of_play(play: Play) -> tuple[Passage, ...]:
    return split(play_source(play))


def passages_of_document(document: Document) -> tuple[Passage, ...]:
    return split(document_source(document), read_front_matter(document.text).start)


def passages_of_case(case: Case) -> tuple[Passage, ...]:
    """Carry what a search for precedents is filtered by."""
    return tuple(
        passage.model_copy(
            update={
                "stage": case.stage,
                "segment": case.segment,
                "outcome": case.outcome,
                "closed_at": case.closed_at,
            }
        )
        for passage in split(case_source(case))
    )


def split(source: Source, start: int = 0) -> tuple[Passage, ...]:
    """The passages of a source from `start` on, which is taken as Markdown."""
    pieces = _in_place(blocks(source.text, start), source.title)
    pieces = _merge_tiny(_pack(_with_what_they_announce(pieces, source.text)))
    return tuple(Passage(source=source, start=p.start, end=p.end, heading=" > ".join(p.path)) for p in pieces)


@dataclass(frozen=True)
class _Piece:
    """A stretch of text under one heading. `path` is the headings above it, from the title down."""

    start: int
    end: int
    words: int
    path: tuple[str, ...]
    is_heading: bool = False

    def with_next(self, other: "_Piece") -> "_Piece":
        path = other.path if self.is_heading else _shared(self.path, other.path)
        return _Piece(self.start, other.end, self.words + other.words, path, self.is_heading and other.is_heading)


def _in_place(found: list[Block], title: str) -> list[_Piece]:
    """Each block with the headings it stands under. A first heading that repeats the title is not said twice."""
    above: list[tuple[int, str]] = []
    pieces = []
    for block in found:
        if block.level:
            above = [(level, text) for level, text in above if level < block.level]
            if block.text:
                above.append((block.level, block.text))
        path = (title, *(text for _, text in above if text.casefold() != title.casefold()))
        if block.columns:
            path = (*path, block.columns)
        pieces.append(_Piece(block.start, block.end, block.words, path, bool(block.level)))
    return pieces


def _with_what_they_announce(pieces: list[_Piece], text: str) -> list[_Piece]:
    """A short line that ends in a colon belongs to the list after it."""
    joined: list[_Piece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        announces = (
            last is not None
            and not (last.is_heading or piece.is_heading)
            and last.words < TINY
            and text[last.start : last.end].rstrip("*_ ").endswith(":")
        )
        if last and announces and last.path == piece.path and last.words + piece.words <= MOST:
            joined[-1] = last.with_next(piece)
        else:
            joined.append(piece)
    return joined


def _pack(pieces: list[_Piece]) -> list[_Piece]:
    """Put neighbours under one heading together until there are enough words. A heading goes with what follows it."""
    packed: list[_Piece] = []
    for piece in pieces:
        last = packed[-1] if packed else None
        if last and _goes_on(last, piece):
            packed[-1] = last.with_next(piece)
        else:
            packed.append(piece)
    return packed


def _goes_on(last: _Piece, piece: _Piece) -> bool:
    if last.words + piece.words > MOST:
        return last.is_heading and last.words < TINY
    if piece.is_heading:
        return last.is_heading and _is_under(piece.path, last.path)
    if last.is_heading:
        return True
    return last.path == piece.path and (last.words < ENOUGH or piece.words < TINY)


def _merge_tiny(pieces: list[_Piece]) -> list[_Piece]:
    """Put a passage too small to stand alone with its neighbour, where both are under the same parent heading."""
    merged: list[_Piece] = []
    for piece in pieces:
        last = merged[-1] if merged else None
        if last and _is_small_beside(last, piece):
            merged[-1] = last.with_next(piece)
        else:
            merged.append(piece)
    return merged


def _is_small_beside(last: _Piece, piece: _Piece) -> bool:
    """Tiny under the same heading or next to one that it is under; or both short, under two headings of one parent."""
    if min(last.words, piece.words) >= TINY or last.words + piece.words > MOST:
        return False
    shared = len(_shared(last.path, piece.path))
    if shared == min(len(last.path), len(piece.path)):
        return True
    return shared == len(last.path) - 1 == len(piece.path) - 1 and max(last.words, piece.words) < ENOUGH


def _is_under(path: tuple[str, ...], above: tuple[str, ...]) -> bool:
    return path[: len(above)] == above


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The headings that two places have in common; the title at least."""
    shared = []
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        shared.append(a)
    return tuple(shared) or one[:1]
