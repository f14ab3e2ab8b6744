"""Each signal fires when it should, stays silent when it should, and says so in plain words."""

from datetime import date
from typing import Any

import pytest

from coach.domain.deal import Contact, FieldChange
from coach.domain.record import Record
from coach.domain.stall import Signal, SignalName, Stall
from coach.stalls.baseline import Baseline
from coach.stalls.find import hold_of, stall_of
from coach.stalls.standing import Tracked

ALL = Tracked(activities=True, next_step=True, contacts=True)
TODAY = 100


@pytest.fixture(scope="module")
def baseline(build: Any) -> Baseline:
    """Won deals leave each stage within 5 to 24 days (median 14, 9 of 10 within 22); pauses up to 18 days."""
    history = []
    for i in range(20):
        deal = build.deal(f"W{i}", closed=2 * (5 + i), outcome="won", stage="Won")
        history.append(
            (deal, build.changes(deal.deal_id, [(0, "Discovery"), (5 + i, "Proposal"), (10 + 2 * i, "Won")]))
        )
    return Baseline.measure(history, build.day(TODAY), contact_gaps=range(1, 21), stages=build.stages)


def look(baseline: Baseline, build: Any, record: Record, tracked: Tracked = ALL) -> Stall:
    found = stall_of(record, baseline, tracked, build.day(TODAY))
    assert found is not None
    return found


def by_name(stall: Stall) -> dict[SignalName, Signal]:
    return {signal.name: signal for signal in stall.signals}


def fresh(build: Any, *, entered: int = 90, deal: dict[str, Any] | None = None, **parts: Any) -> Record:
    """A deal that nothing is wrong with: ten days in Proposal, a mail from the buyer yesterday, a next step."""
    fields = {"next_step": "Send the draft", "next_step_at": build.day(TODAY + 3)} | (deal or {})
    parts.setdefault("activities", [build.activity(99, direction="inbound", contact="Anna Berg")])
    parts.setdefault("contacts", (contact("Anna Berg"), contact("Bo Lind")))
    begun = min(80, entered - 5)
    moves = [(begun, "Discovery"), (entered, "Proposal")]
    return build.record(build.deal(created=begun, **fields), moves=moves, **parts)  # type: ignore[no-any-return]


def contact(name: str) -> Contact:
    return Contact(contact_id=name, deal_id="D1", name=name)


def pushed_from(build: Any, *days: tuple[int, int, int]) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(
            deal_id="D1",
            field="expected_close_at",
            old=build.day(old).isoformat(),
            new=build.day(new).isoformat(),
            at=build.activity(at).at,
        )
        for at, old, new in days
    )


def test_a_deal_in_good_order_has_no_signal(baseline: Baseline, build: Any) -> None:
    stall = look(baseline, build, fresh(build))
    assert (stall.signals, stall.stalled, stall.days_in_stage) == ((), False, 10)


def test_dwell_says_days_stage_norm_scope_and_n(baseline: Baseline, build: Any) -> None:
    stall = look(baseline, build, fresh(build, entered=70))
    dwell = by_name(stall)[SignalName.DWELL]
    assert (dwell.value, dwell.norm, stall.stalled) == (30, 22, True)
    assert dwell.text == "30 days in Proposal; 9 of 10 won deals were out of it within 22 (stage, n=20)"
    assert stall.deal_days_at_stake == 30 - 14


def test_dwell_at_the_norm_itself_does_not_fire(baseline: Baseline, build: Any) -> None:
    assert look(baseline, build, fresh(build, entered=TODAY - 22)).signals == ()


@pytest.mark.parametrize(
    ("activities", "days"),
    [
        ([(75, "email", {"direction": "inbound"})], 25),
        ([(75, "email", {"direction": "inbound"}), (98, "email", {"direction": "outbound"})], 25),
        ([(75, "meeting", {"direction": "outbound"}), (98, "call", {"subject": "Voicemail"})], 25),
        ([(75, "call", {}), (98, "email", {"direction": "inbound", "subject": "Automatic reply: Draft"})], 25),
        ([(75, "call", {}), (98, "meeting", {"subject": "Canceled: Review"})], 25),
        ([(75, "call", {}), (99, "note", {"direction": "internal", "body": "They love it"})], 25),
    ],
)
def test_silence_counts_from_the_last_two_way_contact(
    baseline: Baseline, build: Any, activities: list[tuple[int, str, dict[str, Any]]], days: int
) -> None:
    record = fresh(build, activities=[build.activity(day, kind, **more) for day, kind, more in activities])
    stall = look(baseline, build, record)
    silence = by_name(stall)[SignalName.SILENCE]
    assert (silence.value, silence.norm, stall.stalled) == (days, 18, True)
    assert "9 of 10 pauses are over within 18 (n=20)" in silence.text


def test_silence_counts_from_creation_when_nobody_ever_spoke(baseline: Baseline, build: Any) -> None:
    record = fresh(build, activities=[build.activity(95, direction="outbound")])
    assert by_name(look(baseline, build, record))[SignalName.SILENCE].value == 20


def test_silence_is_no_sign_where_nobody_logs_activities(baseline: Baseline, build: Any) -> None:
    stall = look(baseline, build, fresh(build, activities=[]), Tracked(activities=False, next_step=True, contacts=True))
    assert stall.signals == ()


@pytest.mark.parametrize(
    ("fields", "kept", "fires"),
    [
        ({"next_step": None, "next_step_at": None}, ALL, True),
        ({"next_step": "  ", "next_step_at": None}, ALL, True),
        ({"next_step": None, "next_step_at": None, "plan": 105}, ALL, False),
        ({"next_step": None, "next_step_at": None}, ALL.model_copy(update={"next_step": False}), False),
        ({"next_step": None}, ALL, False),
        ({}, ALL, False),
    ],
    ids=["none", "blank", "planned", "nobody keeps them", "a date", "entered"],
)
def test_no_next_step(baseline: Baseline, build: Any, fields: dict[str, Any], kept: Tracked, fires: bool) -> None:
    deal = {key: value for key, value in fields.items() if key != "plan"}
    activities = [build.activity(99, direction="inbound")]
    activities += [build.activity(fields["plan"], "task", status="planned")] if "plan" in fields else []
    stall = look(baseline, build, fresh(build, deal=deal, activities=activities), kept)
    assert (SignalName.NO_NEXT_STEP in by_name(stall)) is fires
    assert not stall.stalled


@pytest.mark.parametrize(
    ("moves", "fires"),
    [
        ([(85, 100, 130), (95, 130, 160)], True),
        ([(85, 100, 130)], False),
        ([(85, 100, 130), (95, 130, 110)], False),
        ([(85, 100, 130), (101, 130, 160)], False),
    ],
    ids=["twice", "once", "once later, once sooner", "second one after today"],
)
def test_pushed(baseline: Baseline, build: Any, moves: list[tuple[int, int, int]], fires: bool) -> None:
    stall = look(baseline, build, fresh(build, field_changes=pushed_from(build, *moves)))
    assert (SignalName.PUSHED in by_name(stall)) is fires
    if fires:
        assert by_name(stall)[SignalName.PUSHED].text == "Expected close date moved later 2 times, by 60 days in all"


@pytest.mark.parametrize(
    ("deal", "plan", "says"),
    [
        ({"expected_close_at": 90}, None, "Expected close date 1 Apr 2026 has passed"),
        ({"next_step_at": 99}, None, None),
        ({"next_step_at": 98}, None, None),
        ({"hold_reason": "Board", "hold_until": 95}, None, None),
        ({}, ("outbound", 95), None),
        ({}, ("internal", 95), "Planned task was due 6 Apr 2026"),
    ],
    ids=[
        "close date",
        "contact on the day",
        "contact since",
        "contact after the hold",
        "contact since the task",
        "our task",
    ],
)
def test_overdue(
    baseline: Baseline, build: Any, deal: dict[str, Any], plan: tuple[str, int] | None, says: str | None
) -> None:
    fields = {key: build.day(value) if isinstance(value, int) else value for key, value in deal.items()}
    activities = [build.activity(99, direction="inbound")]
    if plan:
        activities.append(build.activity(plan[1], "task", status="planned", direction=plan[0]))
    found = by_name(look(baseline, build, fresh(build, deal=fields, activities=activities)))
    assert (found[SignalName.OVERDUE].text if SignalName.OVERDUE in found else None) == says


def test_a_hold_that_has_passed_wakes_by_itself_and_says_so(baseline: Baseline, build: Any) -> None:
    deal = {"hold_reason": "Board in spring", "hold_until": build.day(95)}
    record = fresh(build, deal=deal, activities=[build.activity(90, direction="inbound")])
    stall = look(baseline, build, record)
    assert stall.on_hold is None
    assert by_name(stall)[SignalName.OVERDUE].text == "Hold ended 6 Apr 2026, nothing two-way since"


@pytest.mark.parametrize(("until", "held"), [(99, False), (100, True), (220, True), (221, False)])
def test_a_hold_counts_until_its_day_and_within_the_limit(build: Any, until: int, held: bool) -> None:
    deal = build.deal(hold_reason="Board", hold_until=build.day(until))
    assert (hold_of(deal, build.day(TODAY)) is not None) is held
    assert hold_of(build.deal(hold_until=build.day(101)), build.day(TODAY)) is None


@pytest.mark.parametrize(
    ("entered", "people", "fires"),
    [(86, 1, True), (90, 1, False), (86, 2, False), (86, 0, False)],
    ids=["past the median", "too early to say", "two people", "nobody known"],
)
def test_single_contact(baseline: Baseline, build: Any, entered: int, people: int, fires: bool) -> None:
    names = ["Anna Berg", "Bo Lind"][:people]
    activities = [build.activity(99, direction="inbound", contact="anna berg" if people else None)]
    record = fresh(build, entered=entered, contacts=tuple(contact(n) for n in names), activities=activities)
    assert (SignalName.SINGLE_CONTACT in by_name(look(baseline, build, record))) is fires


def test_regressed_looks_at_the_last_move_only(baseline: Baseline, build: Any) -> None:
    def moved(*moves: tuple[int, str]) -> dict[SignalName, Signal]:
        deal = build.deal(created=80, stage=moves[-1][1], next_step="Call")
        record = build.record(deal, moves=list(moves), activities=[build.activity(99, direction="inbound")])
        return by_name(look(baseline, build, record))

    back = moved((80, "Discovery"), (85, "Negotiation"), (95, "Discovery"))
    assert back[SignalName.REGRESSED].text == "Moved back from Negotiation to Discovery on 6 Apr 2026"
    assert SignalName.REGRESSED not in moved((80, "Negotiation"), (85, "Discovery"), (95, "Proposal"))


def test_two_weak_signals_stall_only_past_the_median(baseline: Baseline, build: Any) -> None:
    deal = {"next_step": None, "next_step_at": None, "expected_close_at": build.day(95)}
    early, late = fresh(build, deal=deal), fresh(build, deal=deal, entered=86)
    assert len(look(baseline, build, early).signals) == 2
    assert not look(baseline, build, early).stalled
    assert look(baseline, build, late).stalled


def test_nothing_is_measured_when_the_age_is_not_known(baseline: Baseline, build: Any) -> None:
    stall = look(baseline, build, build.record(build.deal(created=None, expected_close_at=date(2020, 1, 1))))
    assert (stall.days_in_stage, stall.norm, stall.signals, stall.stalled, stall.attention) == (
        None,
        None,
        (),
        False,
        0,
    )


def test_an_entry_that_was_not_logged_is_measured_since_creation(baseline: Baseline, build: Any) -> None:
    stall = look(baseline, build, build.record(build.deal(created=20, stage="Negotiation"), moves=[(20, "Discovery")]))
    assert stall.norm is not None
    assert (stall.days_in_stage, stall.norm.measure) == (80, "since creation")
    assert "80 days since creation; 9 of 10 won deals were won within 44" in stall.signals[0].text
