"""Reading one reply as it is streamed, never past a point in time."""

import queue
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from coach.domain.failure import ModelReplyInvalid
from coach.review.chain.failures import cut_off, refused, timed_out
from coach.review.chain.strict import MAX_CHARACTERS
from coach.review.ports import Listener

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

Message = tuple[str, str]
"""Role (system, human, ai) and text."""

_END = object()


class Reading:
    """One reply: its text so far and what the provider says about it. Kept when the reading fails half way."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._parts: list[str] = []
        self._length = 0
        self.refusal: str | None = None
        self.finish: str | None = None
        self.tokens_in = 0
        self.tokens_out = 0
        self.began = False

    @property
    def text(self) -> str:
        # A pair of surrogates may come in two pieces: put it together.
        return "".join(self._parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    @property
    def raw(self) -> str | None:
        """What came back, in a form that any database can keep; None when nothing did."""
        if not self.began:
            return None
        return (self.text or self.refusal or "").encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")

    def read(
        self,
        chat: "BaseChatModel",
        messages: Sequence[Message],
        options: dict[str, Any],
        *,
        until: float,
        clock: Callable[[], float],
        listen: Listener | None,
    ) -> None:
        """Raises what the client raises; `ModelTimeout` when `clock()` passes `until`, whatever the server does.

        The client runs in a thread of its own: one that waits for a byte cannot be stopped from within. It is left
        behind at the deadline and ends at its next piece, or at its own time-out.
        """
        pieces: queue.SimpleQueue[Any] = queue.SimpleQueue()
        stop = threading.Event()
        work = threading.Thread(target=_stream, args=(chat, messages, options, pieces, stop), daemon=True)
        work.start()
        try:
            while True:
                left = until - clock()
                if left <= 0:
                    raise timed_out(self.model)
                try:
                    piece = pieces.get(timeout=left)
                except queue.Empty:
                    raise timed_out(self.model) from None
                if piece is _END:
                    break
                if isinstance(piece, BaseException):
                    raise piece
                self._take(piece, listen)
        finally:
            stop.set()

    def check(self) -> None:
        """Raises `ModelRefused` or `ModelReplyInvalid` for a reply that its provider marks as none."""
        if self.finish in ("content_filter", "refusal", "SAFETY") or (self.refusal and not self.text.strip()):
            raise refused(self.model)
        if self.finish in ("length", "max_tokens", "MAX_TOKENS"):
            raise cut_off(self.model)

    def _take(self, piece: Any, listen: Listener | None) -> None:
        self.began = True
        text = str(piece.text)
        more = piece.additional_kwargs.get("refusal")
        self.refusal = more if isinstance(more, str) and more else self.refusal
        about = piece.response_metadata
        self.finish = about.get("finish_reason") or about.get("stop_reason") or self.finish
        if piece.usage_metadata:
            self.tokens_in += piece.usage_metadata.get("input_tokens", 0)
            self.tokens_out += piece.usage_metadata.get("output_tokens", 0)
        if not text:
            return
        self._parts.append(text)
        self._length += len(text)
        if self._length > MAX_CHARACTERS:
            raise ModelReplyInvalid(f"{self.model} writes without end.", "Choose another model.")
        if listen is not None:
            listen(text)


def _stream(
    chat: "BaseChatModel",
    messages: Sequence[Message],
    options: dict[str, Any],
    pieces: "queue.SimpleQueue[Any]",
    stop: threading.Event,
) -> None:
    from langsmith.run_helpers import tracing_context

    try:
        # Deals never go to a tracing service, whatever the environment asks for.
        with tracing_context(enabled=False):
            for piece in chat.stream(list(messages), **options):
                if stop.is_set():
                    return
                pieces.put(piece)
        pieces.put(_END)
    except BaseException as error:  # it is raised again by the reader
        pieces.put(error)
