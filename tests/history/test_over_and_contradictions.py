from typing import Any

import pytest

from coach.domain.record import Record
from coach.history.over import over

FACTS = [
    "We have signed with Yardstick on 30 September, all three hubs.",
    "The project was cancelled by the board.",
    "DOCK-24 is cancelled, not postponed.",
    "We are no longer looking for a system.",
    "Please close the file.",
    "We have decided for another supplier.",
    "They went with Acme in the end.",
    "The board chose Thermavue and the order went in on the 21st.",
    "Sorry, the committee has picked Acme.",
    "We are not moving forward with this.",
    "The contract was given to Acme.",
    "Wir haben uns für einen anderen Anbieter entschieden.",
    "Le projet est annulé, désolée.",
    "El proyecto está cancelado.",
    "O projeto foi cancelado.",
]
NOT_FACTS = [
    "If they have signed with Acme we are late.",
    "Rumour has it that they signed with Acme.",
    "I heard they went with Acme.",
    "We might close the file next year.",
    "Have you signed with Acme?",
    "We have signed with you in mind.",
    "The board chose you.",
    "They chose the smaller package.",
    "If the board had chosen Acme we would know.",
    "We have decided for you.",
    "The project is not cancelled.",
    "They have almost signed with Acme.",
    "The meeting was cancelled.",
    "We are going with option B of your proposal.",
    "Unless the project is cancelled we go on.",
]


@pytest.mark.parametrize("text", FACTS)
def test_a_fact_ends_the_deal_whether_the_buyer_writes_it_or_the_rep_reports_it(build: Any, text: str) -> None:
    for activity in (
        build.mail_in(10, f"Dear Tom. {text} All the best."),
        build.activity(10, "note", direction="internal", author="Tom Rep", body=f"Call with Anna. {text}"),
    ):
        found = over(build.record(activity), build.day(20))
        assert found is not None
        assert (found.quote, found.from_buyer) == (text, activity.kind.value == "email")
        assert found.quote in activity.text
        assert over(build.record(activity), build.day(9)) is None


@pytest.mark.parametrize("text", NOT_FACTS)
def test_what_is_heard_feared_or_conditional_does_not(build: Any, text: str) -> None:
    assert over(build.record(build.mail_in(10, text)), build.day(20)) is None


def test_our_own_mail_does_not_end_a_deal(build: Any) -> None:
    assert over(build.record(build.mail_out(10, "Acme", "I see the project was cancelled.")), build.day(20)) is None


@pytest.mark.parametrize(
    "later",
    [
        ("mail", "Change of mind: the other contract fell through, are you still interested?"),
        ("meeting", ""),
        ("move", ""),
    ],
)
def test_what_comes_later_reopens_it(build: Any, later: tuple[str, str]) -> None:
    kind, text = later
    end = build.mail_in(10, FACTS[0])
    more = {
        "mail": [build.mail_in(20, text)],
        "meeting": [build.activity(20, "meeting", direction="outbound", contact="Anna Berg", subject="Again")],
        "move": [],
    }[kind]
    moves = [(0, "Discovery"), (20, "Proposal")] if kind == "move" else [(0, "Discovery")]
    assert over(build.record(end, *more, moves=moves), build.day(30)) is None
    assert over(build.record(end, *more, moves=moves), build.day(15)) is not None


def test_not_reopening_it_does_not_reopen_it(build: Any) -> None:
    signed = build.mail_in(10, "We signed with Marlinspike for three years.")
    done = build.mail_in(14, "It's decided and I'm not going to reopen it. All the best.")
    again = build.mail_in(16, "Could we reopen this after all?")
    assert over(build.record(signed, done), build.day(20)) is not None
    assert over(build.record(signed, done, again), build.day(20)) is None


def test_a_thank_you_or_a_reps_hope_does_not_reopen_it(build: Any) -> None:
    record = build.record(
        build.mail_in(10, FACTS[0]),
        build.mail_in(12, "Thank you for taking it so well."),
        build.activity(
            13, "note", direction="internal", author="Tom Rep", body="Posturing. They will reopen it, call after peak."
        ),
    )
    found = over(record, build.day(20))
    assert found is not None
    assert (found.activity_id, found.from_buyer) == ("A10-email", True)


def test_the_sample_deals_that_are_over_are_found_and_no_other_open_one(
    sample: dict[str, Record], sample_day: Any
) -> None:
    opened = [r for r in sample.values() if r.deal.outcome.value == "open"]
    assert [r.deal.deal_id for r in opened if over(r, sample_day) is not None] == ["D-108", "D-113"]
