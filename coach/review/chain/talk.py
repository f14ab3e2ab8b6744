"""One talk with a language model: at most two calls, one deadline, each call kept raw before it is read."""

import json
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from coach.domain.base import Word
from coach.domain.call import ModelCall
from coach.domain.failure import ModelFailure, ModelReplyInvalid
from coach.domain.review import PromptUse
from coach.prompting.fence import fence, shown
from coach.prompting.files import Prompt
from coach.prompting.render import render
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
from coach.review.chain.words import Words

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CALLS = 2
"""Replies asked for, at most, one after the other: the first, and one more to retry or to repair it."""

_PAUSE = 0.5
_REPLAYED = 12_000

Price = Callable[[int, int], Decimal | None]
"""US dollars for so many tokens in and out; None where the price is not known."""

_D = TypeVar("_D", bound=Word)


@dataclass(frozen=True)
class CallSite(Generic[_D]):
    """What a model is asked for: the prompt, the shape of the reply and how it is read. `purpose` is kept with each
    call; `read` raises `ModelReplyInvalid`."""

    prompt: str
    purpose: str
    schema: Callable[[], dict[str, Any]]
    read: Callable[[str], _D]


@dataclass
class Provider:
    """A chat model and how it is spoken to. `format` is how strict a response format it has been found to take."""

    chat: "BaseChatModel"
    name: str
    calls: CallLog
    deadline: float = 30.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    price: Price = lambda _in, _out: None
    format: int = 0

    def __post_init__(self) -> None:
        # Other protocols have other words for a response format; there, the shape in the prompt has to do.
        self.speaks_openai = any(kind.__name__ == "BaseChatOpenAI" for kind in type(self.chat).__mro__)

    def options(self, site: CallSite[Any], left: float) -> dict[str, Any]:
        """The options of one call, which may take `left` seconds."""
        if not self.speaks_openai:
            return {}
        schema = {"name": site.purpose, "strict": True, "schema": site.schema()}
        formats: tuple[dict[str, Any], ...] = (
            {"response_format": {"type": "json_schema", "json_schema": schema}},
            {"response_format": {"type": "json_object"}},
            {},
        )
        # The client's own time-out lets go of the connection when the server stays silent.
        return {**formats[self.format], "timeout": max(0.1, left)}

    def weaken_format(self) -> bool:
        """Whether there is a weaker format to ask for, from now on."""
        if not self.speaks_openai or self.format >= 2:
            return False
        self.format += 1
        return True


@dataclass(frozen=True)
class Said(Generic[_D]):
    """What a talk brought: the draft, and what it cost."""

    draft: _D
    prompts: tuple[PromptUse, ...]
    calls: int
    tokens_in: int
    tokens_out: int


class Talk(Generic[_D]):
    """What has been said, spent and logged so far. `until` is the end of it all on the provider's clock.

    One more call is spent at most: to retry a failed connection, a 429 or 5xx, or to repair a reply that cannot be
    read. A request that a server rejects because of the response format is sent again with a weaker one, and does not
    count.
    """

    def __init__(
        self,
        provider: Provider,
        site: CallSite[_D],
        deal_id: str,
        messages: list[Message],
        *,
        until: float,
        prompt: Prompt,
        repair: Prompt,
        words: Words | None = None,
    ) -> None:
        self._provider = provider
        self._site = site
        self._deal_id = deal_id
        self._messages = messages
        self._repair = repair
        self._uses: tuple[PromptUse, ...] = (prompt.use,)
        self._words = words
        self._until = until
        self._spent = 0
        self._sent = 0
        self._tokens = [0, 0]

    def outcome(self) -> Said[_D]:
        """Raises `ModelFailure`, and nothing else of what a provider can do."""
        while True:
            reading = Reading(self._provider.name)
            call, error = self._call(reading)
            self._provider.calls.save_call(call)
            if error is not None:
                failure = failure_of(error, self._provider.name)
                if isinstance(failure, ModelReplyInvalid) and status_of(error) is None and reading.text.strip():
                    self._ask_for_repair(failure, reading.text)
                else:
                    self._try_again(error, failure)
                continue
            try:
                reading.check()
                draft = self._site.read(reading.text)
            except ModelFailure as failure:
                self._provider.calls.save_call(call.model_copy(update={"failure_code": failure.code}))
                self._ask_for_repair(failure, reading.text)
                continue
            tokens_in, tokens_out = self._tokens
            return Said(draft, self._uses, self._sent, tokens_in, tokens_out)

    def _call(self, reading: Reading) -> tuple[ModelCall, Exception | None]:
        provider, error = self._provider, None
        began, at = provider.clock(), provider.now()
        self._sent += 1
        self._spent += 1
        options = provider.options(self._site, self._until - began)
        listen = self._words.feed if self._words else None
        interrupted: BaseException | None = None
        try:
            reading.read(provider.chat, self._messages, options, until=self._until, clock=provider.clock, listen=listen)
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
            purpose=self._site.purpose,
            model=provider.name,
            prompts=self._uses,
            request=_request(self._messages, options),
            raw_reply=reading.raw,
            tokens_in=reading.tokens_in,
            tokens_out=reading.tokens_out,
            cost_usd=provider.price(reading.tokens_in, reading.tokens_out),
            seconds=round(provider.clock() - began, 3),
            failure_code="stopped" if interrupted else failure_of(failed, provider.name).code if failed else None,
        )
        if interrupted is not None:
            provider.calls.save_call(call)
            raise interrupted
        if self._words:
            self._words.end()
        return call, error

    def _try_again(self, error: Exception, failure: ModelFailure) -> None:
        """Returns when another call may mend it, raises the failure when not."""
        provider = self._provider
        if turned_down_format(error, failure) and provider.weaken_format():
            self._spent -= 1
            return
        if self._spent >= CALLS or not is_worth_a_retry(error, failure):
            raise failure from error
        asked = wait_asked(error, provider.now())
        pause = _PAUSE if asked is None else asked
        if provider.clock() + pause >= self._until:
            raise failure from error
        provider.sleep(pause)

    def _ask_for_repair(self, failure: ModelFailure, text: str) -> None:
        if self._spent >= CALLS or not isinstance(failure, ModelReplyInvalid):
            raise failure
        if self._provider.clock() >= self._until:
            raise timed_out(self._provider.name) from failure
        said = [("ai", shown(text[:_REPLAYED]))] if text.strip() else []
        request = render(self._repair.user, {"error": fence(shown(failure.sentence[:1_000]))})
        self._messages = [*self._messages, *said, ("human", request)]
        self._uses = (*self._uses, self._repair.use)


def _request(messages: list[Message], options: dict[str, Any]) -> str:
    form = options.get("response_format", {}).get("type")
    said = [{"role": role, "content": text} for role, text in messages]
    return json.dumps({"messages": said, "response_format": form}, ensure_ascii=False)
