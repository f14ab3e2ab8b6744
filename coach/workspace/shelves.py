"""The library with its index and its embedder, as configured."""

import logging
from pathlib import Path

from coach.domain.failure import IndexInUse
from coach.knowledge.library import Library
from coach.knowledge.ports import Embedder, PassageIndex
from coach.models.embedding import open_embedder
from coach.search.index import open_index
from coach.search.lexical import LexicalIndex
from coach.settings import Settings
from coach.store import Store
from coach.workspace.places import shipped

log = logging.getLogger(__name__)


def configured_embedder(settings: Settings) -> Embedder:
    return open_embedder(settings.embedding, base_url=settings.model_base_url, api_key=settings.api_key)


def open_library(settings: Settings, store: Store, embedder: Embedder, playbook: Path | None = None) -> Library:
    """The shipped playbook (or the folder `playbook` in its place), what was added to it and the cases, over one index.

    While another process owns the index, searches here go by words alone: `library.index.note` says so.
    """
    return Library(playbook or shipped("knowledge"), store, _open_passages(settings, embedder))


def _open_passages(settings: Settings, embedder: Embedder) -> PassageIndex:
    try:
        return open_index(settings.home / "index", embedder, url=settings.chroma_url)
    except IndexInUse as failure:
        log.info("searching by words alone: %s", failure)
        return LexicalIndex(note=f"Searching by words alone. {failure.sentence}")
