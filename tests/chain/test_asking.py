"""What is asked of the server, what is kept of it, and what a listener hears."""

import json
from decimal import Decimal

import pytest

from coach.domain.failure import ModelReplyInvalid
from coach.domain.questions import Criterion
from coach.domain.review import AnswerStatus
from coach.review.ports import Coach, Grader

pytestmark = pytest.mark.network


def test_it_is_a_coach_that_names_its_model_and_prompt(server, coach_of, dossier, good) -> None:
    server.script = [lambda asked: asked.stream(good)]
    coach: Coach = coach_of()
    reply = coach.draft(dossier)
    assert coach.name == reply.model == "openai:scripted"
    assert [(use.name, use.version, len(use.sha256)) for use in reply.prompts] == [("review", "1.1.0", 64)]
    assert (reply.calls, reply.tokens_in, reply.tokens_out) == (1, 100, 20)
    assert reply.draft.answers[0].points[0].quotes[0].text == "the demo went well"


def test_the_schema_is_one_that_strict_servers_take(server, coach_of, dossier, good) -> None:
    server.script = [lambda asked: asked.stream(good)]
    coach_of().draft(dossier)
    asked = server.asked[0]
    form = asked["response_format"]["json_schema"]
    assert form["strict"] is True
    assert asked["stream_options"] == {"include_usage": True}
    parts = [form["schema"], *form["schema"]["$defs"].values()]
    objects = [part for part in parts if part["type"] == "object"]
    assert len(objects) == 7
    for part in objects:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    assert "title" in form["schema"]["$defs"]["_Alternative"]["properties"]
    assert not {'"default"', '"minimum"'} & set(json.dumps(form).split())


def test_a_bad_reply_is_repaired_once_with_the_error_in_a_fence(server, coach_of, calls, dossier, good) -> None:
    server.script = [lambda asked: asked.stream('{"answers": 7}'), lambda asked: asked.stream(good)]
    reply = coach_of().draft(dossier)
    assert (reply.calls, reply.tokens_in, reply.tokens_out) == (2, 200, 40)
    assert [use.name for use in reply.prompts] == ["review", "repair"]
    first, second = (asked["messages"] for asked in server.asked)
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": '{"answers": 7}'}
    assert "answers: Input should be a valid" in second[3]["content"].split("<<<")[1]
    assert [call.failure_code for call in calls.saved.values()] == ["model-reply", None]


def test_a_second_bad_reply_ends_it(server, coach_of, dossier) -> None:
    server.script = [lambda asked: asked.stream("{")]
    with pytest.raises(ModelReplyInvalid):
        coach_of().draft(dossier)
    assert len(server.asked) == 2


def test_a_call_is_kept_raw_before_it_is_read(server, coach_of, calls, dossier) -> None:
    server.script = [lambda asked: asked.stream('{"a": "\x00", ')]
    with pytest.raises(ModelReplyInvalid):
        coach_of().draft(dossier)
    before, after = calls.order[:2]
    assert (before.call_id, before.failure_code) == (after.call_id, None)
    assert after.failure_code == "model-reply"
    assert before.raw_reply == '{"a": "\\x00", '
    assert (before.deal_id, before.model, before.tokens_in) == ("D1", "openai:scripted", 100)
    request = json.loads(before.request)
    assert [said["role"] for said in request["messages"]] == ["system", "human"]
    assert request["response_format"] == "json_schema"


def test_what_came_before_a_break_is_kept(server, coach_of, calls, dossier) -> None:
    def breaks(asked) -> None:
        asked.head(200, "text/event-stream")
        asked.event({"role": "assistant", "content": '{"answers"'})
        server.pause(3)

    server.script = [breaks]
    with pytest.raises(Exception, match="in time"):
        coach_of(deadline=0.5).draft(dossier)
    assert [(call.raw_reply, call.failure_code) for call in calls.order] == [('{"answers"', "model-timeout")]


def test_a_format_once_turned_down_is_not_tried_again(server, coach_of, dossier, good) -> None:
    server.script = [lambda asked: asked.error(400), lambda asked: asked.stream(good)]
    coach = coach_of()
    coach.draft(dossier)
    coach.draft(dossier)
    forms = [asked.get("response_format", {}).get("type") for asked in server.asked]
    assert forms == ["json_schema", "json_object", "json_object"]


def test_a_listener_hears_the_words_come_in(server, coach_of, dossier, good) -> None:
    told = good.replace("A demo.", "A demo was held in February.")
    server.script = [lambda asked: asked.stream(told)]
    heard: list[str] = []
    coach_of().draft(dossier, heard.append)
    assert "".join(heard) == "A demo was held in February.\n"
    assert len(heard) > 2


def test_the_first_words_are_heard_before_the_reply_is_whole(server, coach_of, dossier, good) -> None:
    heard: list[str] = []
    at_the_end: list[str] = []

    def slow(asked) -> None:
        half = good.index("demo.") + len("demo. ")
        asked.head(200, "text/event-stream")
        asked.event({"role": "assistant", "content": good[:half]})
        for _ in range(100):
            if heard:
                break
            server.pause(0.05)
        at_the_end.extend(heard)
        asked.event({"content": good[half:]}, "stop")
        asked.data("[DONE]")

    server.script = [slow]
    coach_of(deadline=20).draft(dossier, heard.append)
    assert "".join(at_the_end).startswith("A demo.")


def test_a_grade_is_read_into_a_draft(server, coach_of, calls, dossier, rep_answer) -> None:
    told = {"met": ["specific", "specific"], "reason": "It names a day.", "follow_up": None, "borne_out_by": [],
            "against": [{"ref": "00000000", "text": "the demo went well"}]}  # fmt: skip
    server.script = [lambda asked: asked.stream(json.dumps(told))]
    grader: Grader = coach_of()
    reply = grader.grade(rep_answer, "What was tried?", dossier)
    assert reply.draft.met == (Criterion.SPECIFIC,)
    assert (reply.draft.reason, reply.draft.follow_up) == ("It names a day.", None)
    assert reply.draft.against[0].text == "the demo went well"
    assert [(use.name, use.version) for use in reply.prompts] == [("grade", "1.0.0")]
    assert (reply.model, reply.calls, reply.tokens_in, reply.tokens_out) == ("openai:scripted", 1, 100, 20)
    form = server.asked[0]["response_format"]["json_schema"]
    assert (form["name"], form["schema"]["required"]) == ("grade", list(form["schema"]["properties"]))
    assert [call.purpose for call in calls.order] == ["grade"]


def test_the_managers_questions_are_answered(server, coach_of, dossier, good) -> None:
    points = [{"text": "The board signs.", "quotes": [{"ref": "00000000", "text": "the demo went well"}]}]
    told = json.dumps({**json.loads(good), "extra": [{"id": "signature", "status": "weak", "points": points}]})
    server.script = [lambda asked: asked.stream(told)]
    found = coach_of().draft(dossier).draft.extra
    assert [(one.question_id, one.status, one.points[0].text) for one in found] == [
        ("signature", AnswerStatus.WEAK, "The board signs.")
    ]


def test_an_extra_answered_twice_is_repaired(server, coach_of, dossier, good) -> None:
    one = {"id": "signature", "status": "weak", "points": []}
    told = json.dumps({**json.loads(good), "extra": [one, one]})
    server.script = [lambda asked: asked.stream(told), lambda asked: asked.stream(good)]
    assert coach_of().draft(dossier).calls == 2


def test_a_format_turned_down_for_one_is_not_asked_for_the_other(server, coach_of, dossier, rep_answer, good) -> None:
    grade = json.dumps({"met": [], "reason": "No.", "against": [], "borne_out_by": [], "follow_up": None})
    server.script = [lambda a: a.error(400), lambda a: a.stream(good), lambda a: a.stream(grade)]
    coach = coach_of()
    coach.draft(dossier)
    coach.grade(rep_answer, "What was tried?", dossier)
    forms = [asked.get("response_format", {}).get("type") for asked in server.asked]
    assert forms == ["json_schema", "json_object", "json_object"]


def test_each_call_knows_its_price(server, coach_of, calls, dossier, good) -> None:
    server.script = [lambda asked: asked.error(500), lambda asked: asked.stream(good)]
    coach_of(price=lambda tokens_in, tokens_out: Decimal(tokens_in + tokens_out) / 1000 or None).draft(dossier)
    assert [call.cost_usd for call in calls.order] == [None, Decimal("0.12")]


def test_a_person_who_stops_it_is_obeyed_and_the_call_kept(server, coach_of, calls, dossier, good) -> None:
    def stop(_: str) -> None:
        raise KeyboardInterrupt

    server.script = [lambda asked: asked.stream(good)]
    with pytest.raises(KeyboardInterrupt):
        coach_of().draft(dossier, stop)
    assert [call.failure_code for call in calls.order] == ["stopped"]


def test_nothing_goes_to_a_tracing_service(server, coach_of, dossier, good, monkeypatch) -> None:
    for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_ENDPOINT", server.url)
    monkeypatch.setenv("LANGSMITH_API_KEY", "k")
    server.script = [lambda asked: asked.stream(good)]
    coach_of().draft(dossier)
    server.pause(0.7)
    assert len(server.asked) == 1
