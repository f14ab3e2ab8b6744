"""A target in memory that keeps the promises of the port, and small exports."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from coach.domain.imports import Tally

_KEYS = {
    "deals": ("deal_id",),
    "activities": ("activity_id",),
    "contacts": ("contact_id",),
    "stages": ("name",),
    "stage_changes": ("deal_id", "stage", "entered_at"),
    "field_changes": ("deal_id", "field", "at", "new"),
}


class Memory:
    """Fulfils `ImportTarget` and `ImportWriter` in one."""

    def __init__(self) -> None:
        self.tables: dict[str, dict[tuple[Any, ...], Any]] = {table: {} for table in _KEYS}

    @contextmanager
    def writing(self) -> Iterator["Memory"]:
        before = {table: dict(rows) for table, rows in self.tables.items()}
        try:
            yield self
        except BaseException:
            self.tables = before
            raise

    def _upsert(self, table: str, rows: Sequence[Any]) -> Tally:
        added = updated = 0
        for row in rows:
            key = tuple(getattr(row, name) for name in _KEYS[table])
            before = self.tables[table].get(key)
            added += before is None
            updated += before is not None and before != row
            self.tables[table][key] = row
        return Tally(added=added, updated=updated, unchanged=len(rows) - added - updated)

    def upsert_deals(self, rows: Sequence[Any]) -> Tally:
        return self._upsert("deals", rows)

    def upsert_activities(self, rows: Sequence[Any]) -> Tally:
        return self._upsert("activities", rows)

    def upsert_contacts(self, rows: Sequence[Any]) -> Tally:
        return self._upsert("contacts", rows)

    def upsert_stages(self, rows: Sequence[Any]) -> Tally:
        return self._upsert("stages", rows)

    def upsert_stage_changes(self, rows: Sequence[Any]) -> Tally:
        return self._upsert("stage_changes", rows)

    def upsert_field_changes(self, rows: Sequence[Any]) -> Tally:
        return self._upsert("field_changes", rows)

    def known_deal_ids(self) -> set[str]:
        return {key[0] for key in self.tables["deals"]}

    def rows(self, table: str) -> list[Any]:
        return list(self.tables[table].values())

    def row(self, table: str, *key: Any) -> Any:
        return self.tables[table][key]


@pytest.fixture
def memory() -> Memory:
    return Memory()


@pytest.fixture
def export(tmp_path: Path) -> Callable[..., Path]:
    """Writes a folder of tables, each given as text."""

    def write(**tables: str) -> Path:
        folder = tmp_path / "export"
        folder.mkdir(exist_ok=True)
        for name, text in tables.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
        return folder

    return write


@pytest.fixture
def shared() -> Path:
    place = Path(__file__).parents[2] / "../shared/data"
    if not place.exists():
        pytest.skip("the shared data is not here")
    return place.resolve()
