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
    """A play or document as enablement added it: `text` is the file as it was read (what was no text, as Markdown with
    its title at the head), `sha256` of that text in UTF-8.

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
    """In how many similar stalls a play's move was made, and in how many a step of the buyer followed, with a 95%
    interval shrunk to `usual`, the rate of all moves in the same scope. `scope` says which stalls were counted, to go
    after "in". `too_few`: no share may be told. See `coach.history.track_records`."""

    tried: int
    worked: int
    low: float
    high: float
    scope: str
    usual: float | None = None
    too_few: bool = False


def track_text(record: TrackRecord | None) -> str:
    """A track record in a sentence. A share is told only where enough stalls stand behind it; what followed a move is
    counted, not credited to it."""
    if record is None or not record.tried:
        return "Never tried in a similar stall on record."
    made = f"Tried in {record.tried} of the {record.scope}; a step of the buyer followed in {record.worked}"
    if record.too_few:
        return f"{made}. Too few to tell."
    usual = "" if record.usual is None else f", where {record.usual:.0%} is usual for all moves"
    return f"{made}: likely {record.low * 100:.0f}-{record.high:.0%}{usual}. Counted, no proof of an effect."
