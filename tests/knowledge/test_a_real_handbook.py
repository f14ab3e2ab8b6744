"""A whole published sales handbook through the real embedder and index: all pages in, its stall policy found."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.knowledge.library import AddReport, Library
from coach.models.embedding import open_embedder
from coach.search.index import open_index

ROOT = Path(__file__).parents[2]
HANDBOOK = (ROOT / "../shared/data/playbook_gitlab").resolve()
POLICY = "playbook_gitlab/sales/field-operations/gtm-resources/index.html.md"
QUESTION = "how long may a mid-market deal sit in discovery without activity before it is closed"


@pytest.fixture
def shelved(store: Any, tmp_path: Path) -> Iterator[tuple[Library, AddReport]]:
    if not HANDBOOK.is_dir():
        pytest.skip("the handbook is not on this machine")
    index = open_index(tmp_path / "index", open_embedder())
    library = Library(ROOT / "knowledge", store, index, now=lambda: datetime(2026, 6, 1, tzinfo=UTC))
    yield library, library.add([HANDBOOK])
    index.close()


@pytest.mark.slow
def test_all_pages_go_in_and_the_stall_policy_is_found(shelved: tuple[Library, AddReport]) -> None:
    library, report = shelved
    pages = {file for file in HANDBOOK.rglob("*.md") if file.is_file()}
    assert len(report.added) + len([s for s in report.skipped if "no text" in s.reason]) == len(pages) > 300
    assert all(
        "among the kinds that are read" in s.reason or "no text" in s.reason or s.reason.startswith("It is a link")
        for s in report.skipped
    )
    assert (library.index.mode, library.index.note) == ("hybrid", None)
    assert library.index.count() > 4_000
    found = library.search_all(QUESTION, 3)
    policy = [
        f.passage for f in found if f.passage.source.key == POLICY and "Mid-Market: Day 21 / Day 45" in f.passage.text
    ]
    assert policy, [(f.passage.source.key, f.passage.heading) for f in found]
    assert policy[0].source.text[policy[0].start : policy[0].end] == policy[0].text
    assert library.source(policy[0].source.source_id) == policy[0].source
    assert library.refresh().added == 0
