"""A count of a count, with how far it can be trusted."""

from math import sqrt

from coach.domain.base import Word

_Z = 1.959964


class Share(Word):
    """`hits` of `n`. Adds up."""

    hits: int = 0
    n: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(hits=self.hits + other.hits, n=self.n + other.n)

    @property
    def value(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95%, by Wilson's score (E. B. Wilson, JASA 22, 1927), which holds for few cases and near 0 and 1."""
        if not self.n:
            return None
        p, n = self.hits / self.n, self.n
        middle = (p + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


def one(*, hit: bool) -> Share:
    return Share(hits=int(hit), n=1)


def total(shares: "list[Share]") -> Share:
    return sum(shares, Share())
