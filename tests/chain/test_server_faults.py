"""Whatever a server does, a draft or a failure of the tree comes out, by the deadline."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from coach.domain.failure import (
    ModelFailure,
    ModelNotAllowed,
    ModelRefused,
    ModelReplyInvalid,
    ModelTimeout,
    ModelUnreachable,
)

pytestmark = pytest.mark.network

ANSWER: dict[str, Any] = {
    "answers": [{"question": "tried", "status": "unanswered", "points": [], "ask": "What was tried after 2 Feb?"}],
    "obstacles": [],
    "alternatives": [],
    "over": None,
}
GOOD = json.dumps(ANSWER)
UNKNOWN_REF = json.dumps({**ANSWER, "over": {"text": "x", "quotes": [{"ref": "ffffffff", "text": "never said"}]}})
DEADLINE = 1.5
SLACK = 2.0
"""For a busy machine; still less than the 4 seconds that the servers below stay silent."""
PATIENCE = 20.0
"""The deadline where none is to be missed."""


def said(text: str, finish: str = "stop", **more: Any) -> Callable[[Any], None]:
    return lambda asked: asked.stream(text, finish, **more)


def said_in_one(text: str) -> Callable[[Any], None]:
    def step(asked: Any) -> None:
        asked.head(200, "text/event-stream")
        asked.event({"role": "assistant", "content": text}, "stop")
        asked.data("[DONE]")

    return step


def failing(status: int, code: str = "error", message: str = "no", **headers: str) -> Callable[[Any], None]:
    return lambda asked: asked.error(status, code, message, **headers)


def changed(**fields: Any) -> str:
    return json.dumps({**ANSWER, **fields})


def page(asked: Any) -> None:
    asked.head(200, "text/html")
    asked.write("<html><body>Sign in</body></html>")


def cut(asked: Any) -> None:
    """The connection goes in the middle of a chunked body."""
    asked.handler.protocol_version = "HTTP/1.1"
    asked.head(200, "text/event-stream", Transfer_Encoding="chunked")
    part = 'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":'
    asked.write(f"{len(part) + 50:x}\r\n{part}")


def half_an_event(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    asked.event({"role": "assistant", "content": GOOD[:30]})
    asked.write('data: {"id": "c1", "choi')


def ends_early(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    asked.event({"role": "assistant", "content": GOOD[:30]})


def no_choices(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    asked.data('{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}')
    asked.data("[DONE]")


def odd_event(text: str) -> Callable[[Any], None]:
    def step(asked: Any) -> None:
        asked.head(200, "text/event-stream")
        asked.data(text)
        asked.data("[DONE]")

    return step


def error_in_stream(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    asked.event({"role": "assistant", "content": "{"})
    asked.data('{"error": {"message": "the model crashed", "type": "server_error", "code": null}}')


def hang(asked: Any) -> None:
    time.sleep(4)


def hang_in_stream(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    asked.event({"role": "assistant", "content": "{"})
    time.sleep(4)


def drip_of_events(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    for _ in range(40):
        asked.event({"content": " "})
        time.sleep(0.1)


def drip_of_bytes(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    for _ in range(40):
        asked.write(":")
        time.sleep(0.1)


def drip_of_head(asked: Any) -> None:
    asked.write("HTTP/1.1 200 OK\r\nX-Slow: ")
    for _ in range(40):
        asked.write("a")
        time.sleep(0.1)


def not_http(asked: Any) -> None:
    asked.write("SSH-2.0-OpenSSH_9.6\r\n\r\n")


def closes(asked: Any) -> None:
    asked.handler.connection.shutdown(socket.SHUT_RDWR)


def without_schema(asked: Any) -> None:
    asked.error(400, message="response_format is not supported") if asked.format == "json_schema" else asked.stream(
        GOOD
    )


def without_any_format(asked: Any) -> None:
    asked.error(400, message="unknown field response_format") if asked.format else asked.stream(GOOD)


PAIR = GOOD.replace("What was tried", "\U0001f600 What was tried")


def pair_in_two(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    before, after = PAIR.split("\U0001f600")
    asked.event({"role": "assistant", "content": before + "\ud83d"})
    asked.event({"content": "\ude00" + after}, "stop")
    asked.data("[DONE]")


LONE = GOOD.replace("What was", "What \\ud83d was")
DEEP = "[" * 100_000
HALF = GOOD.replace("What was", "What \ud83d was")

FAULTS: list[tuple[str, Any, type[ModelFailure] | None, int]] = [
    # name, script, the failure expected (None: a draft comes out), requests expected
    ("a good reply", [said(GOOD)], None, 1),
    ("401", [failing(401, "invalid_api_key")], ModelNotAllowed, 1),
    ("403", [failing(403)], ModelNotAllowed, 1),
    ("404", [failing(404, "model_not_found")], ModelNotAllowed, 1),
    ("429", [failing(429, "rate_limit_exceeded")], ModelUnreachable, 2),
    ("429, then good", [failing(429, Retry_After="0.2"), said(GOOD)], None, 2),
    ("429 that asks for longer than there is", [failing(429, Retry_After="60"), said(GOOD)], ModelUnreachable, 1),
    ("429 until a date", [failing(429, Retry_After="Fri, 20 Mar 2026 01:00:00 GMT")], ModelUnreachable, 1),
    ("429 with a wait that is no figure", [failing(429, Retry_After="soon"), said(GOOD)], None, 2),
    ("429 for lack of credit", [failing(429, "insufficient_quota")], ModelNotAllowed, 1),
    ("500", [failing(500)], ModelUnreachable, 2),
    ("500, then good", [failing(500), said(GOOD)], None, 2),
    ("503, then a bad reply: no third call", [failing(503), said("{")], ModelReplyInvalid, 2),
    ("too long for the model", [failing(400, "context_length_exceeded")], ModelReplyInvalid, 1),
    ("400 by a filter", [failing(400, "content_filter")], ModelRefused, 1),
    ("400 for anything", [failing(400)], ModelReplyInvalid, 3),
    ("400 on the schema", [without_schema], None, 2),
    ("400 on any format", [without_any_format], None, 3),
    ("hangs", [hang], ModelTimeout, 1),
    ("hangs in the stream", [hang_in_stream], ModelTimeout, 1),
    ("drips events", [drip_of_events], ModelTimeout, 1),
    ("drips bytes", [drip_of_bytes], ModelTimeout, 1),
    ("drips its head", [drip_of_head], ModelTimeout, 1),
    ("not HTTP", [not_http], ModelUnreachable, 2),
    ("closes at once", [closes], ModelUnreachable, 2),
    ("cut in the stream", [cut], ModelUnreachable, 2),
    ("cut, then good", [cut, said(GOOD)], None, 2),
    ("half an event", [half_an_event], ModelReplyInvalid, 2),
    ("ends early", [ends_early], ModelReplyInvalid, 2),
    ("error in the stream", [error_in_stream], ModelUnreachable, 2),
    ("a web page", [page], ModelReplyInvalid, 1),
    ("no choices", [no_choices], ModelReplyInvalid, 1),
    ("an event that is no object", [odd_event("[1, 2]")], ModelReplyInvalid, 1),
    ("an event that is null", [odd_event("null")], ModelReplyInvalid, 1),
    ("an event that is no JSON", [odd_event("{{{")], ModelReplyInvalid, 1),
    ("choices null", [odd_event('{"id":"c","choices":null}')], ModelReplyInvalid, 1),
    ("delta null", [odd_event('{"id":"c","choices":[{"index":0,"delta":null}]}')], ModelReplyInvalid, 1),
    ("empty content", [said("")], ModelReplyInvalid, 2),
    ("refusal field", [said("", refusal="I cannot help with that.")], ModelRefused, 1),
    ("content filter", [said("{", "content_filter")], ModelRefused, 1),
    ("cut off at its length", [said(GOOD[:40], "length")], ModelReplyInvalid, 2),
    ("prose", [said("Here is the review you asked for.")], ModelReplyInvalid, 2),
    ("markup", [said("<html></html>")], ModelReplyInvalid, 2),
    ("a key twice", [said(GOOD.replace('"over"', '"obstacles": [], "over"'))], ModelReplyInvalid, 2),
    ("NaN", [said(GOOD.replace('"over": null', '"over": NaN'))], ModelReplyInvalid, 2),
    ("Infinity", [said(GOOD.replace('"over": null', '"over": -Infinity'))], ModelReplyInvalid, 2),
    ("cut JSON", [said(GOOD[:-20])], ModelReplyInvalid, 2),
    ("two objects", [said(GOOD + GOOD)], ModelReplyInvalid, 2),
    ("another field", [said(changed(confidence=0.9))], ModelReplyInvalid, 2),
    ("a wrong type", [said(changed(answers="none"))], ModelReplyInvalid, 2),
    ("a list", [said("[]")], ModelReplyInvalid, 2),
    ("an unknown status", [said(GOOD.replace("unanswered", "sure"))], ModelReplyInvalid, 2),
    ("a question twice", [said(changed(answers=ANSWER["answers"] * 2))], ModelReplyInvalid, 2),
    ("half a surrogate pair", [said(LONE)], ModelReplyInvalid, 2),
    ("half a surrogate pair in the stream", [said_in_one(HALF)], ModelReplyInvalid, 2),
    ("nested without end", [said(DEEP)], ModelReplyInvalid, 2),
    ("writes without end", [said("[" * 250_000)], ModelReplyInvalid, 2),
    ("in a code fence", [said(f"```json\n{GOOD}\n```")], None, 1),
    ("after a block of thinking", [said(f"<think>{{}} hm, {GOOD}</think>\n\n{GOOD}")], None, 1),
    ("a ref nobody gave", [said(UNKNOWN_REF)], None, 1),
    ("bad, then repaired", [said("{"), said(GOOD)], None, 2),
]  # fmt: skip


@pytest.mark.parametrize("fault", [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_fault_becomes_a_draft_or_a_failure_in_time(server, coach_of, calls, dossier, fault) -> None:
    server.script, expected, requests = fault
    late = expected is ModelTimeout
    coach = coach_of(deadline=DEADLINE if late else PATIENCE)
    began = time.monotonic()
    if expected is None:
        reply = coach.draft(dossier)
        assert reply.draft.answers[0].ask == "What was tried after 2 Feb?"
        assert (reply.calls, reply.tokens_out > 0) == (requests, True)
        assert calls.order[-1].failure_code is None
    else:
        with pytest.raises(ModelFailure) as caught:
            coach.draft(dossier)
        assert type(caught.value) is expected
        assert caught.value.sentence.endswith(".")
        assert caught.value.next_step
        assert calls.order[-1].failure_code == expected.code
    assert time.monotonic() - began < (DEADLINE + SLACK if late else PATIENCE)
    assert len(server.asked) == requests
    assert len(calls.saved) == len(server.asked)


def test_a_server_that_does_not_stream_is_read_whole(server, coach_of, dossier) -> None:
    server.script = [lambda asked: asked.whole(GOOD)]
    reply = coach_of(streaming=False).draft(dossier)
    assert (reply.calls, reply.tokens_in, reply.tokens_out) == (1, 100, 20)
    assert not server.asked[0].get("stream")


WHOLE: list[tuple[str, Any, type[ModelFailure]]] = [
    ("refusal", lambda asked: asked.whole(None, refusal="no"), ModelRefused),
    ("content filter", lambda asked: asked.whole(None, "content_filter"), ModelRefused),
    ("null content", lambda asked: asked.whole(None), ModelReplyInvalid),
    ("cut off", lambda asked: asked.whole("{", "length"), ModelReplyInvalid),
    ("a web page", page, ModelReplyInvalid),
    ("503", failing(503), ModelUnreachable),
    ("hangs", hang, ModelTimeout),
    ("drips bytes", drip_of_bytes, ModelTimeout),
]


@pytest.mark.parametrize(("step", "expected"), [f[1:] for f in WHOLE], ids=[f[0] for f in WHOLE])
def test_faults_of_a_server_that_does_not_stream(server, coach_of, dossier, step, expected) -> None:
    server.script = [step]
    began = time.monotonic()
    with pytest.raises(expected):
        coach_of(streaming=False, deadline=DEADLINE if expected is ModelTimeout else PATIENCE).draft(dossier)
    assert time.monotonic() - began < (DEADLINE + SLACK if expected is ModelTimeout else PATIENCE)


def test_a_pair_of_surrogates_in_two_events_is_put_together(server, coach_of, calls, dossier) -> None:
    server.script = [pair_in_two]
    reply = coach_of().draft(dossier)
    assert reply.draft.answers[0].ask == "\U0001f600 What was tried after 2 Feb?"
    assert calls.order[0].raw_reply == PAIR.encode().decode()
