"""What the store remembers of its imported data as a whole: its version and its newest date."""

from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import Connection, func, select

from coach.domain.activity import ActivityStatus
from coach.store.schema import activities, deals, stage_changes, state
from coach.store.tables import Tables
from coach.store.upsert import upsert

_VERSION, _NEWEST = "data_version", "newest_date"


class StateTable(Tables):
    def data_version(self) -> str:
        """Another one whenever imported data has changed; never the same in two stores that hold anything."""
        with self._database.reading() as connection:
            return version_in(connection)

    def newest_date(self) -> date | None:
        """The newest day on which anything is recorded: a creation, a closing, a move, an activity that is done.
        None when nothing is."""
        with self._database.reading() as connection:
            day = _get(connection, _NEWEST)
        return date.fromisoformat(day) if day else None


def version_in(connection: Connection) -> str:
    return _get(connection, _VERSION) or "0"


def note_change(connection: Connection, dialect: str) -> None:
    """Give the data another version and look for its newest date. Called once in each transaction that changed any."""
    count = int(version_in(connection).partition("-")[0]) + 1
    _put(connection, dialect, _VERSION, f"{count}-{token_hex(4)}")
    newest = _newest(connection)
    _put(connection, dialect, _NEWEST, newest.date().isoformat() if newest else "")


def _newest(connection: Connection) -> datetime | None:
    done = activities.c.status == ActivityStatus.DONE.value
    queries = (
        select(func.max(deals.c.created_at)),
        select(func.max(deals.c.closed_at)),
        select(func.max(stage_changes.c.entered_at)),
        select(func.max(activities.c.at)).where(done),
    )
    return max((moment for query in queries if (moment := connection.scalar(query)) is not None), default=None)


def _get(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(state.c.value).where(state.c.name == name))


def _put(connection: Connection, dialect: str, name: str, value: str) -> None:
    connection.execute(upsert(dialect, state, ("name",)), {"name": name, "value": value})
