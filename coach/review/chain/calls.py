"""Where calls of a model are kept."""

from typing import Protocol

from coach.domain.call import ModelCall


class CallLog(Protocol):
    def save_call(self, call: ModelCall) -> None:
        """Keep a call. The same id again replaces it."""
        ...
