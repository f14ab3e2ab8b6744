from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.deal import Deal
from coach.stalls.odds import ENOUGH_AT_AGE, MOST_AGES, OddsTable, tabulate

MAVEN_TODAY = date(2017, 12, 31)


@pytest.fixture(scope="module")
def maven_odds(maven: list[Deal]) -> OddsTable:
    return tabulate([(deal, ()) for deal in maven], MAVEN_TODAY)


def test_maven_old_deals_are_seldom_won_though_closed_ones_alone_say_otherwise(
    maven: list[Deal], maven_odds: OddsTable
) -> None:
    odds = maven_odds.odds_at("Engaging", 120)
    assert odds is not None
    assert odds.value == pytest.approx(0.095, abs=0.005)
    assert odds.low < odds.value < odds.high
    ages = [((d.closed_at - d.created_at).days, d.outcome) for d in maven if d.closed_at and d.created_at]
    naive = [outcome == "won" for age, outcome in ages if age >= 120]
    assert sum(naive) / len(naive) == pytest.approx(0.75, abs=0.02)


def test_maven_beyond_the_last_closing_the_upper_bound_is_exact(maven_odds: OddsTable) -> None:
    odds = maven_odds.odds_at(None, 400)
    assert odds is not None
    assert (odds.value, odds.low) == (0.0, 0.0)
    assert odds.high == pytest.approx(1 - 0.05 ** (1 / odds.n))
    assert maven_odds.odds_at(None, -1) is None
    assert maven_odds.pipeline is not None
    assert len(maven_odds.pipeline.ages) <= MOST_AGES


def test_with_nothing_open_the_odds_are_the_plain_share(build: Any) -> None:
    outcomes = ["won"] * 30 + ["lost"] * 70
    history = [(build.deal(str(i), closed=10 + i // 10, outcome=o), ()) for i, o in enumerate(outcomes)]
    table = tabulate(history, build.day(300))
    whole, later = table.odds_at(None, 0), table.odds_at(None, 12)
    assert whole is not None
    assert later is not None
    assert (whole.value, whole.n) == (pytest.approx(0.3), 100)
    assert (later.value, later.n) == (0.0, 70)


def test_aalen_johansen_by_hand(build: Any) -> None:
    # 40 deals: on day 10 ten are won, on day 20 ten lost; ten are followed to day 15 only, ten to day 40.
    history = [(build.deal(f"w{i}", closed=10, outcome="won"), ()) for i in range(10)]
    history += [(build.deal(f"l{i}", closed=20, outcome="lost"), ()) for i in range(10)]
    history += [(build.deal(f"s{i}", created=25), ()) for i in range(10)]
    history += [(build.deal(f"o{i}"), ()) for i in range(10)]
    history += [(build.deal("late", closed=30, outcome="won"), ())]
    odds = tabulate(history, build.day(40)).odds_at(None, 0)
    assert odds is not None
    at_risk_10, at_risk_20, at_risk_30 = 41, 21, 11
    survival_10 = 1 - 10 / at_risk_10
    survival_20 = survival_10 * (1 - 10 / at_risk_20)
    assert odds.value == pytest.approx(10 / at_risk_10 + survival_20 / at_risk_30)


def test_in_a_stage_the_cohort_is_who_was_still_in_it_followed_to_the_end(build: Any) -> None:
    history = []
    for i in range(60):  # out of Discovery on day 5, won on day 50; or stuck in Discovery until lost on day 80
        deal = build.deal(f"w{i}", closed=50, outcome="won", stage="Won")
        history.append((deal, build.changes(deal.deal_id, [(0, "Discovery"), (5, "Proposal"), (50, "Won")])))
    for i in range(40):
        deal = build.deal(f"l{i}", closed=80, outcome="lost", stage="Lost")
        history.append((deal, build.changes(deal.deal_id, [(0, "Discovery"), (80, "Lost")])))
    table = tabulate(history, build.day(200))
    fresh, stuck = table.odds_at("Discovery", 0), table.odds_at("Discovery", 6)
    assert fresh is not None
    assert stuck is not None
    assert (fresh.value, fresh.n) == (pytest.approx(0.6), 100)
    assert (stuck.value, stuck.n) == (0.0, 40)


def test_too_few_deals_give_no_figure(build: Any) -> None:
    history = [(build.deal(str(i), closed=5, outcome="won"), ()) for i in range(ENOUGH_AT_AGE - 1)]
    assert tabulate(history, build.day(50)).odds_at(None, 0) is None
    assert tabulate([], build.day(50)).odds_at("Proposal", 3) is None


cohorts = st.lists(
    st.tuples(st.integers(-5, 90), st.sampled_from(["won", "lost", "open"]), st.integers(0, 60)),
    min_size=20,
    max_size=80,
)


@settings(max_examples=40, deadline=None)
@given(cohort=cohorts, age=st.integers(0, 120))
def test_odds_stay_within_bounds_whatever_the_cohort(build: Any, cohort: list[tuple[int, str, int]], age: int) -> None:
    history = [
        (build.deal(str(i), created=created, closed=None if o == "open" else created + days, outcome=o), ())
        for i, (days, o, created) in enumerate(cohort)
    ]
    table = tabulate(history, build.day(150))
    odds = table.odds_at(None, age)
    if odds is not None:
        assert 0 <= odds.low <= odds.value <= odds.high <= 1
        assert odds.n >= ENOUGH_AT_AGE
    assert OddsTable.model_validate_json(table.model_dump_json()) == table
