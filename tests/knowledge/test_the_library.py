"""The library: what is shipped, what is added, what is retired, and that no search sees past its date."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.domain.case import Case
from coach.domain.evidence import SourceKind
from coach.domain.failure import NotFound, PlaybookFailure
from coach.domain.passage import Filter
from coach.domain.play import Document, Play, PlayStatus
from coach.knowledge.library import Library
from coach.review.ports import Library as LibraryPort

ALL = frozenset(SourceKind)
LATER = date(2030, 1, 1)


def test_it_holds_what_was_shipped(library: Library) -> None:
    port: LibraryPort = library
    assert [play.play_id for play in port.active_plays()] == ["door"]
    assert [play.play_id for play in library.plays()] == ["door", "draft"]
    assert [document.document_id for document in library.documents()] == ["method.md"]
    assert [f.passage.source.key for f in library.search_all("silent after the demo", 3)] == ["door"]
    assert library.search_all("tender") == ()


def test_adding_a_folder_twice_changes_nothing(
    library: Library, store: Any, tmp_path: Path, write_play: Callable[..., str]
) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    (folder / "policy.md").write_text("# Policy\n\nDiscounts above ten percent need the regional manager.")
    (folder / "window.md").write_text(write_play("window", word="offer"))
    (folder / "deck.pptx").write_bytes(b"PK")
    told: list[tuple[str, int, int]] = []
    report = library.add([folder], lambda *what: told.append(what))
    assert report.added == ("ours/policy.md", "window")
    assert [(s.path, "not a PowerPoint file" in s.reason) for s in report.skipped] == [("ours/deck.pptx", True)]
    assert told[0] == ("Reading files", 0, 3)
    assert library.search_all("regional discounts", 1)[0].passage.source.key == "ours/policy.md"
    kept = dict(store.entries)
    again = library.add([folder])
    assert (again.added, again.updated, again.unchanged) == ((), (), report.added)
    assert store.entries == kept
    (folder / "policy.md").write_text("# Policy\n\nRebates need the chief.")
    assert library.add([folder / "..", folder][1:]).updated == ("ours/policy.md",)
    assert library.search_all("regional discounts") == ()
    assert library.search_all("rebates", 1)[0].passage.source.key == "ours/policy.md"


def test_an_added_play_wins_over_the_shipped_one(
    library: Library, tmp_path: Path, write_play: Callable[..., str]
) -> None:
    old = library.play_source("door")
    (tmp_path / "door.md").write_text(write_play("door", word="workshop", title="Our own door"))
    assert library.add([tmp_path / "door.md"]).added == ("door",)
    assert [play.title for play in library.active_plays()] == ["Our own door"]
    assert library.source(old.source_id) is None
    assert "workshop" in library.play_source("door").text


def test_two_files_with_one_id_are_not_both_taken(
    library: Library, tmp_path: Path, write_play: Callable[..., str]
) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(write_play("same", word=name))
    report = library.add([tmp_path / "a.md", tmp_path / "b.md"])
    assert report.added == ("same",)
    assert "a.md has the same id" in report.skipped[0].reason


@pytest.mark.parametrize(("item", "kind"), [("door", Play), ("method.md", Document)])
def test_what_is_retired_is_found_no_more(library: Library, item: str, kind: type) -> None:
    assert isinstance(library.show(item), kind)
    assert item in {f.passage.source.key for f in library.search_all("silent demo tried review", 10)}
    library.retire(item)
    assert item not in {f.passage.source.key for f in library.search_all("silent demo tried review", 10)}
    assert item not in {play.play_id for play in library.active_plays()}
    if kind is Play:
        assert {p.play_id: p.status for p in library.plays()}[item] is PlayStatus.RETIRED


def test_what_is_not_there_is_said_with_what_looks_alike(library: Library, tmp_path: Path) -> None:
    for ask in (library.show, library.retire, library.play_source):
        with pytest.raises(NotFound, match="Did you mean door"):
            ask("dor")
    with pytest.raises(PlaybookFailure):
        library.add([tmp_path / "nowhere"])


def test_a_source_is_given_out_only_as_it_was_cited(
    library: Library, store: Any, make_case: Callable[..., Case]
) -> None:
    store.past = [make_case(1, date(2026, 1, 1))]
    library.refresh()
    found = library.search("procurement silent review tried", Filter(kinds=ALL, as_of=LATER), 5)
    assert {f.passage.source.source_kind for f in found} == {SourceKind.PLAY, SourceKind.DOCUMENT, SourceKind.CASE}
    for one in found:
        source = one.passage.source
        assert library.source(source.source_id) == source
        assert library.source(source.source_id[:-1] + "x") is None
    for address in ("", "play", "play:door", "deal:door@0", "play:none@0123456789"):
        assert library.source(address) is None


def test_a_search_brings_at_most_one_passage_a_source(library: Library, tmp_path: Path) -> None:
    sections = "\n\n".join(f"## Part {i}\n\n" + "pricing words to fill a whole section. " * 20 for i in range(5))
    (tmp_path / "long.md").write_text(sections)
    library.add([tmp_path / "long.md"])
    assert len(library.search("pricing", Filter(kinds=ALL, as_of=LATER), 5)) == 1
    assert len(library.search_all("pricing", 5)) == 5


def test_cases_are_searched_only_with_a_date(library: Library, store: Any, make_case: Callable[..., Case]) -> None:
    store.past = [make_case(1, date(2026, 1, 1)), make_case(2, date(2026, 3, 1))]
    library.refresh()
    assert library.search_all("procurement reference") == ()
    found = library.search_all("procurement reference", cases_before=date(2026, 3, 1))
    assert [f.passage.source.key for f in found] == ["case-1"]
    assert library.case("case-2") == store.past[1]
    assert library.case("case-3") is None


@given(
    closed=st.lists(st.integers(-20, 20), min_size=1, max_size=12),
    as_of=st.integers(-21, 21),
    not_deal=st.none() | st.integers(0, 12),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_precedent_from_the_future_nor_of_the_deal_itself(
    library: Library,
    store: Any,
    make_case: Callable[..., Case],
    closed: list[int],
    as_of: int,
    not_deal: int | None,
) -> None:
    day = date(2026, 6, 1)
    store.past = [make_case(i, day + timedelta(days=days)) for i, days in enumerate(closed)]
    library.refresh()
    own = None if not_deal is None else f"deal-{not_deal}"
    within = Filter(kinds=frozenset({SourceKind.CASE}), as_of=day + timedelta(days=as_of), not_deal=own)
    found = {f.passage.source.key for f in library.search("stalled procurement", within, 50)}
    assert found == {f"case-{i}" for i, days in enumerate(closed) if days < as_of and f"deal-{i}" != own}
