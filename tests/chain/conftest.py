"""A server that speaks OpenAI's chat completions protocol and replies by script, and a dossier to ask it about."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from coach.domain.activity import Activity, ActivityKind, Direction
from coach.domain.answer import RepAnswer
from coach.domain.attempt import Attempt, Effect, Move
from coach.domain.call import ModelCall
from coach.domain.case import Case
from coach.domain.deal import Contact, Deal, Outcome, Role
from coach.domain.evidence import Evidence, Source, SourceKind
from coach.domain.play import Play
from coach.domain.record import Record
from coach.domain.stall import Norm, Scope, Signal, SignalName, Stall, WinOdds
from coach.domain.texts import activity_source, contact_source, deal_source
from coach.knowledge.plays import play_text
from coach.models.chat import open_chat
from coach.prompting.files import PromptFolder
from coach.prompting.questions import bank_in
from coach.review.chain.coach import ChainCoach
from coach.review.dossier import CaseAtHand, Dossier, PlayAtHand

PROMPTS = Path(__file__).parents[2] / "prompts"

ANSWER = {
    "answers": [
        {
            "question": "tried",
            "status": "answered",
            "points": [{"text": "A demo.", "quotes": [{"ref": "00000000", "text": "the demo went well"}]}],
            "ask": None,
        }
    ],
    "obstacles": [{"name": "gone_quiet", "quotes": []}],
    "alternatives": [],
    "over": None,
}
GOOD = json.dumps(ANSWER)


class Asked:
    """One request as the server received it, and the means to reply in any way at all."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: dict[str, Any]) -> None:
        self.handler = handler
        self.body = body

    @property
    def format(self) -> str | None:
        return self.body.get("response_format", {}).get("type")

    def head(self, status: int, kind: str, **headers: str) -> None:
        self.handler.send_response(status)
        self.handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.handler.send_header(name.replace("_", "-"), value)
        self.handler.send_header("Connection", "close")
        self.handler.end_headers()
        self.handler.close_connection = True

    def write(self, text: str) -> None:
        self.handler.wfile.write(text.encode())
        self.handler.wfile.flush()

    def error(self, status: int, code: str = "error", message: str = "no", **headers: str) -> None:
        self.head(status, "application/json", **headers)
        self.write(json.dumps({"error": {"message": message, "type": code, "code": code, "param": None}}))

    def event(self, delta: dict[str, Any], finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        self.data(json.dumps({**_ABOUT, "object": "chat.completion.chunk", "choices": [choice]}))

    def data(self, text: str) -> None:
        self.write(f"data: {text}\n\n")

    def stream(self, text: str, finish: str = "stop", **more: Any) -> None:
        self.head(200, "text/event-stream")
        self.event({"role": "assistant", "content": ""})
        size = max(40, len(text) // 20)
        for start in range(0, len(text), size):
            self.event({"content": text[start : start + size]})
        self.event(more, finish)
        self.data(json.dumps({**_ABOUT, "object": "chat.completion.chunk", "choices": [], "usage": _USAGE}))
        self.data("[DONE]")

    def whole(self, text: str | None, finish: str = "stop", **more: Any) -> None:
        self.head(200, "application/json")
        message = {"role": "assistant", "content": text, **more}
        choice = {"index": 0, "message": message, "finish_reason": finish, "logprobs": None}
        self.write(json.dumps({**_ABOUT, "object": "chat.completion", "choices": [choice], "usage": _USAGE}))


_ABOUT = {"id": "c1", "created": 1, "model": "scripted"}
_USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}

Step = Callable[[Asked], None]


class ScriptedServer:
    """Replies with one step of its script a request, the last one again when there are more."""

    def __init__(self) -> None:
        self.script: list[Step] = []
        self.asked: list[dict[str, Any]] = []
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(body)
                step = outer.script[min(len(outer.asked), len(outer.script)) - 1]
                try:
                    step(Asked(self, body))
                except OSError:
                    self.close_connection = True

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def pause(self, seconds: float) -> None:
        self.closing.wait(seconds)

    def close(self) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


class Calls:
    def __init__(self) -> None:
        self.saved: dict[str, ModelCall] = {}
        self.order: list[ModelCall] = []

    def save_call(self, call: ModelCall) -> None:
        self.saved[call.call_id] = call
        self.order.append(call)


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    scripted = ScriptedServer()
    yield scripted
    scripted.close()


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
def coach_of(server: ScriptedServer, calls: Calls) -> Callable[..., ChainCoach]:
    def build(
        *, deadline: float = 2.0, url: str | None = None, streaming: bool = True, mask: bool = False, price: Any = None
    ) -> ChainCoach:
        chat = open_chat(
            "openai:scripted", base_url=url or server.url, api_key="k", timeout=deadline, streaming=streaming
        )
        return ChainCoach(
            chat,
            "openai:scripted",
            PromptFolder(PROMPTS),
            calls,
            deadline_seconds=deadline,
            mask=mask,
            price=price or (lambda _in, _out: None),
            clock=time.monotonic,
            now=lambda: datetime(2026, 3, 20, tzinfo=UTC),
        )

    return build


def at(day: int, month: int = 2) -> datetime:
    return datetime(2026, month, day, 9, tzinfo=UTC)


def make_dossier(mail: str = "We will look at it after the budget round.") -> Dossier:
    deal = Deal(
        deal_id="D1", name="Acme {renewal}", stage="Proposal", owner="Rui", amount=Decimal(40000), currency="EUR"
    )
    ana = Contact(contact_id="C1", deal_id="D1", name="Ana Costa", title="Head of IT", role=Role.CHAMPION)
    demo = Activity(
        activity_id="A1",
        deal_id="D1",
        at=at(2),
        kind=ActivityKind.MEETING,
        author="Rui",
        contact="Ana Costa",
        subject="Demo",
        body="Rui: the demo went well, {{people}} liked it.",
    )
    reply = Activity(
        activity_id="A2",
        deal_id="D1",
        at=at(20),
        kind=ActivityKind.EMAIL,
        direction=Direction.INBOUND,
        author="Ana Costa",
        subject="Re: proposal",
        body=mail,
    )
    stall = Stall(
        deal_id="D1", name=deal.name, owner="Rui", stage="Proposal", segment=None, amount=deal.amount,
        currency="EUR", days_in_stage=60, norm=Norm(scope=Scope.STAGE, n=40, quantile=0.8, days=28),
        median_days=15, max_days=90,
        signals=(Signal(name=SignalName.SILENCE, value=28, norm=14, text="No word from the buyer for 28 days."),),
        stalled=True, p_win=WinOdds(value=0.12, low=0.05, high=0.24, n=33), deal_days_at_stake=45, on_hold=None,
        attention=1.0,
    )  # fmt: skip
    attempt = Attempt(
        attempt_id="T1",
        move=Move.TAILORED_DEMO,
        what="Demo",
        with_whom="Ana Costa",
        started_at=at(2),
        activity_ids=("A1",),
        effect=Effect.REPLY,
        effect_after_days=18,
    )
    play = Play(
        play_id="P1",
        title="Ask for the economic buyer",
        obstacles=("no_access_to_power",),
        first_step="Ask the champion for an introduction.",
        with_whom=("champion",),
        success_signal="A meeting is accepted.",
        kill_criterion="No meeting in 14 days.",
        text="Go to the person who can say yes.",
    )
    case = Case(
        case_id="K1", deal_id="D0", title="Borealis", outcome=Outcome.WON, stage="Proposal", segment=None,
        industry=None, closed_at=date(2025, 6, 1), days_stalled=50, obstacles=("no_access_to_power",),
        situation="Stuck.", attempts=(), turning_point="The CFO joined a call.",
        text="Stuck. The CFO joined a call.",
    )  # fmt: skip
    own = [deal_source(deal), contact_source(ana), activity_source(demo), activity_source(reply)]
    return Dossier(
        as_of=date(2026, 3, 20),
        record=Record(deal=deal, activities=(demo, reply), contacts=(ana,)),
        stall=stall,
        attempts=(attempt,),
        own=tuple(Evidence.whole(source) for source in own),
        plays=(PlayAtHand(play=play, evidence=_of(SourceKind.PLAY, "P1", play_text(play)), score=0.8),),
        cases=(CaseAtHand(case=case, evidence=_of(SourceKind.CASE, "K1", case.text), score=0.7),),
        bank=bank_in(PROMPTS / "questions.toml"),
    )


def _of(kind: SourceKind, key: str, text: str) -> Evidence:
    return Evidence.whole(Source.of(kind, key, text, title=key))


@pytest.fixture
def dossier() -> Dossier:
    return make_dossier()


@pytest.fixture
def dossier_with_mail() -> Callable[[str], Dossier]:
    return make_dossier


@pytest.fixture
def good() -> str:
    return GOOD


@pytest.fixture
def rep_answer() -> RepAnswer:
    return RepAnswer(
        answer_id="R1",
        deal_id="D1",
        question="tried",
        text="On 12 March I called Ana Costa; she said the budget round is over.",
        author="Rui",
        at=at(19, 3),
    )
