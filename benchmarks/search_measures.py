"""How good a ranking is, and how sure that figure is."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def recall(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    """The share of what answers (grade 2; all that is graded where nothing is) among the first `k`, of at most `k`."""
    wanted = {key for key, grade in grades.items() if grade == 2} or set(grades)
    return len(wanted & set(ranked[:k])) / min(len(wanted), k)


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    """Normalised discounted cumulative gain, gains 2^grade - 1 (Järvelin and Kekäläinen 2002; Burges et al. 2005)."""
    gained = sum(_gain(grades.get(key, 0), rank) for rank, key in enumerate(ranked[:k]))
    best = sum(_gain(grade, rank) for rank, grade in enumerate(sorted(grades.values(), reverse=True)[:k]))
    return gained / best


def _gain(grade: int, rank: int) -> float:
    return float((2**grade - 1) / np.log2(rank + 2))


def interval(values: Sequence[float], draws: int = 2_000, seed: int = 7) -> tuple[float, float, float]:
    """The mean, and a 95% percentile bootstrap interval over queries (Efron and Tibshirani 1993)."""
    sample = np.asarray(values, dtype=float)
    means = _draws(len(sample), draws, seed, lambda rows: sample[rows].mean(axis=1))
    return float(sample.mean()), float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def gain_over(ours: Sequence[float], others: Sequence[float], draws: int = 2_000) -> tuple[float, float, float]:
    """How far the mean of `ours` lies above that of `others`, as a share of it; the interval is of paired draws."""
    a, b = np.asarray(ours, dtype=float), np.asarray(others, dtype=float)
    ratios = _draws(len(a), draws, 7, lambda rows: a[rows].mean(axis=1) / b[rows].mean(axis=1) - 1)
    return float(a.mean() / b.mean() - 1), float(np.quantile(ratios, 0.025)), float(np.quantile(ratios, 0.975))


def ratio_interval(hits: Sequence[bool], among: Sequence[bool], draws: int = 2_000) -> tuple[float, float, float]:
    """The share of `hits` in `among` (precision, recall), with the interval over draws of all queries."""
    hit, base = np.asarray(hits, dtype=float), np.asarray(among, dtype=float)
    shares = _draws(
        len(hit), draws, 7, lambda rows: (hit * base)[rows].sum(axis=1) / np.maximum(base[rows].sum(axis=1), 1)
    )
    share = float((hit * base).sum() / max(base.sum(), 1))
    return share, float(np.quantile(shares, 0.025)), float(np.quantile(shares, 0.975))


def _draws(size: int, draws: int, seed: int, of: Callable[[NDArray[np.int64]], Floats]) -> Floats:
    return of(np.random.default_rng(seed).integers(0, size, size=(draws, size)))
