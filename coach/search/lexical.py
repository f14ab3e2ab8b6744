"""Search by words: BM25 (Robertson and Zaragoza 2009) over the passages in memory, and over their whole sources."""

import logging
import math
import shutil
import tempfile
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from coach.domain.passage import Filter, Found, Passage
from coach.knowledge.ports import Progress, Stop, SyncReport
from coach.search.abstaining import LOOKED_AT, Signs, is_answered, signs_of
from coach.search.fusion import WEIGHTS, Scores, weights_of
from coach.search.ranking import found_by_words
from coach.search.shelf import Shelf
from coach.search.words import TERMS_VERSION, VERSION, terms, terms_and_pairs

log = logging.getLogger(__name__)

K1, B = 0.9, 0.4
"""The values that BM25 baselines on passages use (Thakur et al. 2021, BEIR). Passages are of about one length already,
so that their length says little."""

HEADING = 2
"""How often the words of the headings are counted: a page is named by what it is about."""

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
    def _scorers(self) -> tuple[Any, Any]:
        """Of the passages, and of the sources."""
        import bm25s

        # It sets its own logger to DEBUG and writes a line for each index it makes.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        made_of = f"{self._shelf.order}-{VERSION}.{TERMS_VERSION}-{K1}-{B}-{HEADING}"
        kept = self._folder / f"lexical-{made_of}" if self._folder else None
        if kept and kept.is_dir():
            try:
                passages = bm25s.BM25.load(kept / "passages", show_progress=False)
                sources = bm25s.BM25.load(kept / "sources", show_progress=False)
                if (passages.scores["num_docs"], sources.scores["num_docs"]) == self._sizes:
                    return passages, sources
            except Exception as error:
                # Whatever is wrong with the files: they are made again.
                log.warning("the word index in %s is unreadable (%s) and is made again", kept, type(error).__name__)
        passages, sources = (bm25s.BM25(method="lucene", k1=K1, b=B) for _ in range(2))
        rows = zip(self._shelf.passages, self._shelf.texts, strict=True)
        passages.index([_of_passage(passage.heading, text) for passage, text in rows], show_progress=False)
        sources.index(self._of_sources(), show_progress=False)
        if kept:
            _keep({"passages": passages, "sources": sources}, kept)
        return passages, sources

    @property
    def _sizes(self) -> tuple[int, int]:
        return len(self._shelf), len(self._shelf.sources)

    def _of_sources(self) -> list[list[str]]:
        whole: list[list[str]] = [[] for _ in self._shelf.sources]
        for source, text in zip(self._shelf.source_of, self._shelf.texts, strict=True):
            whole[source] += terms(text)
        return whole

    def scores(self, query: str) -> tuple[Scores, Scores] | None:
        """How well each passage, and each source, fits the words of the query; None where none of them is known."""
        asked = terms_and_pairs(query)
        if not asked or not len(self._shelf):
            return None
        passages, sources = self._scorers
        by_passage = passages.get_tokens_ids(asked)
        by_source = sources.get_tokens_ids(terms(query))
        if not by_passage:
            return None
        of_sources = sources.get_scores_from_ids(by_source) if by_source else np.zeros(self._sizes[1])
        return passages.get_scores_from_ids(by_passage), of_sources

    def rarity(self, term: str) -> tuple[int, float]:
        """In how many passages a term stands, and how much that says (the idf of Lucene's BM25)."""
        count = 0
        if len(self._shelf):
            passages, _ = self._scorers
            bounds = passages.scores["indptr"]
            count = sum(int(bounds[number + 1] - bounds[number]) for number in passages.get_tokens_ids([term]))
        return count, math.log(1 + (len(self._shelf) - count + 0.5) / (count + 0.5))


def _of_passage(heading: str, text: str) -> list[str]:
    return terms_and_pairs(text) + (HEADING - 1) * terms_and_pairs(heading)


def _keep(scorers: dict[str, Any], place: Path) -> None:
    """Write beside, then rename: another process sees a whole file or none. Older ones go. A full disk is no matter."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix="new-lexical-") as fresh:
            for name, scorer in scorers.items():
                scorer.save(Path(fresh) / "whole" / name, show_progress=False)
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
        self._stock = (Shelf(), Lexical(Shelf()))

    def sync(
        self,
        passages: Sequence[Passage],
        progress: Progress | None = None,  # noqa: ARG002
        stop: Stop | None = None,  # noqa: ARG002
    ) -> SyncReport:
        shelf = Shelf(passages)
        before = set(self._stock[0].ids)
        kept = len(before & set(shelf.ids))
        self._stock = (shelf, Lexical(shelf, self._folder))
        return SyncReport(added=len(shelf) - kept, removed=len(before) - kept, kept=kept)

    def rebuild(
        self,
        passages: Sequence[Passage],
        progress: Progress | None = None,  # noqa: ARG002
        stop: Stop | None = None,  # noqa: ARG002
    ) -> SyncReport:
        self._stock = (Shelf(), Lexical(Shelf()))
        return self.sync(passages)

    def search(
        self, query: str, within: Filter, k: int, *, one_a_source: bool = False, abstain: bool = False
    ) -> tuple[Found, ...]:
        found = self._found(query, within, max(k, LOOKED_AT), one_a_source)
        if k < 1 or (abstain and not is_answered(self.signs(query, within))):
            return ()
        return found[:k]

    def signs(self, query: str, within: Filter) -> Signs:
        """What a search shows of whether anything answers."""
        shelf, lexical = self._stock
        return signs_of(query, self._found(query, within, LOOKED_AT, one_a_source=False), lexical, len(shelf), None)

    def _found(self, query: str, within: Filter, k: int, one_a_source: bool) -> tuple[Found, ...]:
        shelf, lexical = self._stock
        if not query.strip() or not within.kinds & shelf.kinds:
            return ()
        weights = weights_of(within.kinds & shelf.kinds, WEIGHTS).by_words_alone()
        scores = lexical.scores(query)
        return found_by_words(shelf, scores, shelf.visible(within), k, weights, one_a_source=one_a_source)

    def count(self) -> int:
        return len(self._stock[0])

    def close(self) -> None:
        """Nothing to give back."""
