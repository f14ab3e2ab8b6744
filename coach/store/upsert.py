"""INSERT that knows what to do where a row of the same key stands already, for both dialects."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table


def upsert(dialect: str, table: Table, key: Sequence[str], *, replace: bool = True) -> Any:
    """INSERT that, where a row of the same key stands already, replaces its other columns, or leaves it as it is."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    statement = insert(table)
    others = {c.name: statement.excluded[c.name] for c in table.columns if c.name not in (*key, "seq")}
    if not replace or not others:
        return statement.on_conflict_do_nothing(index_elements=list(key))
    return statement.on_conflict_do_update(index_elements=list(key), set_=others)
