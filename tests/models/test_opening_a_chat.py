import subprocess
import sys

import pytest

from coach.domain.failure import ModelNotAllowed, SetupFailure
from coach.models.chat import open_chat


@pytest.mark.parametrize(
    ("spec", "kind", "told"),
    [
        ("gpt", SetupFailure, "names no model"),
        (":x", SetupFailure, "names no model"),
        ("openai:", SetupFailure, "names no model"),
        ("openai:gpt-5-mini", ModelNotAllowed, "no key"),
        ("mistralai:small", SetupFailure, "is not installed.*langchain-mistralai"),
        ("nobody:x", SetupFailure, "cannot be opened"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(spec, kind, told) -> None:
    with pytest.raises(kind, match=told) as caught:
        open_chat(spec)
    assert caught.value.next_step


def test_the_client_neither_retries_nor_waits_without_end() -> None:
    chat = open_chat("openai:gpt-5-mini", api_key="k", timeout=7)
    client = chat.root_client
    assert (client.max_retries, chat.max_retries) == (0, 0)
    assert (client._client.timeout.read, client._client.timeout.connect) == (7, 5)


def test_a_local_server_needs_no_key() -> None:
    chat = open_chat("openai:qwen", base_url="http://127.0.0.1:9/v1")
    assert str(chat.root_client.base_url) == "http://127.0.0.1:9/v1/"


def test_a_client_that_is_given_is_used() -> None:
    import httpx2

    client = httpx2.Client()
    assert open_chat("openai:x", api_key="k", http_client=client).root_client._client is client


def test_nothing_heavy_is_loaded_before_a_model_is_opened() -> None:
    code = (
        "import sys; import coach.models.chat, coach.review.chain.coach;"
        "print([m for m in sys.modules if m.split('.')[0] in {'langchain', 'langchain_core', 'openai', 'httpx2'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
