"""The index on a Chroma server."""

import secrets
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from coach.domain.failure import SetupFailure
from coach.search.dense import UnreadableError, Vectored, chroma_work
from coach.search.place import NAME, Stamp


class Server:
    """An index on a Chroma server, which several processes may share. Its stamp is kept in the collection.

    Nothing there is thrown away because a request failed: a server that is down holds a sound index.
    """

    repairs = False

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SetupFailure("COACH_CHROMA_URL is not an address.", "Write it as http://host:8000, or unset it.")
        self._secure = parts.scheme == "https"
        self._host = parts.hostname
        self._port = parts.port or (443 if self._secure else 8000)
        self._client: Any = None

    def _connected(self) -> Any:
        if self._client is None:
            try:
                with chroma_work():
                    import chromadb
                    from chromadb.config import Settings

                    self._client = chromadb.HttpClient(
                        host=self._host,
                        port=self._port,
                        ssl=self._secure,
                        settings=Settings(anonymized_telemetry=False),
                    )
            except UnreadableError as error:
                raise SetupFailure(
                    f"The Chroma server at {self._host}:{self._port} does not answer.",
                    "Start it (chroma run), or unset COACH_CHROMA_URL to keep the index in a folder.",
                ) from error
        return self._client

    def stamp(self) -> Stamp | None:
        try:
            return Stamp.model_validate_json(self.current().collection.metadata["stamp"])
        except (TypeError, KeyError, ValidationError):
            return None

    def write(self, stamp: Stamp) -> None:
        with chroma_work():
            self.current().collection.modify(metadata={"stamp": stamp.model_dump_json()})

    def current(self) -> Vectored:
        return Vectored(self._connected(), NAME, NAME)

    def discard(self) -> None:
        with chroma_work():
            self._connected().delete_collection(NAME)

    def beside(self) -> Vectored:
        name = f"{NAME}_{secrets.token_hex(4)}"
        return Vectored(self._connected(), name, name)

    def promote(self, fresh: Vectored, stamp: Stamp) -> Vectored:
        self.discard()
        with chroma_work():
            fresh.collection.modify(name=NAME, metadata={"stamp": stamp.model_dump_json()})
        return self.current()

    def drop(self, fresh: Vectored) -> None:
        with chroma_work():
            self._connected().delete_collection(fresh.home)

    def close(self) -> None:
        if self._client is not None:
            with chroma_work():
                self._client.close()
            self._client = None
