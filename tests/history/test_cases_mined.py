import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from coach.domain.deal import Deal, Outcome
from coach.domain.record import Record
from coach.history.cases import SINCE_CREATION, mine

LAST = "Thank you for trying. We stay with the sheet this year."
NORMS = {"Discovery": 20.0, "Proposal": 20.0}


def stalled(build: Any, outcome: str = "won", **fields: Any) -> Record:
    """Ten days in Discovery, sixty in Proposal, closed on day 80."""
    stage, won = outcome.capitalize(), outcome == "won"
    end = [(70, "Negotiation"), (80, "Won")] if won else [(70, "Lost")]
    return build.record(  # type: ignore[no-any-return]
        build.mail_out(12, "Proposal", "Here it is."),
        build.mail_in(15, "There is no budget this year, I am sorry to say."),
        build.mail_out(30, "10% off if you sign in January"),
        build.mail_out(50, "A smaller scope: one site first"),
        build.mail_in(60, "One site I can sign myself, that is below my limit. Send the order form." if won else LAST),
        moves=[(0, "Discovery"), (10, "Proposal"), *end],
        closed=80 if won else 70,
        outcome=outcome,
        stage=stage,
        close_reason="Cut to one site, within her own limit." if won else "No budget.",
        segment="Enterprise",
        **fields,
    )


def test_a_win_is_told_with_what_turned_it(build: Any) -> None:
    case = mine(stalled(build), NORMS, build.day(100))
    assert case is not None
    assert (case.case_id, case.stage, case.days_stalled, case.outcome) == ("D1", "Proposal", 40, Outcome.WON)
    assert case.obstacles[0] == "budget"
    assert "stood 60 days in Proposal, from 11 Jan 2026 to 12 Mar 2026; 20 were normal" in case.situation
    assert "“There is no budget this year, I am sorry to say.” (Anna Berg, 16 Jan 2026)" in case.situation
    assert case.turning_point is not None
    assert case.turning_point.startswith("Offered a smaller scope, with Anna Berg")
    assert "“One site I can sign myself, that is below my limit.” (Anna Berg, 2 Mar 2026)" in case.turning_point
    assert case.situation in case.text
    assert case.turning_point in case.text
    assert "Won on 22 Mar 2026: Cut to one site, within her own limit." in case.text
    assert [a.move.value for a in case.attempts] == ["groundwork", "commercial_terms", "rescope"]


def test_a_loss_is_told_with_what_ended_it(build: Any) -> None:
    case = mine(stalled(build, "lost"), NORMS, build.day(100))
    assert case is not None
    assert case.turning_point is None
    assert "What ended it: “We stay with the sheet this year.” (Anna Berg, 2 Mar 2026)" in case.text


@pytest.mark.parametrize(
    ("norms", "as_of"),
    [({"Discovery": 20.0, "Proposal": 60.0}, 100), ({"Discovery": 20.0}, 100), (NORMS, 79)],
    ids=["within the norm", "a stage without a norm", "not closed yet"],
)
def test_no_case(build: Any, norms: dict[str, float], as_of: int) -> None:
    assert mine(stalled(build), norms, build.day(as_of)) is None


def test_an_open_deal_and_one_without_a_word_are_no_cases(build: Any) -> None:
    moves = [(0, "Proposal"), (90, "Won")]
    assert mine(build.record(moves=[(0, "Proposal")]), NORMS, build.day(200)) is None
    assert mine(build.record(moves=moves, closed=90, outcome="won", stage="Won"), NORMS, build.day(200)) is None
    told = build.record(moves=moves, closed=90, outcome="won", stage="Won", close_reason="They had to.")
    case = mine(told, NORMS, build.day(200))
    assert case is not None
    assert case.text.endswith("Won on 1 Apr 2026: They had to.")


def test_without_stage_history_the_whole_time_counts(build: Any) -> None:
    record = stalled(build).model_copy(update={"stage_changes": ()})
    case = mine(record, {SINCE_CREATION: 50.0}, build.day(100))
    assert case is not None
    assert (case.days_stalled, case.stage) == (30, "Won")
    assert "80 days since creation" in case.situation


def test_maven_has_no_words_and_so_no_cases() -> None:
    path = Path(__file__).parents[2] / "../shared/data/maven/sales_pipeline.csv"
    if not path.exists():
        pytest.skip("the shared Maven data is not there")
    found, closed = 0, 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["close_date"]:
                continue
            closed += 1
            deal = Deal(
                deal_id=row["opportunity_id"],
                name=row["opportunity_id"],
                stage=row["deal_stage"],
                outcome=row["deal_stage"].lower(),  # type: ignore[arg-type]
                created_at=datetime.fromisoformat(row["engage_date"]).replace(tzinfo=UTC),
                closed_at=datetime.fromisoformat(row["close_date"]).replace(tzinfo=UTC),
            )
            found += mine(Record(deal=deal), {SINCE_CREATION: 10.0}, date(2018, 1, 1)) is not None
    assert (closed, found) == (6711, 0)


def test_the_cases_of_the_sample_are_readable_and_quote_exactly(sample: dict[str, Record], sample_day: date) -> None:
    norms = {"Qualification": 28.0, "Discovery": 30.0, "Solution": 34.0, "Proposal": 40.0, "Negotiation": 30.0}
    cases = [case for record in sample.values() if (case := mine(record, norms, sample_day)) is not None]
    assert len(cases) >= 12
    assert {case.outcome for case in cases} == {Outcome.WON, Outcome.LOST}
    for case in cases:
        record = sample[case.deal_id]
        texts = [a.text for a in record.activities]
        quotes = [part.partition("”")[0] for part in case.text.split("“")[1:]]
        assert all(any(quote in text for text in texts) for quote in quotes), case.case_id
        assert len(case.text.split()) <= 250, case.case_id
        assert case.situation in case.text
        assert case.turning_point is None or case.turning_point in case.text
    long_stalled = [case for case in cases if case.days_stalled > 30]
    assert len(long_stalled) >= 12
    for case in long_stalled:
        assert len(case.text.split()) >= 120, case.case_id
        assert "“" in case.text, case.case_id
        assert (case.turning_point is not None) is (case.outcome is Outcome.WON), case.case_id
