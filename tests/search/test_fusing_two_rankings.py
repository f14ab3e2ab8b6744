"""Bringing the sides of a search together, and the words that the lexical side sees."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from coach.domain.evidence import SourceKind
from coach.domain.passage import Filter, Passage
from coach.search.fusion import Weights, chosen, weighed, weights_of
from coach.search.lexical import Lexical, LexicalIndex
from coach.search.ranking import found_by_words
from coach.search.shelf import Shelf
from coach.search.words import terms, terms_and_pairs


@pytest.fixture
def shelf(make_passage: Callable[..., Passage]) -> Shelf:
    return Shelf([make_passage(i, f"text {i}") for i in range(6)])


def test_a_score_is_the_weighted_sum_of_shares_of_the_best() -> None:
    sides = [(0.75, np.array([0.8, 0.4, 0.0])), (0.25, np.array([0.0, 3.0, -1.0]))]
    assert weighed(sides).tolist() == pytest.approx([0.75, 0.625, 0.0])
    assert weighed([(0.5, np.array([2.0, 1.0])), (0.5, np.array([7.0, 0.0]))])[0] == pytest.approx(1.0)


def test_a_side_that_found_nothing_adds_nothing() -> None:
    assert weighed([(0.5, np.zeros(2)), (0.5, np.array([1.0, 2.0]))]).tolist() == pytest.approx([0.25, 0.5])
    assert len(weighed([])) == 0
    assert len(weighed([(1.0, np.zeros(0))])) == 0


def test_the_best_come_first_and_equal_ones_by_their_ids(shelf: Shelf) -> None:
    places = np.array([0, 2, 4, 5])
    found = chosen(shelf, places, np.array([0.5, 0.9, 0.5, 0.0]), 10)
    tied = sorted((shelf.ids[0], shelf.ids[4]))
    assert [f.passage.passage_id for f in found] == [shelf.ids[2], *tied]
    assert [(f.rank, f.score) for f in found] == [(1, 0.9), (2, 0.5), (3, 0.5)]


def test_one_a_source_keeps_the_best_passage_of_each(make_passage: Callable[..., Passage]) -> None:
    whole = make_passage(1, "first half. second half.")
    first, second = (whole.model_copy(update={"start": s, "end": e}) for s, e in ((0, 11), (12, 24)))
    other = make_passage(2, "another text")
    shelf = Shelf([first, second, other])
    scores = np.array([0.8, 0.9, 0.2])
    one_each = chosen(shelf, np.arange(3), scores, 3, one_a_source=True)
    assert [f.passage for f in one_each] == [second, other]
    assert [f.passage for f in chosen(shelf, np.arange(3), scores, 2)] == [second, first]


@pytest.mark.parametrize(
    ("kind", "shown"), [(SourceKind.DOCUMENT, [0, 2, 3]), (SourceKind.PLAY, [0, 1, 2, 3]), (SourceKind.CASE, None)]
)
def test_of_documents_that_say_the_same_one_is_shown(
    kind: SourceKind, shown: list[int] | None, make_passage: Callable[..., Passage]
) -> None:
    common = " ".join(f"thing{i}" for i in range(40))
    texts = [common, f"{common} again", f"{common} " + " ".join(f"more{i}" for i in range(10)), "short text"]
    shelf = Shelf([make_passage(i, text, kind) for i, text in enumerate(texts)])
    found = chosen(shelf, np.arange(4), np.array([0.9, 0.8, 0.7, 0.6]), 10)
    assert [shelf.passages.index(f.passage) for f in found] == (shown or [0, 1, 2, 3])


def test_several_kinds_are_scored_by_the_one_that_leans_on_words_most() -> None:
    few, many = Weights(0.8, 0.1, 0.1, 0.0), Weights(0.3, 0.4, 0.1, 0.2)
    weights = {SourceKind.PLAY: few, SourceKind.DOCUMENT: many}
    assert weights_of(frozenset({SourceKind.PLAY}), weights) == few
    assert weights_of(frozenset({SourceKind.PLAY, SourceKind.DOCUMENT}), weights) == many
    assert many.by_words_alone() == Weights(0.0, pytest.approx(2 / 3), 0.0, pytest.approx(1 / 3))
    assert Weights(1.0, 0.0, 0.0, 0.0).by_words_alone() == Weights(0.0, 1.0, 0.0, 0.0)


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
    assert best(Lexical(shelf), "mid-market close date", everything, shelf, 1) == [together.passage_id]


def test_other_scripts_are_words_too() -> None:
    assert terms("Übergabe an Größe") == ["übergabe", "größe"]
    assert terms("会議 бюджет") == ["会議", "бюджет"]


def best(lexical: Lexical, query: str, within: Filter, shelf: Shelf, n: int) -> list[str]:
    weights = Weights(0.0, 1.0, 0.0, 0.0)
    found = found_by_words(shelf, lexical.scores(query), shelf.visible(within), n, weights, one_a_source=False)
    return [f.passage.passage_id for f in found]


def test_a_query_without_a_known_word_finds_nothing(shelf: Shelf, everything: Filter) -> None:
    lexical = Lexical(shelf)
    assert best(lexical, "the of and", everything, shelf, 5) == []
    assert best(lexical, "zebra", everything, shelf, 5) == []
    assert best(lexical, "", everything, shelf, 5) == []
    assert len(best(lexical, "text", everything, shelf, 5)) == 5


def test_the_source_as_a_whole_speaks_for_its_passages(make_passage: Callable[..., Passage]) -> None:
    """Two passages say the same; the one whose page is about the matter comes first."""
    pages = ["Ask for the price. Renewal. Renewal of the contract.", "Ask for the price. A holiday. A holiday list."]
    passages = [make_passage(i, text).model_copy(update={"heading": "Page"}) for i, text in enumerate(pages)]
    cut = [p.model_copy(update={"start": s, "end": e}) for p in passages for s, e in ((0, 18), (19, len(p.text)))]
    scores = Lexical(Shelf(cut)).scores("price renewal")
    assert scores is not None
    by_passage, by_source = scores
    assert by_passage[0] == pytest.approx(by_passage[2])
    assert by_source[0] > by_source[1] > 0


def test_how_rare_a_term_is(shelf: Shelf) -> None:
    lexical = Lexical(shelf)
    assert lexical.rarity("text")[0] == 6
    assert lexical.rarity("zebra")[0] == 0
    assert lexical.rarity("zebra")[1] > lexical.rarity("text")[1] > 0


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
    first = best(Lexical(shelf, folder), "word7", everything, shelf, 3)
    assert first == [shelf.ids[7]]
    (kept,) = folder.glob("lexical-*")
    assert best(Lexical(shelf, folder), "word7", everything, shelf, 3) == first
    for file in kept.rglob("*"):
        if file.is_file():
            file.write_bytes(b"not an index")
    assert best(Lexical(shelf, folder), "word7", everything, shelf, 3) == first
    fewer = Shelf(shelf.passages[:2_050])
    assert best(Lexical(fewer, folder), "word7", everything, fewer, 3) == first
    assert [p.name for p in folder.iterdir()] != [kept.name]
    assert len(list(folder.iterdir())) == 1
