from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.domain.activity import Activity
from coach.domain.attempt import Effect, Move
from coach.history.attempts import attempts, failed_moves, worked
from coach.history.obstacles import obstacles

NO = "We have decided against it, it is not a priority for us."


def effect_of(build: Any, *after: Activity, as_of: int = 90, **record: Any) -> tuple[Effect, int | None, str | None]:
    """The effect of one business case sent on day 10."""
    found = attempts(build.record(build.mail_out(10, "ROI summary"), *after, **record), build.day(as_of))
    first = found[0]
    assert first.move is Move.BUSINESS_CASE
    return first.effect, first.effect_after_days, first.effect_activity_id


def test_nothing_after_three_weeks_is_none_and_before_that_pending(build: Any) -> None:
    assert effect_of(build, as_of=31) == (Effect.PENDING, None, None)
    assert effect_of(build, as_of=32) == (Effect.NONE, None, None)


def test_a_reply_within_the_window(build: Any) -> None:
    assert effect_of(build, build.mail_in(14, "Thanks, interesting.")) == (Effect.REPLY, 4, "A14-email")
    assert effect_of(build, build.mail_in(31, "Thanks.")) == (Effect.REPLY, 21, "A31-email")
    assert effect_of(build, build.mail_in(32, "Thanks.")) == (Effect.NONE, None, None)


def test_a_no_is_negative_and_the_last_word_counts(build: Any) -> None:
    assert effect_of(build, build.mail_in(14, NO)) == (Effect.NEGATIVE, 4, "A14-email")
    assert effect_of(build, build.mail_in(12, "Thanks."), build.mail_in(14, NO))[0] is Effect.NEGATIVE
    assert (
        effect_of(build, build.mail_in(12, NO), build.mail_in(14, "We looked again, please go on."))[0] is Effect.REPLY
    )


def test_a_meeting_held_counts_more_than_a_reply_and_a_cancelled_one_not_at_all(build: Any) -> None:
    meeting = build.activity(16, "meeting", direction="outbound", contact="Anna Berg", subject="Review")
    cancelled = build.activity(17, "meeting", direction="inbound", contact="Anna Berg", subject="Canceled: Review")
    assert effect_of(build, build.mail_in(12, "Thanks."), meeting) == (Effect.MEETING, 6, "A16-meeting")
    assert effect_of(build, cancelled)[0] is Effect.NONE


@pytest.mark.parametrize(
    ("moves", "closed", "effect"),
    [
        ([(0, "Discovery"), (15, "Proposal")], {}, Effect.ADVANCED),
        ([(0, "Discovery"), (10, "Proposal")], {}, Effect.ADVANCED),
        ([(0, "Discovery"), (9, "Proposal")], {}, Effect.NONE),
        ([(0, "Proposal"), (15, "Discovery")], {}, Effect.NONE),
        ([(0, "Proposal"), (15, "Lost")], {"closed": 15, "outcome": "lost", "stage": "Lost"}, Effect.NONE),
        ([(0, "Proposal")], {"closed": 15, "outcome": "won", "stage": "Won"}, Effect.ADVANCED),
    ],
    ids=["forward", "the same day", "the day before", "backwards", "lost", "won without a logged move"],
)
def test_a_move_forward(build: Any, moves: list[tuple[int, str]], closed: dict[str, Any], effect: Effect) -> None:
    assert effect_of(build, moves=moves, **closed)[0] is effect


def test_an_effect_is_credited_once_to_the_attempt_it_answers(build: Any) -> None:
    record = build.record(
        build.mail_out(10, "ROI summary"),
        build.mail_out(12, "Security questionnaire", contact="Bo Lind"),
        build.mail_in(15, "Thanks for the figures.", subject="RE: ROI summary"),
        roles={"Anna Berg": "champion", "Bo Lind": "technical"},
    )
    assert [(a.move, a.effect) for a in attempts(record, build.day(90))] == [
        (Move.BUSINESS_CASE, Effect.REPLY),
        (Move.SECURITY_PACKAGE, Effect.NONE),
    ]


def test_somebody_else_answers_in_the_same_thread(build: Any) -> None:
    answer = build.mail_in(15, "He passed me this.", contact="Cleo Marsh", subject="Fwd: ROI summary")
    assert effect_of(build, answer)[0] is Effect.REPLY


def test_one_move_with_one_person_is_one_attempt_until_three_weeks_pass(build: Any) -> None:
    mails = [build.mail_out(day, "Just checking in") for day in (10, 20, 41, 63)]
    call = build.activity(25, "call", direction="outbound", contact="Anna Berg", subject="Voicemail")
    found = attempts(build.record(*mails, call), build.day(90))
    assert [len(a.activity_ids) for a in found] == [4, 1]
    assert found[0].what == 'Asked for news, with Anna Berg (3 mails, 1 call: "Just checking in")'
    assert found[0].attempt_id != found[1].attempt_id
    assert found == attempts(build.record(*mails, call), build.day(90))


def test_a_note_counts_when_it_tells_what_we_did_with_the_buyer(build: Any) -> None:
    def note(body: str, contact: str | None = None) -> Activity:
        return build.activity(10, "note", direction="internal", author="Tom Rep", contact=contact, body=body)  # type: ignore[no-any-return]

    assert (
        attempts(build.record(note("Sent Anna the ROI summary by post.")), build.day(90))[0].move is Move.BUSINESS_CASE
    )
    for body in ("They love it, 90%.", "Asked Sam about the ROI.", "Anna is all in."):
        assert attempts(build.record(note(body)), build.day(90)) == ()


def test_getting_through_to_somebody_new_is_its_own_effect(build: Any) -> None:
    met = build.activity(20, "meeting", direction="outbound", contact="Dora Falk", subject="First talk")
    record = build.record(build.mail_out(1, "Hello"), met, roles={"Dora Falk": "economic_buyer"})
    last = attempts(record, build.day(90))[-1]
    assert (last.move, last.effect) == (Move.REACH_POWER, Effect.MEETING)
    assert failed_moves([last]) == frozenset()


def test_failed_and_worked_moves(build: Any) -> None:
    record = build.record(
        build.mail_out(1, "ROI summary"),
        build.mail_in(5, NO),
        build.mail_out(30, "10% off this month"),
        build.mail_out(60, "A pilot on one line"),
        build.activity(65, "meeting", direction="outbound", contact="Anna Berg", subject="Kick-off"),
        build.mail_out(100, "Reference call?"),
    )
    found = attempts(record, build.day(110))
    assert failed_moves(found) == {Move.BUSINESS_CASE, Move.COMMERCIAL_TERMS}
    assert worked(found) == {Move.PILOT}


NOISE = (
    {"kind": "other", "subject": "Email opened", "body": "Auto-logged: opened 2 times"},
    {"kind": "email", "subject": "Automatic reply: ROI summary", "body": "I am out of office."},
    {"kind": "meeting", "subject": "Canceled: Review", "body": "Auto-logged from calendar."},
    {"kind": "email", "subject": "Undeliverable: ROI summary", "body": "Not found. No budget."},
    {"kind": "note", "subject": "Viewed the proposal", "body": None},
    {"kind": "task", "subject": "Task completed: send pilot plan", "body": None},
)
noise = st.lists(
    st.tuples(st.integers(1, 80), st.sampled_from(NOISE), st.sampled_from(["inbound", "outbound", "internal"])),
    max_size=6,
)
real = st.lists(
    st.tuples(
        st.integers(1, 80),
        st.sampled_from(["ROI summary", "Any news?", "A pilot", "Hello"]),
        st.sampled_from(["Anna Berg", "Bo Lind"]),
        st.booleans(),
    ),
    max_size=7,
)


def _real(build: Any, rows: list[Any]) -> list[Activity]:
    return [
        (build.mail_in if inbound else build.mail_out)(
            day,
            **{"subject": subject, "contact": contact, "activity_id": f"R{i}"}
            | ({"body": "Thanks."} if inbound else {}),
        )
        for i, (day, subject, contact, inbound) in enumerate(rows)
    ]


@settings(max_examples=80, deadline=None)
@given(rows=real, dirt=noise)
def test_noise_changes_neither_attempts_nor_effects_nor_obstacles(build: Any, rows: list[Any], dirt: list[Any]) -> None:
    clean = _real(build, rows)
    dirty = [
        build.activity(day, direction=way, contact="Anna Berg", activity_id=f"N{i}", **what)
        for i, (day, what, way) in enumerate(dirt)
    ]
    moves = [(0, "Discovery"), (30, "Proposal")]
    plain, mixed = build.record(*clean, moves=moves), build.record(*clean, *dirty, moves=moves)
    assert attempts(mixed, build.day(85)) == attempts(plain, build.day(85))
    assert obstacles(mixed, build.day(85)) == obstacles(plain, build.day(85))


@settings(max_examples=60, deadline=None)
@given(rows=real, today=st.integers(1, 80))
def test_nothing_later_than_the_date_is_looked_at(build: Any, rows: list[Any], today: int) -> None:
    every = _real(build, rows)
    known = [a for a in every if a.at.date() <= build.day(today)]
    moves = [(0, "Discovery"), (today + 1, "Proposal")]
    as_of = build.day(today)
    assert attempts(build.record(*every, moves=moves), as_of) == attempts(build.record(*known), as_of)
    assert obstacles(build.record(*every), as_of) == obstacles(build.record(*known), as_of)


def test_a_timed_move_counts_only_for_what_came_before_it(build: Any) -> None:
    record = build.record(build.mail_out(10, "ROI summary"))
    early = record.stage_changes[0].model_copy(
        update={"stage": "Proposal", "entered_at": datetime(2026, 1, 11, 8, tzinfo=UTC)}
    )
    timed = record.model_copy(update={"stage_changes": (*record.stage_changes, early)})
    assert attempts(timed, build.day(90))[0].effect is Effect.NONE
