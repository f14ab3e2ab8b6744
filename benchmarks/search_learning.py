"""Learning when to abstain, on the development half."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from coach.search.abstaining import Rule, Signs

STRENGTH = 1.0
"""Of the ridge penalty on the signs scaled to one standard deviation."""


def learned(signs: Sequence[Signs], answered: Sequence[bool]) -> Rule:
    """A logistic regression in which both sides weigh the same, then moved to the threshold with the best F1 of
    abstaining: of equal ones, the one in the middle. Cut to a tenth."""
    x = np.array([[s.closeness or 0.0, s.covered, s.known] for s in signs])
    y = np.array(answered, dtype=float)
    mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), 1e-9)
    z = np.column_stack([(x - mean) / spread, np.ones(len(x))])
    weight = np.where(y == 1, 0.5 / y.mean(), 0.5 / (1 - y.mean()))
    w = np.zeros(4)
    penalty = np.array([STRENGTH] * 3 + [1e-6])
    for _ in range(100):
        p = 1 / (1 + np.exp(-z @ w))
        slope = z.T @ ((p - y) * weight) + penalty * w
        curve = (z * (p * (1 - p) * weight)[:, None]).T @ z + np.diag(penalty)
        w -= np.linalg.solve(curve, slope)
    slopes = np.round(w[:3] / spread, 1)
    slopes[0] = 0.0 if not x[:, 0].any() else slopes[0]
    values = x @ slopes
    return Rule(-round(_threshold(values, y), 2), *(float(s) for s in slopes))


def _threshold(values: NDArray[np.float64], answered: NDArray[np.float64]) -> float:
    edges = np.sort(values)
    cuts = (edges[1:] + edges[:-1]) / 2
    scores = np.array([_f1(values < cut, answered == 0) for cut in cuts])
    best = cuts[np.isclose(scores, scores.max())]
    return float(best[len(best) // 2])


def _f1(said: NDArray[np.bool_], right: NDArray[np.bool_]) -> float:
    return float(2 * (said & right).sum() / max(said.sum() + right.sum(), 1))
