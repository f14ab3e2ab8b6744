import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.deal import Deal, FieldChange
from coach.domain.record import Record
from coach.domain.stall import Pipeline
from coach.stalls.baseline import Baseline, contact_gaps
from coach.stalls.find import find_stalls

MAVEN_TODAY = date(2017, 12, 31)
TODAY = 100


@pytest.fixture(scope="module")
def won(build: Any) -> list[Any]:
    history = []
    for i in range(20):
        deal = build.deal(f"W{i}", closed=5 + i, outcome="won", stage="Won")
        history.append((deal, build.changes(deal.deal_id, [(0, "Proposal"), (5 + i, "Won")])))
    return history


@pytest.fixture(scope="module")
def baseline(build: Any, won: list[Any]) -> Baseline:
    return Baseline.measure(won, build.day(TODAY), stages=build.stages)


def test_maven_deals_older_than_any_that_ever_closed_are_stalled_and_come_first(maven: list[Deal]) -> None:
    baseline = Baseline.measure([(deal, ()) for deal in maven], MAVEN_TODAY)
    assert (baseline.won, baseline.lost, baseline.open) == (4238, 2473, 2089)
    pipeline = find_stalls([Record(deal=deal) for deal in maven], baseline, MAVEN_TODAY)
    assert (pipeline.open_deals, pipeline.age_not_known) == (2089, 500)
    oldest = [s.deal_id for s in pipeline.stalls if s.days_in_stage is not None and s.days_in_stage > 138]
    assert len(oldest) == 1291
    assert [s.deal_id for s in pipeline.stalls[:1291]] == oldest
    assert all(s.p_win is not None and s.p_win.value == 0 for s in pipeline.stalls[:1291])


def test_two_thousand_records_are_looked_at(build: Any, baseline: Baseline) -> None:
    activities = [
        build.activity(day, "email", direction="outbound", subject="Any news?", body="word " * 60)
        for day in range(40, 60)
    ]
    activities += [build.activity(41, "call", contact="Anna Berg", body="We spoke of the plan " * 10)]
    records = [
        build.record(build.deal(str(i), created=30), moves=[(30, "Proposal")], activities=activities)
        for i in range(2000)
    ]
    assert find_stalls(records, baseline, build.day(TODAY)).stalled_deals == 2000


def test_looking_needs_neither_statsmodels_nor_numpy() -> None:
    heavy = "('numpy', 'statsmodels', 'scipy', 'pandas')"
    code = f"import sys, coach.stalls.find; print([m for m in {heavy} if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_a_baseline_is_equal_after_json(baseline: Baseline, maven: list[Deal]) -> None:
    for one in (baseline, Baseline.measure([(deal, ()) for deal in maven], MAVEN_TODAY)):
        assert Baseline.model_validate_json(one.model_dump_json()) == one


def test_the_silence_norm_comes_from_won_deals_known_by_then(build: Any) -> None:
    spoken = [build.activity(day, "call", activity_id=f"C{day}") for day in (0, 0, 7, 14, 40)]
    deal = build.deal(closed=50, outcome="won")
    assert contact_gaps([build.record(deal, activities=spoken)], build.day(60)) == (7, 7, 26)
    assert contact_gaps([build.record(deal, activities=spoken)], build.day(45)) == ()
    assert contact_gaps([build.record(build.deal(), activities=spoken)], build.day(60)) == ()
    few = Baseline.measure([], build.day(60), contact_gaps=range(19))
    assert (few.silence.n, few.silence.days) == (0, 21.0)


def order(pipeline: Pipeline) -> list[str]:
    return [stall.deal_id for stall in pipeline.stalls]


def test_order_of_attention(build: Any, baseline: Baseline) -> None:
    def open_deal(name: str, entered: int, **fields: Any) -> Record:
        deal = build.deal(name, created=entered, currency="EUR", **fields)
        return build.record(deal, moves=[(entered, "Proposal")])  # type: ignore[no-any-return]

    held = {"hold_reason": "Works council", "hold_until": build.day(TODAY + 30)}
    records = [
        open_deal("held", 5, amount=Decimal(900), **held),
        open_deal("beyond-small", 70, amount=Decimal(100)),
        open_deal("late-large", TODAY - 24, amount=Decimal(400)),
        open_deal("late-small", TODAY - 24, amount=Decimal(100)),
        open_deal("late-unknown-b", TODAY - 24),
        open_deal("late-unknown-a", TODAY - 24),
        open_deal("beyond-large", 70, amount=Decimal(300)),
        open_deal("fine", TODAY - 3, amount=Decimal(100)),
    ]
    pipeline = find_stalls(records, baseline, build.day(TODAY))
    assert order(pipeline) == [
        "beyond-large",
        "beyond-small",
        "late-large",
        "late-unknown-a",
        "late-unknown-b",
        "late-small",
        "held",
    ]
    assert [stall.deal_id for stall in pipeline.others] == ["fine"]
    assert [(total.amount, total.currency) for total in pipeline.amount_stalled] == [(Decimal(1800), "EUR")]
    assert pipeline.deal_days_stalled == sum(s.days_in_stage - 14 for s in pipeline.stalls if s.days_in_stage)


def test_only_deals_open_at_the_date_are_looked_at(build: Any, baseline: Baseline) -> None:
    records = [
        build.record(build.deal("closed", closed=50, outcome="lost", stage="Lost")),
        build.record(
            build.deal("closed later", closed=TODAY + 1, outcome="lost", stage="Lost"), moves=[(0, "Proposal")]
        ),
        build.record(build.deal("not yet", created=TODAY + 1)),
        build.record(build.deal("no date", created=None)),
    ]
    pipeline = find_stalls(records, baseline, build.day(TODAY))
    assert order(pipeline) == ["closed later"]
    assert (pipeline.open_deals, pipeline.age_not_known) == (2, 1)
    assert pipeline.stalls[0].stage == "Proposal"


later_activity = st.builds(
    lambda day, kind, direction: (TODAY + day, kind, direction),
    st.integers(1, 50),
    st.sampled_from(["email", "call", "meeting", "note", "other"]),
    st.sampled_from(["inbound", "outbound", "internal", None]),
)
past_activity = st.builds(
    lambda day, kind, direction: (day, kind, direction),
    st.integers(20, TODAY),
    st.sampled_from(["email", "call", "meeting"]),
    st.sampled_from(["inbound", "outbound"]),
)


@settings(max_examples=60, deadline=None)
@given(
    logged=st.tuples(st.lists(past_activity, max_size=6), st.lists(later_activity, max_size=5)),
    moves=st.lists(st.tuples(st.integers(1, 50), st.sampled_from(["Discovery", "Negotiation", "Won"])), max_size=3),
    closed=st.none() | st.integers(1, 90),
)
def test_nothing_later_than_the_date_changes_a_figure(
    build: Any, won: list[Any], logged: tuple[list[Any], list[Any]], moves: list[tuple[int, str]], closed: int | None
) -> None:
    as_of, (past, later) = build.day(TODAY), logged

    def made(rows: list[Any]) -> list[Any]:
        return [
            build.activity(day, kind, direction=way, activity_id=f"{i}{day}") for i, (day, kind, way) in enumerate(rows)
        ]

    def measured(deal: Deal, extra: list[tuple[int, str]], rows: list[Any], changes: tuple[FieldChange, ...]) -> Any:
        steps = [(20, "Discovery"), (60, "Proposal"), *extra]
        record = build.record(deal, moves=steps, activities=made(rows), field_changes=changes)
        history = [*won, (record.deal, record.stage_changes)]
        baseline = Baseline.measure(history, as_of, contact_gaps([record], as_of), build.stages)
        return baseline, find_stalls([record], baseline, as_of)

    known = measured(build.deal(created=20), [], past, ())
    ended = {} if closed is None else {"closed": TODAY + closed, "outcome": "won", "stage": "Proposal"}
    push = FieldChange(
        deal_id="D1", field="expected_close_at", old="2026-01-01", new="2027-01-01", at=build.activity(TODAY + 2).at
    )
    more = [(TODAY + day, stage) for day, stage in moves]
    assert measured(build.deal(created=20, **ended), more, past + later, (push, push)) == known
