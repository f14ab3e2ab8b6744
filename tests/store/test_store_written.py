"""What the coach itself writes: reviews with their sources, the playbook, cases, answers, calls, baselines."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from coach.domain.activity import Activity, ActivityKind
from coach.domain.answer import Grade, RepAnswer
from coach.domain.call import ModelCall
from coach.domain.case import Case
from coach.domain.deal import Contact, Deal, Outcome
from coach.domain.evidence import Citation, Point, Source, SourceKind
from coach.domain.failure import NotFound, StoreUnavailable
from coach.domain.play import PlaybookEntry, PlayStatus
from coach.domain.questions import Criterion
from coach.domain.review import (
    Answer,
    AnswerStatus,
    Decision,
    PromptUse,
    Provenance,
    Question,
    Review,
    Verdict,
)
from coach.domain.stall import Stall
from coach.domain.texts import activity_source, answer_source, contact_source, deal_source
from coach.domain.viewer import EVERYONE, Viewer
from coach.store import Store

TOM, MAYA = Viewer(name="Tom", owners=frozenset(["Tom"])), Viewer(name="Maya", owners=frozenset(["Maya"]))
AT = datetime(2026, 9, 3, 10, tzinfo=UTC)
DAY = AT.date()
DEAL = Deal(deal_id="D-1", name="Harbour Mills", stage="Offer", owner="Tom")
CALL = Activity(activity_id="A-1", deal_id="D-1", at=AT, kind=ActivityKind.CALL, contact="Anna", body="She will ask.")
ANNA = Contact(contact_id="C-1", deal_id="D-1", name="Anna")
PLAY = Source.of(SourceKind.PLAY, "arm-champion", "Give her the slide.\0\n", title="Arm the champion")
STALL = Stall(
    deal_id="D-1", name="Harbour Mills", owner="Tom", stage="Offer", segment=None, amount=None, currency=None,
    days_in_stage=None, norm=None, median_days=None, max_days=None, signals=(), stalled=False, p_win=None,
    deal_days_at_stake=0, on_hold=None, attention=0.0,
)  # fmt: skip


@pytest.fixture
def filled(store: Store) -> Store:
    with store.writing() as writer:
        writer.upsert_deals([DEAL, DEAL.model_copy(update={"deal_id": "D-2", "owner": "Maya"})])
        writer.upsert_activities([CALL])
        writer.upsert_contacts([ANNA])
    return store


def a_review(review_id: str = "R-1", as_of: date = DAY, **fields: object) -> Review:
    source = activity_source(CALL)
    cited = Citation(
        source_id=source.source_id, source_kind=source.source_kind, quote="will ask", start=4, end=12, label="Call"
    )
    answer = Answer(
        question=Question.TRIED, status=AnswerStatus.ANSWERED, points=(Point(text="Asked.", citations=(cited,)),)
    )
    review = Review(
        review_id=review_id, deal_id="D-1", as_of=as_of, generated_at=AT, stall=STALL, attempts=(), answers=(answer,),
        obstacles=(), alternatives=(), precedents=(), sources=(source, PLAY), provenance=Provenance(
            coach_version="1", model="builtin", prompts=(PromptUse(name="n", version="1", sha256="0"),)),
        verdict=Verdict(decision=Decision.ASK, reasons=(), would_change_if="A half \ud83d\0 emoji."),
    )  # fmt: skip
    return review.model_copy(update=fields)


def test_a_review_comes_back_whole_with_its_sources(filled: Store) -> None:
    review = a_review(verdict=Verdict(decision=Decision.PIVOT, reasons=(), would_change_if="Anna\0 calls."))
    filled.save_review(review)
    assert filled.latest_review("D-1") == review
    assert filled.reviews("D-1") == (review,)


def test_what_json_cannot_hold_is_replaced_character_by_character(filled: Store) -> None:
    filled.save_review(a_review())
    found = filled.latest_review("D-1")
    assert found is not None
    assert found.verdict.would_change_if == "A half \ufffd\0 emoji."


def test_saving_a_review_again_replaces_it_and_its_sources(filled: Store) -> None:
    filled.save_review(a_review())
    filled.save_review(a_review(sources=(PLAY, PLAY)))
    (found,) = filled.reviews("D-1")
    assert found.sources == (PLAY,)


def test_the_latest_review_is_that_of_the_date_asked_for(filled: Store) -> None:
    for review_id, day in (("R-1", 3), ("R-3", 20), ("R-2", 10)):
        filled.save_review(a_review(review_id, date(2026, 9, day)))
    latest = [filled.latest_review("D-1", date(2026, 9, day)) for day in (2, 3, 19, 20)]
    assert [review and review.review_id for review in latest] == [None, "R-1", "R-2", "R-3"]
    assert [review.review_id for review in filled.reviews("D-1")] == ["R-3", "R-2", "R-1"]


def test_of_two_reviews_of_a_day_the_one_written_last_is_the_latest(filled: Store) -> None:
    filled.save_review(a_review("R-1", generated_at=AT.replace(hour=12)))
    filled.save_review(a_review("R-2"))
    latest = filled.latest_review("D-1")
    assert latest is not None
    assert latest.review_id == "R-1"


def test_reviews_are_seen_by_those_who_see_the_deal(filled: Store) -> None:
    filled.save_review(a_review())
    assert filled.latest_review("D-1", None, TOM) is not None
    assert filled.latest_review("D-1", None, MAYA) is None
    assert filled.reviews("D-1", MAYA) == ()


def test_a_cited_text_stays_as_it_was(filled: Store) -> None:
    filled.save_review(a_review())
    with filled.writing() as writer:
        writer.upsert_activities([CALL.model_copy(update={"body": "She will not."})])
    cited = activity_source(CALL)
    assert filled.source(cited.source_id, TOM) == cited
    assert filled.source("activity:A-1", TOM).text == "She will not."
    filled.save_review(a_review("R-2", sources=(cited.model_copy(update={"text": "forged"}),)))
    assert filled.source(cited.source_id, TOM) == cited


@pytest.mark.parametrize(
    ("source_id", "expected"),
    [
        ("activity:A-1", activity_source(CALL)),
        ("deal:D-1", deal_source(DEAL)),
        ("contact:C-1", contact_source(ANNA)),
        ("A-1", activity_source(CALL)),
        ("D-1", deal_source(DEAL)),
        ("C-1", contact_source(ANNA)),
        (activity_source(CALL).source_id, activity_source(CALL)),
        (deal_source(DEAL).source_id, deal_source(DEAL)),
    ],
)
def test_texts_of_todays_record_have_addresses(filled: Store, source_id: str, expected: Source) -> None:
    assert filled.source(source_id, TOM) == expected


@pytest.mark.parametrize(
    ("source_id", "viewer"),
    [
        ("activity:A-1@0123456789", EVERYONE),
        ("activity:A-9", EVERYONE),
        ("activity:", EVERYONE),
        ("play:arm-champion", EVERYONE),
        ("", EVERYONE),
        ("@", EVERYONE),
        ("A-1\0", EVERYONE),
        ("deal:A-1", EVERYONE),
        ("activity:A-1", MAYA),
        ("A-1", MAYA),
        (activity_source(CALL).source_id, MAYA),
    ],
)
def test_what_is_no_text_or_not_to_be_seen_is_not_found(filled: Store, source_id: str, viewer: Viewer) -> None:
    with pytest.raises(NotFound, match="There is no text") as caught:
        filled.source(source_id, viewer)
    assert caught.value.next_step


def test_a_stored_text_of_a_deal_is_seen_by_those_who_see_the_deal(filled: Store) -> None:
    filled.save_review(a_review())
    with pytest.raises(NotFound):
        filled.source(activity_source(CALL).source_id, MAYA)
    assert filled.source(PLAY.source_id, MAYA) == PLAY


def test_ids_may_hold_colons_and_at_signs(filled: Store) -> None:
    odd = [CALL.model_copy(update={"activity_id": key}) for key in ("a@b.example", "deal:7", "x@0123456789")]
    with filled.writing() as writer:
        writer.upsert_activities(odd)
    for activity in odd:
        source = activity_source(activity)
        assert filled.source(source.source_id, TOM) == source
        assert filled.source(f"activity:{activity.activity_id}", TOM) == source
        assert filled.source(activity.activity_id, TOM) == source


def an_entry(text: str, **fields: object) -> PlaybookEntry:
    entry = PlaybookEntry(kind="play", entry_id="p", path="p.md", text=text, sha256="0", added_at=AT)
    return entry.model_copy(update=fields)


def test_the_playbook_keeps_what_it_replaces(store: Store) -> None:
    first, second, document = an_entry("one\0"), an_entry("two"), an_entry("d", kind="document", path="d.pdf")
    for entry in (first, document, second, second):
        store.put_playbook_entry(entry)
    assert store.playbook_entries() == (second, document)
    retired = second.model_copy(update={"status": PlayStatus.RETIRED})
    store.put_playbook_entry(retired)
    assert store.playbook_entries() == (retired, document)
    assert store.playbook_history("play", "p") == (first, second)
    assert store.playbook_history("document", "p") == ()


def a_case(case_id: str, title: str = "t") -> Case:
    return Case(
        case_id=case_id, deal_id="D-2", title=title, outcome=Outcome.WON, stage="Offer", segment=None, industry=None,
        closed_at=DAY, days_stalled=40, obstacles=("budget",), situation="s", attempts=(), turning_point=None, text="x",
    )  # fmt: skip


def test_cases_are_replaced_all_at_once(store: Store) -> None:
    store.replace_cases([a_case("2"), a_case("1"), a_case("2", "again")])
    assert store.cases() == (a_case("2", "again"), a_case("1"))
    assert store.case("1") == a_case("1")
    store.replace_cases([a_case("3")])
    assert (store.cases(), store.case("1")) == ((a_case("3"),), None)
    store.replace_cases([])
    assert store.cases() == ()


def test_answers_up_to_a_date(filled: Store) -> None:
    later, first = (
        RepAnswer(answer_id=key, deal_id="D-1", question=Question.LEARNED, text="We learned.", author="Tom", at=at)
        for key, at in (("2", AT.replace(day=5)), ("1", AT))
    )
    for answer in (later, first):
        filled.save_answer(answer)
    assert filled.answers("D-1", date(2026, 9, 5)) == (first, later)
    assert filled.answers("D-1", date(2026, 9, 4)) == (first,)
    assert filled.answers("D-1", date(2026, 9, 2)) == filled.answers("D-2", date(2026, 9, 5)) == ()
    assert filled.answers("D-1", date(2026, 9, 5), MAYA) == ()
    assert filled.source("answer:1", TOM) == answer_source(first)
    changed = first.model_copy(update={"text": "We learned more."})
    filled.save_answer(changed)
    assert filled.answers("D-1", date(2026, 9, 4)) == (changed,)


def test_a_grade_goes_with_its_answer(filled: Store) -> None:
    grade = Grade(
        answer_id="1", deal_id="D-1", question="learned", status=AnswerStatus.WEAK, met=(Criterion.SPECIFIC,),
        reason="It is vague.", follow_up="Who said so?", coach="builtin", rubric="1.0.0",
    )  # fmt: skip
    filled.save_grade(grade)
    assert filled.grades("D-1") == (grade,)
    assert filled.grades("D-1", MAYA) == filled.grades("D-2") == ()
    better = grade.model_copy(update={"status": AnswerStatus.ANSWERED, "follow_up": None})
    filled.save_grade(better)
    assert filled.grades("D-1") == (better,)


def test_calls_newest_first_the_failed_ones_too(store: Store) -> None:
    good = ModelCall(
        call_id="1", at=AT, deal_id="D-1", model="m", request="ask", raw_reply="{}", tokens_in=1, tokens_out=2,
        seconds=0.5, prompts=(PromptUse(name="n", version="1", sha256="0"),),
    )  # fmt: skip
    bad = ModelCall(call_id="2", at=AT, deal_id=None, model="m", request="ask", failure_code="model-timeout")
    for call in (good, bad):
        store.save_call(call)
    assert store.calls() == (bad, good)
    assert store.calls(1) == (bad,)


def test_the_newest_twenty_baselines_are_kept(store: Store) -> None:
    assert store.baseline("norms") is None
    for n in range(20):
        store.save_baseline(f"key-{n}", f'{{"n": {n}}}')
    store.save_baseline("key-0", '{"n": "again"}')
    store.save_baseline("key-20", "{}")
    kept = [n for n in range(21) if store.baseline(f"key-{n}") is not None]
    assert kept == [0, *range(2, 21)]
    assert store.baseline("key-0") == '{"n": "again"}'


def test_what_another_version_wrote_is_told(filled: Store) -> None:
    filled.save_review(a_review())
    with filled._database.writing() as connection:
        connection.exec_driver_sql("UPDATE reviews SET document = '{\"review_id\": 1}'")
    with pytest.raises(StoreUnavailable, match="stored review cannot be read") as caught:
        filled.latest_review("D-1")
    assert caught.value.next_step


@pytest.mark.parametrize(
    "write",
    [
        lambda store: store.save_review(a_review()),
        lambda store: store.put_playbook_entry(an_entry("x")),
        lambda store: store.replace_cases([a_case("1")]),
        lambda store: store.save_baseline("key", "{}"),
    ],
    ids=["review", "playbook", "cases", "baseline"],
)
def test_nothing_the_coach_writes_moves_the_version_of_the_data(filled: Store, write: Callable[[Store], None]) -> None:
    before = filled.data_version()
    write(filled)
    assert filled.data_version() == before
