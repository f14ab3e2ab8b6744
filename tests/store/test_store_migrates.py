"""A database of the first version is brought up to date when it is opened, with all that it holds."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from coach.store import Store
from coach.store.engine import Database
from coach.store.migrate import MIGRATIONS


def test_a_database_of_the_first_version_keeps_what_it_holds(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.db'}"
    database = Database(url, 10.0)
    with database.migrating() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO state (name, value) VALUES ('told', 'before')")
    database.close()
    with Store.open(url) as store:
        assert store.counts()["grades"] == 0
        assert store.counts()["state"] >= 1
        assert store.grades("D-1") == ()
