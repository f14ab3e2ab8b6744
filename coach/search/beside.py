"""The vectors once more, beside Chroma: for what whole sources are about, and for searches that see only few passages.

Chroma's filter costs 50 ms and more at 100,000 passages; reading the few vectors themselves is exact and takes 5.
"""

import hashlib
import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from coach.knowledge.ports import Vectors
from coach.search.fusion import Scores
from coach.search.shelf import Mask, Numbers, Shelf

log = logging.getLogger(__name__)

BATCH = 2_000

Read = Callable[[Sequence[str]], dict[str, Vectors]]
"""Vectors by passage id, of those there are."""


@dataclass(frozen=True)
class Aligned:
    """Vectors in the order of a shelf. `rows` says where in `matrix` each passage's is, -1 where there is none."""

    shelf: Shelf
    matrix: Vectors
    rows: Numbers

    @cached_property
    def centres(self) -> tuple[Vectors, Mask]:
        """The mean of each source's vectors, of length one, and which sources have any."""
        there = np.flatnonzero(self.rows >= 0)
        sources = self.shelf.source_of[there]
        sums = np.zeros((len(self.shelf.sources), self.matrix.shape[1]), dtype=np.float32)
        np.add.at(sums, sources, self.matrix[self.rows[there]])
        known = np.zeros(len(sums), dtype=bool)
        known[sources] = True
        return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12), known


class Beside:
    """Kept in a file between runs. `maker` names what made the vectors: those of another are thrown away.

    Only new ones are read from Chroma; of what is gone nothing stays. One thread at a time may refresh.
    """

    def __init__(self, folder: Path | None, maker: str) -> None:
        name = hashlib.sha256(maker.encode()).hexdigest()[:16]
        self._file = folder / f"vectors-{name}.npz" if folder else None
        self._kept: tuple[dict[str, int], Vectors] | None = None
        self._aligned: Aligned | None = None

    def refresh(self, shelf: Shelf, read: Read) -> None:
        """Bring them in line with a shelf whose passages all have their vectors."""
        numbers, matrix = self._loaded()
        missing = [passage_id for passage_id in shelf.ids if passage_id not in numbers]
        if not missing and len(numbers) == len(shelf):
            return
        new: dict[str, Vectors] = {}
        for start in range(0, len(missing), BATCH):
            new |= read(missing[start : start + BATCH])
        kept = [passage_id for passage_id in shelf.ids if passage_id in numbers or passage_id in new]
        rows = [new[key] if key in new else matrix[numbers[key]] for key in kept]
        whole = np.stack(rows).astype(np.float32) if rows else np.zeros((0, 0), dtype=np.float32)
        self._kept = ({key: row for row, key in enumerate(kept)}, whole)
        self._aligned = None
        self._save(kept, whole)

    def forget(self) -> None:
        """Nothing of them stays: the collection that they were read from is thrown away."""
        self._kept, self._aligned = ({}, np.zeros((0, 0), dtype=np.float32)), None
        if self._file:
            self._file.unlink(missing_ok=True)

    def sources(self, shelf: Shelf, vector: Vectors, wanted: Numbers) -> tuple[Scores, Mask]:
        """The cosines of the sources that are wanted, and which are known; another counts as the farthest of them."""
        aligned = self._in_order(shelf)
        if aligned.matrix.shape[1] != len(vector):
            return np.zeros(len(wanted)), np.zeros(len(wanted), dtype=bool)
        centres, there = aligned.centres
        known = there[wanted]
        scores: Scores = (centres[wanted] @ vector).astype(float)
        scores[~known] = scores[known].min(initial=1.0)
        return scores, known

    def nearest(self, shelf: Shelf, vector: Vectors, visible: Mask, n: int) -> dict[str, float] | None:
        """The nearest of the visible passages, nearest first, with their cosines; None where one has no vector yet."""
        aligned = self._in_order(shelf)
        places = np.flatnonzero(visible)
        rows = aligned.rows[places]
        if aligned.matrix.shape[1] != len(vector) or (rows < 0).any():
            return None
        near = aligned.matrix[rows] @ vector
        if len(near) > n:
            best = np.argpartition(-near, n)[:n]
            places, near = places[best], near[best]
        return {shelf.ids[places[at]]: float(near[at]) for at in np.argsort(-near, kind="stable")}

    def _in_order(self, shelf: Shelf) -> Aligned:
        aligned = self._aligned
        if aligned is None or aligned.shelf is not shelf:
            numbers, matrix = self._loaded()
            rows = np.array([numbers.get(passage_id, -1) for passage_id in shelf.ids], dtype=np.int64)
            aligned = self._aligned = Aligned(shelf, matrix, rows)
        return aligned

    def _loaded(self) -> tuple[dict[str, int], Vectors]:
        if self._kept is None:
            self._kept = self._read_file()
        return self._kept

    def _read_file(self) -> tuple[dict[str, int], Vectors]:
        if self._file is not None and self._file.is_file():
            try:
                with np.load(self._file, allow_pickle=False) as kept:
                    ids, matrix = kept["ids"].tolist(), kept["vectors"]
                if matrix.shape[0] == len(ids) and matrix.ndim == 2:
                    return {key: row for row, key in enumerate(ids)}, matrix
                log.warning("%s does not fit together and is made again", self._file.name)
            except Exception as error:
                # Whatever is wrong with the file: it is made again.
                log.warning("%s is unreadable (%s) and is made again", self._file.name, type(error).__name__)
        return {}, np.zeros((0, 0), dtype=np.float32)

    def _save(self, ids: list[str], matrix: Vectors) -> None:
        """Beside, then in its place. A full disk is no matter: they are read again. Other makers' files go."""
        if self._file is None:
            return
        fresh = self._file.with_suffix(f".{os.getpid()}.new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with fresh.open("wb") as file:
                np.savez(file, ids=np.array(ids, dtype=np.str_), vectors=matrix)
            fresh.replace(self._file)
            for other in self._file.parent.glob("vectors-*"):
                if other != self._file:
                    other.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s was not kept (%s)", self._file.name, type(error).__name__)


@dataclass(frozen=True)
class Near:
    """What a search by meaning brought: cosines by passage id, nearest first, and those of sources on demand."""

    passages: dict[str, float]
    vector: Vectors
    beside: Beside

    def sources(self, shelf: Shelf, wanted: Numbers) -> tuple[Scores, Mask]:
        return self.beside.sources(shelf, self.vector, wanted)
