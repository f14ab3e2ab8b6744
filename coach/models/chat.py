"""The chat models: any that LangChain can reach, opened so that nothing waits without end."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from coach.domain.failure import ModelNotAllowed, SetupFailure

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

CONNECT_SECONDS = 5.0


def open_chat(
    spec: str,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 30.0,
    http_client: Any = None,
    streaming: bool = True,
) -> "BaseChatModel":
    """A chat model by LangChain's `provider:model` (`openai:gpt-5-mini`). No network is touched here, but
    loading LangChain takes seconds: open it when it is first needed.

    `base_url` names any server that speaks the provider's protocol, which may need no key. `timeout` is in seconds, for
    one whole request. The client itself never retries: that is done in one place, by the chain. `streaming=False` is
    for servers that cannot. `http_client` is an `httpx2.Client` (or `httpx.Client`) for OpenAI's protocol. Raises
    `SetupFailure` when the name or the provider's package is wrong, `ModelNotAllowed` when the key is missing.
    """
    provider, colon, model = spec.partition(":")
    if not (provider and colon and model):
        raise SetupFailure(
            f"“{spec}” names no model.", "Set COACH_MODEL to builtin or to provider:model, like openai:gpt-5-mini."
        )
    options: dict[str, Any] = {"max_retries": 0, "timeout": timeout, "disable_streaming": not streaming}
    if base_url:
        options["base_url"] = base_url
    if provider == "openai":
        options |= _for_openai(spec, base_url, api_key, timeout, http_client)
    elif api_key:
        options["api_key"] = api_key
    from langchain.chat_models import init_chat_model

    try:
        chat: BaseChatModel = init_chat_model(spec, **options)
    except ImportError as error:
        raise SetupFailure(
            f"The package for “{provider}” is not installed.",
            f"Install it (langchain-{provider}), or choose another model.",
        ) from error
    except Exception as error:  # each provider's package checks its settings in its own way
        if any(word in str(error).lower() for word in ("api_key", "api key", "credential", "token")):
            raise _no_key(spec) from error
        raise SetupFailure(
            f"“{spec}” cannot be opened ({type(error).__name__}).",
            "Check COACH_MODEL: provider:model, as LangChain names them.",
        ) from error
    if provider == "openai":
        # OpenAI's client loads its streaming part at the first call, for a second or more: not at a review's expense.
        _ = getattr(chat, "root_client").beta.chat.completions.stream  # noqa: B009  the provider's own attribute
    return chat


def _for_openai(
    spec: str, base_url: str | None, api_key: str | None, timeout: float, http_client: Any
) -> dict[str, Any]:
    if not api_key and not base_url:
        raise _no_key(spec)
    import httpx2

    if http_client is None:
        http_client = httpx2.Client(
            timeout=httpx2.Timeout(timeout, connect=min(CONNECT_SECONDS, timeout)),
            event_hooks={"request": [_note_start], "response": [_bound_whole]},
        )
    return {
        # A local server asks for none, but OpenAI's client insists on one.
        "api_key": api_key or "none",
        "http_client": http_client,
        "stream_usage": True,
        "use_responses_api": False,
    }


def _no_key(spec: str) -> ModelNotAllowed:
    return ModelNotAllowed(
        f"There is no key for “{spec}”.", "Set OPENAI_API_KEY or the provider's own variable, or COACH_MODEL=builtin."
    )


def _note_start(request: Any) -> None:
    request.extensions["coach_started"] = time.monotonic()


def _bound_whole(response: Any) -> None:
    """The read time-out of the client bounds one read: a server that sends a byte a second would hold the connection
    for ever. Here it bounds the whole reply."""
    extensions = response.request.extensions
    seconds = extensions.get("timeout", {}).get("read")
    if seconds is not None:
        response.stream = _bounded(response.stream, extensions["coach_started"] + seconds, time.monotonic)


def _bounded(stream: Any, until: float, clock: Callable[[], float]) -> Any:
    import httpx2

    class Bounded(httpx2.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for part in stream:
                if clock() > until:
                    raise httpx2.ReadTimeout("the whole reply took too long")
                yield part

        def close(self) -> None:
            stream.close()

    return Bounded()
