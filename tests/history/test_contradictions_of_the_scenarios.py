"""On two companies that were written with contradictions in mind: those that are there are found, and no others."""

import csv
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from coach.domain.activity import Activity
from coach.domain.deal import Deal
from coach.domain.record import Record
from coach.history.contradictions import Contradiction, contradictions

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _rows(company: str, name: str) -> list[dict[str, str]]:
    path = SCENARIOS / company / f"{name}.csv"
    if not path.is_file():
        pytest.skip(f"the scenario {company} is not here")
    with path.open(encoding="utf-8-sig") as file:
        return [{key: value for key, value in row.items() if value} for row in csv.DictReader(file)]


def found(company: str) -> dict[str, tuple[Contradiction, ...]]:
    """The pairs of every deal that has gold labels, as known on its day."""
    days = {}
    for line in (SCENARIOS / company / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        days[gold["deal_id"]] = date.fromisoformat(gold["as_of"])
    said: dict[str, list[Activity]] = defaultdict(list)
    for row in _rows(company, "activities"):
        said[row["deal_id"]].append(Activity(**row | {"at": _moment(row["at"])}))  # type: ignore[arg-type]
    made = {}
    for row in _rows(company, "deals"):
        if row["deal_id"] not in days:
            continue
        known = {k: v for k, v in row.items() if k in Deal.model_fields and k not in ("created_at", "closed_at")}
        amount = Decimal(row["amount"]) if "amount" in row else None
        deal = Deal(**known | {"amount": amount})  # type: ignore[arg-type]
        record = Record(deal=deal, activities=tuple(sorted(said[deal.deal_id], key=lambda a: a.at)))
        made[deal.deal_id] = contradictions(record, days[deal.deal_id])
    return made


@pytest.mark.parametrize(
    ("company", "deal_id", "pairs"),
    [
        ("millwright", "MW-1160", {("claim", "A40612", "A40628"), ("figure", "A40640", "A40642")}),
        ("millwright", "MW-1166", {("claim", "A40716", "A40760")}),
        ("millwright", "MW-1142", {("claim", "A40740", "A40806")}),
        ("wardline", "WL-3055", {("claim", "a41104", "a41113"), ("claim", "a40951", "a41113")}),
    ],
)
def test_the_contradictions_that_were_written_in_are_found(
    company: str, deal_id: str, pairs: set[tuple[str, str, str]]
) -> None:
    made = {(p.kind, p.claim_activity_id, p.denial_activity_id) for p in found(company)[deal_id]}
    assert pairs <= made


@pytest.mark.parametrize("company", ["millwright", "wardline"])
def test_no_deal_without_one_shows_one(company: str) -> None:
    gold = (SCENARIOS / company / "gold.jsonl").read_text(encoding="utf-8") if _rows(company, "deals") else ""
    traps = {row["deal_id"]: row["traps"] for row in map(json.loads, gold.splitlines())}
    made = found(company)
    assert len(made) >= 10
    for deal_id, pairs in made.items():
        assert not pairs or {"contradiction", "happy_ears"} & set(traps[deal_id]), f"{deal_id}: {pairs}"
