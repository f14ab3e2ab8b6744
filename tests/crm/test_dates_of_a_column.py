"""Dates are read the way their column writes them."""

from datetime import UTC, datetime, timedelta

import pytest

from coach.crm.dates import DateColumn, NoDate
from coach.domain.failure import ImportFailure


def _column(values: list[str], **how: object) -> DateColumn:
    column = DateColumn("The column at", **how)  # type: ignore[arg-type]
    for value in values:
        column.see(value)
    column.decide()
    return column


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-03-04", (2026, 3, 4)),
        ("2026-03-04T05:06:07", (2026, 3, 4, 5, 6, 7)),
        ("2026-03-04 05:06:07Z", (2026, 3, 4, 5, 6, 7)),
        ("20260304", (2026, 3, 4)),
        ("2026/3/4", (2026, 3, 4)),
        ("2026.03.04 17:30", (2026, 3, 4, 17, 30)),
        ("31/12/2025", (2025, 12, 31)),
        ("12/31/2025", (2025, 12, 31)),
        ("31.12.25 23:59", (2025, 12, 31, 23, 59)),
        ("12-31-99", (1999, 12, 31)),
        ("12/31/2025 12:05 AM", (2025, 12, 31, 0, 5)),
        ("12/31/2025 1:05:09 p.m.", (2025, 12, 31, 13, 5, 9)),
        ("16 Apr, 2021 00:02:00", (2021, 4, 16, 0, 2)),
        ("16-Apr-21", (2021, 4, 16)),
        ("April 16th, 2021 3:00 PM", (2021, 4, 16, 15)),
        ("Fri, 16 Apr 2021 00:02:00 GMT", (2021, 4, 16, 0, 2)),
        ("3. März 2024", (2024, 3, 3)),
        ("3 de fevereiro de 2024", (2024, 2, 3)),
        ("1er août 2024", (2024, 8, 1)),
    ],
)
def test_one_value_that_can_be_read_one_way(value: str, expected: tuple[int, ...]) -> None:
    assert _column([value]).read(value) == datetime(*expected, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_a_time_zone_is_kept() -> None:
    moment = _column(["2026-03-04T23:30:00-05:00"]).read("2026-03-04T23:30:00-05:00")
    assert moment == datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
    assert moment.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize(("other", "month"), [("25/03/2026", 4), ("03/25/2026", 3)])
def test_one_telling_value_decides_for_all(other: str, month: int) -> None:
    assert _column(["03/04/2026", other, "2026-01-01"]).read("03/04/2026").month == month


@pytest.mark.parametrize(("told", "month"), [("dmy", 4), ("mdy", 3)])
def test_what_is_told_decides(told: str, month: int) -> None:
    assert _column(["03/04/2026"], order=told).read("03/04/2026").month == month


def test_two_readings_are_refused_with_both_and_the_way_out() -> None:
    with pytest.raises(ImportFailure) as failure:
        _column(["05/05/2026", "03/04/2026"])
    for part in ("03/04/2026", "2026-04-03", "2026-03-04", "--dates dmy", "mdy"):
        assert part in str(failure.value)


def test_a_mixed_column_is_refused() -> None:
    with pytest.raises(ImportFailure, match="mixes two ways"):
        _column(["25/03/2026", "03/25/2026"])


def test_days_equal_to_months_need_no_order() -> None:
    assert _column(["05/05/2026"]).read("05/05/2026") == datetime(2026, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "31/04/2026",
        "46112",
        "soon",
        "0001-01-01",
        "9999-12-31",
        "1/2/3",
        "16 Foo 2021",
        "25/12/2025 25:00",
    ],
)
def test_no_date(value: str) -> None:
    column = _column(["31/12/2025", value])
    with pytest.raises(NoDate):
        column.read(value)


def test_day_numbers_only_from_spreadsheets() -> None:
    column = _column(["46112", "46112.5"], serials=True)
    assert column.read("46112.5") == datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert column.in_words() == "as spreadsheet day numbers"


def test_the_reading_is_told() -> None:
    assert _column(["25/03/2026"]).in_words() == "day first (25/03/2026 is 2026-03-25)"
    assert _column(["2026-03-25"]).in_words() is None
