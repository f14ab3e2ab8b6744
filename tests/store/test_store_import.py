"""Rows go in by their ids; the same again changes nothing; a failed import leaves nothing behind."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.domain.activity import Activity, ActivityKind, ActivityStatus, Direction
from coach.domain.base import Word
from coach.domain.deal import Contact, Deal, FieldChange, Outcome, Role
from coach.domain.failure import ImportFailure
from coach.domain.imports import Tally
from coach.domain.stage import Stage, StageChange, StageKind
from coach.domain.viewer import EVERYONE
from coach.store import Store

LATE = date(9999, 12, 31)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


FULL = Deal(
    deal_id="D-1",
    name="Harbour Mills",
    stage="Proposal",
    outcome=Outcome.LOST,
    owner="Tom Okafor",
    account="Harbour",
    amount=Decimal("1234567890123.4567"),
    currency="EUR",
    created_at=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
    closed_at=at(2),
    expected_close_at=date(2026, 10, 1),
    industry="Food",
    segment="Mid-market",
    source="event",
    product="Dock",
    competitor="Yardstick",
    close_reason="Price",
    next_step="Call",
    next_step_at=date(2026, 9, 9),
    hold_reason="Budget",
    hold_until=date(2026, 11, 1),
)
FULL_ACTIVITY = Activity(
    activity_id="A-1",
    deal_id="D-1",
    at=at(1),
    kind=ActivityKind.EMAIL,
    direction=Direction.INBOUND,
    status=ActivityStatus.PLANNED,
    author="Anna",
    contact="Anna",
    subject="Hello",
    body="Line one\r\n\tline two — “quoted” 日本語 🙂",
)
FULL_CONTACT = Contact(
    contact_id="C-1", deal_id="D-1", name="Anna", title="CFO", role=Role.ECONOMIC_BUYER, email="a@x.example"
)

UPSERTS: list[tuple[str, Word, Word]] = [
    ("upsert_deals", FULL, FULL.model_copy(update={"amount": None, "stage": "Lost"})),
    ("upsert_activities", FULL_ACTIVITY, FULL_ACTIVITY.model_copy(update={"body": None, "at": at(1, 10)})),
    ("upsert_contacts", FULL_CONTACT, FULL_CONTACT.model_copy(update={"role": None})),
    ("upsert_stages", Stage(name="Lost", position=4, kind=StageKind.LOST), Stage(name="Lost", position=5)),
    (
        "upsert_field_changes",
        FieldChange(deal_id="D-1", field="owner", old="A", new="B", at=at(1)),
        FieldChange(deal_id="D-1", field="owner", old="C", new="B", at=at(1)),
    ),
]


def take_in(store: Store, method: str, *rows: Word) -> Tally:
    with store.writing() as writer:
        tally: Tally = getattr(writer, method)(rows)
    return tally


def read_back(store: Store, method: str) -> list[Any]:
    if method == "upsert_stages":
        return list(store.stages())
    record = store.record("D-1", LATE, EVERYONE)
    return {
        "upsert_deals": [record.deal],
        "upsert_activities": list(record.activities),
        "upsert_contacts": list(record.contacts),
        "upsert_stage_changes": list(record.stage_changes),
        "upsert_field_changes": list(record.field_changes),
    }[method]


@pytest.mark.parametrize(("method", "row", "newer"), UPSERTS, ids=[method for method, _, _ in UPSERTS])
def test_added_unchanged_updated(store: Store, method: str, row: Word, newer: Word) -> None:
    if method != "upsert_deals":
        take_in(store, "upsert_deals", FULL)
    empty = store.data_version()
    assert take_in(store, method, row) == Tally(added=1)
    assert read_back(store, method) == [row]
    first = store.data_version()
    assert take_in(store, method, row) == Tally(unchanged=1)
    assert store.data_version() == first != empty
    assert take_in(store, method, newer) == Tally(updated=1)
    assert read_back(store, method) == [newer]
    assert store.data_version() != first


def test_a_stage_change_is_nothing_but_its_key(store: Store) -> None:
    take_in(store, "upsert_deals", FULL)
    first, second = (StageChange(deal_id="D-1", stage="Proposal", entered_at=at(day)) for day in (1, 2))
    assert take_in(store, "upsert_stage_changes", first, first) == Tally(added=1, unchanged=1)
    version = store.data_version()
    assert take_in(store, "upsert_stage_changes", first) == Tally(unchanged=1)
    assert store.data_version() == version
    assert take_in(store, "upsert_stage_changes", first, second) == Tally(added=1, unchanged=1)
    assert read_back(store, "upsert_stage_changes") == [first, second]


def test_the_same_id_twice_in_a_batch_is_taken_in_order(store: Store) -> None:
    first, last = Deal(deal_id="D-1", name="a", stage="s"), Deal(deal_id="D-1", name="b", stage="s")
    assert take_in(store, "upsert_deals", first, last, last) == Tally(added=1, updated=1, unchanged=1)
    assert store.deals(LATE, EVERYONE) == [last]


def test_changes_to_nothing_to_empty_and_to_a_long_text_have_keys(store: Store) -> None:
    take_in(store, "upsert_deals", FULL)
    gone, empty, long = (
        FieldChange(deal_id="D-1", field="next_step", old="x", new=new, at=at(1)) for new in (None, "", "y" * 9000)
    )
    assert take_in(store, "upsert_field_changes", gone) == Tally(added=1)
    assert take_in(store, "upsert_field_changes", gone, long) == Tally(added=1, unchanged=1)
    assert take_in(store, "upsert_field_changes", empty).added == 0
    assert len(read_back(store, "upsert_field_changes")) == 2


def test_a_failed_import_leaves_nothing(store: Store) -> None:
    take_in(store, "upsert_deals", FULL)
    before = store.data_version(), store.counts()

    def half_an_import() -> None:
        with store.writing() as writer:
            writer.upsert_deals([Deal(deal_id="D-2", name="n", stage="s")])
            writer.upsert_activities([FULL_ACTIVITY])
            raise KeyError("the file broke off")

    with pytest.raises(KeyError):
        half_an_import()
    assert (store.data_version(), store.counts()) == before


def test_a_row_of_an_unknown_deal_is_refused_whole(store: Store) -> None:
    with pytest.raises(ImportFailure, match="does not fit") as caught:
        take_in(store, "upsert_activities", FULL_ACTIVITY)
    assert "deals" in caught.value.next_step
    assert store.counts()["activities"] == 0


def test_known_deal_ids_include_this_import(store: Store) -> None:
    with store.writing() as writer:
        assert writer.known_deal_ids() == set()
        writer.upsert_deals([FULL])
        assert writer.known_deal_ids() == {"D-1"}


def test_what_no_column_takes_is_replaced_and_stays_the_same(store: Store) -> None:
    hostile = FULL_ACTIVITY.model_copy(update={"subject": "a\0b", "body": "half \ud83d of a pair"})
    take_in(store, "upsert_deals", FULL)
    assert take_in(store, "upsert_activities", hostile) == Tally(added=1)
    assert take_in(store, "upsert_activities", hostile) == Tally(unchanged=1)
    (found,) = read_back(store, "upsert_activities")
    assert (found.subject, found.body) == ("a\ufffdb", "half \ufffd of a pair")


def test_times_of_other_zones_are_kept_in_utc(store: Store) -> None:
    zone = datetime.fromisoformat("2026-09-03T23:30:00-05:00")
    take_in(store, "upsert_deals", Deal(deal_id="D-1", name="n", stage="s", created_at=zone))
    (deal,) = store.deals(LATE, EVERYONE)
    assert deal.created_at == zone
    assert deal.created_at.tzinfo is UTC
    assert store.deals(date(2026, 9, 3), EVERYONE) == []


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1969-12-31T23:59:59.999999Z"])
def test_times_that_stand_for_never_are_kept(store: Store, text: str) -> None:
    deal = Deal(deal_id="D-1", name="n", stage="s", created_at=datetime.fromisoformat(text))
    take_in(store, "upsert_deals", deal)
    assert take_in(store, "upsert_deals", deal) == Tally(unchanged=1)
    assert store.deals(LATE, EVERYONE) == [deal]
    assert store.newest_date() == datetime.fromisoformat(text).date()


def test_many_rows_in_one_batch(store: Store) -> None:
    rows = [Deal(deal_id=f"D-{n}", name="n", stage="s") for n in range(5001)]
    assert take_in(store, "upsert_deals", *rows) == Tally(added=5001)
    rows[77] = rows[77].model_copy(update={"name": "changed"})
    assert take_in(store, "upsert_deals", *rows) == Tally(updated=1, unchanged=5000)
    assert store.deals(LATE, EVERYONE) == rows


@pytest.mark.parametrize(
    ("fill", "newest"),
    [
        (lambda w: None, None),
        (lambda w: w.upsert_deals([Deal(deal_id="D-1", name="n", stage="s")]), None),
        (lambda w: w.upsert_deals([Deal(deal_id="D-1", name="n", stage="s", created_at=at(3))]), date(2026, 9, 3)),
        (lambda w: w.upsert_deals([FULL]), date(2026, 9, 2)),
        (
            lambda w: (
                w.upsert_deals([FULL]),
                w.upsert_stage_changes([StageChange(deal_id="D-1", stage="s", entered_at=at(5, 23))]),
            ),
            date(2026, 9, 5),
        ),
        (
            lambda w: (
                w.upsert_deals([FULL]),
                w.upsert_activities(
                    [
                        FULL_ACTIVITY.model_copy(update={"at": at(20), "status": ActivityStatus.PLANNED}),
                        FULL_ACTIVITY.model_copy(
                            update={"activity_id": "A-2", "at": at(7), "status": ActivityStatus.DONE}
                        ),
                    ]
                ),
            ),
            date(2026, 9, 7),
        ),
    ],
    ids=["nothing", "no dates", "creation", "closing", "move", "done, not planned"],
)
def test_newest_date(store: Store, fill: Callable[[Any], object], newest: date | None) -> None:
    with store.writing() as writer:
        fill(writer)
    assert store.newest_date() == newest


def test_a_corrected_date_is_no_longer_the_newest(store: Store) -> None:
    wrong = Deal(deal_id="D-1", name="n", stage="s", created_at=at(3) + timedelta(days=36500))
    take_in(store, "upsert_deals", wrong)
    take_in(store, "upsert_deals", wrong.model_copy(update={"created_at": at(3)}))
    assert store.newest_date() == date(2026, 9, 3)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
moments = st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
generated_deals = st.builds(
    Deal,
    deal_id=st.sampled_from(["D-1", "D-2", "D-3", "d-1", "Ü"]),
    name=texts,
    stage=texts,
    outcome=st.sampled_from(Outcome),
    owner=st.none() | texts,
    amount=st.none() | st.decimals(-(10**12), 10**12, places=2),
    created_at=st.none() | moments,
    closed_at=st.none() | moments,
    expected_close_at=st.none() | st.dates(),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(generated_deals, max_size=4), max_size=3))
def test_any_import_is_idempotent_and_reads_back(store: Store, batches: list[list[Deal]]) -> None:
    last = {deal.deal_id: deal for batch in batches for deal in batch}
    for batch in batches:
        assert sum(take_in(store, "upsert_deals", *batch).model_dump().values()) == len(batch)
    version = store.data_version()
    assert take_in(store, "upsert_deals", *last.values()) == Tally(unchanged=len(last))
    assert store.data_version() == version
    stored = {deal.deal_id: deal for deal in _all_deals(store)}
    assert {key: stored[key] for key in last} == last


def _all_deals(store: Store) -> list[Deal]:
    """As stored: at the end of time nothing is undone."""
    return store.deals(LATE, EVERYONE)
