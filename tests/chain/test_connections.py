"""Connections: none is left open behind a review, and nobody at the address is said plainly."""

import socket
import threading
import time
from typing import Any

import pytest

from coach.domain.failure import ModelTimeout, ModelUnreachable

pytestmark = pytest.mark.network

DEADLINE = 1.5


def test_a_server_left_behind_does_not_keep_its_connection(server, coach_of, dossier) -> None:
    left = threading.Event()

    def drip(asked: Any) -> None:
        asked.head(200, "text/event-stream")
        try:
            for _ in range(100):
                asked.write(":")
                time.sleep(0.05)
        except OSError:
            left.set()

    server.script = [drip]
    with pytest.raises(ModelTimeout):
        coach_of(deadline=0.5).draft(dossier)
    assert left.wait(2)


def test_nobody_listens_at_the_address(coach_of, calls, dossier) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    with pytest.raises(ModelUnreachable):
        coach_of(url=url, deadline=DEADLINE).draft(dossier)
    assert [call.failure_code for call in calls.order] == ["model-unreachable"] * 2
    assert {call.raw_reply for call in calls.order} == {None}
