"""The sample company as records in memory, and a library that searches by shared words: fakes at our own Protocols."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from coach.domain.activity import Activity
from coach.domain.case import Case
from coach.domain.deal import Contact, Deal, FieldChange
from coach.domain.evidence import Source, SourceKind
from coach.domain.failure import NotFound
from coach.domain.passage import Filter, Found, Passage
from coach.domain.play import Play, PlayStatus
from coach.domain.record import Record
from coach.domain.review import Review
from coach.domain.stage import Stage, StageChange
from coach.domain.stall import Pipeline, Stall
from coach.domain.viewer import EVERYONE, Viewer
from coach.history.cases import mine
from coach.knowledge.passages import case_source, play_source
from coach.knowledge.plays import read_play
from coach.prompting.questions import bank_in
from coach.review.builtin import BuiltinCoach
from coach.review.session import review
from coach.stalls.baseline import Baseline, contact_gaps
from coach.stalls.find import find_stalls
from coach.stalls.norms import stage_standard

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)


def _rows(name: str) -> list[dict[str, str]]:
    path = ROOT / "sample" / name
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.is_file() else []


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _known(row: dict[str, str], **changed: Any) -> dict[str, Any]:
    return {key: value for key, value in {**row, **changed}.items() if value not in ("", None)}


@cache
def sample_records() -> dict[str, Record]:
    stages = tuple(
        Stage(name=name, position=i, kind=kind)  # type: ignore[arg-type]
        for i, (name, kind) in enumerate(
            [("Qualification", "open"), ("Discovery", "open"), ("Solution", "open"), ("Proposal", "open"),
             ("Negotiation", "open"), ("Won", "won"), ("Lost", "lost")], start=1)
    )  # fmt: skip
    by_deal: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    deals = [
        Deal(**_known(row, created_at=_moment(row["created_at"]), closed_at=_moment(row["closed_at"]),
                      amount=Decimal(row["amount"]) if row["amount"] else None))
        for row in _rows("deals.csv")
    ]  # fmt: skip
    for row in _rows("activities.csv"):
        by_deal[row["deal_id"]]["activities"].append(Activity(**_known(row, at=_moment(row["at"]))))
    for i, row in enumerate(_rows("contacts.csv")):
        contact_id = row.get("contact_id") or f"{row['deal_id']}-C{i}"
        by_deal[row["deal_id"]]["contacts"].append(Contact(**_known(row, contact_id=contact_id)))
    for row in _rows("stage_changes.csv"):
        entered = _moment(row["entered_at"])
        by_deal[row["deal_id"]]["stage_changes"].append(StageChange(**_known(row, entered_at=entered)))
    for row in _rows("field_changes.csv"):
        by_deal[row["deal_id"]]["field_changes"].append(FieldChange(**_known(row, at=_moment(row["at"]))))
    when = {"activities": "at", "stage_changes": "entered_at", "field_changes": "at"}
    return {
        deal.deal_id: Record(
            deal=deal,
            stages=stages,
            **{kind: tuple(sorted(rows, key=lambda r, k=kind: getattr(r, when[k], 0) if k in when else 0))
               for kind, rows in by_deal[deal.deal_id].items()},
        )
        for deal in deals
    }  # fmt: skip


class MemoryRecords:
    def __init__(self, records: Iterable[Record]) -> None:
        self._records = {record.deal.deal_id: record for record in records}

    def record(self, deal_id: str, as_of: date, viewer: Viewer) -> Record:
        found = self._records.get(deal_id)
        if found is None or not viewer.may_see(found.deal):
            raise NotFound(f"There is no deal {deal_id}.", "See `coach stalled`.")
        return found.model_copy(update={"activities": tuple(a for a in found.activities if a.at.date() <= as_of)})

    def visible(self, viewer: Viewer) -> frozenset[str] | None:
        if viewer.owners is None:
            return None
        return frozenset(key for key, record in self._records.items() if viewer.may_see(record.deal))


class WordLibrary:
    """Plays and cases, found by the share of the query's words that they hold."""

    def __init__(self, plays: Iterable[Play], cases: Iterable[Case] = ()) -> None:
        self.plays = tuple(plays)
        self.cases = {case.case_id: case for case in cases}
        self.asked: list[str] = []

    def active_plays(self) -> tuple[Play, ...]:
        return tuple(play for play in self.plays if play.status is PlayStatus.ACTIVE)

    def case(self, case_id: str) -> Case | None:
        return self.cases.get(case_id)

    def search(self, query: str, within: Filter, k: int) -> tuple[Found, ...]:
        self.asked.append(query)
        wanted = set(re.findall(r"\w{4,}", query.casefold()))
        sources: list[tuple[Source, Case | None]] = []
        if SourceKind.PLAY in within.kinds:
            sources += [(play_source(play), None) for play in self.plays]
        if SourceKind.CASE in within.kinds:
            known = (
                c
                for c in self.cases.values()
                if c.deal_id != within.not_deal
                and c.closed_at < within.as_of
                and (within.deals is None or c.deal_id in within.deals)
            )
            sources += [(case_source(case), case) for case in known]
        shares = (
            (len(wanted & set(re.findall(r"\w{4,}", s.text.casefold()))) / (len(wanted) or 1), s) for s, _ in sources
        )
        scored = sorted(shares, key=lambda item: (-item[0], item[1].source_id))
        return tuple(
            Found(passage=Passage(source=s, start=0, end=len(s.text), heading=s.title), score=score, rank=rank)
            for rank, (score, s) in enumerate(scored[:k], start=1)
        )


@cache
def shipped_plays() -> tuple[Play, ...]:
    return tuple(
        read_play(p.read_text(encoding="utf-8"), p.name) for p in sorted((ROOT / "knowledge/plays").glob("*.md"))
    )


@cache
def sample_baseline() -> Baseline:
    records = list(sample_records().values())
    history = [(record.deal, record.stage_changes) for record in records]
    return Baseline.measure(history, TODAY, contact_gaps(records, TODAY), records[0].stages)


@cache
def sample_pipeline() -> Pipeline:
    opened = [r for r in sample_records().values() if r.deal.outcome.value == "open"]
    return find_stalls(opened, sample_baseline(), TODAY)


def sample_stall(deal_id: str) -> Stall:
    pipeline = sample_pipeline()
    return next(s for s in (*pipeline.stalls, *pipeline.others) if s.deal_id == deal_id)


@cache
def sample_cases() -> tuple[Case, ...]:
    norms = sample_baseline().norms
    days = {s.stage: stage_standard(norms, s.stage, None, 0.9).norm.days for s in norms.stages}
    return tuple(c for r in sample_records().values() if (c := mine(r, days, TODAY)) is not None)


class Sample:
    """The sample company at hand of a test: its deals, a library, and a review of any deal by any coach."""

    today = TODAY

    def __init__(self) -> None:
        self.records = sample_records()
        self.stalled = [stall.deal_id for stall in sample_pipeline().stalls]

    def record(self, deal_id: str) -> Record:
        return self.records[deal_id]

    def stall(self, deal_id: str) -> Stall:
        return sample_stall(deal_id)

    def library(self, plays: Iterable[Play] | None = None, cases: Iterable[Case] | None = None) -> WordLibrary:
        return WordLibrary(shipped_plays() if plays is None else plays, sample_cases() if cases is None else cases)

    def review(self, deal_id: str, coach: Any = None, **changed: Any) -> Review:
        given: dict[str, Any] = {
            "as_of": TODAY,
            "viewer": EVERYONE,
            "stall": self.stall(deal_id),
            "records": MemoryRecords(self.records.values()),
            "library": self.library(),
            "bank": bank_in(ROOT / "prompts" / "questions.toml"),
            "coach": coach or BuiltinCoach(),
            "now": datetime(2026, 11, 20, 9, tzinfo=UTC),
            "review_id": "R",
        }
        return review(deal_id, **{**given, **changed})

    def review_of(self, record: Record, **changed: Any) -> Review:
        """A review of a record made up by the test."""
        return self.review(record.deal.deal_id, **{"records": MemoryRecords([record]), **changed})


@pytest.fixture(scope="session")
def sample() -> Sample:
    if not (ROOT / "sample/deals.csv").is_file():
        pytest.skip("the sample company is not here")
    return Sample()
