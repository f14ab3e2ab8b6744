"""The coach that asks a language model, through LangChain."""

import json
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coach.domain.call import ModelCall
from coach.domain.failure import ModelFailure, ModelReplyInvalid
from coach.domain.review import PromptUse
from coach.prompting.fence import fence, shown
from coach.prompting.files import Prompt, PromptFolder
from coach.prompting.render import render
from coach.review.chain.brief import brief
from coach.review.chain.calls import CallLog
from coach.review.chain.failures import (
    failure_of,
    is_worth_a_retry,
    status_of,
    timed_out,
    turned_down_format,
    wait_asked,
)
from coach.review.chain.reading import Message, Reading
from coach.review.chain.reply import read_reply, reply_schema
from coach.review.dossier import Dossier
from coach.review.ports import CoachReply, Listener

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CALLS = 2
"""Replies asked for, at most, one after the other: the first, and one more to retry or to repair it."""

_PAUSE = 0.5
_REPLAYED = 12_000

_FORMATS: tuple[dict[str, Any], ...] = (
    {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "review", "strict": True, "schema": reply_schema()},
        }
    },
    {"response_format": {"type": "json_object"}},
    {},
)


class ChainCoach:
    """Renders a dossier, streams the reply, logs it raw, then reads it strictly.

    `deadline_seconds` is wall-clock time for a whole draft, calls, waits and repair together. One more call is spent
    at most: to retry a failed connection, a 429 or 5xx, or to repair a reply that cannot be read. A request that a
    server rejects because of the response format is sent again with a weaker one, and does not count.
    """

    def __init__(
        self,
        chat: "BaseChatModel",
        name: str,
        prompts: PromptFolder | Path,
        calls: CallLog,
        *,
        deadline_seconds: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._chat = chat
        self._name = name
        self._prompts = PromptFolder(prompts) if isinstance(prompts, Path) else prompts
        self._calls = calls
        self._deadline = deadline_seconds
        self._clock = clock
        self._sleep = sleep
        self._now = now
        # Other protocols have other words for a response format; there, the shape in the prompt has to do.
        self._speaks_openai = any(kind.__name__ == "BaseChatOpenAI" for kind in type(chat).__mro__)
        self._format = 0 if self._speaks_openai else len(_FORMATS) - 1

    @property
    def name(self) -> str:
        return self._name

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        """Raises `ModelFailure`, and nothing else of what a provider can do."""
        review, repair = self._prompts.prompt("review"), self._prompts.prompt("repair")
        values = brief(dossier)
        messages = [("system", render(review.system, values)), ("human", render(review.user, values))]
        talk = _Talk(self, dossier.record.deal.deal_id, messages, review=review, repair=repair, listen=listen)
        return talk.reply()


class _Talk:
    """One draft: what has been said, spent and logged so far."""

    def __init__(
        self,
        coach: ChainCoach,
        deal_id: str,
        messages: list[Message],
        *,
        review: Prompt,
        repair: Prompt,
        listen: Listener | None,
    ) -> None:
        self._coach = coach
        self._deal_id = deal_id
        self._messages = messages
        self._repair = repair
        self._uses: tuple[PromptUse, ...] = (review.use,)
        self._listen = listen
        self._until = coach._clock() + coach._deadline
        self._spent = 0
        self._sent = 0
        self._tokens = [0, 0]

    def reply(self) -> CoachReply:
        while True:
            reading = Reading(self._coach._name)
            call, error = self._call(reading)
            self._coach._calls.save_call(call)
            if error is not None:
                failure = failure_of(error, self._coach._name)
                if isinstance(failure, ModelReplyInvalid) and status_of(error) is None and reading.text.strip():
                    self._ask_for_repair(failure, reading.text)
                else:
                    self._try_again(error, failure)
                continue
            try:
                reading.check()
                draft = read_reply(reading.text)
            except ModelFailure as failure:
                self._coach._calls.save_call(call.model_copy(update={"failure_code": failure.code}))
                self._ask_for_repair(failure, reading.text)
                continue
            return CoachReply(
                draft=draft,
                model=self._coach._name,
                prompts=self._uses,
                calls=self._sent,
                tokens_in=self._tokens[0],
                tokens_out=self._tokens[1],
            )

    def _call(self, reading: Reading) -> tuple[ModelCall, Exception | None]:
        coach, began, at, error = self._coach, self._coach._clock(), self._coach._now(), None
        self._sent += 1
        self._spent += 1
        left = self._until - began
        # The client's own time-out lets go of the connection when the server stays silent.
        options = {**_FORMATS[coach._format], **({"timeout": max(0.1, left)} if coach._speaks_openai else {})}
        interrupted: BaseException | None = None
        try:
            reading.read(
                coach._chat, self._messages, options, until=self._until, clock=coach._clock, listen=self._listen
            )
        except Exception as caught:  # every provider has its own errors; `failure_of` sorts them
            error = caught
        except BaseException as caught:  # the person stopped it: keep the call, then go
            interrupted = caught
        self._tokens[0] += reading.tokens_in
        self._tokens[1] += reading.tokens_out
        failed = interrupted or error
        call = ModelCall(
            call_id=uuid.uuid4().hex,
            at=at,
            deal_id=self._deal_id,
            model=coach._name,
            prompts=self._uses,
            request=_request(self._messages, options),
            raw_reply=reading.raw,
            tokens_in=reading.tokens_in,
            tokens_out=reading.tokens_out,
            seconds=round(coach._clock() - began, 3),
            failure_code="stopped" if interrupted else failure_of(failed, coach._name).code if failed else None,
        )
        if interrupted is not None:
            coach._calls.save_call(call)
            raise interrupted
        return call, error

    def _try_again(self, error: Exception, failure: ModelFailure) -> None:
        """Returns when another call may mend it, raises the failure when not."""
        coach = self._coach
        if coach._format < len(_FORMATS) - 1 and turned_down_format(error, failure):
            coach._format += 1
            self._spent -= 1
            return
        if self._spent >= CALLS or not is_worth_a_retry(error, failure):
            raise failure from error
        asked = wait_asked(error, coach._now())
        pause = _PAUSE if asked is None else asked
        if coach._clock() + pause >= self._until:
            raise failure from error
        coach._sleep(pause)

    def _ask_for_repair(self, failure: ModelFailure, text: str) -> None:
        if self._spent >= CALLS or not isinstance(failure, ModelReplyInvalid):
            raise failure
        if self._coach._clock() >= self._until:
            raise timed_out(self._coach._name) from failure
        said = [("ai", shown(text[:_REPLAYED]))] if text.strip() else []
        request = render(self._repair.user, {"error": fence(shown(failure.sentence[:1_000]))})
        self._messages = [*self._messages, *said, ("human", request)]
        self._uses = (*self._uses, self._repair.use)


def _request(messages: list[Message], options: dict[str, Any]) -> str:
    form = options.get("response_format", {}).get("type")
    said = [{"role": role, "content": text} for role, text in messages]
    return json.dumps({"messages": said, "response_format": form}, ensure_ascii=False)
