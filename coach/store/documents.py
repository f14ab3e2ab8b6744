"""Words kept whole, as the JSON they are written in."""

import json
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError
from sqlalchemy import Connection, Select

from coach.domain.base import Word
from coach.domain.failure import StoreUnavailable
from coach.store.columns import storable

_W = TypeVar("_W", bound=Word)


def document_of(word: Word) -> str:
    """The word as JSON. A NUL, which no text column takes, is escaped in it; half a surrogate pair, which JSON does
    not take, becomes U+FFFD, so that every offset still holds."""
    try:
        return word.model_dump_json()
    except PydanticSerializationError:
        return storable(json.dumps(word.model_dump(mode="json"), ensure_ascii=False))


def words_in(connection: Connection, word: type[_W], query: Select[Any]) -> tuple[_W, ...]:
    """The words of a query for documents."""
    return tuple(word_of(word, document) for document in connection.scalars(query))


def word_of(word: type[_W], document: str) -> _W:
    """Raises `StoreUnavailable` where the document is not one of this version's."""
    try:
        return word.model_validate_json(document)
    except ValidationError as error:
        raise StoreUnavailable(
            f"A stored {word.__name__.lower()} cannot be read by this version of Pivot Coach.",
            "Use the version that wrote it, or update to the newest.",
        ) from error
