"""What our own people beside the rep did counts as tried, also where the CRM keeps no direction for it."""

from typing import Any

import pytest

from coach.domain.activity import Activity
from coach.domain.attempt import Move
from coach.history.attempts import attempts

ROLES = {"Anna Berg": "champion", "Dora Falk": "economic_buyer"}
LETTER = "Dora,\n\nI ran a bakery myself. Could you spare twenty minutes?\n\nPer Holm\nCEO, Ovenware"


def _mail(build: Any, day: int, body: str, author: str = "Per Holm", subject: str = "From one baker") -> Activity:
    return build.activity(day, "email", author=author, subject=subject, body=body)  # type: ignore[no-any-return]


def test_a_letter_of_our_chief_counts_and_so_does_the_next(build: Any) -> None:
    again = _mail(build, 20, "Dora, trying you once more.\nPer", subject="RE: From one baker")
    record = build.record(build.mail_out(1, "Hello"), _mail(build, 10, LETTER), again, roles=ROLES)
    last = attempts(record, build.day(90))[-1]
    assert (last.move, last.with_whom, len(last.activity_ids)) == (Move.BRING_OUR_EXECUTIVE, "Dora Falk", 2)


@pytest.mark.parametrize(
    ("author", "body"),
    [
        ("Dora Falk", LETTER),
        ("Per Holm", "Tom, please look at this.\nPer Holm\nCEO, Ovenware"),
        ("Per Holm", "Hello both,\nno time today."),
    ],
)
def test_a_mail_that_greets_nobody_at_the_buyer_or_is_theirs_is_not_ours(build: Any, author: str, body: str) -> None:
    assert attempts(build.record(_mail(build, 10, body, author), roles=ROLES), build.day(90)) == ()


def test_a_colleague_without_a_title_is_judged_by_the_words(build: Any) -> None:
    mail = _mail(build, 10, "Hi Anna,\nhere is the completed security questionnaire.\nNora Lund\nHosting")
    found = attempts(build.record(mail, roles=ROLES), build.day(90))
    assert [(a.move, a.with_whom) for a in found] == [(Move.SECURITY_PACKAGE, "Anna Berg")]


def test_the_reps_own_title_makes_no_executive_of_them(build: Any) -> None:
    mail = build.mail_out(10, "Price indication", "Hello Anna, 54,000 a year.\nTom Rep\nVP Sales")
    assert attempts(build.record(mail), build.day(90))[0].move is Move.GROUNDWORK


@pytest.mark.parametrize(
    "body",
    [
        "Our CEO wrote to Dora and offered a call.",
        "Got Per (our managing director) to ring Dora, they spoke for ten minutes.",
        "Unsere Gesch\u00e4ftsf\u00fchrerin hat Dora angerufen.",
    ],
)
def test_a_note_that_tells_of_our_chief_counts(build: Any, body: str) -> None:
    note = build.activity(10, "note", direction="internal", author="Tom Rep", body=body)
    found = attempts(build.record(note, roles=ROLES), build.day(90))
    assert [a.move for a in found] == [Move.BRING_OUR_EXECUTIVE]


def test_a_note_that_only_mentions_our_chief_is_no_attempt(build: Any) -> None:
    note = build.activity(10, "note", direction="internal", author="Tom Rep", body="Our CEO likes Dora's bakery.")
    assert attempts(build.record(note, roles=ROLES), build.day(90)) == ()


def test_a_visit_to_a_customer_of_ours_is_a_reference(build: Any) -> None:
    trip = build.activity(10, "meeting", direction="outbound", contact="Anna Berg", subject="Trip to a customer")
    assert attempts(build.record(trip), build.day(90))[0].move is Move.REFERENCE
