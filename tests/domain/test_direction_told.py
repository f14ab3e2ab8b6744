"""Where a CRM keeps no direction, the author tells who wrote."""

from datetime import UTC, datetime

import pytest

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.contact import is_from_buyer
from coach.domain.deal import Contact
from coach.domain.direction import with_directions

PEOPLE = (
    Contact(contact_id="1", deal_id="D", name="Dana Whitfield", email="dana@marrow.example"),
    Contact(contact_id="2", deal_id="D", name="Mo"),
)
IN, OUT = Direction.INBOUND, Direction.OUTBOUND


@pytest.mark.parametrize(
    ("kind", "author", "contact", "expected"),
    [
        ("email", "Dana Whitfield", None, IN),
        ("email", "dana  WHITFIELD", "Tom Rep", IN),
        ("email", "Dana@Marrow.example", None, IN),
        ("note", "Dana Whitfield", None, IN),
        ("other", "Dana Whitfield", None, IN),
        ("email", "Somebody Else", "Somebody Else", IN),
        ("email", "Tom Rep", None, OUT),
        ("email", "Tom Rep", "Dana Whitfield", OUT),
        ("email", "A Colleague", "Dana Whitfield", OUT),
        ("email", "A Colleague", None, None),
        ("email", "Mo", None, None),
        ("email", None, "Dana Whitfield", None),
        ("note", "Tom Rep", "Dana Whitfield", None),
        ("call", "Dana Whitfield", None, None),
        ("meeting", "Dana Whitfield", None, None),
    ],
)
def test_the_author_tells(kind: str, author: str | None, contact: str | None, expected: Direction | None) -> None:
    activity = Activity(activity_id="1", deal_id="D", at=datetime(2026, 9, 1, tzinfo=UTC), kind=ActivityKind(kind),
                        author=author, contact=contact, body="We would like to see it first.")  # fmt: skip
    (found,) = with_directions((activity,), PEOPLE, "Tom Rep")
    assert found.direction is expected
    assert is_from_buyer(found) == (expected is IN)
    kept = activity.model_copy(update={"direction": Direction.INTERNAL})
    assert with_directions((kept,), PEOPLE, "Tom Rep") == (kept,)


@pytest.mark.parametrize(
    ("author", "body", "expected", "whom"),
    [
        ("Our Boss", "Dana,\nI ran a hospital myself.", OUT, "Dana Whitfield"),
        ("Tom Rep", "Hi Dana - any news?", OUT, "Dana Whitfield"),
        ("Our Boss", "Somebody, I ran a hospital myself.", None, None),
        ("Our Boss", "Dana is nice.", None, None),
        ("Dana Whitfield", "Dana, a note to myself.", IN, None),
    ],
)
def test_the_one_who_is_greeted_by_first_name_is_written_to(
    author: str, body: str, expected: Direction | None, whom: str | None
) -> None:
    activity = Activity(activity_id="1", deal_id="D", at=datetime(2026, 9, 1, tzinfo=UTC), kind=ActivityKind.EMAIL,
                        author=author, body=body)  # fmt: skip
    (found,) = with_directions((activity,), PEOPLE, "Tom Rep")
    assert (found.direction, found.contact) == (expected, whom)
