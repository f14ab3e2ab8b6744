"""One call of a language model, as it went over the wire."""

from decimal import Decimal

from coach.domain.base import Moment, Word
from coach.domain.review import PromptUse


class ModelCall(Word):
    """What was asked and what came back, raw, kept for failed calls too.

    `raw_reply` is None when nothing came back; `failure_code` is the code of the failure, None when it went well.
    """

    call_id: str
    at: Moment
    deal_id: str | None
    purpose: str = "review"
    """What it was made for: `review` or `grade`."""
    model: str
    prompts: tuple[PromptUse, ...] = ()
    request: str
    raw_reply: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost_usd: Decimal | None = None
    """None where the price of the model is not known."""
    seconds: float = 0.0
    failure_code: str | None = None
