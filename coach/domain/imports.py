"""What an import did."""

from coach.domain.base import Word


class Tally(Word):
    """How many rows were new, changed or already there. Their sum is the number of rows that were handed in."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            added=self.added + other.added,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
        )

    @property
    def changed(self) -> bool:
        return bool(self.added or self.updated)
