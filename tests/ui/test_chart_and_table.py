from decimal import Decimal
from typing import Any

from coach.domain.evidence import Citation, SourceKind
from coach.domain.review import Decision
from coach.domain.stage import Stage, StageKind
from coach.domain.stall import Norm, Scope, Signal, SignalName, Stall
from coach.ui import chart, filters, signals, sources, table


def stall(deal_id: str = "D-1", **given: Any) -> Stall:
    values: dict[str, Any] = {
        "deal_id": deal_id, "name": "Penhallow", "owner": "Elena", "stage": "Solution", "segment": None,
        "amount": Decimal(96_000), "currency": "EUR", "days_in_stage": 193,
        "norm": Norm(scope=Scope.STAGE, n=34, quantile=0.9, days=34), "median_days": 15, "max_days": 109,
        "signals": (
            Signal(name=SignalName.DWELL, value=193, norm=34, text="too long"),
            Signal(name=SignalName.NO_NEXT_STEP, value=0, text="none"),
        ),
        "stalled": True, "p_win": None, "deal_days_at_stake": 178, "on_hold": None, "attention": 1.0,
    }  # fmt: skip
    return Stall(**{**values, **given})


def test_a_deal_of_unknown_age_has_no_dot() -> None:
    assert [dot["deal_id"] for dot in chart.dots([stall("A"), stall("B", days_in_stage=None)])] == ["A"]


def test_a_stated_limit_is_no_band_of_won_deals() -> None:
    stated = Norm(scope=Scope.DEFAULT, n=0, quantile=0.9, days=60)

    assert chart.bands([stall(norm=stated)]) == []
    (band,) = chart.bands([stall("A"), stall("B")])
    assert (band["from"], band["to"]) == (15, 34)


def test_stages_stand_in_the_order_of_the_pipeline() -> None:
    stages = (
        Stage(name="Proposal", position=2),
        Stage(name="Solution", position=1),
        Stage(name="Won", position=3, kind=StageKind.WON),
    )

    assert chart.order(stages, [stall(), stall(stage="Odd")]) == ["Solution", "Proposal", "Odd"]


def test_the_reason_names_the_age_only_when_it_is_alone() -> None:
    assert signals.why(stall()) == "No next step"
    assert signals.why(stall(signals=stall().signals[:1])) == "193 days in stage"


def test_the_summary_names_what_was_never_won() -> None:
    told = signals.summary(stall())

    assert "193 days in Solution" in told
    assert "9 of 10 won deals took at most 34" in told
    assert "No deal was ever won after more than 109 days" in told
    assert "not known" in signals.summary(stall(days_in_stage=None))


def test_columns_that_would_be_empty_are_left_out() -> None:
    bare = table.frame([stall()], {})
    full = table.frame([stall(), stall("D-2", currency="USD")], {"D-1": Decision.PIVOT})

    assert not {"Verdict", "Win odds", "Currency"} & set(bare.columns)
    assert list(full["Verdict"]) == ["Pivot", ""]
    assert list(full["Currency"]) == ["EUR", "USD"]


def test_filters_look_at_owner_stage_and_words() -> None:
    one = stall()

    assert filters.matches(one, "penh elena", ["Elena"], ["Solution"])
    assert not filters.matches(one, "", ["Tom"], [])
    assert not filters.matches(one, "", [], ["Proposal"])
    assert not filters.matches(one, "dairy", [], [])


def test_several_quotes_of_one_source_are_numbered() -> None:
    def cite(label: str, kind: SourceKind = SourceKind.ACTIVITY) -> Citation:
        return Citation(source_id="activity:a@1", source_kind=kind, quote="x", start=0, end=1, label=label)

    same = [cite("Email from Karin, 3 Sep 2026"), cite("Note by Tom, 4 Sep 2026"), cite("Email from Karin, 3 Sep 2026")]
    play = cite("Ask for the no", SourceKind.PLAY)

    assert sources.labels([*same, play]) == [
        "Email from Karin, 3 Sep 2026, 1",
        "Note by Tom, 4 Sep 2026",
        "Email from Karin, 3 Sep 2026, 2",
        "Play: Ask for the no",
    ]


def test_of_very_many_deals_some_are_drawn() -> None:
    assert chart.step([stall()] * 10) == 1
    assert chart.step([stall()] * 8_800) == 5
