"""Search by words: BM25 (Robertson and Zaragoza 2009) over the passages in memory."""

import logging
import shutil
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from coach.domain.passage import Filter, Found, Passage
from coach.knowledge.ports import Progress, Stop, SyncReport
from coach.search.fusion import fused, pool
from coach.search.shelf import Shelf, is_visible
from coach.search.words import TERMS_VERSION, VERSION, terms_and_pairs

log = logging.getLogger(__name__)

K1, B = 0.9, 0.4
"""The values that BM25 baselines on passages use (Thakur et al. 2021, BEIR). Passages are of about one length already,
so that their length says little."""

CACHED_FROM = 2_000
"""Passages. 7,000 take about 1.4 s to index and 0.1 s to read back; fewer are not worth a file."""


class Lexical:
    """BM25 in Lucene's form, made when first asked.

    `folder` is where a large one is kept between runs, under the fingerprint of its passages.
    """

    def __init__(self, shelf: Shelf, folder: Path | None = None) -> None:
        self._shelf = shelf
        self._folder = folder if len(shelf) >= CACHED_FROM else None

    @cached_property
    def _scorer(self) -> Any:
        import bm25s

        # It sets its own logger to DEBUG and writes a line for each index it makes.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        made_of = f"{self._shelf.fingerprint}-{VERSION}.{TERMS_VERSION}-{K1}-{B}"
        kept = self._folder / f"lexical-{made_of}" if self._folder else None
        if kept and kept.is_dir():
            try:
                scorer = bm25s.BM25.load(kept, show_progress=False)
                if scorer.scores["num_docs"] == len(self._shelf):
                    return scorer
            except Exception as error:
                # Whatever is wrong with the files: they are made again.
                log.warning("the word index in %s is unreadable (%s) and is made again", kept, type(error).__name__)
        scorer = bm25s.BM25(method="lucene", k1=K1, b=B)
        scorer.index([terms_and_pairs(text) for text in self._shelf.texts], show_progress=False)
        if kept:
            _keep(scorer, kept)
        return scorer

    def best(self, query: str, within: Filter, n: int) -> list[str]:
        """Ids of the best visible passages that share a word with the query, best first."""
        asked = terms_and_pairs(query)
        if not asked or not len(self._shelf):
            return []
        numbers = self._scorer.get_tokens_ids(asked)
        if not numbers:
            return []
        scores = self._scorer.get_scores_from_ids(numbers)
        best: list[str] = []
        for position in np.argsort(-scores, kind="stable"):
            if scores[position] <= 0 or len(best) == n:
                break
            if is_visible(self._shelf.passages[position], within):
                best.append(self._shelf.ids[position])
        return best


def _keep(scorer: Any, place: Path) -> None:
    """Write beside, then rename: another process sees a whole file or none. Older ones go. A full disk is no matter."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix="new-lexical-") as fresh:
            scorer.save(Path(fresh) / "whole", show_progress=False)
            shutil.rmtree(place, ignore_errors=True)
            (Path(fresh) / "whole").rename(place)
    except OSError as error:
        log.warning("the word index was not kept in %s (%s)", place, type(error).__name__)
        return
    for old in place.parent.glob("lexical-*"):
        if old != place:
            shutil.rmtree(old, ignore_errors=True)


class LexicalIndex:
    """Search by words alone: needs no Chroma, no embedder and no lock."""

    mode = "lexical"

    def __init__(self, note: str | None = None, folder: Path | None = None) -> None:
        self.note = note or "Searching by words alone."
        self._folder = folder
        self._lexical = Lexical(Shelf())
        self._shelf = Shelf()

    def sync(
        self,
        passages: Sequence[Passage],
        progress: Progress | None = None,  # noqa: ARG002
        stop: Stop | None = None,  # noqa: ARG002
    ) -> SyncReport:
        shelf = Shelf(passages)
        before = set(self._shelf.ids)
        kept = len(before & set(shelf.ids))
        self._shelf, self._lexical = shelf, Lexical(shelf, self._folder)
        return SyncReport(added=len(shelf) - kept, removed=len(before) - kept, kept=kept)

    def rebuild(
        self,
        passages: Sequence[Passage],
        progress: Progress | None = None,  # noqa: ARG002
        stop: Stop | None = None,  # noqa: ARG002
    ) -> SyncReport:
        self._shelf = Shelf()
        return self.sync(passages)

    def search(self, query: str, within: Filter, k: int, *, one_a_source: bool = False) -> tuple[Found, ...]:
        shelf, lexical = self._shelf, self._lexical
        if k < 1 or not query.strip():
            return ()
        by_words = lexical.best(query, within, pool(k))
        return fused((), by_words, shelf, 1.0, k, one_a_source=one_a_source)

    def count(self) -> int:
        return len(self._shelf)

    def close(self) -> None:
        """Nothing to give back."""
