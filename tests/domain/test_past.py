"""A deal as it was known at a date."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.domain.deal import Deal, FieldChange, Outcome
from coach.domain.past import UNKNOWN_STAGE, as_known, until
from coach.domain.stage import Stage, StageChange, StageKind

STAGES = tuple(
    Stage(name=name, position=n, kind=kind)
    for n, (name, kind) in enumerate(
        [("Fit", StageKind.OPEN), ("Offer", StageKind.OPEN), ("Signed", StageKind.WON), ("Gone", StageKind.LOST)]
    )
)


def day(n: int, hour: int = 0) -> datetime:
    return datetime(2026, 9, n, hour, tzinfo=UTC)


def moves(*steps: tuple[str, int]) -> tuple[StageChange, ...]:
    return tuple(StageChange(deal_id="D", stage=stage, entered_at=day(n)) for stage, n in steps)


def changed(field: str, old: str | None, n: int) -> FieldChange:
    return FieldChange(deal_id="D", field=field, old=old, new="new", at=day(n))


OPEN = Deal(deal_id="D", name="n", stage="Offer", created_at=day(1), next_step="call", competitor="them")
WON = Deal(
    deal_id="D", name="n", stage="Signed", outcome=Outcome.WON, created_at=day(1), closed_at=day(9),
    close_reason="price", next_step="kick-off", next_step_at=date(2026, 9, 20), competitor="them",
    hold_reason="budget", hold_until=date(2026, 9, 8),
)  # fmt: skip


@pytest.mark.parametrize(
    ("deal", "changes", "as_of", "stage", "outcome"),
    [
        (OPEN, moves(("Fit", 1), ("Offer", 5)), 5, "Offer", "open"),
        (OPEN, moves(("Fit", 1), ("Offer", 5)), 4, "Fit", "open"),
        (OPEN, moves(("Offer", 5)), 4, UNKNOWN_STAGE, "open"),
        (OPEN, (), 4, "Offer", "open"),
        (OPEN, moves(("Fit", 2)), 4, "Offer", "open"),
        (WON, moves(("Fit", 1), ("Offer", 5), ("Signed", 9)), 9, "Signed", "won"),
        (WON, moves(("Fit", 1), ("Offer", 5), ("Signed", 9)), 8, "Offer", "open"),
        (WON, moves(("Fit", 1), ("Offer", 5), ("Signed", 7)), 8, "Offer", "open"),
        (WON, (), 8, UNKNOWN_STAGE, "open"),
        (WON, moves(("Signed", 7)), 8, UNKNOWN_STAGE, "open"),
        (WON.model_copy(update={"closed_at": None}), moves(("Fit", 1), ("Signed", 9)), 8, "Fit", "open"),
        (WON.model_copy(update={"closed_at": None}), moves(("Fit", 1), ("Signed", 9)), 9, "Signed", "won"),
        (WON.model_copy(update={"closed_at": None}), (), 8, "Signed", "won"),
        (WON.model_copy(update={"closed_at": None, "created_at": None}), (), 1, "Signed", "won"),
        (OPEN.model_copy(update={"created_at": None}), (), 1, "Offer", "open"),
    ],
)
def test_stage_and_outcome_then(
    deal: Deal, changes: tuple[StageChange, ...], as_of: int, stage: str, outcome: str
) -> None:
    known = as_known(deal, changes, (), STAGES, date(2026, 9, as_of))
    assert known is not None
    assert (known.stage, known.outcome.value) == (stage, outcome)


def test_a_deal_exists_from_the_day_of_its_creation() -> None:
    late = OPEN.model_copy(update={"created_at": day(3, 23)})
    assert as_known(late, (), (), STAGES, date(2026, 9, 2)) is None
    assert as_known(late, (), (), STAGES, date(2026, 9, 3)) == late


def test_what_was_written_on_closing_is_not_known_before() -> None:
    known = as_known(WON, (), (), STAGES, date(2026, 9, 8))
    assert known == Deal(deal_id="D", name="n", stage=UNKNOWN_STAGE, created_at=day(1))


def test_an_open_deal_keeps_what_it_says_but_no_later_closing_date() -> None:
    odd = OPEN.model_copy(update={"closed_at": day(9)})
    assert as_known(odd, (), (), STAGES, date(2026, 9, 8)) == OPEN
    assert as_known(odd, (), (), STAGES, date(2026, 9, 9)) == odd


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ([changed("owner", "Ann", 5), changed("owner", "Bob", 6)], "owner", "Ann"),
        ([changed("owner", "Ann", 3), changed("owner", "Bob", 6)], "owner", "Bob"),
        ([changed("owner", None, 5)], "owner", None),
        ([changed("amount", "1200.50", 5)], "amount", Decimal("1200.50")),
        ([changed("amount", "about 5k", 5)], "amount", None),
        ([changed("amount", "NaN", 5)], "amount", None),
        ([changed("expected_close_at", "2026-10-01", 5)], "expected_close_at", date(2026, 10, 1)),
        ([changed("expected_close_at", "2026-10-01T00:00:00Z", 5)], "expected_close_at", date(2026, 10, 1)),
        ([changed("expected_close_at", "soon", 5)], "expected_close_at", None),
        ([changed("competitor", "others", 5)], "competitor", "others"),
        ([changed("deal_id", "X", 5)], "deal_id", "D"),
        ([changed("name", "", 5)], "name", "n"),
    ],
)
def test_fields_get_their_old_values(changes: list[FieldChange], field: str, value: object) -> None:
    deal = OPEN.model_copy(update={"owner": "Cid", "amount": Decimal(9), "expected_close_at": date(2026, 12, 1)})
    known = as_known(deal, (), changes, STAGES, date(2026, 9, 4))
    assert known is not None
    assert getattr(known, field) == value


def test_an_old_value_is_known_even_of_what_the_closing_wrote() -> None:
    known = as_known(WON, (), [changed("competitor", "others", 9)], STAGES, date(2026, 9, 8))
    assert known is not None
    assert (known.competitor, known.close_reason) == ("others", None)


moments = st.datetimes(datetime(2026, 8, 1), datetime(2026, 10, 30), timezones=st.just(UTC))
stage_changes = st.lists(
    st.builds(StageChange, deal_id=st.just("D"), stage=st.sampled_from([s.name for s in STAGES]), entered_at=moments)
).map(lambda found: tuple(sorted(found, key=lambda change: change.entered_at)))
deals = st.builds(
    Deal,
    deal_id=st.just("D"),
    name=st.just("n"),
    stage=st.sampled_from([s.name for s in STAGES]),
    outcome=st.sampled_from(Outcome),
    created_at=st.none() | moments,
    closed_at=st.none() | moments,
)


@given(deal=deals, changes=stage_changes, as_of=st.dates(date(2026, 8, 1), date(2026, 10, 30)))
def test_nothing_later_survives(deal: Deal, changes: tuple[StageChange, ...], as_of: date) -> None:
    known = as_known(deal, changes, (), STAGES, as_of)
    if known is None:
        assert deal.created_at is not None
        assert deal.created_at.date() > as_of
        return
    assert all(change.entered_at.date() <= as_of for change in until(changes, as_of))
    for moment in (known.created_at, known.closed_at):
        assert moment is None or moment.date() <= as_of
    if deal.closed_at is not None and deal.closed_at.date() > as_of:
        assert known.outcome is Outcome.OPEN
    entered = {change.stage for change in until(changes, as_of)}
    if changes and changes[-1].entered_at.date() > as_of and known.outcome is Outcome.OPEN:
        assert known.stage in entered | {UNKNOWN_STAGE}
    if known.outcome is Outcome.OPEN and deal.outcome is not Outcome.OPEN:
        assert known.stage not in ("Signed", "Gone")


@given(deal=deals, changes=stage_changes, as_of=st.dates(date(2026, 8, 1), date(2026, 10, 30)))
def test_what_comes_later_makes_no_difference_to_a_closed_deal(
    deal: Deal, changes: tuple[StageChange, ...], as_of: date
) -> None:
    """How and when a deal ended after the date cannot be told from what is known at the date."""
    ended = [
        deal.model_copy(update={"outcome": outcome, "closed_at": closing, "stage": stage, "close_reason": stage})
        for outcome, stage in ((Outcome.WON, "Signed"), (Outcome.LOST, "Gone"))
        for closing in (datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    ]
    known = [as_known(other, changes, (), STAGES, as_of) for other in ended]
    assert all(other == known[0] for other in known)
