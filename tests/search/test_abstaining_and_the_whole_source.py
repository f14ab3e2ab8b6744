"""Saying that nothing answers; and what a whole source adds to each of its passages."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from coach.domain.evidence import SourceKind
from coach.domain.passage import Filter, Found, Passage
from coach.knowledge.ports import Vectors
from coach.search.abstaining import BY_WORDS, Rule, Signs, is_answered, rule_for, signs_of
from coach.search.beside import Beside
from coach.search.index import open_index
from coach.search.lexical import Lexical, LexicalIndex
from coach.search.shelf import Shelf

TEXTS = (
    "The buyer has gone quiet since the proposal: ask what changed on their side before you write again.",
    "Purchasing wants a discount of ten percent and payment within ninety days of the invoice.",
    "The security review asks for a penetration test and a questionnaire of the supplier.",
)


@pytest.fixture
def shelf(make_passage: Callable[..., Passage]) -> Shelf:
    return Shelf([make_passage(i, text) for i, text in enumerate(TEXTS)])


def found_of(shelf: Shelf) -> tuple[Found, ...]:
    return tuple(Found(passage=p, score=1.0, rank=n) for n, p in enumerate(shelf.passages, start=1))


@pytest.mark.parametrize(
    ("query", "covered", "known"),
    [
        ("discount payment", 1.0, 1.0),
        ("discount of the questionnaire", 0.5, 1.0),
        ("harvest frost", 0.0, 0.0),
        ("the of and", 0.0, 0.0),
    ],
)
def test_the_signs_of_an_answer(query: str, covered: float, known: float, shelf: Shelf) -> None:
    signs = signs_of(query, found_of(shelf), Lexical(shelf), len(shelf), 0.4)
    assert (signs.closeness, signs.known) == (0.4, pytest.approx(known))
    assert signs.covered == pytest.approx(covered)


def test_a_rare_word_that_is_missing_says_more_than_a_common_one(make_passage: Callable[..., Passage]) -> None:
    shelf = Shelf([make_passage(i, f"deal number{i}") for i in range(20)])
    lexical = Lexical(shelf)
    both = signs_of("deal harvest", found_of(shelf)[:1], lexical, len(shelf), None)
    assert both.covered == both.known
    assert 0 < both.covered < 0.1


def test_nothing_found_has_no_signs(shelf: Shelf) -> None:
    assert signs_of("discount", (), Lexical(shelf), len(shelf), None) == Signs(None, 0.0, 0.0)


@pytest.mark.parametrize(
    ("closeness", "answered"), [(0.1, False), (0.9, True)], ids=["far from everything", "close to something"]
)
def test_closeness_counts_where_the_embedder_is_known(closeness: float, answered: bool) -> None:
    signs = Signs(closeness, 0.4, 0.4)
    assert is_answered(signs, "all-MiniLM-L6-v2-int8@8199be6f") is answered
    assert is_answered(signs, "openai:text-embedding-3-small") is is_answered(Signs(None, 0.4, 0.4))


def test_every_sign_speaks_for_an_answer() -> None:
    for rule in (BY_WORDS, rule_for("all-MiniLM-L6-v2-int8@1")):
        least, most = Signs(0.0, 0.0, 0.0), Signs(1.0, 1.0, 1.0)
        assert rule.value(least) < 0 < rule.value(most)
        assert min(rule.covered, rule.known) > 0
    assert rule_for(None) == BY_WORDS
    assert Rule(-1.0, 2.0, 0.0, 0.0).value(Signs(None, 1.0, 1.0)) == -1.0


@pytest.mark.parametrize("abstain", [True, False])
def test_only_who_asks_for_it_gets_nothing(
    abstain: bool, tmp_path: Path, embedder: object, shelf: Shelf, everything: Filter
) -> None:
    index, words = open_index(tmp_path, embedder), LexicalIndex()  # type: ignore[arg-type]
    for one in (index, words):
        one.sync(shelf.passages)
        assert one.search("discount payment invoice", everything, 1, abstain=abstain)[0].passage == shelf.passages[1]
    off_the_subject = "the frost took the harvest of the discount orchard"
    assert bool(index.search(off_the_subject, everything, 3, abstain=abstain)) is not abstain
    assert bool(words.search(off_the_subject, everything, 3, abstain=abstain)) is not abstain
    index.close()


def two_halves(make_passage: Callable[..., Passage], number: int) -> list[Passage]:
    whole = make_passage(number, "first half. second half.")
    return [whole.model_copy(update={"start": s, "end": e}) for s, e in ((0, 11), (12, 24))]


def test_a_source_is_the_mean_of_its_passages(tmp_path: Path, make_passage: Callable[..., Passage]) -> None:
    shelf = Shelf(two_halves(make_passage, 1) + two_halves(make_passage, 2))
    vectors = dict(zip(shelf.ids, np.eye(4, dtype=np.float32), strict=True))
    read: list[str] = []

    def reader(ids: object) -> dict[str, Vectors]:
        read.extend(ids)  # type: ignore[arg-type]
        return {key: vectors[key] for key in ids}  # type: ignore[attr-defined]

    centres = Beside(tmp_path, "maker")
    near, known = centres.sources(shelf, np.eye(4, dtype=np.float32)[0], np.array([0, 1]))
    assert (near.tolist(), known.tolist()) == ([0.0, 0.0], [False, False])
    centres.refresh(shelf, reader)
    near, known = centres.sources(shelf, np.eye(4, dtype=np.float32)[0], np.array([0, 1]))
    assert near == pytest.approx([np.sqrt(0.5), 0.0])
    assert known.all()
    # Read back from the file: nothing is asked of the collection again, and what is gone leaves no trace.
    again, rest = Beside(tmp_path, "maker"), Shelf(shelf.passages[2:])
    read.clear()
    again.refresh(rest, reader)
    assert read == []
    assert again.sources(rest, np.eye(4, dtype=np.float32)[3], np.array([0]))[0] == pytest.approx([np.sqrt(0.5)])
    (file,) = tmp_path.glob("vectors-*")
    with np.load(file) as kept:
        assert kept["ids"].tolist() == list(rest.ids)


def test_few_passages_are_searched_exactly(make_passage: Callable[..., Passage]) -> None:
    shelf = Shelf([make_passage(i, f"text {i}") for i in range(50)])
    matrix = np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32)
    beside = Beside(None, "maker")
    visible = np.arange(50) % 3 == 0
    assert beside.nearest(shelf, matrix[7], visible, 5) is None
    beside.refresh(shelf, lambda ids: {key: matrix[shelf.places[key]] for key in ids})
    brought = beside.nearest(shelf, matrix[7], visible, 5)
    assert brought is not None
    near = np.where(visible, matrix @ matrix[7], -np.inf)
    assert [shelf.places[key] for key in brought] == np.argsort(-near)[:5].tolist()
    assert list(brought.values()) == pytest.approx(np.sort(near)[::-1][:5].tolist())


def test_the_file_of_another_embedder_or_a_damaged_one_is_made_again(
    tmp_path: Path, make_passage: Callable[..., Passage]
) -> None:
    shelf = Shelf(two_halves(make_passage, 1))
    asked: list[str] = []

    def reader(ids: object) -> dict[str, Vectors]:
        asked.extend(ids)  # type: ignore[arg-type]
        return {key: np.ones(2, dtype=np.float32) for key in ids}  # type: ignore[attr-defined]

    for maker, damaged in (("one", False), ("other", False), ("other", True)):
        asked.clear()
        if damaged:
            next(tmp_path.glob("vectors-*")).write_bytes(b"not an archive")
        Beside(tmp_path, maker).refresh(shelf, reader)
        assert len(asked) == 2
        assert len(list(tmp_path.iterdir())) == 1
    forgetful = Beside(tmp_path, "other")
    forgetful.forget()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("not_deal", [None, "deal-2"])
@pytest.mark.parametrize("deals", [None, frozenset(), frozenset({"deal-1", "deal-2", "deal-99"})])
@pytest.mark.parametrize("kinds", [frozenset(SourceKind), frozenset({SourceKind.CASE}), frozenset({SourceKind.PLAY})])
def test_what_is_visible_at_once_is_what_is_visible_one_by_one(
    kinds: frozenset[SourceKind], deals: frozenset[str] | None, not_deal: str | None, passages: list[Passage]
) -> None:
    undated = passages[2].model_copy(update={"closed_at": None})
    shelf = Shelf([*passages, undated])
    for days in range(-5, 6):
        within = Filter(kinds=kinds, as_of=date(2026, 6, 1) + timedelta(days=days), not_deal=not_deal, deals=deals)
        assert shelf.visible(within).tolist() == [_is_visible(passage, within) for passage in shelf.passages]
        assert shelf.visible(within) is shelf.visible(within)


def _is_visible(passage: Passage, within: Filter) -> bool:
    source = passage.source
    if source.source_kind not in within.kinds:
        return False
    if source.source_kind is not SourceKind.CASE:
        return True
    if source.deal_id == within.not_deal or (within.deals is not None and source.deal_id not in within.deals):
        return False
    return passage.closed_at is not None and passage.closed_at < within.as_of
