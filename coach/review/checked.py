"""What is left of a draft once it was held against the record, and whether its author is to be believed."""

from coach.domain.base import Word
from coach.domain.evidence import Point
from coach.domain.obstacle import Obstacle
from coach.domain.review import Alternative, Answer, Dropped, ExtraAnswer

MOST_REFUSED = 0.5
LEAST_REFUSED = 3


class Checked(Word):
    """What is left of a draft, cited, and what is not. `alternatives` are viable, all of them."""

    answers: tuple[Answer, ...]
    extra: tuple[ExtraAnswer, ...] = ()
    obstacles: tuple[Obstacle, ...]
    alternatives: tuple[Alternative, ...]
    over: Point | None
    dropped: tuple[Dropped, ...]
    said: int = 0
    refused: int = 0
    """Of so many statements, so many were not borne out: dropped, or shown as their quotes alone."""

    @property
    def is_trusted(self) -> bool:
        """Whoever invents half of what they say is not believed in the other half either."""
        return self.refused < LEAST_REFUSED or self.refused <= MOST_REFUSED * self.said
