"""Where no contacts were exported, the people of a deal are those whom its activities name."""

from datetime import UTC, datetime

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.seen import MOST, people_seen


def touch(n: int, contact: str | None, author: str | None = None, direction: Direction | None = None) -> Activity:
    return Activity(activity_id=str(n), deal_id="D", at=datetime(2026, 9, 1, n, tzinfo=UTC), kind=ActivityKind.EMAIL,
                    contact=contact, author=author, direction=direction)  # fmt: skip


def test_each_person_once_in_the_order_they_were_met_and_none_of_ours() -> None:
    touches = [
        touch(1, "Dana Whitfield", "Tom Rep"),
        touch(2, None, "Ruth Adler", Direction.INBOUND),
        touch(3, "dana  whitfield"),
        touch(4, "Tom Rep", "Dana Whitfield", Direction.INBOUND),
        touch(5, "info@marrow.example"),
        touch(6, "+44 20 7946"),
        touch(7, None, "A Colleague", Direction.OUTBOUND),
    ]
    found = people_seen("D", touches, "Tom Rep")
    assert [c.name for c in found] == ["Dana Whitfield", "Ruth Adler"]
    assert len({c.contact_id for c in found}) == 2
    assert people_seen("D", [], None) == ()
    assert len(people_seen("D", [touch(1, f"Person {'abcdefghijklmnop'[n]}") for n in range(15)], None)) == MOST
