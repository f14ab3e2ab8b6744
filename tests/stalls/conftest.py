"""Builders for the stall tests, and the shared data where it is there."""

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from coach.domain.activity import Activity
from coach.domain.deal import Deal
from coach.domain.record import Record
from coach.domain.stage import Stage, StageChange

DAY_ZERO = datetime(2026, 1, 1, 9, tzinfo=UTC)
STAGES = tuple(
    Stage(name=name, position=place, kind=kind)
    for place, (name, kind) in enumerate(
        [("Discovery", "open"), ("Proposal", "open"), ("Negotiation", "open"), ("Won", "won"), ("Lost", "lost")]
    )
)


def moment(day: int) -> datetime:
    return DAY_ZERO + timedelta(days=day)


def changes(deal_id: str, moves: list[tuple[int, str]]) -> tuple[StageChange, ...]:
    return tuple(StageChange(deal_id=deal_id, stage=stage, entered_at=moment(day)) for day, stage in moves)


def build_deal(deal_id: str = "D1", *, created: int | None = 0, closed: int | None = None, **fields: Any) -> Deal:
    return Deal(
        **{
            "deal_id": deal_id,
            "name": f"Deal {deal_id}",
            "stage": "Proposal",
            "created_at": None if created is None else moment(created),
            "closed_at": None if closed is None else moment(closed),
        }
        | fields
    )


def build_activity(day: int, kind: str = "email", **fields: Any) -> Activity:
    return Activity(**{"activity_id": f"A{day}{kind}", "deal_id": "D1", "at": moment(day), "kind": kind} | fields)


def build_record(deal: Deal, *, moves: list[tuple[int, str]] | None = None, **parts: Any) -> Record:
    activities = tuple(sorted(parts.pop("activities", ()), key=lambda a: a.at))
    return Record(
        deal=deal, stage_changes=changes(deal.deal_id, moves or []), activities=activities, stages=STAGES, **parts
    )


@pytest.fixture(scope="session")
def build() -> Any:
    """The builders as one namespace: `build.deal`, `build.activity`, `build.record`, `build.changes`, `build.day`."""

    class Build:
        deal: Callable[..., Deal] = staticmethod(build_deal)
        activity: Callable[..., Activity] = staticmethod(build_activity)
        record: Callable[..., Record] = staticmethod(build_record)
        changes = staticmethod(changes)
        stages = STAGES

        @staticmethod
        def day(number: int) -> date:
            return moment(number).date()

    return Build


@pytest.fixture(scope="session")
def maven() -> list[Deal]:
    path = Path(__file__).parents[2] / "../shared/data/maven/sales_pipeline.csv"
    if not path.exists():
        pytest.skip("the shared Maven data is not there")

    def at(text: str) -> datetime | None:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None

    with path.open(encoding="utf-8", newline="") as file:
        return [
            Deal(
                deal_id=row["opportunity_id"],
                name=row["opportunity_id"],
                stage=row["deal_stage"],
                owner=row["sales_agent"],
                created_at=at(row["engage_date"]),
                closed_at=at(row["close_date"]),
                outcome={"Won": "won", "Lost": "lost"}.get(row["deal_stage"], "open"),
            )
            for row in csv.DictReader(file)
        ]
