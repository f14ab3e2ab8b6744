"""The passages that may be found now, in memory."""

import hashlib
from collections.abc import Iterable
from functools import cached_property

from coach.domain.evidence import SourceKind
from coach.domain.passage import Filter, Passage
from coach.search import words


class Shelf:
    """Each passage once. Never changed: a sync puts another one in its place."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        self.by_id: dict[str, Passage] = {passage.passage_id: passage for passage in passages}
        self.ids: tuple[str, ...] = tuple(self.by_id)
        self.passages: tuple[Passage, ...] = tuple(self.by_id.values())
        self.kinds: frozenset[SourceKind] = frozenset(passage.source.source_kind for passage in self.passages)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal sets of passages, whatever their order."""
        return hashlib.sha256("\n".join(sorted(self.ids)).encode()).hexdigest()[:32]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(words.index_text(passage) for passage in self.passages)


def is_visible(passage: Passage, within: Filter) -> bool:
    """Whether a search may bring a passage back. The one place that decides; a case without a date is never seen."""
    kind = passage.source.source_kind
    if kind not in within.kinds:
        return False
    if kind is not SourceKind.CASE:
        return True
    if within.not_deal is not None and passage.source.deal_id == within.not_deal:
        return False
    return passage.closed_at is not None and passage.closed_at < within.as_of
