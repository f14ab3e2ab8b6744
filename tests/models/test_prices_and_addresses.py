"""Where a model is, and what a call of it costs."""

import subprocess
import sys
from decimal import Decimal

import pytest

from coach.models.address import address_of, is_remote
from coach.models.chat import open_chat
from coach.models.prices import price_of

OPENAI = "https://api.openai.com/v1/"


@pytest.mark.parametrize(
    ("url", "remote"),
    [
        (None, True),
        ("", True),
        ("http://localhost:11434/v1", False),
        ("http://LOCALHOST./v1", False),
        ("http://127.0.0.1:8080", False),
        ("http://[::1]:8080/v1", False),
        ("http://10.1.2.3/v1", False),
        ("http://172.20.0.5/v1", False),
        ("http://192.168.1.2:1234/v1", False),
        ("http://gpu.local/v1", False),
        ("127.0.0.1:8080/v1", False),
        (OPENAI, True),
        ("http://8.8.8.8/v1", True),
        ("http://[::ffff:8.8.8.8]/v1", True),
        ("http://localhost.evil.example/v1", True),
        ("http://localhost@evil.example/v1", True),
        ("http://notlocal/v1", True),
        ("http://2130706433/v1", True),
        ("http://[", True),
    ],
)
def test_what_is_remote(url, remote) -> None:
    assert is_remote(url) is remote


def test_the_address_is_the_one_that_is_called(monkeypatch) -> None:
    assert address_of(open_chat("openai:x", api_key="k"), None) == OPENAI
    monkeypatch.setenv("OPENAI_API_BASE", "https://elsewhere.example/v1")
    assert address_of(open_chat("openai:x", api_key="k"), None) == "https://elsewhere.example/v1/"
    assert address_of(object(), "http://set.example") == "http://set.example"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "address", "tokens", "known"),
    [
        ("openai:gpt-5-mini", None, (6_000, 1_500), True),
        ("openai:gpt-5-mini", OPENAI, (6_000, 1_500), True),
        ("anthropic:claude-sonnet-4-5", None, (6_000, 1_500), True),
        ("openai:gpt-5-mini", "http://127.0.0.1:8080/v1", (6_000, 1_500), False),
        ("openai:gpt-5-mini", "https://api.openai.com.evil.example/v1", (0, 0), False),
        ("openai:qwen2.5", OPENAI, (6_000, 1_500), False),
        ("nobody:gpt-5-mini", None, (6_000, 1_500), False),
        ("openai:gpt-5-mini", OPENAI, (0, 0), False),
    ],
)
def test_a_price_is_known_or_none(spec, address, tokens, known) -> None:
    cost = price_of(spec, address)(*tokens)
    assert (cost is not None) is known
    if cost is not None:
        assert isinstance(cost, Decimal)
        assert Decimal("0.0001") < cost < 1
        assert price_of(spec, address)(tokens[0] * 10, tokens[1] * 10) == cost * 10


def test_the_price_list_is_loaded_when_it_is_needed() -> None:
    code = (
        "import sys; from coach.models.prices import price_of;"
        "price_of('openai:x', None); print('genai_prices' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
