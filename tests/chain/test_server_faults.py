"""Whatever a server does, at each call site: a draft or a failure of the tree comes out, by the deadline."""

import json
import socket
import time
from collections.abc import Callable
from typing import Any, NamedTuple

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

DEADLINE = 1.5
SLACK = 2.0
"""For a busy machine; still less than the 4 seconds that the servers below stay silent."""
PATIENCE = 20.0
"""The deadline where none is to be missed."""
SAID = "What was tried after 2 Feb?"
DEEP = "[" * 100_000

Step = Callable[[Any], None]
Fault = tuple[str, list[Step], type[ModelFailure] | None, int]
"""Name, script, the failure expected (None: a draft comes out), requests expected."""


class Site(NamedTuple):
    """A place where a model is asked: a good reply to it, a part of that which may be null or a list, and a wrong
    value of its own kind."""

    name: str
    answer: dict[str, Any]
    part: str
    wrong: dict[str, Any]
    beside: dict[str, Any]

    @property
    def good(self) -> str:
        return json.dumps(self.answer)


SITES = (
    Site(
        "review",
        {
            "answers": [{"question": "tried", "status": "unanswered", "points": [], "ask": SAID}],
            "obstacles": [],
            "alternatives": [],
            "over": None,
        },
        "over",
        {"answers": [{"question": "tried", "status": "sure", "points": [], "ask": None}]},
        {"over": {"text": "x", "quotes": [{"ref": "ffffffff", "text": "never said"}]}},
    ),
    Site(
        "grade",
        {"met": ["specific"], "reason": "It names a day.", "against": [], "borne_out_by": [], "follow_up": SAID},
        "against",
        {"met": ["brilliant"]},
        {"against": [{"ref": "ffffffff", "text": "never said at all"}]},
    ),
)


def said(text: str, finish: str = "stop", **more: Any) -> Step:
    return lambda asked: asked.stream(text, finish, **more)


def in_one(*contents: str) -> Step:
    def step(asked: Any) -> None:
        asked.head(200, "text/event-stream")
        for number, content in enumerate(contents, 1):
            asked.event({"content": content}, "stop" if number == len(contents) else None)
        asked.data("[DONE]")

    return step


def failing(status: int, code: str = "error", message: str = "no", **headers: str) -> Step:
    return lambda asked: asked.error(status, code, message, **headers)


def sends(status: int, kind: str, body: str, **headers: str) -> Step:
    def step(asked: Any) -> None:
        asked.head(status, kind, **headers)
        asked.write(body)

    return step


def cut(asked: Any) -> None:
    """The connection goes in the middle of a chunked body."""
    asked.handler.protocol_version = "HTTP/1.1"
    asked.head(200, "text/event-stream", Transfer_Encoding="chunked")
    part = 'data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":'
    asked.write(f"{len(part) + 50:x}\r\n{part}")


def begins(content: str, then: str = "") -> Step:
    def step(asked: Any) -> None:
        asked.head(200, "text/event-stream")
        asked.event({"role": "assistant", "content": content})
        asked.write(then)

    return step


def events(*texts: str) -> Step:
    return sends(200, "text/event-stream", "".join(f"data: {text}\n\n" for text in (*texts, "[DONE]")))


def hang(asked: Any) -> None:
    time.sleep(4)


def slow(head: Callable[[Any], None], drop: Callable[[Any], None]) -> Step:
    def step(asked: Any) -> None:
        head(asked)
        for _ in range(40):
            drop(asked)
            time.sleep(0.1)

    return step


def closes(asked: Any) -> None:
    asked.handler.connection.shutdown(socket.SHUT_RDWR)


def unless(refuses: Callable[[Any], Any], good: str, message: str) -> Step:
    return lambda asked: asked.error(400, message=message) if refuses(asked) else asked.stream(good)


def of_the_server(good: str) -> list[Fault]:
    stream = lambda asked: asked.head(200, "text/event-stream")  # noqa: E731
    crash = 'data: {"error": {"message": "the model crashed", "type": "server_error", "code": null}}\n\n'
    return [
        ("a good reply", [said(good)], None, 1),
        ("401", [failing(401, "invalid_api_key")], ModelNotAllowed, 1),
        ("402", [failing(402)], ModelNotAllowed, 1),
        ("403", [failing(403)], ModelNotAllowed, 1),
        ("404", [failing(404, "model_not_found")], ModelNotAllowed, 1),
        ("408", [failing(408)], ModelUnreachable, 2),
        ("413", [failing(413, "request_too_large")], ModelReplyInvalid, 1),
        ("429", [failing(429, "rate_limit_exceeded")], ModelUnreachable, 2),
        ("429, then good", [failing(429, Retry_After="0.2"), said(good)], None, 2),
        ("429 that asks for longer than there is", [failing(429, Retry_After="60"), said(good)], ModelUnreachable, 1),
        ("429 until a date", [failing(429, Retry_After="Fri, 20 Mar 2026 01:00:00 GMT")], ModelUnreachable, 1),
        ("429 with a wait that is no figure", [failing(429, Retry_After="soon"), said(good)], None, 2),
        ("429 for lack of credit", [failing(429, "insufficient_quota")], ModelNotAllowed, 1),
        ("500", [failing(500)], ModelUnreachable, 2),
        ("500, then good", [failing(500), said(good)], None, 2),
        ("502 with a page", [sends(502, "text/html", "<html>Bad gateway</html>")], ModelUnreachable, 2),
        ("529", [failing(529, "overloaded_error")], ModelUnreachable, 2),
        ("503, then a bad reply: no third call", [failing(503), said("{")], ModelReplyInvalid, 2),
        ("too long for the model", [failing(400, "context_length_exceeded")], ModelReplyInvalid, 1),
        ("400 by a filter", [failing(400, "content_filter")], ModelRefused, 1),
        ("400 for anything", [failing(400)], ModelReplyInvalid, 3),
        ("400 on the schema", [unless(lambda a: a.format == "json_schema", good, "response_format")], None, 2),
        ("400 on any format", [unless(lambda a: a.format, good, "unknown field response_format")], None, 3),
        ("hangs", [hang], ModelTimeout, 1),
        ("hangs in the stream", [slow(begins("{"), lambda _: None)], ModelTimeout, 1),
        ("drips events", [slow(stream, lambda a: a.event({"content": " "}))], ModelTimeout, 1),
        ("drips bytes", [slow(stream, lambda a: a.write(":"))], ModelTimeout, 1),
        ("drips its head", [slow(lambda a: a.write("HTTP/1.1 200 OK\r\nX-Slow: "), lambda a: a.write("a"))],
         ModelTimeout, 1),
        ("not HTTP", [lambda asked: asked.write("SSH-2.0-OpenSSH_9.6\r\n\r\n")], ModelUnreachable, 2),
        ("closes at once", [closes], ModelUnreachable, 2),
        ("cut in the stream", [cut], ModelUnreachable, 2),
        ("cut, then good", [cut, said(good)], None, 2),
        ("half an event", [begins(good[:30], 'data: {"id": "c1", "choi')], ModelReplyInvalid, 2),
        ("ends early", [begins(good[:30])], ModelReplyInvalid, 2),
        ("error in the stream", [begins("{", crash)], ModelUnreachable, 2),
        ("a web page", [sends(200, "text/html", "<html><body>Sign in</body></html>")], ModelReplyInvalid, 1),
        ("a web page said to be a stream", [sends(200, "text/event-stream", "<html>Sign in</html>")],
         ModelReplyInvalid, 1),
        ("an empty body", [sends(200, "text/event-stream", "")], ModelReplyInvalid, 1),
        ("bytes that are no text", [sends(200, "text/event-stream", "\x00\x01\x02\x1f\x8b")], ModelReplyInvalid, 1),
        ("no choices", [events('{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[]}')],
         ModelReplyInvalid, 1),
        ("an event that is no object", [events("[1, 2]")], ModelReplyInvalid, 1),
        ("an event that is null", [events("null")], ModelReplyInvalid, 1),
        ("an event that is no JSON", [events("{{{")], ModelReplyInvalid, 1),
        ("choices null", [events('{"id":"c","choices":null}')], ModelReplyInvalid, 1),
        ("delta null", [events('{"id":"c","choices":[{"index":0,"delta":null}]}')], ModelReplyInvalid, 1),
        ("a tool call and no text", [said("", "tool_calls", tool_calls=[
            {"index": 0, "id": "t", "type": "function", "function": {"name": "f", "arguments": good}}])],
         ModelReplyInvalid, 2),
        ("refusal field", [said("", refusal="I cannot help with that.")], ModelRefused, 1),
        ("content filter", [said("{", "content_filter")], ModelRefused, 1),
        ("cut off at its length", [said(good[:40], "length")], ModelReplyInvalid, 2),
    ]  # fmt: skip


def of_the_reply(site: Site) -> list[Fault]:
    good, first = site.good, next(iter(site.answer))
    null = json.dumps({site.part: None})[1:-1]

    def changed(**fields: Any) -> str:
        return json.dumps({**site.answer, **fields})

    without = json.dumps({key: value for key, value in site.answer.items() if key != first})
    bad = {
        "empty content": "",
        "blanks": " \n\t ",
        "prose": "Here is what you asked for.",
        "a refusal in prose": "I'm sorry, but I cannot help with that.",
        "markup": "<html></html>",
        "a key twice": f'{{"{first}": {json.dumps(site.answer[first])}, {good[1:]}',
        "NaN": changed(**{site.part: None}).replace(null, f'"{site.part}": NaN'),
        "Infinity": changed(**{site.part: None}).replace(null, f'"{site.part}": -Infinity'),
        "a number without end": changed(**{site.part: None}).replace(null, f'"{site.part}": 1e999'),
        "a number of 5,000 digits": changed(**{site.part: None}).replace(null, f'"{site.part}": {"9" * 5000}'),
        "cut JSON": good[:-20],
        "two objects": good + good,
        "words after it": good + "\nI hope this helps.",
        "a comma too many": good[:-1] + ",}",
        "single quotes": good.replace('"', "'"),
        "a comment": good.replace("{", "{ // as asked\n", 1),
        "JSON in a JSON string": json.dumps(good),
        "another field": changed(confidence=0.9),
        "a missing field": without,
        "a wrong type": changed(**{first: "none"}),
        "null for a list": changed(**{first: None}),
        "a list": "[]",
        "a number": "42",
        "null": "null",
        "an unknown word": changed(**site.wrong),
        "half a surrogate pair": good.replace("What was", "What \\ud83d was"),
        "a NUL": good.replace("What was", "What \\u0000 was"),
        "nested without end": DEEP,
        "nested without end in a field": changed().replace(SAID, "x")[:-1] + ', "y": ' + DEEP,
        "writes without end": "[" * 250_000,
    }
    faults: list[Fault] = [(name, [said(text)], ModelReplyInvalid, 2) for name, text in bad.items()]
    pair = good.replace("What was", "What \ud83d was")
    return [
        *faults,
        ("half a surrogate pair in the stream", [in_one(pair)], ModelReplyInvalid, 2),
        ("in a code fence", [said(f"```json\n{good}\n```")], None, 1),
        ("after a byte order mark", [said("\ufeff" + good)], None, 1),
        ("after a block of thinking", [said(f"<think>{{}} hm, {good}</think>\n\n{good}")], None, 1),
        ("a block of thinking that never ends", [said(f"<think> hm, {good}")], ModelReplyInvalid, 2),
        ("a ref nobody gave", [said(changed(**site.beside))], None, 1),
        ("bad, then repaired", [said("{"), said(good)], None, 2),
    ]


CASES = [
    pytest.param(site, *fault[1:], id=f"{site.name}: {fault[0]}")
    for site in SITES
    for fault in (*of_the_server(site.good), *of_the_reply(site))
]


def test_each_call_site_meets_more_than_forty_faults() -> None:
    for site in SITES:
        faults = [f for f in (*of_the_server(site.good), *of_the_reply(site)) if f[2] is not None]
        assert len({name for name, *_ in faults}) == len(faults) >= 40


@pytest.mark.parametrize(("site", "script", "expected", "requests"), CASES)
def test_a_fault_becomes_a_draft_or_a_failure_in_time(
    server, coach_of, calls, dossier, rep_answer, site, script, expected, requests
) -> None:
    server.script = script
    late = expected is ModelTimeout
    coach = coach_of(deadline=DEADLINE if late else PATIENCE)
    began = time.monotonic()

    def ask() -> Any:
        return coach.draft(dossier) if site.name == "review" else coach.grade(rep_answer, "What was tried?", dossier)

    if expected is None:
        reply = ask()
        assert (reply.draft.answers[0].ask if site.name == "review" else reply.draft.follow_up) == SAID
        assert (reply.calls, reply.tokens_out > 0) == (requests, True)
        assert calls.order[-1].failure_code is None
    else:
        with pytest.raises(ModelFailure) as caught:
            ask()
        assert type(caught.value) is expected
        assert caught.value.sentence.endswith(".")
        assert caught.value.next_step
        assert calls.order[-1].failure_code == expected.code
    assert time.monotonic() - began < (DEADLINE + SLACK if late else PATIENCE)
    assert len(server.asked) == requests
    assert len(calls.saved) == len(server.asked)
    assert {call.purpose for call in calls.saved.values()} == {site.name}
