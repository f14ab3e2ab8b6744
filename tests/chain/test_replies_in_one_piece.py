"""Servers that do not stream, and characters that come in two pieces."""

import json
import time
from typing import Any

import pytest

from coach.domain.failure import ModelFailure, ModelRefused, ModelReplyInvalid, ModelTimeout, ModelUnreachable

pytestmark = pytest.mark.network

DEADLINE = 1.5
SLACK = 2.0
PATIENCE = 20.0
SAID = "What was tried after 2 Feb?"
GOOD = json.dumps(
    {
        "answers": [{"question": "tried", "status": "unanswered", "points": [], "ask": SAID}],
        "obstacles": [],
        "alternatives": [],
        "over": None,
    }
)


def page(asked: Any) -> None:
    asked.head(200, "text/html")
    asked.write("<html><body>Sign in</body></html>")


def drip(asked: Any) -> None:
    asked.head(200, "text/event-stream")
    for _ in range(40):
        asked.write(":")
        time.sleep(0.1)


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
    ("503", lambda asked: asked.error(503), ModelUnreachable),
    ("hangs", lambda asked: time.sleep(4), ModelTimeout),
    ("drips bytes", drip, ModelTimeout),
]


@pytest.mark.parametrize(("step", "expected"), [f[1:] for f in WHOLE], ids=[f[0] for f in WHOLE])
def test_faults_of_a_server_that_does_not_stream(server, coach_of, dossier, step, expected) -> None:
    server.script = [step]
    began = time.monotonic()
    with pytest.raises(expected):
        coach_of(streaming=False, deadline=DEADLINE if expected is ModelTimeout else PATIENCE).draft(dossier)
    assert time.monotonic() - began < (DEADLINE + SLACK if expected is ModelTimeout else PATIENCE)


def test_a_pair_of_surrogates_in_two_events_is_put_together(server, coach_of, calls, dossier) -> None:
    pair = GOOD.replace("What was", "\U0001f600 What was")
    before, after = pair.split("\U0001f600")

    def in_two(asked: Any) -> None:
        asked.head(200, "text/event-stream")
        asked.event({"role": "assistant", "content": before + "\ud83d"})
        asked.event({"content": "\ude00" + after}, "stop")
        asked.data("[DONE]")

    server.script = [in_two]
    reply = coach_of().draft(dossier)
    assert reply.draft.answers[0].ask == f"\U0001f600 {SAID}"
    assert calls.order[0].raw_reply == pair
