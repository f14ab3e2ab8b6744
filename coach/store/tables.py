"""What the parts of the store have in common: the database they speak to."""

from coach.store.engine import Database


class Tables:
    """A family of tables. The store is all of them together."""

    def __init__(self, database: Database) -> None:
        self._database = database
