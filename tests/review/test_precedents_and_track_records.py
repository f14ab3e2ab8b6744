"""Past deals: those that one may see, wins and losses, and what turned or ended them."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach.domain.deal import Outcome
from coach.domain.evidence import SourceKind
from coach.domain.failure import NotFound
from coach.domain.passage import Filter
from coach.domain.viewer import EVERYONE, Viewer
from coach.history.obstacles import obstacles
from coach.history.track_records import TrackRecords
from coach.review.precedents import MOST, cases_at_hand, what_decided
from coach.review.sheet import as_text
from coach.settings import Settings
from coach.workspace import Workspace
from coach.workspace.places import shipped

TODAY = date(2026, 11, 20)


def test_wins_and_losses_stand_side_by_side_and_say_what_decided(sample: Any) -> None:
    both = 0
    for deal_id in sample.stalled:
        review = sample.review(deal_id)
        both += {Outcome.WON, Outcome.LOST} <= {p.outcome for p in review.precedents}
        for past in review.precedents:
            assert past.why_similar
            assert past.citations
            if past.turning_point:
                texts = {s.source_id: s.text for s in review.sources}
                assert past.turning_point in texts[past.citations[0].source_id]
    assert both > 10


def test_the_best_of_the_other_outcome_takes_the_last_place(sample: Any) -> None:
    record = sample.record("D-103")
    found = obstacles(record, TODAY)
    won = [c.model_copy(update={"outcome": Outcome.WON}) for c in sample.library().cases.values()]
    within = Filter(kinds=frozenset({SourceKind.CASE}), as_of=TODAY, not_deal="D-103")
    all_won = cases_at_hand(record, found, sample.library(cases=won), within)
    assert {one.case.outcome for one in all_won} == {Outcome.WON}
    last = cases_at_hand(record, found, sample.library(cases=won), within)[-1].case.case_id
    first_four = {one.case.case_id for one in all_won}
    ranked = [c for c in won if c.case_id not in first_four]
    lost = [c.model_copy(update={"outcome": Outcome.LOST}) if c in ranked else c for c in won]
    mixed = cases_at_hand(record, found, sample.library(cases=lost), within)
    assert len(mixed) == MOST
    assert [one.case.outcome for one in mixed].count(Outcome.LOST) == 1
    assert mixed[-1].case.outcome is Outcome.LOST
    assert last not in {one.case.case_id for one in mixed}


def test_a_loss_tells_what_ended_it(sample: Any) -> None:
    lost = [c for c in sample.library().cases.values() if c.outcome is Outcome.LOST]
    assert lost
    for case in lost:
        assert what_decided(case)
        assert what_decided(case) in case.text


def test_the_track_record_of_a_play_is_counted_and_told(sample: Any) -> None:
    cases = tuple(sample.library().cases.values())
    review = sample.review("D-110", track_records=TrackRecords(cases))
    tried = [a.track_record for a in review.alternatives if a.track_record]
    assert tried
    for record in tried:
        assert 0 <= record.worked <= record.tried
        assert 0 < record.low < record.high < 1
    text = as_text(review)
    assert "Too few to tell." in text or "Counted, no proof" in text
    assert "uplift" not in text


def test_an_alternative_never_tried_before_says_so(sample: Any) -> None:
    review = sample.review("D-103", track_records=TrackRecords(()))
    assert review.alternatives
    assert {a.track_record for a in review.alternatives} == {None}
    assert "Never tried in a similar stall on record." in as_text(review)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Any:
    if not Path(shipped("sample")).is_dir():
        pytest.skip("the sample company is not here")
    home = tmp_path_factory.mktemp("precedents") / "home"
    with Workspace(Settings(home=home, model="builtin")) as opened:
        opened.load_sample()
        yield opened


def test_a_viewer_sees_no_precedent_of_a_deal_that_is_not_theirs(workspace: Workspace) -> None:
    """On the real store and index: the owner of the deal sees the past of their own deals, a manager all of it."""
    deal_id = "D-103"
    owner = workspace.record(deal_id, TODAY).deal.owner
    assert owner
    rep = Viewer(name=owner, owners=frozenset({owner}))
    owners = {deal.deal_id: deal.owner for deal in workspace.store.deals(TODAY, EVERYONE)}
    for_all = workspace.review(deal_id, TODAY)
    for_rep = workspace.review(deal_id, TODAY, rep)
    assert {owners[p.deal_id] for p in for_all.precedents} - {owner}
    assert {owners[p.deal_id] for p in for_rep.precedents} <= {owner}
    assert for_rep.precedents, "the rep has closed deals that had stalled"
    others = [s for s in for_all.sources if s.source_kind is SourceKind.CASE and owners[s.deal_id or ""] != owner]
    told = as_text(for_rep)
    for source in others:
        assert source.title.split(": ")[0] not in told
        assert workspace.source(source.source_id).text == source.text
        with pytest.raises(NotFound):
            workspace.source(source.source_id, rep)


def test_a_viewers_track_records_count_only_what_they_may_see(workspace: Workspace) -> None:
    everyone = workspace.review("D-110", TODAY)
    nobody = Viewer(name="new", owners=frozenset({"Elena Sousa"}))
    own = workspace.review("D-110", TODAY, nobody)
    counts = [sum(a.track_record.tried for a in r.alternatives if a.track_record) for r in (everyone, own)]
    assert counts[0] > counts[1]


def test_nothing_closed_later_is_a_precedent_or_counted(workspace: Workspace) -> None:
    closed = {d.deal_id: d.closed_at for d in workspace.store.deals(TODAY, EVERYONE) if d.closed_at}
    early = date(2026, 9, 1)
    review = workspace.review("D-103", early)
    assert review.precedents
    for past in review.precedents:
        assert closed[past.deal_id].date() < early
