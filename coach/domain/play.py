"""A written coaching move."""

from datetime import date
from enum import StrEnum
from typing import Literal

from coach.domain.attempt import Move
from coach.domain.base import Moment, Word


class PlayStatus(StrEnum):
    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class Play(Word):
    """One play of the playbook. `text` is the Markdown after the front matter.

    `stages` holds parts of the pipeline (early, middle, late) or a pipeline's own stage names; empty fits all.
    `with_whom` holds contact roles in order of preference, or free text.
    """

    play_id: str
    title: str
    obstacles: tuple[str, ...]
    stages: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    move: Move | None = None
    first_step: str
    with_whom: tuple[str, ...] = ()
    success_signal: str
    kill_criterion: str
    days: int = 14
    status: PlayStatus = PlayStatus.ACTIVE
    owner: str | None = None
    reviewed_on: date | None = None
    text: str


class Document(Word):
    """Anything else that enablement adds: cited as it stands."""

    document_id: str
    title: str
    path: str
    text: str


class PlaybookEntry(Word):
    """A play or document as enablement added it: `text` is the file as it was read, `sha256` of that text in UTF-8.

    `status` holds what was decided here and wins over the file's own front matter.
    """

    kind: Literal["play", "document"]
    entry_id: str
    path: str
    text: str
    status: PlayStatus = PlayStatus.ACTIVE
    sha256: str
    added_at: Moment


class TrackRecord(Word):
    """How often a play was tried among similar stalls and how often it worked, with a 95% interval."""

    tried: int
    worked: int
    low: float
    high: float
    scope: str
