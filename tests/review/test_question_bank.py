"""The question bank: read strictly from a manager's file, asked where it applies; what another one would change."""

from pathlib import Path
from typing import Any

import pytest

from coach.domain.answer import RepAnswer
from coach.domain.failure import SetupFailure
from coach.domain.questions import ExtraQuestion, QuestionBank
from coach.domain.review import AnswerStatus, Question
from coach.prompting.questions import LARGEST, bank_in, read_bank
from coach.review.bank_change import changes, may_differ, wording_changes
from coach.review.draft import Draft, DraftExtra, DraftPoint, Quote
from coach.review.ports import CoachReply
from coach.review.questions import filled

FILE = Path(__file__).parents[2] / "prompts" / "questions.toml"
TEXT = FILE.read_text(encoding="utf-8")
BANK = read_bank(TEXT)


def with_extra(*extras: ExtraQuestion) -> QuestionBank:
    return BANK.model_copy(update={"extras": extras})


@pytest.mark.parametrize(
    ("was", "becomes", "sentence"),
    [
        ("[questions.tried]", "[questions.tired]", "questions.*"),
        ("[questions.tried]", "[question.tried]", "a part that is not known: question"),
        ('title = "What worked?"', 'title = ""', "at least 3"),
        ('title = "What worked?"', "title = 7", "valid string"),
        ('title = "What worked?"', "", "Field required"),
        ('title = "What worked?"', 'title = "What worked?"\ntone = "kind"', "tone"),
        ("{contact} and that", "{kontact} and that", "{kontact} is not filled in"),
        ('id = "signature"', 'id = "tried"', "an id of its own"),
        ('id = "signature"', 'id = "Who signs?"', "pattern"),
        ("[rubric.learned]", "[rubric.kind]", "kind|criterion"),
        ('version = "1.0.0"', "", "version"),
        ('version = "1.0.0"', 'version = "1', "not TOML"),
        ("[[extra]]", "[extra]", "extra"),
    ],
)
def test_a_bank_that_is_none_is_refused_in_a_sentence(was: str, becomes: str, sentence: str) -> None:
    assert was in TEXT
    with pytest.raises(SetupFailure, match=sentence) as caught:
        read_bank(TEXT.replace(was, becomes))
    assert caught.value.next_step


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupFailure, match="cannot be read"):
        bank_in(tmp_path / "none.toml")
    (tmp_path / "big.toml").write_text("# " + "x" * LARGEST)
    with pytest.raises(SetupFailure, match="larger"):
        bank_in(tmp_path / "big.toml")
    (tmp_path / "odd.toml").write_bytes(b"version = \xff")
    with pytest.raises(SetupFailure, match="cannot be read"):
        bank_in(tmp_path / "odd.toml")
    (tmp_path / "deep.toml").write_text("version = " + "[" * 5_000)
    with pytest.raises(SetupFailure, match="not TOML"):
        bank_in(tmp_path / "deep.toml")


def test_windows_line_ends_and_a_byte_order_mark_make_no_other_bank(tmp_path: Path) -> None:
    (tmp_path / "q.toml").write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    assert bank_in(tmp_path / "q.toml") == BANK


def test_only_what_is_known_of_the_deal_is_filled_in(sample: Any) -> None:
    record = sample.record("D-103")
    deal = record.deal
    assert filled("Who at {account} signs {amount}, {contact}? {secret} {0}", record, "Ana {account}") == (
        f"Who at {deal.account} signs {deal.amount:,.0f} {deal.currency}, Ana {{account}}? {{secret}} {{0}}"
    )


@pytest.mark.parametrize(
    ("stages", "asked"),
    [((), True), (("Proposal",), None), (("early",), None), (("No such stage",), False)],
)
def test_an_extra_question_is_asked_where_it_applies(sample: Any, stages: tuple[str, ...], asked: bool | None) -> None:
    extra = ExtraQuestion(question_id="seats", text="How many seats does {account} need?", stages=stages)
    found = {d: sample.review(d, bank=with_extra(extra)).extra for d in sample.stalled[:8]}
    in_stage = {d for d in found if sample.record(d).deal.stage == "Proposal"}
    for deal_id, extras in found.items():
        if asked is not None:
            assert bool(extras) is asked
        elif stages == ("Proposal",):
            assert bool(extras) is (deal_id in in_stage)
        for one in extras:
            assert sample.record(deal_id).deal.account in one.asked
    if stages == ("early",):
        assert 0 < sum(map(bool, found.values())) < len(found)


def test_what_the_record_says_to_it_is_quoted_and_never_more_than_weak(sample: Any) -> None:
    extra = ExtraQuestion(question_id="capex", text="Where does the capex form lie?", look_for=("capex form", "capex"))
    review = sample.review("D-103", bank=with_extra(extra))
    assert review.extra[0].status is AnswerStatus.WEAK
    sources = {s.source_id: s.text for s in review.sources}
    for citation in (c for p in review.extra[0].points for c in p.citations):
        assert "capex" in citation.quote.casefold()
        assert sources[citation.source_id][citation.start : citation.end] == citation.quote


def test_a_reps_answer_to_it_counts_by_its_grade(sample: Any) -> None:
    extra = ExtraQuestion(question_id="capex", text="Where does the capex form lie?")
    answer = RepAnswer(answer_id="A9", deal_id="D-103", question="capex", author="Ann Rep", at="2026-11-19T09:00:00Z",
                       text="Helen told me on 12 November that it lies with Lorna.")  # fmt: skip
    review = sample.review("D-103", bank=with_extra(extra), answers=(answer,))
    assert review.extra[0].status is AnswerStatus.ANSWERED
    vague = answer.model_copy(update={"text": "It is somewhere there, soon."})
    assert sample.review("D-103", bank=with_extra(extra), answers=(vague,)).extra[0].status is AnswerStatus.WEAK


def test_what_a_coach_invents_to_it_is_dropped(sample: Any) -> None:
    class Inventing:
        name = "inventing"

        def draft(self, dossier: Any, listen: Any = None) -> CoachReply:
            ref = dossier.own[0].ref
            points = (
                DraftPoint(text="Bartholomew Quince has it.", quotes=(Quote(ref=ref, text="Stage"),)),
                DraftPoint(text="It is signed.", quotes=(Quote(ref=ref, text="It was signed on the spot."),)),
            )
            made = [DraftExtra(question_id=q, status=AnswerStatus.ANSWERED, points=points) for q in ("capex", "odd")]
            return CoachReply(draft=Draft(extra=tuple(made)), model=self.name)

    extra = ExtraQuestion(question_id="capex", text="Where does the capex form lie?")
    review = sample.review("D-103", coach=Inventing(), bank=with_extra(extra))
    assert [(e.question_id, e.status, e.points) for e in review.extra] == [("capex", AnswerStatus.UNANSWERED, ())]
    assert {d.text for d in review.dropped} >= {"Bartholomew Quince has it.", "It is signed."}


def test_the_bank_stands_in_the_provenance(sample: Any) -> None:
    used = sample.review("D-103").provenance.prompts[-1]
    assert (used.name, used.version, used.sha256) == ("questions", BANK.version, BANK.sha256)


def test_changes_are_told_in_words(sample: Any) -> None:
    extra = ExtraQuestion(question_id="seats", text="How many seats does {account} need?")
    before, after = sample.review("D-103"), sample.review("D-103", bank=with_extra(extra))
    said = changes(before, after, ())
    assert said[0] == f"Asks besides: How many seats does {sample.record('D-103').deal.account} need?"
    assert changes(before, before, ()) == ()
    assert wording_changes(BANK, BANK) == ()
    other = read_bank(TEXT.replace('title = "What worked?"', 'title = "What moved them?"'))
    assert wording_changes(BANK, other) == ("“What worked?” becomes “What moved them?”.",)
    assert not may_differ(BANK, other, answered=True)


def test_the_five_questions_stand_in_the_bank_in_order() -> None:
    assert [q.question for q in BANK.questions] == list(Question)
