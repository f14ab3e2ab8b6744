"""One door to the database: short transactions to read, one at a time to write."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from coach.domain.failure import StoreUnavailable
from coach.store.failures import in_plain_words

_CACHE_KIB = 32 * 1024


class Database:
    """An engine set up for one of the two dialects.

    SQLite runs in WAL mode, so that readers see the last committed state while one process writes. PostgreSQL reads
    in one snapshot a transaction, so that a record is never half of before and half of after an import.
    """

    def __init__(self, url: str, busy_seconds: float) -> None:
        self._url = _checked(url)
        self.place = self._url.database or "" if self.is_sqlite else self._url.render_as_string(hide_password=True)
        self._busy_seconds = busy_seconds
        with in_plain_words(self.place):
            self._engine = self._sqlite() if self.is_sqlite else self._postgres()
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reader = self._engine.execution_options(**level)
        self._writer = self._engine.execution_options(writes=True)

    @property
    def is_sqlite(self) -> bool:
        return self._url.get_backend_name() == "sqlite"

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with in_plain_words(self.place), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that may write; rolled back whole on an exception. Waits for another writer, then raises
        `StoreUnavailable`."""
        with in_plain_words(self.place), self._writer.begin() as connection:
            if not self.is_sqlite:
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(self._busy_seconds * 1000)}")
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A writing transaction that nobody else shares, in which a table may be rebuilt without its rows' children
        being deleted with it."""
        with in_plain_words(self.place), self._writer.connect() as connection:
            if self.is_sqlite:
                _raw(connection).execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction
            try:
                with connection.begin():
                    if not self.is_sqlite:
                        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20260903)")
                    yield connection
            finally:
                if self.is_sqlite:
                    _raw(connection).execute("PRAGMA foreign_keys = ON")

    def close(self) -> None:
        self._engine.dispose()

    def _sqlite(self) -> Engine:
        path = Path(self._url.database or "")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(
                f"The folder {path.parent} of the database cannot be made.",
                "Check that you may write there, or set COACH_DATABASE_URL to another place.",
            ) from error
        engine = create_engine(self._url, connect_args={"timeout": self._busy_seconds})
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgres(self) -> Engine:
        # A server that went away and came back is noticed before a query is lost on a dead connection.
        defaults = {} if "connect_timeout" in self._url.query else {"connect_timeout": 10}
        try:
            engine = create_engine(self._url, connect_args=defaults, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise StoreUnavailable(
                "The driver for PostgreSQL is not installed.", "Install it: pip install 'pivot-coach[postgres]'."
            ) from error
        event.listen(engine, "connect", _set_up_postgres)
        return engine


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable("COACH_DATABASE_URL is not the address of a database.", _EXAMPLES) from error
    if parsed.get_backend_name() == "postgresql" and parsed.drivername in ("postgresql", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if parsed.database and parsed.database != ":memory:" and not parsed.database.startswith("file:"):
            return parsed
        raise StoreUnavailable("The store needs a SQLite file: one in memory is gone when it is closed.", _EXAMPLES)
    raise StoreUnavailable(f"The store cannot use a database of the kind {parsed.drivername}.", _EXAMPLES)


_EXAMPLES = "Write sqlite:///path/to/coach.db or postgresql://user:password@host/name."


def _raw(connection: Connection) -> sqlite3.Connection:
    raw: Any = connection.connection.driver_connection
    return raw  # type: ignore[no-any-return]


def _set_up_sqlite(raw: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions late and never before reading; `_begin_sqlite` says when instead.
    raw.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", f"cache_size = -{_CACHE_KIB}"):
        raw.execute(f"PRAGMA {pragma}")


def _set_up_postgres(raw: Any, _record: object) -> None:
    # In another zone a time near the year 1 or 9999, which CRMs write for "never", falls out of Python's range.
    raw.autocommit = True
    raw.execute("SET TIME ZONE 'UTC'")
    raw.autocommit = False


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its place at once: one that first reads would fail, not wait, when another wrote in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
