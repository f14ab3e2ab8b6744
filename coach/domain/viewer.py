"""Who is looking. Passed from the top to the bottom, so that no query can forget it."""

from coach.domain.base import Word
from coach.domain.deal import Deal


class Viewer(Word):
    """A person, and whose deals they may see: `owners` None means everyone's."""

    name: str
    owners: frozenset[str] | None = None

    def may_see(self, deal: Deal) -> bool:
        return self.owners is None or deal.owner in self.owners


EVERYONE = Viewer(name="everyone")
"""The viewer of a single-user installation: sees every deal."""
