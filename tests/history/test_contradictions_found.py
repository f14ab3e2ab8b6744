"""A record that speaks against itself: what counts as a pair, and, above all, what does not."""

from typing import Any

import pytest

import coach.history.contradictions as history
from coach.domain.deal import FieldChange
from coach.domain.record import Record
from coach.history.contradictions import contradictions


def note(build: Any, day: int, body: str) -> Any:
    return build.activity(day, "note", direction="internal", author="Tom Rep", body=body)


PAIRS = [
    ("Verbal yes, should close this month.", "We have not decided yet, others are in the race.", "decision"),
    ("In principle done, it's only a formality of signature.", "Over 15.000 I can not sign.", "decision"),
    ("Still in evaluation, Fiona likes us better.", "We have gone with Tremora for three years.", "still open"),
    ("Budget is basically there.", "There is no budget until next year.", "budget"),
    ("They have budget.", "The budget has not been approved.", "budget"),
    ("They love it!", "Honestly it is a nice-to-have, no rush.", "enthusiasm"),
    ("She is basically sold.", "I can't take a flat result to the executive team.", "enthusiasm"),
    ("CFO is on board.", "The CFO has not seen it.", "power"),
    ("Champion on board, he is pushing internally.", "I would not be pushing this myself.", "champion"),
    ("Procurement is a formality.", "Above 100k we need three comparable quotes.", "paperwork"),
    ("No competitors involved.", "We are also talking to Acme.", "competition"),
    ("I think he wants a longer pilot.", "We do not need a longer pilot.", "longer trial"),
]


@pytest.mark.parametrize(("claim", "denial", "topic"), PAIRS)
def test_a_claim_against_the_buyers_words(build: Any, claim: str, denial: str, topic: str) -> None:
    for day in (1, 30, 80):
        found = contradictions(build.record(note(build, 20, claim), build.mail_in(day, denial)), build.day(90))
        pair = next(one for one in found if one.topic == topic)
        assert pair.claim in claim
        assert pair.denial in denial
        assert (pair.kind, pair.claim_activity_id, pair.denial_activity_id) == ("claim", "A20-note", f"A{day}-email")
    for other in (build.mail_out(30, "Hi", denial), note(build, 30, denial)):
        assert contradictions(build.record(note(build, 20, claim), other), build.day(90)) == ()


@pytest.mark.parametrize(
    "claim",
    [
        "No verbal yes yet.", "If the budget is confirmed we go on.", "Is the budget approved?", "They do not love it.",
        "Asked whether the CFO is on board.", "We hope for a verbal yes.", "Waiting for a verbal yes.",
    ],
)  # fmt: skip
def test_what_the_rep_denies_asks_or_hopes_is_no_claim(build: Any, claim: str) -> None:
    words = "There is no budget. Nothing is decided. It is a nice-to-have. The CFO has not seen it."
    assert contradictions(build.record(note(build, 20, claim), build.mail_in(25, words)), build.day(90)) == ()


@pytest.mark.parametrize(
    "words",
    [
        "If there is no budget we will say so.", "Unless it is on hold we go on.", "Yes, the money is approved.",
        "Thank you for the visit.\n\nOn 3 January Tom Rep wrote:\nI hear there is no budget and nothing is decided.",
        "Thank you.\n> there is no budget and nothing is decided",
    ],
)  # fmt: skip
def test_agreement_conditions_and_an_older_mail_below_deny_nothing(build: Any, words: str) -> None:
    record = build.record(note(build, 20, "Verbal yes, budget confirmed, they love it."), build.mail_in(25, words))
    assert contradictions(record, build.day(90)) == ()


def test_words_that_the_buyer_took_back_do_not_count(build: Any) -> None:
    claim, denial = note(build, 40, "Budget confirmed."), build.mail_in(20, "There is no budget.")
    assert len(contradictions(build.record(denial, claim), build.day(90))) == 1
    later = build.mail_in(30, "Good news, the budget is approved.")
    assert contradictions(build.record(denial, later, claim), build.day(90)) == ()


def test_a_call_report_counts_only_for_the_words_it_quotes(build: Any) -> None:
    def found(report: str) -> tuple[Any, ...]:
        call = build.activity(25, "call", direction="outbound", author="Tom Rep", contact="Anna Berg", body=report)
        return contradictions(build.record(note(build, 20, "Budget confirmed."), call), build.day(90))

    assert [pair.denial for pair in found('Anna: "there is no budget until May".')] == [
        'Anna: "there is no budget until May".'
    ]
    assert found("I think there is no budget, she's busy and it's late.") == ()


def test_old_words_the_claim_may_have_overtaken_do_not_count(build: Any) -> None:
    claim = note(build, 80, "Budget confirmed.")
    assert contradictions(build.record(build.mail_in(20, "There is no budget."), claim), build.day(90)) == ()
    assert contradictions(build.record(build.mail_in(40, "There is no budget."), claim), build.day(90)) != ()


def test_a_meeting_that_the_buyer_says_never_was_counts_for_two_weeks(build: Any) -> None:
    claim = note(build, 20, "Great meeting with Anna and the team.")
    words = "The meeting never took place, nobody from your side."
    assert [p.topic for p in contradictions(build.record(claim, build.mail_in(22, words)), build.day(90))] == [
        "meeting"
    ]
    assert contradictions(build.record(claim, build.mail_in(1, words)), build.day(90)) == ()


FIGURES = [
    ("Ends up at 118k a year avoidable.", "As we agreed EUR 180k a year of avoidable loss.", "money a year"),
    ("Offer covers 40 seats for the Leeds office.", "The Leeds office offer is for 55 seats.", "seat"),
    ("Go-live is planned for 3 March.", "Go-live on 1 April it is.", "golive"),
    ("Karin Holt has the final word.", "Peter Vos is the decision maker.", "decider"),
]


@pytest.mark.parametrize(("one", "other", "topic"), FIGURES)
def test_two_figures_dates_or_deciders_for_one_thing(build: Any, one: str, other: str, topic: str) -> None:
    for later in (build.mail_in(20, other), build.mail_out(20, "Hi", other), note(build, 20, other)):
        found = contradictions(build.record(note(build, 10, one), later), build.day(90))
        assert [(p.kind, p.topic, p.claim, p.denial) for p in found] == [("figure", topic, one, other)]
    assert contradictions(build.record(note(build, 10, one), note(build, 20, one)), build.day(90)) == ()
    assert contradictions(build.record(note(build, 10, one), note(build, 140, other)), build.day(200)) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Offer covers 40 seats for the Leeds office.", "The Leeds office offer is now for 55 seats."),
        ("Offer covers 40 seats for the Leeds office.", "The Leeds office offer starts with the first 10 seats."),
        ("Offer covers 40 seats for the Leeds office.", "In Porto they have 55 seats."),
        ("40 seats in Leeds.", "Up to 55 seats in the Leeds office offer."),
        ("118k a year avoidable.", "Why does one page say 118k and your mail 180k a year avoidable?"),
        ("Go-live is planned for 3 March.", "Go-live was moved to 1 April instead."),
        ("Go-live in March.", "Go-live in April."),
        ("Visit on 3 March at 10.", "Visit on 1 April at 11."),
    ],
)
def test_a_change_a_part_or_another_place_is_no_disagreement(build: Any, one: str, other: str) -> None:
    assert contradictions(build.record(note(build, 10, one), note(build, 20, other)), build.day(90)) == ()


@pytest.mark.parametrize(
    ("words", "topic", "line"),
    [
        ("We have approved the order for 48,000 EUR.", "amount", "Amount: 62000 EUR"),
        ("I signed the offer of €48.000 today.", "amount", "Amount: 62000 EUR"),
        ("There will be no decision before September.", "close date", "Expected close: 2026-05-29"),
        ("It is not possible before June 2026, sorry.", "close date", "Expected close: 2026-05-29"),
        ("It is not possible before May 2026, sorry.", "", ""),
        ("We have approved the order for 62,000 EUR.", "", ""),
        ("We have approved the pilot for 4,800 EUR.", "", ""),
        ("Over 48,000 EUR I cannot sign the order.", "", ""),
        ("The offer of 48,000 EUR from Acme was not approved.", "", ""),
        ("No decision before May.", "", ""),
    ],
)
def test_the_card_against_the_buyers_words(build: Any, words: str, topic: str, line: str) -> None:
    card = {"amount": 62000, "currency": "EUR", "expected_close_at": "2026-05-29"}
    record: Record = build.record(build.mail_in(20, words), **card)
    found = [(p.kind, p.topic, p.claim_activity_id, p.claim, p.denial) for p in contradictions(record, build.day(90))]
    assert found == ([("card", topic, "D1", line, words)] if topic else [])
    for field in ("amount", "close_date", "expected_close_at"):
        change = FieldChange(deal_id="D1", field=field, at=build.moment(30))
        since = record.model_copy(update={"field_changes": (change,)})
        same = {"amount": "amount"}.get(field, "close date")
        assert len(contradictions(since, build.day(90))) == (0 if not topic or same == topic else 1)


def test_each_text_is_read_as_often_in_a_long_record_as_in_a_short_one(
    build: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = 0

    def counted(text: str, whole: Any = history.sentences) -> Any:
        nonlocal read
        read += 1
        return whole(text)

    monkeypatch.setattr(history, "sentences", counted)
    for n in (50, 400):
        read = 0
        made = [note(build, day, "Budget confirmed.") for day in range(n)]
        made += [build.mail_in(day, "There is no budget.") for day in range(n)]
        found = contradictions(build.record(*made), build.day(n + 1))
        assert read == 2 * n
        assert len(found) == n


def test_every_pair_of_the_sample_is_a_slice_and_no_healthy_deal_has_one(
    sample: dict[str, Record], sample_day: Any
) -> None:
    seen = 0
    for record in (r for r in sample.values() if r.deal.outcome.value == "open"):
        texts = {a.activity_id: a.text for a in record.activities}
        for pair in contradictions(record, sample_day):
            seen += 1
            assert pair.claim in texts[pair.claim_activity_id]
            assert pair.denial in texts[pair.denial_activity_id]
            assert record.deal.deal_id <= "D-116", "a healthy deal shows a contradiction"
    assert 12 <= seen <= 25
