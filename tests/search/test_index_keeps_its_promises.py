"""The whole index over a real Chroma: sync, filter, change of embedder, stopping, rebuilding."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.domain.evidence import SourceKind
from coach.domain.failure import IndexInUse
from coach.domain.passage import Filter, Passage
from coach.knowledge.ports import Vectors
from coach.search.fusion import Weights
from coach.search.index import HybridIndex, open_index

EMBEDDER = Any


@pytest.fixture
def index(tmp_path: Path, embedder: EMBEDDER) -> Iterator[HybridIndex]:
    index = open_index(tmp_path / "index", embedder)
    yield index
    index.close()


def _stamp(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "index.json").read_text())["stamp"])


def test_finds_by_meaning_and_by_words(index: HybridIndex, passages: list[Passage], everything: Filter) -> None:
    report = index.sync(passages)
    assert (report.added, report.removed, report.kept, report.complete) == (300, 0, 0, True)
    found = index.search("number n42", everything, 5)
    assert found[0].passage == passages[42]
    assert [f.rank for f in found] == [1, 2, 3, 4, 5]
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert len({f.passage.passage_id for f in found}) == 5
    assert (index.mode, index.note, index.count()) == ("hybrid", None, 300)


@pytest.mark.parametrize(
    ("kinds", "share"),
    [({SourceKind.PLAY}, 0.1), ({SourceKind.DOCUMENT}, 0.7), ({SourceKind.PLAY, SourceKind.DOCUMENT}, 0.7)],
)
def test_words_count_by_the_kind_of_text(
    kinds: set[SourceKind], share: float, tmp_path: Path, make_passage: Callable[..., Passage]
) -> None:
    """Of two passages, one is nearest by far and the other has the word: its score is what words count."""
    passages = [
        make_passage(number, text, kind)
        for kind, number in ((SourceKind.PLAY, 1), (SourceKind.DOCUMENT, 3))
        for number, text in ((number, "budget budget budget"), (number + 1, f"word{number}"))
    ]
    weights = {
        SourceKind.PLAY: Weights(0.9, 0.1, 0.0, 0.0),
        SourceKind.DOCUMENT: Weights(0.3, 0.7, 0.0, 0.0),
    }
    index = open_index(tmp_path, OnlyBudget(), weights=weights)
    index.sync(passages)
    asked = "word1" if kinds == {SourceKind.PLAY} else "word3"
    found = index.search(asked, Filter(kinds=frozenset(kinds), as_of=date(2030, 1, 1)), 9)
    scores = {f.passage.text: f.score for f in found}
    assert scores["budget budget budget"] == pytest.approx(1 - share, abs=1e-5)
    assert scores[asked] == pytest.approx(share, abs=1e-5)
    index.close()


class OnlyBudget:
    """Every question is about budgets, whatever it says."""

    name = "only-budget"
    dimensions = 2

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.array([[1.0, 0.0] if "budget" in text else [0.0, 1.0] for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        return np.array([1.0, 0.0], dtype=np.float32)


@pytest.mark.parametrize(("query", "k"), [("", 5), ("  \n", 5), ("champion", 0)])
def test_nothing_asked_nothing_found(
    query: str, k: int, index: HybridIndex, passages: list[Passage], everything: Filter
) -> None:
    index.sync(passages[:9])
    assert index.search(query, everything, k) == ()


def test_only_new_passages_are_embedded_and_gone_ones_are_not_found(
    index: HybridIndex, embedder: EMBEDDER, passages: list[Passage], everything: Filter
) -> None:
    index.sync(passages[:200])
    embedder.calls.clear()
    report = index.sync(passages[50:])
    assert (report.added, report.removed, report.kept) == (100, 50, 150)
    assert len(embedder.calls) == 100
    assert all(f.passage not in passages[:50] for f in index.search("number n3 n4 n5", everything, 250))


def test_opening_an_index_that_is_up_to_date_loads_nothing(
    tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter
) -> None:
    open_and_close(tmp_path, embedder, passages)
    embedder.calls.clear()
    again = open_index(tmp_path, embedder)
    again.sync(list(reversed(passages)))
    assert embedder.calls == []
    assert again._place._open is None  # type: ignore[attr-defined]
    assert again.search("number n42", everything, 1)[0].passage == passages[42]
    again.close()


def open_and_close(folder: Path, embedder: EMBEDDER, passages: list[Passage]) -> None:
    index = open_index(folder, embedder)
    assert index.sync(passages).complete
    index.close()


@given(
    as_of=st.integers(-6, 6).map(lambda days: date(2026, 6, 1) + timedelta(days=days)),
    not_deal=st.none() | st.integers(0, 6).map(lambda n: f"deal-{n}"),
    kinds=st.frozensets(st.sampled_from([SourceKind.PLAY, SourceKind.DOCUMENT, SourceKind.CASE])),
    word=st.sampled_from(["champion", "silence words", "n40", "renewal budget pilot number"]),
    one_a_source=st.booleans(),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_search_sees_past_its_filter(
    index: HybridIndex,
    passages: list[Passage],
    as_of: date,
    not_deal: str | None,
    kinds: frozenset[SourceKind],
    word: str,
    one_a_source: bool,
) -> None:
    index.sync(passages)
    within = Filter(kinds=kinds, as_of=as_of, not_deal=not_deal)
    found = [f.passage for f in index.search(word, within, 300, one_a_source=one_a_source)]
    for passage in found:
        assert passage.source.source_kind in kinds
        if passage.source.source_kind is SourceKind.CASE:
            assert passage.closed_at is not None
            assert passage.closed_at < as_of
            assert not_deal is None or passage.source.deal_id != not_deal
    # Both sides are filtered before they are cut to size, so the best of what may be seen is all there.
    brought = index._nearest(word, within, 300)
    nearest = list(brought.passages) if brought else []
    visible = [p for p in passages if p.source.source_kind in kinds]
    cases = [p for p in visible if p.source.source_kind is SourceKind.CASE]
    hidden = [p for p in cases if not (p.closed_at and p.closed_at < as_of) or p.source.deal_id == not_deal]
    if kinds:
        assert set(nearest) == {p.passage_id for p in visible} - {p.passage_id for p in hidden}


@pytest.mark.parametrize(
    "other", [{"name": "another"}, {"dimensions": 256}, {"name": "another", "dimensions": 256}], ids=str
)
def test_another_embedder_makes_the_index_again(
    other: dict[str, Any],
    tmp_path: Path,
    make_embedder: Callable[..., EMBEDDER],
    passages: list[Passage],
    make_passage: Callable[..., Passage],
    everything: Filter,
) -> None:
    open_and_close(tmp_path, make_embedder(), passages)
    embedder = make_embedder(**other)
    index = open_index(tmp_path, embedder)
    more = [*passages, make_passage(999, "one that is new")]
    said: list[str] = []
    assert index.sync(more, lambda what, done, total: said.append(what)).complete
    assert len(embedder.calls) >= 301
    assert index.search("number n42", everything, 1)[0].passage == passages[42]
    stamp = _stamp(tmp_path)
    assert stamp["dimensions"] == embedder.dimensions
    assert stamp["embedder"].startswith(embedder.name)
    assert len(list(tmp_path.glob("chroma-*"))) == 1
    if "name" in other:
        assert any("embedding model changed" in line for line in said)
    index.close()


def test_a_stopped_sync_goes_on_where_it_was(
    tmp_path: Path, make_embedder: Callable[..., EMBEDDER], make_passage: Callable[..., Passage], everything: Filter
) -> None:
    passages = [make_passage(i, f"text number n{i}") for i in range(700)]
    first, second = make_embedder(), make_embedder()
    index = open_index(tmp_path, first)
    report = index.sync(passages, stop=lambda: len(first.calls) >= 256)
    assert (report.added, report.complete) == (256, False)
    assert _stamp(tmp_path)["fingerprint"] is None
    # Not yet found by meaning, but by words.
    assert passages[690] in [f.passage for f in index.search("n690", everything, 3)]
    index.close()
    index = open_index(tmp_path, second)
    report = index.sync(passages)
    assert (report.added, report.kept, report.complete) == (444, 256, True)
    assert len(second.calls) == 444
    index.close()


def test_a_rebuild_leaves_nothing_of_the_old_folder(
    tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter
) -> None:
    index = open_index(tmp_path, embedder)
    index.sync(passages)
    (old,) = tmp_path.glob("chroma-*")
    stopped = index.rebuild(passages[:100], stop=lambda: True)
    assert not stopped.complete
    assert list(tmp_path.glob("chroma-*")) == [old]
    report = index.rebuild(passages[:100])
    assert (report.added, report.complete) == (100, True)
    (new,) = tmp_path.glob("chroma-*")
    assert new != old
    assert index.search("number n42", everything, 1)[0].passage == passages[42]
    index.close()


def test_without_its_embedder_it_goes_on_by_words_and_says_so(
    tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter
) -> None:
    index = open_index(tmp_path, embedder)
    index.sync(passages)
    embedder.broken = True
    assert index.search("number n42", everything, 3)[0].passage == passages[42]
    assert index.mode == "lexical"
    assert index.note == "Searching by words alone. The embedder is switched off. Switch it on."
    index.sync(passages[:50])
    assert not index.sync(passages[:60]).complete
    assert index.mode == "lexical"
    assert index.search("number n42", everything, 3)[0].passage == passages[42]
    embedder.broken = False
    assert index.sync(passages[:60]).complete
    assert (index.mode, index.note) == ("hybrid", None)
    index.close()


def test_it_has_one_owner_at_a_time(tmp_path: Path, embedder: EMBEDDER, passages: list[Passage]) -> None:
    index = open_index(tmp_path, embedder)
    with pytest.raises(IndexInUse, match=r"process \d+, since 20\d\d-") as caught:
        open_index(tmp_path, embedder)
    assert caught.value.next_step
    index.close()
    open_index(tmp_path, embedder).close()


def test_searches_get_in_while_a_sync_runs(
    tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter
) -> None:
    index = open_index(tmp_path, embedder)
    index.sync(passages[:200])
    wrong: list[object] = []

    def look() -> None:
        for _ in range(40):
            found = index.search("number n42", everything, 1)
            if not found or found[0].passage != passages[42] or index.mode != "hybrid":
                wrong.append(found)

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for last in (300, 150, 300):
        assert index.sync(passages[:last]).complete
    assert index.rebuild(passages).complete
    for thread in threads:
        thread.join()
    assert wrong == []
    index.close()
