"""A fake at the PlaybookStore Protocol, and a library over the real index by words."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from coach.domain.case import Case
from coach.domain.deal import Outcome
from coach.domain.play import PlaybookEntry
from coach.knowledge.library import Library
from coach.search.lexical import LexicalIndex

PLAY = """---
id: {id}
title: {title}
obstacles: [gone_quiet]
first_step: Call the person who does the work.
success_signal: They call back.
kill_criterion: Nobody calls back in 14 days.
status: {status}
---

## When it fits
The buyer has fallen silent after the {word}.
"""


class Shelf:
    """In memory, as the store keeps them."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], PlaybookEntry] = {}
        self.past: list[Case] = []

    def playbook_entries(self) -> tuple[PlaybookEntry, ...]:
        return tuple(self.entries.values())

    def put_playbook_entry(self, entry: PlaybookEntry) -> None:
        self.entries[entry.kind, entry.entry_id] = entry

    def cases(self) -> tuple[Case, ...]:
        return tuple(self.past)


def play_file(id: str, word: str = "demo", status: str = "active", title: str = "Go in by another door") -> str:  # noqa: A002
    return PLAY.format(id=id, word=word, status=status, title=title)


def past_case(
    number: int, closed_at: date, text: str = "They stalled on procurement and a reference call won."
) -> Case:
    return Case(
        case_id=f"case-{number}",
        deal_id=f"deal-{number}",
        title=f"Deal {number}",
        outcome=Outcome.WON,
        stage="Offer",
        segment="mid",
        industry=None,
        closed_at=closed_at,
        days_stalled=60,
        obstacles=("procurement",),
        situation="They stalled on procurement.",
        attempts=(),
        turning_point=None,
        text=text,
    )


@pytest.fixture
def store() -> Shelf:
    return Shelf()


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    folder = tmp_path / "shipped"
    (folder / "plays").mkdir(parents=True)
    (folder / "plays" / "door.md").write_text(play_file("door"))
    (folder / "plays" / "draft.md").write_text(play_file("draft", status="draft", word="tender"))
    (folder / "method.md").write_text("# How to review\n\nAsk what was tried before anything else, and write it down.")
    return folder


@pytest.fixture
def library(shipped: Path, store: Shelf) -> Library:
    return Library(shipped, store, LexicalIndex(), now=lambda: datetime(2026, 6, 1, tzinfo=UTC))


@pytest.fixture
def write_play() -> Callable[..., str]:
    return play_file


@pytest.fixture
def make_case() -> Callable[..., Case]:
    return past_case


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes more than half a minute on two cores")
