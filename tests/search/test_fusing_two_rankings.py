"""Reciprocal rank fusion, and the words that the lexical side sees."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from coach.domain.evidence import SourceKind
from coach.domain.passage import Filter, Passage
from coach.search.fusion import K, fused
from coach.search.lexical import Lexical, LexicalIndex
from coach.search.shelf import Shelf
from coach.search.words import terms, terms_and_pairs


@pytest.fixture
def shelf(make_passage: Callable[..., Passage]) -> Shelf:
    return Shelf([make_passage(i, f"text {i}") for i in range(6)])


def test_scores_are_the_weighted_reciprocal_ranks(shelf: Shelf) -> None:
    a, b, c, *_ = shelf.ids
    found = fused([a, b], [b, c], shelf, 0.25, 10)
    assert [f.passage.passage_id for f in found] == [b, a, c]
    best = 0.75 * (K + 1) / (K + 2) + 0.25
    assert [f.score for f in found] == pytest.approx([best, 0.75, 0.25 * (K + 1) / (K + 2)], abs=1e-6)
    assert [f.rank for f in found] == [1, 2, 3]


def test_first_in_both_scores_one_and_unknown_ids_are_left_out(shelf: Shelf) -> None:
    a = shelf.ids[0]
    found = fused([a, "gone"], ["gone", a], shelf, 0.5, 10)
    assert [f.passage.passage_id for f in found] == [a]
    assert fused([a], [a], shelf, 0.5, 10)[0].score == pytest.approx(1.0)


def test_one_a_source_keeps_the_best_passage_of_each(make_passage: Callable[..., Passage]) -> None:
    whole = make_passage(1, "first half. second half.")
    first, second = (whole.model_copy(update={"start": s, "end": e}) for s, e in ((0, 11), (12, 24)))
    other = make_passage(2, "another text")
    shelf = Shelf([first, second, other])
    ranking = [second.passage_id, first.passage_id, other.passage_id]
    assert [f.passage for f in fused(ranking, [], shelf, 0.5, 3, one_a_source=True)] == [second, other]
    assert [f.passage for f in fused(ranking, [], shelf, 0.5, 2)] == [second, first]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("closed deals", "closing deal"),
        ("companies", "company"),
        ("pipelines", "pipeline"),
        ("The buyer’s plans", "buyer plan"),
        ("PLANNED", "planning"),
        ("activities", "activity"),
    ],
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert terms(one) == terms(other)


@pytest.mark.parametrize(("one", "other"), [("process", "proces"), ("bus", "bu"), ("user", "us"), ("string", "str")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert terms(one) != terms(other)


def test_two_words_side_by_side_are_a_term_too(make_passage: Callable[..., Passage], everything: Filter) -> None:
    assert terms_and_pairs("Mid-market deals") == ["mid", "market", "deal", "mid market", "market deal"]
    apart = make_passage(1, "The market closed in mid june, and the date went by before the close of the order.")
    together = make_passage(2, "The close date of a mid-market order went by in june, before the quarter was out.")
    shelf = Shelf([apart, together])
    assert Lexical(shelf).best("mid-market close date", everything, 1) == [together.passage_id]


def test_other_scripts_are_words_too() -> None:
    assert terms("Übergabe an Größe") == ["übergabe", "größe"]
    assert terms("会議 бюджет") == ["会議", "бюджет"]


def test_a_query_without_a_known_word_finds_nothing(shelf: Shelf, everything: Filter) -> None:
    lexical = Lexical(shelf)
    assert lexical.best("the of and", everything, 5) == []
    assert lexical.best("zebra", everything, 5) == []
    assert lexical.best("", everything, 5) == []
    assert len(lexical.best("text", everything, 5)) == 5


def test_words_alone_still_obey_the_filter(passages: list[Passage]) -> None:
    index = LexicalIndex()
    report = index.sync(passages)
    assert (report.added, report.removed, index.count(), index.mode) == (300, 0, 300, "lexical")
    within = Filter(kinds=frozenset({SourceKind.CASE}), as_of=date(2026, 6, 1), not_deal="deal-2")
    found = index.search("champion budget words", within, 50)
    assert found
    assert all(f.passage.closed_at and f.passage.closed_at < within.as_of for f in found)
    assert all(f.passage.source.deal_id != "deal-2" for f in found)
    assert index.sync(passages[:10]).removed == 290


def test_a_large_word_index_is_kept_and_a_damaged_one_made_again(
    tmp_path: Path, make_passage: Callable[..., Passage], everything: Filter
) -> None:
    folder = tmp_path / "index"
    shelf = Shelf([make_passage(i, f"word{i} shared") for i in range(2_100)])
    first = Lexical(shelf, folder).best("word7", everything, 3)
    assert first == [shelf.ids[7]]
    (kept,) = folder.glob("lexical-*")
    assert Lexical(shelf, folder).best("word7", everything, 3) == first
    for file in kept.iterdir():
        file.write_bytes(b"not an index")
    assert Lexical(shelf, folder).best("word7", everything, 3) == first
    fewer = Shelf(shelf.passages[:2_050])
    assert Lexical(fewer, folder).best("word7", everything, 3) == first
    assert [p.name for p in folder.iterdir()] != [kept.name]
    assert len(list(folder.iterdir())) == 1
