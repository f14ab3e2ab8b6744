"""What is compared: our search, and the three that a user would otherwise pick, each over the same files."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from benchmarks.search_queries import Query
from coach.domain.evidence import SourceKind
from coach.domain.passage import Filter, Passage
from coach.domain.play import Document
from coach.knowledge.blocks import size
from coach.knowledge.catalogue import FEWEST_WORDS
from coach.knowledge.intake import Skipped, files_in, read_file
from coach.knowledge.passages import passages_of_document, passages_of_play
from coach.knowledge.ports import Embedder, Vectors
from coach.search.abstaining import Rule, Signs

DEEP = 200
"""Chunks asked of a plain store, so that ten documents are among them."""

Hit = tuple[str, str]
"""A document's path, and where in it: the headings of a passage, or a chunk's text."""


class System(Protocol):
    name: str

    def ranked(self, query: str) -> list[Hit]:
        """The best passages or chunks, best first, so that ten documents are among them."""
        ...

    def sections(self, query: str) -> list[Hit]:
        """The best ten passages or chunks, several of one document among them."""
        ...


def documents_of(result: Iterable[Hit]) -> list[str]:
    return list(dict.fromkeys(path for path, _ in result))


def corpus(data: Path, playbooks: Sequence[str]) -> tuple[dict[str, str], list[Passage]]:
    """The text of each document by its path, and the passages of all."""
    texts: dict[str, str] = {}
    passages: list[Passage] = []
    for playbook in playbooks:
        for file, path in files_in(data / playbook):
            incoming = read_file(file, path)
            if isinstance(incoming, Skipped):
                continue
            item = incoming.item
            texts[path] = incoming.text
            split = passages_of_document(item) if isinstance(item, Document) else passages_of_play(item)
            passages += [passage for passage in split if size(passage.text) >= FEWEST_WORDS]
    return texts, passages


class Ours:
    name = "ours"

    def __init__(self, passages: Sequence[Passage], embedder: Embedder, folder: Path) -> None:
        from coach.search.index import open_index
        from coach.search.lexical import LexicalIndex

        self.index = open_index(folder, embedder)
        self.index.sync(passages)
        self.words = LexicalIndex(folder=folder)
        self.words.sync(passages)
        self.within = Filter(kinds=frozenset({SourceKind.DOCUMENT, SourceKind.PLAY}), as_of=date.max)

    def ranked(self, query: str) -> list[Hit]:
        found = self.index.search(query, self.within, 10, one_a_source=True)
        return [(f.passage.source.key, f.passage.heading) for f in found]

    def sections(self, query: str) -> list[Hit]:
        return [(f.passage.source.key, f.passage.heading) for f in self.index.search(query, self.within, 10)]

    def abstains(self, query: str) -> bool:
        return not self.index.search(query, self.within, 10, abstain=True)

    def abstains_by_words(self, query: str) -> bool:
        return not self.words.search(query, self.within, 10, abstain=True)

    def taught(
        self, queries: Sequence[Query], learn: Callable[[Sequence[Signs], Sequence[bool]], Rule]
    ) -> list[tuple[str, Rule]]:
        """The rules that the queries teach: with a search by meaning, and by words alone."""
        answered = [query.is_answerable for query in queries]
        return [
            (name, learn([index.signs(query.text, self.within) for query in queries], answered))
            for name, index in (("BY_MEANING", self.index), ("BY_WORDS", self.words))
        ]


class PlainChroma:
    """A Chroma collection with its own defaults, of our passages' texts: the splitting is given to it for nothing."""

    name = "plain Chroma, same embedder"

    def __init__(self, passages: Sequence[Passage], embedder: Embedder, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._embedder = embedder
        self._passages = passages
        client: Any = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
        self._collection = client.create_collection("plain", embedding_function=None)
        vectors = embedder.embed([passage.text for passage in passages])
        for start in range(0, len(passages), 2_000):
            ids = [str(i) for i in range(start, min(start + 2_000, len(passages)))]
            self._collection.add(ids=ids, embeddings=vectors[start : start + 2_000])

    def ranked(self, query: str) -> list[Hit]:
        vector = self._embedder.embed_query(query)
        reply = self._collection.query(query_embeddings=[vector], n_results=DEEP, include=[])
        found = [self._passages[int(i)] for i in reply["ids"][0]]
        return [(passage.source.key, passage.heading) for passage in found]

    def sections(self, query: str) -> list[Hit]:
        return self.ranked(query)[:10]


class LangChainChroma:
    """langchain-chroma and LangChain's splitter, both with their defaults. The default embedder would have to be
    downloaded, which is not possible everywhere: the same embedder stands in, through LangChain's interface."""

    name = "langchain-chroma, its splitter"

    def __init__(self, texts: dict[str, str], embedder: Embedder, folder: Path) -> None:
        from langchain_chroma import Chroma
        from langchain_core.documents import Document as Chunk
        from langchain_core.embeddings import Embeddings
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        class Same(Embeddings):
            def embed_documents(self, texts: list[str]) -> list[list[float]]:
                return _listed(embedder.embed(texts))

            def embed_query(self, text: str) -> list[float]:
                return _listed(embedder.embed_query(text))

        whole = [Chunk(page_content=text, metadata={"source": path}) for path, text in texts.items()]
        chunks = RecursiveCharacterTextSplitter().split_documents(whole)
        self._store = Chroma(embedding_function=Same(), persist_directory=str(folder))
        for start in range(0, len(chunks), 2_000):
            self._store.add_documents(chunks[start : start + 2_000])

    def ranked(self, query: str) -> list[Hit]:
        found = self._store.similarity_search(query, k=DEEP)
        return [(chunk.metadata["source"], chunk.page_content) for chunk in found]

    def sections(self, query: str) -> list[Hit]:
        """A chunk's text stands for its headings: it counts where the heading's words are in it."""
        return self.ranked(query)[:10]


class Bm25:
    """bm25s with its own defaults, over our passages' texts."""

    name = "BM25 (bm25s)"

    def __init__(self, passages: Sequence[Passage]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)
        self._bm25s = bm25s
        self._passages = passages
        self._scorer = bm25s.BM25()
        tokens = bm25s.tokenize([passage.text for passage in passages], stopwords="en", show_progress=False)
        self._scorer.index(tokens, show_progress=False)

    def ranked(self, query: str) -> list[Hit]:
        tokens = self._bm25s.tokenize([query], stopwords="en", show_progress=False)
        rows, scores = self._scorer.retrieve(tokens, k=DEEP, show_progress=False)
        found = [self._passages[int(row)] for row, score in zip(rows[0], scores[0], strict=True) if score > 0]
        return [(passage.source.key, passage.heading) for passage in found]

    def sections(self, query: str) -> list[Hit]:
        return self.ranked(query)[:10]


def _listed(vectors: Vectors) -> Any:
    return vectors.tolist()
