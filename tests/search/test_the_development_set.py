"""The questions that search is measured with, and the measures."""

import pytest

from benchmarks.search_learning import learned
from benchmarks.search_measures import gain_over, interval, ndcg, ratio_interval, recall
from benchmarks.search_queries import KINDS, read_queries, right_section
from coach.search.abstaining import Signs

QUERIES = read_queries()


def test_the_set_is_large_enough_and_says_what_answers() -> None:
    assert len(QUERIES) >= 140
    assert sum(not query.is_answerable for query in QUERIES) >= 24
    assert len({query.query_id for query in QUERIES}) == len({query.text for query in QUERIES}) == len(QUERIES)
    assert {query.kind for query in QUERIES} == set(KINDS)
    assert all(2 in query.documents.values() for query in QUERIES if query.is_answerable)
    assert all(query.documents.get(path) for query in QUERIES for path, _ in query.sections)
    halves = [query.half for query in QUERIES]
    assert 0.4 < halves.count("dev") / len(halves) < 0.6


def test_the_right_section_is_known_by_one_of_its_names() -> None:
    query = next(query for query in QUERIES if query.sections)
    path, names = query.sections[0]
    assert right_section(query, path, f"Page > {names[0].upper()} and more") == 0
    assert right_section(query, path, "Page > something else") is None
    assert right_section(query, "another.md", names[0]) is None


def test_recall_and_ndcg_by_hand() -> None:
    grades = {"a": 2, "b": 1, "c": 2}
    assert recall(["x", "a", "b"], grades, 2) == 0.5
    assert recall(["b"], {"b": 1}, 5) == 1.0
    best = 3 + 3 / 1.5849625 + 1 / 2
    assert ndcg(["a", "c", "b"], grades) == pytest.approx(1.0)
    assert ndcg(["b", "x", "a"], grades) == pytest.approx((1 + 3 / 2) / best)


def test_intervals_hold_the_mean_and_narrow_with_the_number() -> None:
    few, many = interval([0.0, 1.0] * 10), interval([0.0, 1.0] * 1_000)
    assert few[0] == many[0] == 0.5
    assert few[1] < many[1] < 0.5 < many[2] < few[2]
    assert gain_over([0.6] * 20, [0.5] * 20) == pytest.approx((0.2, 0.2, 0.2))
    share, low, high = ratio_interval([True, False, True, False], [True, True, False, False])
    assert share == 0.5
    assert 0.0 <= low <= share <= high <= 1.0


def test_the_rule_that_is_learned_tells_the_two_sides_apart() -> None:
    answered = [Signs(0.6 + i / 100, 0.5 + i / 100, 1.0) for i in range(20)]
    not_so = [Signs(0.2 + i / 100, 0.1 + i / 100, 0.5) for i in range(20)]
    rule = learned([*answered, *not_so], [True] * 20 + [False] * 20)
    assert all(rule.value(signs) >= 0 for signs in answered)
    assert all(rule.value(signs) < 0 for signs in not_so)
    by_words = learned([Signs(None, s.covered, s.known) for s in (*answered, *not_so)], [True] * 20 + [False] * 20)
    assert by_words.closeness == 0
