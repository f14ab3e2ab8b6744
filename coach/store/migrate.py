"""Brings a database to the newest schema when it is opened."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from coach.domain.failure import StoreUnavailable
from coach.store.engine import Database
from coach.store.schema import HEAD, metadata

MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    """Create or migrate the tables, in one transaction. Does next to nothing when they are as they should be."""
    with database.reading() as connection:
        if _version(connection) == HEAD:
            return
    with database.migrating() as connection:
        version = _version(connection)
        if version == HEAD:  # another process was first
            return
        _refuse_strangers(connection, version, database)
        _upgrade(connection)


def _version(connection: Connection) -> str | None:
    # Asked before it is read: on PostgreSQL a failed query ends the transaction.
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _refuse_strangers(connection: Connection, version: str | None, database: Database) -> None:
    if version is not None and version not in _known_versions():
        raise StoreUnavailable(
            f"The database {database.place} was written by a newer version of Pivot Coach, or by another program.",
            "Update Pivot Coach, or name another database in COACH_DATABASE_URL.",
        )
    taken = set(inspect(connection).get_table_names())
    clash = taken if database.is_sqlite else taken & set(metadata.tables)
    if version is None and clash:
        raise StoreUnavailable(
            f"The database {database.place} belongs to another program: it has tables that Pivot Coach did not make.",
            "Name another database in COACH_DATABASE_URL.",
        )


def _known_versions() -> frozenset[str]:
    from alembic.script import ScriptDirectory

    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
