"""Builders for the history tests, and the sample company that ships with the project."""

import csv
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from coach.domain.activity import Activity
from coach.domain.deal import Contact, Deal, FieldChange
from coach.domain.record import Record
from coach.domain.stage import Stage, StageChange
from coach.history.meaning import Vectors
from coach.models.embedding import open_embedder

DAY_ZERO = datetime(2026, 1, 1, 9, tzinfo=UTC)
NAMES = [("Discovery", "open"), ("Proposal", "open"), ("Negotiation", "open"), ("Won", "won"), ("Lost", "lost")]
STAGES = tuple(Stage(name=name, position=place, kind=kind) for place, (name, kind) in enumerate(NAMES))


class Build:
    """Small builders: days count from 1 January 2026."""

    stages = STAGES

    @staticmethod
    def moment(day: int) -> datetime:
        return DAY_ZERO + timedelta(days=day)

    @staticmethod
    def day(number: int) -> date:
        return (DAY_ZERO + timedelta(days=number)).date()

    @classmethod
    def mail_out(
        cls, day: int, subject: str, body: str = "Best regards", contact: str = "Anna Berg", **more: Any
    ) -> Activity:
        return cls.activity(
            day, "email", direction="outbound", author="Tom Rep", contact=contact, subject=subject, body=body, **more
        )

    @classmethod
    def mail_in(cls, day: int, body: str, contact: str = "Anna Berg", **more: Any) -> Activity:
        return cls.activity(day, "email", direction="inbound", author=contact, contact=contact, body=body, **more)

    @classmethod
    def activity(cls, day: int, kind: str, **fields: Any) -> Activity:
        return Activity(
            **{"activity_id": f"A{day}-{kind}", "deal_id": "D1", "at": cls.moment(day), "kind": kind} | fields
        )

    @classmethod
    def record(
        cls, *activities: Activity, moves: list[tuple[int, str]] | None = None, closed: int | None = None, **fields: Any
    ) -> Record:
        roles = fields.pop("roles", {"Anna Berg": "champion"})
        deal = Deal(
            **{"deal_id": "D1", "name": "Deal one", "stage": "Proposal", "owner": "Tom Rep", "created_at": DAY_ZERO}
            | {"closed_at": None if closed is None else cls.moment(closed)}
            | fields
        )
        return Record(
            deal=deal,
            stages=STAGES,
            contacts=tuple(Contact(contact_id=n, deal_id="D1", name=n, role=role) for n, role in roles.items()),
            stage_changes=tuple(
                StageChange(
                    deal_id="D1", stage=stage, entered_at=datetime.combine(cls.day(day), datetime.min.time(), UTC)
                )
                for day, stage in moves or [(0, "Discovery")]
            ),
            activities=tuple(sorted(activities, key=lambda a: a.at)),
        )


@pytest.fixture(scope="session")
def build() -> type[Build]:
    return Build


SAMPLE = Path(__file__).parents[2] / "sample"
SAMPLE_TODAY = date(2026, 11, 20)


def _at(text: str) -> datetime | None:
    moment = datetime.fromisoformat(text) if text else None
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _rows(name: str) -> list[dict[str, Any]]:
    with (SAMPLE / name).open(encoding="utf-8-sig", newline="") as file:
        return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="session")
def sample() -> dict[str, Record]:
    if not (SAMPLE / "activities.csv").exists():
        pytest.skip("the sample company is not there")
    stages = tuple(Stage(**row) for row in _rows("stages.csv"))
    parts: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in _rows("activities.csv"):
        done = {"at": _at(row["at"]), "status": row["status"] or "done"}
        parts[row["deal_id"]]["activities"].append(Activity(**row | done))
    for row in _rows("contacts.csv"):
        parts[row["deal_id"]]["contacts"].append(Contact(**row))
    for row in _rows("stage_changes.csv"):
        parts[row["deal_id"]]["stage_changes"].append(StageChange(**row | {"entered_at": _at(row["entered_at"])}))
    for row in _rows("field_changes.csv"):
        parts[row["deal_id"]]["field_changes"].append(FieldChange(**row | {"at": _at(row["at"])}))
    records = {}
    for row in _rows("deals.csv"):
        typed = {
            "created_at": _at(row["created_at"] or ""),
            "closed_at": _at(row["closed_at"] or ""),
            "amount": Decimal(row["amount"]) if row["amount"] else None,
            "outcome": row["outcome"] or "open",
        }
        own = {
            name: tuple(sorted(found, key=lambda one: one.entered_at if name == "stage_changes" else one.at))
            if name != "contacts"
            else tuple(found)
            for name, found in parts[row["deal_id"]].items()
        }
        records[row["deal_id"]] = Record(deal=Deal(**row | typed), stages=stages, **own)
    return records


@pytest.fixture(scope="session")
def sample_day() -> date:
    return SAMPLE_TODAY


@pytest.fixture(scope="session")
def vectors() -> Vectors:
    """The model that ships, as a review uses it."""
    embedder = open_embedder(threads=2)

    def of(sentences: Sequence[str]) -> list[list[float]]:
        return embedder.embed(sentences).round(4).tolist()  # type: ignore[no-any-return]

    return of
