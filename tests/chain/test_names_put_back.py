"""A scripted model that answers in tokens: the review and the grade hold the record's own words."""

import json
import re
from typing import Any

import pytest

from coach.domain.evidence import Evidence
from coach.domain.texts import activity_source
from coach.grounding.cite import Finder

pytestmark = pytest.mark.network

MAIL = "ANA COSTA decides with Ana’s team. Write to ana.costa@acme.example or +351 912 345 678 before Costa leaves."
EMPTY: dict[str, Any] = {"answers": [], "obstacles": [], "alternatives": [], "extra": [], "over": None}


@pytest.fixture
def masked(coach_of, dossier_with_mail) -> Any:
    return coach_of(mask=True), dossier_with_mail(MAIL)


def ref_of(dossier: Any, words: str) -> str:
    return next(piece.ref for piece in dossier.own if words in piece.text)


def test_what_is_sent_holds_tokens(server, masked) -> None:
    coach, dossier = masked
    server.script = [lambda asked: asked.stream(json.dumps(EMPTY))]
    coach.draft(dossier)
    sent = "\n".join(message["content"] for message in server.asked[0]["messages"])
    assert "Person-1 decides with Person-1’s team. Write to mail-1 or phone-1 before Person-1 leaves." in sent
    assert "\nPerson-1, Head of IT, champion\n" in sent
    assert "by Person-2 with Person-1\n" in sent
    assert not re.search(r"\b(?:Ana|Costa|Rui|COSTA)\b|Acme|@", sent)


QUOTES = [
    ("Person-1 decides with Person-1’s team.", "ANA COSTA decides with Ana’s team."),
    ("person-1 decides with Person 1's team", "ANA COSTA decides with Ana’s team"),
    ("with Person-1's  team. Write to MAIL-1", "with Ana’s team. Write to ana.costa@acme.example"),
    ("phone-1 before Person-1 leaves", "+351 912 345 678 before Costa leaves"),
    ("Write to mail-1 or phone-1 before", "Write to ana.costa@acme.example or +351 912 345 678 before"),
]


@pytest.mark.parametrize(("said", "stands"), QUOTES)
def test_a_quote_gets_the_spelling_of_its_place(server, masked, said, stands) -> None:
    coach, dossier = masked
    ref = ref_of(dossier, "decides with")
    point = {"text": "Person-1 decides.", "quotes": [{"ref": ref, "text": said}]}
    server.script = [lambda asked: asked.stream(json.dumps({**EMPTY, "over": point}))]
    over = coach.draft(dossier).draft.over
    assert over.text == "Ana Costa decides."
    assert over.quotes[0].text == stands
    found = Finder().cite(dossier.evidence()[ref], over.quotes[0].text)
    assert found is not None
    assert found.quote == stands


def test_every_text_of_a_review_is_put_back(server, masked) -> None:
    coach, dossier = masked
    quote = {"ref": ref_of(dossier, "decides with"), "text": "before Person-1 leaves"}
    reply = {
        "answers": [
            {"question": "tried", "status": "weak", "ask": "What did Person-1 say?",
             "points": [{"text": "Person-2 met Person-1.", "quotes": [quote]}]}
        ],
        "obstacles": [{"name": "no_champion", "quotes": [quote]}],
        "alternatives": [
            {"ref": dossier.plays[0].evidence.ref, "title": "Call Person-1", "why": "Person-1 decides.",
             "first_step": "Call phone-1.", "with_whom": "Person-1", "first_step_in_days": 2, "judged_in_days": 10,
             "success_signal": "Person-1 answers.", "kill_criterion": "Person-99 stays silent.", "quotes": [quote]}
        ],
        "extra": [{"id": "signature", "status": "weak", "points": [{"text": "Person-1 signs.", "quotes": [quote]}]}],
        "over": None,
    }  # fmt: skip
    server.script = [lambda asked: asked.stream(json.dumps(reply))]
    heard: list[str] = []
    draft = coach.draft(dossier, heard.append).draft
    one = draft.alternatives[0]
    assert (draft.answers[0].ask, draft.answers[0].points[0].text) == ("What did Ana Costa say?", "Rui met Ana Costa.")
    assert (one.title, one.why, one.with_whom) == ("Call Ana Costa", "Ana Costa decides.", "Ana Costa")
    assert (one.first_step, one.success_signal) == ("Call +351 912 345 678.", "Ana Costa answers.")
    assert one.kill_criterion == "Person-99 stays silent."
    assert draft.extra[0].points[0].text == "Ana Costa signs."
    quotes = [*draft.answers[0].points[0].quotes, *draft.obstacles[0].quotes, *one.quotes]
    assert {q.text for q in quotes} == {"before Costa leaves"}
    assert "Person-1" not in "".join(heard)
    assert "Rui met Ana Costa." in "".join(heard)


def test_a_grade_is_put_back(server, masked, rep_answer) -> None:
    coach, dossier = masked
    quote = {"ref": ref_of(dossier, "decides with"), "text": "Person-1 decides with Person-1’s team"}
    reply = {"met": ["specific"], "reason": "Person-1 says otherwise.", "against": [quote], "borne_out_by": [quote],
             "follow_up": "When did Person-2 reach Person-3?"}  # fmt: skip
    server.script = [lambda asked: asked.stream(json.dumps(reply))]
    told = rep_answer.model_copy(
        update={"author": "Olga Brandt", "text": "On 12 March Olga called Ana at o@x.example."}
    )
    draft = coach.grade(told, "What did Ana Costa say?", dossier).draft
    assert draft.reason == "Ana Costa says otherwise."
    assert draft.follow_up == "When did Rui reach Olga Brandt?"
    assert [q.text for q in (*draft.against, *draft.borne_out_by)] == ["ANA COSTA decides with Ana’s team"] * 2
    sent = server.asked[0]["messages"][1]["content"]
    assert "On 12 March Person-3 called Person-1 at mail-2." in sent
    assert "What did Person-1 say?" in sent


def test_a_mail_that_speaks_in_tokens_puts_no_words_into_anybodys_mouth(server, coach_of, dossier_with_mail) -> None:
    """The attacker knows our tokens and writes "Person-1 agreed": it must not become "Ana Costa agreed"."""
    dossier = dossier_with_mail("Person-1 agreed to sign it today.")
    quote = {"ref": ref_of(dossier, "agreed to sign"), "text": "Person-1 agreed to sign it today."}
    reply = {**EMPTY, "over": {"text": "Person-1 agreed.", "quotes": [quote]}}
    server.script = [lambda asked: asked.stream(json.dumps(reply))]
    over = coach_of(mask=True).draft(dossier).draft.over
    assert (over.text, over.quotes[0].text) == ("Person-1 agreed.", "Person-1 agreed to sign it today.")


def test_a_quote_of_a_text_that_names_two_alike(server, coach_of, dossier_with_mail) -> None:
    """Two people called Ana: the first name alone is nobody's token, and comes back as it stood."""
    dossier = dossier_with_mail("Ana will ask Ana Pires for the budget.")
    other = dossier.record.contacts[0].model_copy(update={"contact_id": "C2", "name": "Ana Pires"})
    record = dossier.record.model_copy(update={"contacts": (*dossier.record.contacts, other)})
    dossier = dossier.model_copy(update={"record": record})
    ref = ref_of(dossier, "for the budget")
    point = {
        "text": "Name-1 asks Person-2.",
        "quotes": [{"ref": ref, "text": "Name-1 will ask Person-2 for the budget."}],
    }
    server.script = [lambda asked: asked.stream(json.dumps({**EMPTY, "over": point}))]
    over = coach_of(mask=True).draft(dossier).draft.over
    assert (over.text, over.quotes[0].text) == ("Ana asks Ana Pires.", "Ana will ask Ana Pires for the budget.")


def test_the_log_has_what_went_over_the_wire(server, masked, calls) -> None:
    coach, dossier = masked
    server.script = [lambda asked: asked.stream("{"), lambda asked: asked.stream(json.dumps(EMPTY))]
    coach.draft(dossier)
    for call, asked in zip(calls.saved.values(), server.asked, strict=True):
        logged = [message["content"] for message in json.loads(call.request)["messages"]]
        assert logged == [message["content"] for message in asked["messages"]]
        assert "Ana" not in call.request


def test_a_text_cut_at_its_room_cuts_no_token(server, coach_of, dossier) -> None:
    long = dossier.record.activities[1].model_copy(update={"body": "Ana Costa, " * 400})
    own = (*dossier.own, Evidence.whole(activity_source(long)))
    server.script = [lambda asked: asked.stream(json.dumps(EMPTY))]
    coach_of(mask=True).draft(dossier.model_copy(update={"own": own}))
    sent = server.asked[0]["messages"][1]["content"]
    assert "first 1" in sent
    assert set(re.findall(r"Person-?\d*", sent)) == {"Person-1", "Person-2"}
