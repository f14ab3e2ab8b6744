"""What the review needs from outside, as Protocols."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from coach.domain.answer import RepAnswer
from coach.domain.base import Word
from coach.domain.case import Case
from coach.domain.passage import Filter, Found
from coach.domain.play import Play
from coach.domain.record import Record
from coach.domain.review import PromptUse, Review
from coach.domain.viewer import Viewer
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftGrade

Listener = Callable[[str], None]
"""Called with each piece of text as a coach writes it, for screens that show it come in."""


class CoachReply(Word):
    """A draft and what it cost."""

    draft: Draft
    model: str
    prompts: tuple[PromptUse, ...] = ()
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


class Coach(Protocol):
    """Reads a dossier and proposes a review. Raises `ModelFailure` when it cannot."""

    @property
    def name(self) -> str: ...

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply: ...


class GradeReply(Word):
    """A drafted grade and what it cost."""

    draft: DraftGrade
    model: str
    prompts: tuple[PromptUse, ...] = ()
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0


class Grader(Protocol):
    """Grades a rep's answer by the rubric of the dossier's bank. Raises `ModelFailure` when it cannot."""

    @property
    def name(self) -> str: ...

    def grade(self, answer: RepAnswer, asked: str, dossier: Dossier) -> GradeReply:
        """`asked` is the question as it was put. The answer itself does not stand in the dossier."""
        ...


class Speaker(Coach, Grader, Protocol):
    """A coach that reviews and grades: what a workspace opens."""


class Records(Protocol):
    def record(self, deal_id: str, as_of: date, viewer: Viewer) -> Record:
        """The deal as known at `as_of`; raises `NotFound`, also where `viewer` may not see it."""
        ...

    def visible(self, viewer: Viewer) -> frozenset[str] | None:
        """The ids of the deals that the viewer may see; None for one who may see every deal."""
        ...


class Library(Protocol):
    """The playbook and the past, as a review may use them."""

    def active_plays(self) -> tuple[Play, ...]: ...

    def case(self, case_id: str) -> Case | None: ...

    def search(self, query: str, within: Filter, k: int) -> tuple[Found, ...]:
        """The best passages, at most one a source."""
        ...


class Reviews(Protocol):
    def save_review(self, review: Review) -> None:
        """Keep the review and every source it cites, as they are."""
        ...
