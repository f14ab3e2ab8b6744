"""What a call costs, from the price list that comes with `genai-prices`: no network is touched."""

import re
from collections.abc import Callable
from decimal import Decimal

_OF_LANGCHAIN = {
    "azure_openai": "azure", "bedrock": "aws", "bedrock_converse": "aws", "google_genai": "google",
    "google_vertexai": "google", "mistralai": "mistral", "xai": "x-ai",
}  # fmt: skip
"""The providers that the list calls otherwise than LangChain does."""


def price_of(spec: str, address: str | None) -> Callable[[int, int], Decimal | None]:
    """The price in US dollars of so many tokens in and out of a model, by LangChain's `provider:model`; None where the
    model is not in the list, nothing was counted, or `address` is not the provider's own."""
    provider, _, model = spec.partition(":")
    provider = _OF_LANGCHAIN.get(provider, provider)

    def price(tokens_in: int, tokens_out: int) -> Decimal | None:
        if tokens_in <= 0 and tokens_out <= 0:
            return None
        from genai_prices import Usage, calc_price

        try:
            usage = Usage(input_tokens=tokens_in, output_tokens=tokens_out)
            found = calc_price(usage, model_ref=model, provider_id=provider)
        except (LookupError, ValueError):
            return None
        own = re.match(found.provider.api_pattern, address) if address else True
        return found.total_price if own else None

    return price
