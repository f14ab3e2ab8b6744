"""The texts that are cited, and the titles they go by."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from coach.domain.activity import Activity
from coach.domain.answer import RepAnswer
from coach.domain.deal import Contact, Deal, Role
from coach.domain.evidence import SourceKind
from coach.domain.texts import activity_source, answer_source, contact_source, contact_text, deal_source, deal_text

AT = datetime(2026, 9, 3, 10, tzinfo=UTC)


def test_a_deal_card_has_one_line_a_known_fact() -> None:
    deal = Deal(
        deal_id="D-1", name="Harbour Mills", stage="Proposal", owner="Tom", amount=Decimal("1E+5"), currency="EUR",
        created_at=AT, expected_close_at=date(2026, 12, 1), next_step="Call Anna",
    )  # fmt: skip
    assert deal_text(deal).splitlines() == [
        "Deal: Harbour Mills",
        "Owner: Tom",
        "Stage: Proposal",
        "Outcome: open",
        "Amount: 100000 EUR",
        "Created: 2026-09-03",
        "Expected close: 2026-12-01",
        "Next step: Call Anna",
    ]


def test_every_field_of_a_deal_shows_in_its_card() -> None:
    texts = {name: f"some {name}" for name in Deal.model_fields if name not in ("deal_id", "outcome", "amount")}
    dates = {name: date(2026, 1, n) for n, name in enumerate(("expected_close_at", "next_step_at", "hold_until"), 10)}
    moments = {"created_at": datetime(2026, 1, 1, tzinfo=UTC), "closed_at": datetime(2026, 1, 2, tzinfo=UTC)}
    deal = Deal.model_validate({**texts, **dates, **moments, "deal_id": "D", "amount": Decimal("3.5")})
    text = deal_text(deal)
    shown = [*(value for name, value in texts.items() if name not in {**dates, **moments}), "3.5"]
    shown += [day.isoformat() for day in dates.values()] + ["2026-01-01", "2026-01-02"]
    assert [value for value in shown if value not in text] == []


def test_no_value_can_pose_as_another_line() -> None:
    deal = Deal(deal_id="D-1", name="x", stage="s", next_step="call\r\nOutcome: won\u2028Owner: me", account=" \n ")
    assert [line.partition(":")[0] for line in deal_text(deal).splitlines()] == [
        "Deal",
        "Stage",
        "Outcome",
        "Next step",
    ]


def test_a_contact_says_what_is_known() -> None:
    contact = Contact(contact_id="C-1", deal_id="D-1", name="Anna Berg", role=Role.ECONOMIC_BUYER)
    assert contact_text(contact) == "Contact: Anna Berg\nRole: economic buyer"
    source = contact_source(contact)
    assert (source.key, source.source_kind, source.title) == ("C-1", SourceKind.CONTACT, "Contact: Anna Berg")


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"kind": "call", "contact": "Anna Berg"}, "Call with Anna Berg, 3 Sep 2026"),
        ({"kind": "meeting"}, "Meeting, 3 Sep 2026"),
        ({"kind": "email", "direction": "inbound", "author": "Anna", "contact": "A"}, "Email from Anna, 3 Sep 2026"),
        ({"kind": "email", "direction": "inbound", "contact": "Anna"}, "Email from Anna, 3 Sep 2026"),
        ({"kind": "email", "direction": "outbound", "author": "Tom", "contact": "Anna"}, "Email to Anna, 3 Sep 2026"),
        ({"kind": "email", "author": "Tom"}, "Email, 3 Sep 2026"),
        ({"kind": "note", "author": "Tom", "contact": "Anna"}, "Note by Tom, 3 Sep 2026"),
        ({"kind": "task"}, "Task, 3 Sep 2026"),
        ({"kind": "other", "author": "Tom"}, "Activity by Tom, 3 Sep 2026"),
    ],
)
def test_activities_have_titles_that_people_read(fields: dict[str, str], title: str) -> None:
    activity = Activity.model_validate({"activity_id": "A-1", "deal_id": "D-1", "at": AT, "body": "b", **fields})
    source = activity_source(activity)
    assert source.title == title
    assert (source.text, source.deal_id, source.at, source.author) == ("b", "D-1", AT, activity.author)


def test_another_text_has_another_address() -> None:
    deal = Deal(deal_id="D-1", name="n", stage="s")
    moved = deal.model_copy(update={"stage": "t"})
    assert deal_source(deal).source_id == deal_source(deal.model_copy()).source_id != deal_source(moved).source_id


def test_an_answer_is_a_source() -> None:
    answer = RepAnswer.model_validate(
        {"answer_id": "R-1", "deal_id": "D-1", "question": "tried", "text": "We tried.", "author": "Tom", "at": AT}
    )
    source = answer_source(answer)
    assert (source.source_kind, source.key, source.text) == (SourceKind.ANSWER, "R-1", "We tried.")
    assert source.title == "Answer from Tom, 3 Sep 2026"
