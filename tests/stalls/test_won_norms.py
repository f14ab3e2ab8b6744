from typing import Any

import pytest

from coach.domain.failure import CoachError
from coach.domain.stall import Scope
from coach.stalls.dwells import courses
from coach.stalls.norms import (
    DEFAULT_DAYS,
    IN_STAGE,
    SINCE_CREATION,
    Spread,
    creation_standard,
    measure_norms,
    stage_standard,
)


def won(build: Any, number: int, days: int, segment: str | None, stage: str = "Proposal") -> Any:
    deal = build.deal(f"W{stage}{segment}{number}", closed=days, outcome="won", stage="Won", segment=segment)
    return deal, build.changes(deal.deal_id, [(0, stage), (days, "Won")])


def norms_of(build: Any, history: list[Any]) -> Any:
    return measure_norms(courses(history, build.day(400), build.stages))


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (list(range(1, 11)), (5, 8, 9, 10)),
        ([7], (7, 7, 7, 7)),
        ([1, 1, 1, 100], (1, 100, 100, 100)),
        (list(range(1, 21)), (10, 16, 18, 20)),
    ],
)
def test_a_quantile_is_the_least_days_within_which_that_share_was_done(
    days: list[int], expected: tuple[int, ...]
) -> None:
    spread = Spread.of(days)
    assert spread.days == expected
    for share, limit in zip((0.5, 0.8, 0.9, 1.0), spread.days, strict=True):
        assert sum(d <= limit for d in days) >= share * len(days)


@pytest.mark.parametrize(
    ("won_here", "scope", "n"),
    [
        ((20, 0, 0), Scope.SEGMENT, 20),
        ((19, 1, 0), Scope.STAGE, 20),
        ((5, 5, 15), Scope.PIPELINE, 25),
        ((5, 5, 5), Scope.DEFAULT, 0),
    ],
)
def test_the_scope_widens_until_twenty(build: Any, won_here: tuple[int, int, int], scope: Scope, n: int) -> None:
    segment_n, stage_n, elsewhere_n = won_here
    history = [won(build, i, 10 + i, "A") for i in range(segment_n)]
    history += [won(build, i, 30 + i, "B") for i in range(stage_n)]
    history += [won(build, i, 50 + i, "B", "Negotiation") for i in range(elsewhere_n)]
    found = stage_standard(norms_of(build, history), "Proposal", "A", 0.9)
    assert (found.norm.scope, found.norm.n, found.norm.measure) == (scope, n, IN_STAGE)
    if scope is Scope.DEFAULT:
        assert (found.norm.days, found.max_days) == (DEFAULT_DAYS[IN_STAGE][2], None)


def test_the_longest_won_is_that_of_the_whole_stage_also_for_a_segment(build: Any) -> None:
    history = [won(build, i, 10, "A") for i in range(20)] + [won(build, 0, 77, "B")]
    found = stage_standard(norms_of(build, history), "Proposal", "A", 0.9)
    assert (found.norm.scope, found.norm.days, found.max_days) == (Scope.SEGMENT, 10, 77)


def test_lost_deals_count_for_what_ever_closed_but_not_for_the_norm(build: Any) -> None:
    lost = build.deal("L", closed=200, outcome="lost", stage="Lost")
    history = [won(build, i, 10, "A") for i in range(20)] + [
        (lost, build.changes("L", [(0, "Proposal"), (200, "Lost")]))
    ]
    found = stage_standard(norms_of(build, history), "Proposal", "A", 1.0)
    assert (found.norm.days, found.longest_closed) == (10, 200)


def test_without_stage_history_the_age_since_creation_serves_and_says_so(build: Any) -> None:
    history = [(build.deal(f"W{i}", closed=20 + i, outcome="won"), ()) for i in range(30)]
    history += [(build.deal("N", created=50, closed=10, outcome="won"), ())]
    found = creation_standard(norms_of(build, history), None, 0.9)
    assert (found.norm.scope, found.norm.n, found.norm.days, found.norm.measure) == (
        Scope.PIPELINE,
        30,
        46,
        SINCE_CREATION,
    )


def test_an_unknown_quantile_is_refused_with_the_ones_there_are(build: Any) -> None:
    with pytest.raises(CoachError, match=r"0\.5, 0\.8, 0\.9, 1\.0"):
        creation_standard(norms_of(build, []), None, 0.75)
