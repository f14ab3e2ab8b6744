from datetime import date
from typing import Any

import pytest

from coach.domain.deal import Outcome
from coach.domain.stage import closing_names
from coach.domain.stay import dwells
from coach.stalls.dwells import course


@pytest.mark.parametrize(
    ("moves", "end", "expected"),
    [
        ([(0, "Discovery"), (10, "Proposal")], 25, [("Discovery", 10, True), ("Proposal", 15, False)]),
        ([(0, "Discovery"), (4, "Discovery"), (10, "Proposal")], 12, [("Discovery", 10, True), ("Proposal", 2, False)]),
        (
            [(0, "Discovery"), (5, "Proposal"), (8, "Discovery")],
            20,
            [("Discovery", 5, True), ("Proposal", 3, True), ("Discovery", 12, False)],
        ),
        ([(10, "Proposal"), (0, "Discovery")], 12, [("Discovery", 10, True), ("Proposal", 2, False)]),
        ([(0, "Discovery"), (30, "Proposal")], 12, [("Discovery", 12, False)]),
        ([(3, "Discovery"), (3, "Proposal")], 5, [("Discovery", 0, True), ("Proposal", 2, False)]),
        ([], 5, []),
    ],
    ids=[
        "two stages",
        "repeated stage is one stay",
        "coming back starts anew",
        "unsorted",
        "later moves",
        "same day",
        "none",
    ],
)
def test_stays(build: Any, moves: list[tuple[int, str]], end: int, expected: list[tuple[str, int, bool]]) -> None:
    found = dwells(build.changes("D1", moves), build.day(end), closing_names(build.stages), still_open=True)
    assert [(d.stage, d.days, d.completed) for d in found] == expected


def test_closing_ends_the_last_stay_and_is_none_itself(build: Any) -> None:
    deal = build.deal(closed=40, outcome="won", stage="Won")
    moves = build.changes("D1", [(0, "Discovery"), (10, "Proposal"), (38, "Won")])
    found = course(deal, moves, build.day(60), closing_names(build.stages))
    assert found is not None
    assert [(d.stage, d.days) for d in found.dwells] == [("Discovery", 10), ("Proposal", 28)]
    assert (found.age, found.ended) == (40, build.day(40))


def test_a_deal_closed_later_was_open_and_one_created_later_was_not_there(build: Any) -> None:
    deal = build.deal(closed=40, outcome="lost", stage="Lost")
    moves = build.changes("D1", [(0, "Discovery"), (10, "Proposal"), (40, "Lost")])
    found = course(deal, moves, build.day(30), closing_names(()))
    assert found is not None
    assert (found.outcome, found.age) == (Outcome.OPEN, 30)
    assert found.current is not None
    assert (found.current.stage, found.current.days) == ("Proposal", 20)
    assert course(build.deal(created=50), (), build.day(30), closing_names(())) is None


def test_history_before_creation_is_kept_as_it_stands(build: Any) -> None:
    found = course(build.deal(created=20), build.changes("D1", [(5, "Proposal")]), build.day(30), closing_names(()))
    assert found is not None
    assert (found.age, found.dwells[0].days) == (10, 25)


def test_closed_before_creation_gives_a_negative_age_and_no_crash(build: Any) -> None:
    found = course(build.deal(created=20, closed=5, outcome="won"), (), build.day(30), closing_names(()))
    assert found is not None
    assert found.age == -15


def test_closing_date_is_taken_from_the_closing_move_where_it_is_missing(build: Any) -> None:
    deal = build.deal(outcome="won", stage="Won")
    found = course(deal, build.changes("D1", [(0, "Proposal"), (9, "Won")]), build.day(30), closing_names(()))
    assert found is not None
    assert (found.ended, found.age) == (build.day(9), 9)
    unknown = course(deal, build.changes("D1", [(0, "Proposal")]), build.day(30), closing_names(()))
    assert unknown is not None
    assert (unknown.ended, unknown.age, unknown.dwells) == (None, None, ())


def test_days_are_calendar_days_in_utc(build: Any) -> None:
    assert build.day(1) == date(2026, 1, 2)
