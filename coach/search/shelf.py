"""The passages that may be found now, in memory."""

import hashlib
from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from coach.domain.evidence import SourceKind
from coach.domain.passage import Filter, Passage
from coach.search import words

Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]

FILTERS_KEPT = 8
"""A search comes with one of few filters, often several times in a row."""

_NEVER = np.iinfo(np.int64).max


class Shelf:
    """Each passage once. Never changed: a sync puts another one in its place."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        self.by_id: dict[str, Passage] = {passage.passage_id: passage for passage in passages}
        self.ids: tuple[str, ...] = tuple(self.by_id)
        self.passages: tuple[Passage, ...] = tuple(self.by_id.values())
        self.kinds: frozenset[SourceKind] = frozenset(passage.source.source_kind for passage in self.passages)
        self._masks: dict[Filter, Mask] = {}

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def fingerprint(self) -> str:
        """Equal for equal sets of passages, whatever their order."""
        return hashlib.sha256("\n".join(sorted(self.ids)).encode()).hexdigest()[:32]

    @cached_property
    def order(self) -> str:
        """Equal only for the same passages in the same order: for what is kept by place."""
        return hashlib.sha256("\n".join(self.ids).encode()).hexdigest()[:32]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        return tuple(words.index_text(passage) for passage in self.passages)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each id stands in `ids` and `passages`."""
        return {passage_id: place for place, passage_id in enumerate(self.ids)}

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources, each once."""
        return tuple(dict.fromkeys(passage.source.source_id for passage in self.passages))

    @cached_property
    def source_of(self) -> Numbers:
        """For each passage, where its source stands in `sources`."""
        number = {source_id: place for place, source_id in enumerate(self.sources)}
        return np.array([number[passage.source.source_id] for passage in self.passages], dtype=np.int64)

    def visible(self, within: Filter) -> Mask:
        """Which passages a search may bring back. The one place that decides; a case without a date is never seen."""
        mask = self._masks.get(within)
        if mask is None:
            while len(self._masks) >= FILTERS_KEPT:
                self._masks.pop(next(iter(self._masks)), None)
            mask = self._masks[within] = self._visible(within)
        return mask

    def _visible(self, within: Filter) -> Mask:
        mask: Mask = np.zeros(len(self), dtype=bool)
        for kind in within.kinds & self.kinds:
            mask[self._of_kind[kind]] = True
        is_case = np.zeros(len(self), dtype=bool)
        if SourceKind.CASE in self._of_kind:
            is_case[self._of_kind[SourceKind.CASE]] = True
        mask &= ~is_case | (self._closed < within.as_of.toordinal())
        if within.not_deal is not None:
            mask[self._of_deal.get(within.not_deal, [])] = False
        if within.deals is not None:
            allowed = ~is_case
            for deal_id in within.deals & self._of_deal.keys():
                allowed[self._of_deal[deal_id]] = True
            mask &= allowed
        return mask

    @cached_property
    def _closed(self) -> Numbers:
        return np.array([p.closed_at.toordinal() if p.closed_at else _NEVER for p in self.passages], dtype=np.int64)

    @cached_property
    def _of_kind(self) -> dict[SourceKind, list[int]]:
        places: dict[SourceKind, list[int]] = {}
        for place, passage in enumerate(self.passages):
            places.setdefault(passage.source.source_kind, []).append(place)
        return places

    @cached_property
    def _of_deal(self) -> dict[str, list[int]]:
        """Cases by deal: only they are kept from who may not see the deal."""
        places: dict[str, list[int]] = {}
        for place in self._of_kind.get(SourceKind.CASE, ()):
            deal_id = self.passages[place].source.deal_id
            if deal_id is not None:
                places.setdefault(deal_id, []).append(place)
        return places
