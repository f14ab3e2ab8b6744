"""Everything that is kept, behind one door."""

from typing import Self

from sqlalchemy import func, select

from coach.store.answers import AnswerTable
from coach.store.baselines import BaselineTable
from coach.store.calls import CallTable
from coach.store.cases import CaseTable
from coach.store.engine import Database
from coach.store.imports import ImportTables
from coach.store.migrate import bring_up_to_date
from coach.store.playbook import PlaybookTables
from coach.store.records import RecordTables
from coach.store.reviews import ReviewTables
from coach.store.schema import metadata
from coach.store.sources import SourceTable
from coach.store.state import StateTable


class Store(
    ImportTables,
    RecordTables,
    ReviewTables,
    SourceTable,
    PlaybookTables,
    CaseTable,
    AnswerTable,
    CallTable,
    BaselineTable,
    StateTable,
):
    """The store of one organisation, in a SQLite file or a PostgreSQL database.

    May be shared by threads. Every method raises `StoreUnavailable` when the database cannot be used.
    """

    @classmethod
    def open(cls, url: str, busy_seconds: float = 10.0) -> Self:
        """Open the database at `url` and bring its tables up to date, creating them where there are none.

        `busy_seconds` is how long a writer waits for another one. Raises `StoreUnavailable`.
        """
        database = Database(url, busy_seconds)
        try:
            bring_up_to_date(database)
        except BaseException:
            database.close()
            raise
        return cls(database)

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def counts(self) -> dict[str, int]:
        """How many rows each table holds."""
        with self._database.reading() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table)) or 0
                for table in metadata.sorted_tables
            }
