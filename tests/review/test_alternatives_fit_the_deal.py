"""What is proposed is worth trying: it does something, with somebody who is there, and the buyer shows if it worked."""

from datetime import date
from typing import Any

import pytest

from coach.domain.attempt import Move
from coach.domain.play import Play
from coach.domain.review import Decision
from coach.review.builtin.deadlines import named_day
from coach.review.carried_out import carried_out
from coach.review.dossier import Dossier
from coach.review.draft import Draft, DraftAlternative, Quote
from coach.review.ports import CoachReply, Listener
from coach.review.substance import is_ours, only_asks_for_news, tells_when_to_stop

TODAY = date(2026, 11, 20)
RIGHT = "Anything up to 50,000 I can sign on my own pen"


@pytest.mark.parametrize(
    "text",
    [
        "Follow up with Anna",
        "Check in with the CFO",
        "Touch base",
        "Quick catch-up with Ivo",
        "Call Helen to check in",
        "Send Ivo a follow-up",
        "Send a quick follow-up mail to Ivo",
        "The rep emails Ivo and asks for an update",
        "Jonas Weber calls Egon to see how things stand",
        "Write to Ivo again and ask whether there is any news",
        "Elena Sousa follows up on the proposal",
        "Schedule a follow-up call with Ivo",
        "Reach out to Marta",
        "Nachfassen bei Herrn Pfaff",
    ],
)
def test_asking_for_news_is_no_alternative(text: str) -> None:
    assert only_asks_for_news(text)


@pytest.mark.parametrize(
    "text",
    [
        "Start from “just following up on this” and ask for the form",
        'Answer the mail "Checking in" with the three prices',
        "Ask who follows up the request inside their team",
        "Send Ivo the test plan, then follow up on Thursday",
        "Send Ivo the test plan and follow up",
        "Call Ivo with the three prices and follow up on the form",
        "Agree a follow-up meeting date with the CFO at the demo",
        "Bring the follow-up audit finding to Ines: one page",
        "Cut a first slice that fits an existing approval limit",
    ],
)
def test_a_step_that_does_something_is_let_through(text: str) -> None:
    assert only_asks_for_news(text) is None


@pytest.mark.parametrize(
    "signal",
    [
        "We send the proposal",
        "The rep has called Ivo",
        "Our team completes the demo",
        "When we have sent the answers",
        "The proposal is sent",
        "Revised proposal sent to Ivo by Friday",
        "The security questionnaire has been submitted",
    ],
)
def test_what_we_do_is_no_signal_of_success(signal: str) -> None:
    assert is_ours(signal)


@pytest.mark.parametrize(
    "signal",
    [
        "We receive a signed order form from Ivo",
        "We are invited to the board",
        "The proposal is sent back with their figures",
        "The summary is shared internally by Helen",
        "Anke sends the summary to a colleague with the rep in copy",
        "The budget owner takes the call with our executive",
    ],
)
def test_what_the_buyer_does_is_one(signal: str) -> None:
    assert not is_ours(signal)


@pytest.mark.parametrize(
    ("kill", "told"),
    [
        ("No order form in 14 days", True),
        ("The buyer has a filing provider already", True),
        ("By Friday 4 December", True),
        ("If it does not work", False),
        ("They lose interest", False),
        ("No progress", False),
    ],
)
def test_a_reason_to_stop_can_be_seen(kill: str, told: bool) -> None:
    assert tells_when_to_stop(kill) is told


def test_the_shipped_plays_pass_their_own_checks(sample: Any) -> None:
    plays = sample.library().active_plays()
    assert len(plays) > 20
    for play in plays:
        assert only_asks_for_news(play.title) is None, play.play_id
        assert only_asks_for_news(play.first_step) is None, play.play_id
        assert not is_ours(play.success_signal), play.play_id
        assert tells_when_to_stop(play.kill_criterion), play.play_id


class Proposing:
    """A coach that proposes what a test gives it, and nothing else."""

    name = "test"

    def __init__(self, *changed: dict[str, Any], play: str = "budget-smaller-first-slice", case: bool = False) -> None:
        self._changed, self._play, self._case = changed, play, case

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        refs = {e.source.key: e.ref for e in dossier.own}
        hand = next(p for p in dossier.plays if p.play.play_id == self._play)
        given = {
            "ref": dossier.cases[0].evidence.ref if self._case else hand.evidence.ref,
            "title": "Offer Thornby alone", "why": "Helen can sign it.",
            "first_step": "Bring Helen a one-page slice for Thornby.", "with_whom": "Helen Brockway",
            "success_signal": "She asks for an order form", "kill_criterion": "No order form in 14 days",
            "quotes": (Quote(ref=refs["A-103-11"], text=RIGHT),) if "A-103-11" in refs else (),
        }  # fmt: skip
        made = tuple(DraftAlternative(**{**given, **one}) for one in self._changed)
        return CoachReply(draft=Draft(alternatives=made), model=self.name)


@pytest.mark.parametrize(
    ("changed", "case", "reason"),
    [
        ({"title": "Follow up with Helen"}, False, "only asks for news: “Follow up”"),
        ({"first_step": "Call Helen to check in."}, False, "first step only asks for news"),
        ({"success_signal": "We send the order form"}, True, "something that we do, not the buyer"),
        ({"kill_criterion": "If it does not work"}, True, "no date and nothing that can be seen"),
        ({"first_step": "Send Helen a new ROI deck."}, False, "tried here before"),
    ],
)
def test_a_proposal_without_substance_is_dropped(sample: Any, changed: dict[str, Any], case: bool, reason: str) -> None:
    review = sample.review("D-103", coach=Proposing(changed, case=case))
    assert review.alternatives == ()
    assert any(reason in d.reason for d in review.dropped), review.dropped


def test_the_plays_own_signal_stands_in_for_one_that_does_not_do(sample: Any) -> None:
    changed = {"success_signal": "We send the proposal", "kill_criterion": "No progress"}
    (kept,) = sample.review("D-103", coach=Proposing(changed)).alternatives
    play = next(p for p in sample.library().active_plays() if p.play_id == kept.play_id)
    assert (kept.success_signal, kept.kill_criterion) == (play.success_signal, play.kill_criterion)


def test_nobody_who_has_left_is_to_take_the_first_step(sample: Any) -> None:
    coach = Proposing({"with_whom": "Gwen Trevanion"}, play="unclear-value-case-in-their-numbers")
    review = sample.review("D-102", coach=coach)
    assert review.alternatives == ()
    assert any("Gwen Trevanion is not to be built on: is leaving or has left" in d.reason for d in review.dropped)


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ({"title": "Another slice", "first_step": "Price one site under her limit."}, "proposed twice"),
        ({"title": "Offer thornby alone"}, "proposed twice"),
    ],
)
def test_two_variants_of_one_idea_are_one(sample: Any, second: dict[str, Any], reason: str) -> None:
    review = sample.review("D-103", coach=Proposing({}, second))
    assert len(review.alternatives) == 1
    assert any(reason in d.reason for d in review.dropped)


def test_two_plays_of_one_move_are_one_idea(sample: Any) -> None:
    class Both(Proposing):
        def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
            one = super().draft(dossier).draft.alternatives[0]
            other = next(p for p in dossier.plays if p.play.play_id == "wrong-fit-keep-the-part-that-fits")
            again = one.model_copy(update={"ref": other.evidence.ref, "title": "Give back the rest"})
            return CoachReply(draft=Draft(alternatives=(one, again)), model=self.name)

    review = sample.review("D-103", coach=Both({}))
    assert [a.play_id for a in review.alternatives] == ["budget-smaller-first-slice"]
    assert any("the same kind of move" in d.reason for d in review.dropped)


@pytest.mark.parametrize(
    ("deal_id", "play_id", "whom"),
    [
        ("D-103", "budget-smaller-first-slice", "Helen Brockway"),
        ("D-107", "budget-smaller-first-slice", "Callum Reeve"),
        ("D-110", "technical-proof-bounded-pilot", "Ivo Brandani"),
        ("D-111", "our-side-named-owner-and-date", "Pieter Loos"),
        ("D-112", "procurement-walk-the-path-to-order", "Devi Anand"),
        ("D-114", "our-side-named-owner-and-date", "Marta Quaresma"),
        ("D-116", "our-side-named-owner-and-date", "Bronagh Keane"),
    ],
)
def test_the_first_alternative_is_the_one_the_buyer_left_open(
    sample: Any, deal_id: str, play_id: str, whom: str
) -> None:
    review = sample.review(deal_id)
    assert review.verdict.decision is Decision.PIVOT
    assert (review.alternatives[0].play_id, review.alternatives[0].with_whom) == (play_id, whom)


def test_no_step_speaks_of_a_change_of_reps_that_did_not_happen(sample: Any) -> None:
    for deal_id in sample.stalled:
        authors = {a.author for a in sample.record(deal_id).activities if a.author and a.direction == "outbound"}
        if len(authors) < 2:
            assert not any("new rep" in a.first_step for a in sample.review(deal_id).alternatives), deal_id


def test_the_first_step_comes_before_the_day_that_the_buyer_named(sample: Any) -> None:
    first = sample.review("D-112").alternatives[0]  # "they'd need to be in on Tuesday the 24th"
    assert first.due_at == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("in on Tuesday the 24th", date(2026, 11, 24)),
        ("free until Friday 11 December", date(2026, 12, 11)),
        ("the 2nd will do", date(2026, 12, 2)),
        ("back on January 7", date(2027, 1, 7)),
        ("by 2026-12-01", date(2026, 12, 1)),
        ("it was 3 March", date(2027, 3, 3)),
        ("31 February", None),
        ("about 24 doors", None),
    ],
)
def test_a_day_in_the_buyers_words_is_read(text: str, day: date | None) -> None:
    assert named_day(text, date(2026, 11, 3), TODAY) == day


def test_a_play_without_a_move_is_tried_when_what_we_did_tells_of_it(sample: Any) -> None:
    """The words of the mail, not only its subject: the third attempt on D-103 sent an ROI deck."""
    given = {
        "obstacles": ("no_access_to_power",), "move": None, "first_step": "The rep sends it.", "success_signal": "Yes",
        "kill_criterion": "No", "text": "Text.",
    }  # fmt: skip
    plays = [
        Play(play_id="deck", title="Branded slides with payback months on standard assumptions", **given),
        Play(play_id="other", title="Walk the yard on a Saturday morning", **given),
    ]
    proposed = {a.play_id for a in sample.review("D-103", library=sample.library(plays, ())).alternatives}
    assert proposed == {"other"}


def test_a_play_that_names_no_move_was_carried_out_when_the_words_of_a_day_tell_of_it(sample: Any) -> None:
    given = {
        "obstacles": ("unclear_value",), "move": None, "success_signal": "Yes", "kill_criterion": "No",
    }  # fmt: skip
    ledger = Play(
        play_id="ledger",
        title="Add up what late pick-ups cost, from their own carrier bills",
        first_step="Ask the import desk for the last 90 days of detention and storage invoices from two carriers",
        text="One afternoon with a spreadsheet: container, free days, days over, amount. Strike out what is doubtful.",
        **given,
    )
    others = [p.model_copy(update={"move": None}) for p in sample.library().active_plays()]
    told = (
        "Went through the carrier bills of two carriers with the import desk: 96 lines of detention and storage "
        "invoices. She struck out the doubtful ones; the late pick-ups of the quarter cost 61,400. One spreadsheet, "
        "container by container, with the amount and the days over the free days."
    )
    assert carried_out([ledger, *others], [told]) == {"ledger"}
    assert carried_out([ledger, *others], ["Called the import desk about the invoices, nobody there."]) == frozenset()
    assert carried_out([ledger, *others], ["Hi Helen, any news on our proposal? Best, Maya"]) == frozenset()


def test_moves_are_different_and_persons_known(sample: Any) -> None:
    moves: dict[str, Move | None] = {p.play_id: p.move for p in sample.library().active_plays()}
    for deal_id in sample.stalled:
        found = sample.review(deal_id).alternatives
        assert len({moves[a.play_id] for a in found}) == len(found) <= 3
        for one in found:
            assert 1 <= (one.due_at - TODAY).days <= 7
