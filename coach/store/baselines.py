"""A small cache of what is computed from the whole record, kept between two starts of the program."""

from sqlalchemy import select

from coach.store.schema import baselines
from coach.store.tables import Tables

KEPT = 20
"""How many are kept. Older ones belong to data or dates that nobody looks at any more."""


class BaselineTable(Tables):
    def baseline(self, key: str) -> str | None:
        """The JSON that was saved under the key, or None."""
        with self._database.reading() as connection:
            return connection.scalar(select(baselines.c.document).where(baselines.c.key == key))

    def save_baseline(self, key: str, json_text: str) -> None:
        """Save under the key, which becomes the newest; all but the newest are dropped."""
        newest = select(baselines.c.seq).order_by(baselines.c.seq.desc()).limit(KEPT)
        with self._database.writing() as connection:
            connection.execute(baselines.delete().where(baselines.c.key == key))
            connection.execute(baselines.insert(), {"key": key, "document": json_text})
            connection.execute(baselines.delete().where(baselines.c.seq.not_in(newest)))
