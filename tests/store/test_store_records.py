"""The record as known at a date, as far as a viewer may see it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from coach.domain.activity import Activity, ActivityKind, ActivityStatus, Direction
from coach.domain.deal import Contact, Deal, FieldChange, Outcome
from coach.domain.failure import NotFound
from coach.domain.record import Record
from coach.domain.stage import Stage, StageChange, StageKind
from coach.domain.viewer import EVERYONE, Viewer
from coach.store import Store

TOM, MAYA = Viewer(name="Tom", owners=frozenset(["Tom"])), Viewer(name="Maya", owners=frozenset(["Maya"]))
NOBODY = Viewer(name="nobody", owners=frozenset())


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=UTC)


def on(day: int) -> date:
    return date(2026, 9, day)


@pytest.fixture
def filled(store: Store) -> Store:
    """D-1 is Tom's and open, D-2 Maya's and won on the 20th, D-3 nobody's, with no date at all."""
    with store.writing() as writer:
        writer.upsert_deals(
            [
                Deal(deal_id="D-1", name="One", stage="Offer", owner="Tom", created_at=at(1)),
                Deal(
                    deal_id="D-2", name="Two", stage="Won", outcome=Outcome.WON, owner="Maya", created_at=at(2),
                    closed_at=at(20, 23), close_reason="price", next_step="kick-off",
                ),
                Deal(deal_id="D-3", name="Three", stage="Fit"),
            ]
        )  # fmt: skip
        writer.upsert_stage_changes(
            [
                StageChange(deal_id="D-1", stage="Offer", entered_at=at(10)),
                StageChange(deal_id="D-1", stage="Fit", entered_at=at(1)),
                StageChange(deal_id="D-2", stage="Fit", entered_at=at(2)),
                StageChange(deal_id="D-2", stage="Won", entered_at=at(20)),
            ]
        )
        writer.upsert_activities(
            [
                Activity(activity_id=f"A-{n}", deal_id="D-1", at=at(n), kind=ActivityKind.CALL, subject="s", body="b")
                for n in (12, 3)
            ]
            + [
                Activity(
                    activity_id="A-30", deal_id="D-1", at=at(30), kind=ActivityKind.MEETING,
                    status=ActivityStatus.PLANNED,
                )
            ]
        )  # fmt: skip
        writer.upsert_contacts([Contact(contact_id="C-2", deal_id="D-1", name="Anna"),
                                Contact(contact_id="C-1", deal_id="D-1", name="Ben")])  # fmt: skip
        writer.upsert_field_changes(
            [
                FieldChange(deal_id="D-1", field="owner", old="Maya", new="Tom", at=at(15)),
                FieldChange(deal_id="D-1", field="owner", old="Ann", new="Maya", at=at(5)),
            ]
        )
    return store


def ids(found: list[Record]) -> list[str]:
    return [record.deal.deal_id for record in found]


def test_a_record_holds_all_that_hangs_on_the_deal_in_order(filled: Store) -> None:
    record = filled.record("D-1", on(29), EVERYONE)
    assert [change.stage for change in record.stage_changes] == ["Fit", "Offer"]
    assert [activity.activity_id for activity in record.activities] == ["A-3", "A-12"]
    assert [contact.name for contact in record.contacts] == ["Anna", "Ben"]
    assert [change.old for change in record.field_changes] == ["Ann", "Maya"]
    assert record.stages == filled.stages()


def test_a_record_of_the_past_knows_nothing_later(filled: Store) -> None:
    record = filled.record("D-1", on(4), EVERYONE)
    assert (record.deal.stage, record.deal.owner) == ("Fit", "Ann")
    assert [activity.activity_id for activity in record.activities] == ["A-3"]
    assert (len(record.stage_changes), record.field_changes) == (1, ())


@pytest.mark.parametrize(("day", "outcome"), [(19, "open"), (20, "won")])
def test_the_day_of_closing_is_known_to_its_end(filled: Store, day: int, outcome: str) -> None:
    deal = filled.record("D-2", on(day), EVERYONE).deal
    assert deal.outcome.value == outcome
    assert (deal.close_reason is None) == (deal.next_step is None) == (outcome == "open")


@pytest.mark.parametrize(
    ("deal_id", "day", "viewer"),
    [("D-9", 29, EVERYONE), ("D-1", 29, MAYA), ("D-3", 29, TOM), ("D-1", 29, NOBODY), ("D-2", 1, EVERYONE),
     ("D-1\0", 29, EVERYONE), ("' OR 1=1 --", 29, EVERYONE)],
)  # fmt: skip
def test_what_is_not_there_or_not_to_be_seen_is_not_found(
    filled: Store, deal_id: str, day: int, viewer: Viewer
) -> None:
    with pytest.raises(NotFound) as caught:
        filled.record(deal_id, on(day), viewer)
    assert caught.value.next_step


def test_looking_back_gives_nobody_a_right(filled: Store) -> None:
    """On the 10th the deal was Maya's. Today it is Tom's, and only his to see."""
    assert filled.record("D-1", on(10), TOM).deal.owner == "Maya"
    with pytest.raises(NotFound):
        filled.record("D-1", on(10), MAYA)


@pytest.mark.parametrize(
    ("day", "viewer", "opened", "closed"),
    [
        (29, EVERYONE, ["D-1", "D-3"], ["D-2"]),
        (19, EVERYONE, ["D-1", "D-2", "D-3"], []),
        (1, EVERYONE, ["D-1", "D-3"], []),
        (29, TOM, ["D-1"], []),
        (29, MAYA, [], ["D-2"]),
        (29, NOBODY, [], []),
    ],
)
def test_open_and_closed_at_a_date(
    filled: Store, day: int, viewer: Viewer, opened: list[str], closed: list[str]
) -> None:
    assert ids(filled.open_records(on(day), viewer)) == opened
    assert ids(list(filled.closed_records(on(day), viewer))) == closed
    assert sorted(deal.deal_id for deal in filled.deals(on(day), viewer)) == sorted(opened + closed)


def test_every_reading_tells_the_same(filled: Store) -> None:
    for day in (1, 4, 12, 19, 20, 29):
        records = [*filled.open_records(on(day), EVERYONE), *filled.closed_records(on(day))]
        told = {record.deal.deal_id: (record.deal, record.stage_changes) for record in records}
        assert {deal.deal_id: (deal, changes) for deal, changes in filled.history(on(day))} == told
        assert all(filled.record(key, on(day), EVERYONE).deal == deal for key, (deal, _) in told.items())


def test_without_text_the_beginnings_stay(filled: Store) -> None:
    long = "Left a message. " * 60
    (first, *_) = filled.open_records(on(29), TOM)[0].activities
    with filled.writing() as writer:
        writer.upsert_activities([first.model_copy(update={"body": long})])
    (whole, *_), (bare, *_) = (
        filled.open_records(on(29), TOM, with_text=with_text)[0].activities for with_text in (True, False)
    )
    assert (whole.subject, whole.body) == ("s", long)
    assert bare == whole.model_copy(update={"body": long[:600]})


def test_a_direction_that_was_not_kept_is_told_by_the_author(filled: Store) -> None:
    deal_id = filled.open_records(on(29), TOM)[0].deal.deal_id
    mail = Activity(activity_id="mail", deal_id=deal_id, at=at(2), kind=ActivityKind.EMAIL, author="Dana Whitfield")
    with filled.writing() as writer:
        writer.upsert_contacts([Contact(contact_id="dana", deal_id=deal_id, name="Dana Whitfield")])
        writer.upsert_activities([mail])
    streamed = filled.open_records(on(29), TOM, with_text=False)
    for record in (filled.record(deal_id, on(29), TOM), next(r for r in streamed if r.deal.deal_id == deal_id)):
        assert [a.direction for a in record.activities if a.activity_id == "mail"] == [Direction.INBOUND]


def test_closed_records_come_in_chunks_and_can_be_left(store: Store) -> None:
    deals = [Deal(deal_id=f"D-{n}", name="n", stage="Lost", outcome=Outcome.LOST, closed_at=at(1)) for n in range(1201)]
    with store.writing() as writer:
        writer.upsert_deals(deals)
    stream = store.closed_records(on(2))
    assert next(stream).deal.deal_id == "D-0"
    with store.writing() as writer:  # a half-read stream is in nobody's way
        writer.upsert_deals([deals[0].model_copy(update={"name": "m"})])
    assert [record.deal.deal_id for record in stream] == [deal.deal_id for deal in deals[1:]]


def test_moves_on_one_day_keep_the_order_of_import(store: Store) -> None:
    with store.writing() as writer:
        writer.upsert_deals([Deal(deal_id="D-1", name="n", stage="C")])
        writer.upsert_stage_changes([StageChange(deal_id="D-1", stage=stage, entered_at=at(1)) for stage in "BAC"])
    assert [change.stage for change in store.record("D-1", on(2), EVERYONE).stage_changes] == ["B", "A", "C"]


def test_imported_stages_come_in_their_order(filled: Store) -> None:
    with filled.writing() as writer:
        writer.upsert_stages(
            [
                Stage(name="Won", position=3, kind=StageKind.WON),
                Stage(name="Offer", position=2),
                Stage(name="Fit", position=1),
            ]
        )
    assert [stage.name for stage in filled.stages()] == ["Fit", "Offer", "Won"]


def test_stages_nobody_wrote_down_are_read_off_the_deals(filled: Store) -> None:
    assert [(stage.name, stage.kind.value) for stage in filled.stages()] == [
        ("Fit", "open"),
        ("Offer", "open"),
        ("Won", "won"),
    ]
    with filled.writing() as writer:
        writer.upsert_deals([Deal(deal_id="D-4", name="n", stage="Talks")])
    assert "Talks" in [stage.name for stage in filled.stages()]


@pytest.mark.parametrize(
    "read",
    [
        lambda store: store.stages(),
        lambda store: store.deals(on(1), EVERYONE),
        lambda store: store.history(on(1)),
        lambda store: store.open_records(on(1), EVERYONE),
        lambda store: list(store.closed_records(on(1))),
    ],
    ids=["stages", "deals", "history", "open", "closed"],
)
def test_an_empty_store_has_nothing(store: Store, read: Callable[[Store], object]) -> None:
    assert not read(store)


def test_the_ends_of_time_can_be_asked_for(filled: Store) -> None:
    assert filled.deals(date.min, EVERYONE) == filled.deals(on(1) - timedelta(days=1), EVERYONE)
    assert len(filled.deals(date.max, EVERYONE)) == 3
