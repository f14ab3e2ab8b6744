"""The built-in embedder on its real model, and LangChain's over a real socket."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from coach.domain.failure import EmbedderUnavailable
from coach.knowledge.ports import Embedder
from coach.models import embedding
from coach.models.embedding import MiniLM, open_embedder

NOTES = [
    "The champion left the company last week.",
    "Our sponsor has resigned.",
    "Procurement asks for three comparison quotes.",
    "word " * 400,
    "",
]


@pytest.fixture(scope="module")
def builtin() -> Embedder:
    return open_embedder("builtin")


def test_vectors_are_float32_of_length_one(builtin: Embedder) -> None:
    vectors = builtin.embed(NOTES)
    assert vectors.shape == (5, builtin.dimensions) == (5, 384)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert builtin.embed([]).shape == (0, 384)


def test_what_means_the_same_lies_closer(builtin: Embedder) -> None:
    champion, sponsor, procurement, *_ = builtin.embed(NOTES)
    assert champion @ sponsor > champion @ procurement + 0.1


def test_a_vector_does_not_depend_on_its_neighbours(builtin: Embedder) -> None:
    together = builtin.embed(NOTES)
    for text, vector in zip(NOTES, together, strict=True):
        assert builtin.embed_query(text) == pytest.approx(vector, abs=1e-5)


def test_what_comes_after_256_tokens_does_not_count(builtin: Embedder) -> None:
    assert builtin.embed_query("word " * 400) == pytest.approx(builtin.embed_query("word " * 300 + "other"), abs=1e-5)


@pytest.mark.parametrize(
    "text", ["\ud800 lone", "\0", "会議" * 5_000, "x" * 100_000], ids=["half", "nul", "cjk", "long"]
)
def test_any_text_can_be_embedded(text: str, builtin: Embedder) -> None:
    assert np.isfinite(builtin.embed_query(text)).all()


@pytest.mark.parametrize("which", ["model", "tokenizer"])
@pytest.mark.parametrize(("content", "said"), [(b"something else", "is not the one"), (None, "cannot be read")])
def test_a_file_that_is_not_the_pinned_one_is_not_used(
    which: str, content: bytes | None, said: str, tmp_path: Path
) -> None:
    if content is not None:
        (tmp_path / "file").write_bytes(content)
    embedder = MiniLM(**{which: tmp_path / "file"})
    with pytest.raises(EmbedderUnavailable, match=said) as caught:
        embedder.embed(["text"])
    assert caught.value.next_step


def test_a_package_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "MODEL", ("no-such-package-xyz", "model.onnx"))
    with pytest.raises(EmbedderUnavailable, match="no-such-package-xyz"):
        MiniLM().embed(["text"])


@pytest.mark.parametrize("spec", ["minilm", ":model", "openai:", ":"])
def test_a_name_of_neither_form_is_refused(spec: str) -> None:
    with pytest.raises(EmbedderUnavailable, match="names no embedding model"):
        open_embedder(spec)


def test_an_unknown_provider_is_a_failure_with_a_next_step() -> None:
    with pytest.raises(EmbedderUnavailable, match="nowhere:model cannot be set up") as caught:
        open_embedder("nowhere:model").embed(["text"])
    assert "COACH_EMBEDDING=builtin" in caught.value.next_step


class Served:
    """An OpenAI-compatible server on this machine. `asked` holds each request's input; `reply` makes the answer."""

    def __init__(self) -> None:
        self.asked: list[Any] = []
        self.status = 200
        self.vectors: Any = None
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))["input"]
                texts = [asked] if isinstance(asked, str) else asked
                served.asked.append(texts)
                vectors = served.vectors or [[float(len(text)), 3.0, 4.0] for text in texts]
                data = [{"object": "embedding", "index": i, "embedding": v} for i, v in enumerate(vectors)]
                usage = {"prompt_tokens": 1, "total_tokens": 1}
                body: dict[str, Any] = {"object": "list", "data": data, "model": "m", "usage": usage}
                if served.status != 200:
                    body = {"error": {"message": "Incorrect API key provided: sk-secret", "code": "x"}}
                content = json.dumps(body).encode()
                self.send_response(served.status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Quiet."""

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"


@pytest.fixture
def served() -> Iterator[Served]:
    server = Served()
    thread = threading.Thread(target=server.http.serve_forever)
    thread.start()
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


@pytest.fixture
def remote(served: Served) -> Embedder:
    return open_embedder("openai:some-model", base_url=served.url, api_key="sk-secret", timeout=5)


@pytest.mark.network
def test_a_provider_gets_texts_in_batches_at_the_given_address(served: Served, remote: Embedder) -> None:
    texts = [f"text {'x' * i}" for i in range(150)]
    vectors = remote.embed(texts)
    assert [len(batch) for batch in served.asked] == [64, 64, 22]
    assert [text for batch in served.asked for text in batch] == texts
    assert vectors.shape == (150, 3)
    assert vectors.dtype == np.float32
    first = np.array([5.0, 3.0, 4.0])
    assert vectors[0] == pytest.approx(first / np.linalg.norm(first))
    assert (remote.name, remote.dimensions) == ("openai:some-model", 3)
    assert remote.embed_query("text ") == pytest.approx(vectors[0])


@pytest.mark.network
@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_a_provider_that_refuses_is_a_failure_without_its_words(served: Served, remote: Embedder, status: int) -> None:
    served.status = status
    with pytest.raises(EmbedderUnavailable, match=f"status {status}") as caught:
        remote.embed(["text"])
    assert "sk-secret" not in str(caught.value)


@pytest.mark.network
@pytest.mark.parametrize("vectors", [[[1.0, 2.0]], [[1.0], [1.0, 2.0]], [[], []], [["a"], ["b"]]], ids=str)
def test_a_reply_that_is_no_vectors_is_a_failure(served: Served, remote: Embedder, vectors: Any) -> None:
    served.vectors = vectors
    with pytest.raises(EmbedderUnavailable):
        remote.embed(["one", "two"])


@pytest.mark.network
def test_vectors_that_change_their_length_are_refused(served: Served, remote: Embedder) -> None:
    remote.embed(["one"])
    served.vectors = [[1.0, 2.0]]
    with pytest.raises(EmbedderUnavailable, match="from 3 to 2 dimensions"):
        remote.embed(["one"])


@pytest.mark.network
def test_no_server_is_a_failure() -> None:
    embedder = open_embedder("openai:m", base_url="http://127.0.0.1:9/v1", api_key="k", timeout=1)
    with pytest.raises(EmbedderUnavailable, match="did not answer"):
        embedder.embed_query("text")
