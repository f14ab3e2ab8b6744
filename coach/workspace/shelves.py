"""The library with its index and its embedder, as configured."""

import logging

from coach.domain.failure import IndexInUse
from coach.knowledge.library import Library
from coach.knowledge.ports import PassageIndex
from coach.models.embedding import open_embedder
from coach.search.index import open_index
from coach.search.lexical import LexicalIndex
from coach.settings import Settings
from coach.store import Store
from coach.workspace.places import shipped

log = logging.getLogger(__name__)


def open_library(settings: Settings, store: Store) -> Library:
    """The shipped playbook, what was added to it and the cases, over one index.

    While another process owns the index, searches here go by words alone: `library.index.note` says so.
    """
    return Library(shipped("knowledge"), store, _open_passages(settings))


def _open_passages(settings: Settings) -> PassageIndex:
    embedder = open_embedder(settings.embedding, base_url=settings.model_base_url, api_key=settings.api_key)
    try:
        return open_index(settings.home / "index", embedder, url=settings.chroma_url)
    except IndexInUse as failure:
        log.info("searching by words alone: %s", failure)
        return LexicalIndex(note=f"Searching by words alone. {failure.sentence}")
