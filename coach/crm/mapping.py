"""How the export of another system is read: its tables and columns in our words. Written as TOML."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator

from coach.crm.columns import TABLES
from coach.domain.base import Word
from coach.domain.failure import ImportFailure
from coach.domain.stage import Stage

PRESETS = ("salesforce", "hubspot", "pipedrive", "zoho", "dynamics", "maven")


class Lookup(Word):
    """A value found in another table of the export: the row whose `key` is what our column `by` says."""

    file: str
    key: str
    take: str
    by: str


class TableMapping(Word):
    """One table. `columns`: ours to theirs, the first header that is there and the first cell that is not blank count.
    `values`: per column, theirs to ours. `templates`: text with `{column}` in it, the first that is complete counts."""

    files: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    fixed: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    templates: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    lookups: dict[str, Lookup] = Field(default_factory=dict)
    not_while_open: tuple[str, ...] = ()
    """Columns that say nothing of a deal as long as it is open."""

    @field_validator("files", mode="before")
    @classmethod
    def _some_files(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("columns", "templates", mode="before")
    @classmethod
    def _some(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {name: (some,) if isinstance(some, str) else some for name, some in value.items()}

    @field_validator("values")
    @classmethod
    def _without_case(cls, value: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        return {name: {theirs.casefold(): ours for theirs, ours in some.items()} for name, some in value.items()}


class Mapping(Word):
    """A whole export. `tested` is false where it was written from a vendor's documentation, not from a real export."""

    name: str
    tested: bool = True
    note: str | None = None
    tables: dict[str, TableMapping]
    stages: tuple[Stage, ...] = ()


def load_mapping(path: Path) -> Mapping:
    """The mapping in a TOML file. Raises `ImportFailure` that names what is wrong in it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ImportFailure(f"The mapping {path} cannot be read.", "Check the path.") from error
    return parse_mapping(text, path.stem, path.name)


def preset_mapping(name: str) -> Mapping:
    """A mapping that comes with the coach. Raises `ImportFailure` for an unknown name."""
    key = name.strip().casefold()
    if key not in PRESETS:
        raise ImportFailure(
            f"There is no preset {name}.", f"Presets: {', '.join(PRESETS)}; or give --mapping FILE.toml."
        )
    return _preset(key)


@cache
def _preset(name: str) -> Mapping:
    path = Path(__file__).parent / "presets" / f"{name}.toml"
    return parse_mapping(path.read_text(encoding="utf-8"), name, path.name)


def parse_mapping(text: str, name: str, label: str) -> Mapping:
    """Raises `ImportFailure`."""
    try:
        mapping = Mapping.model_validate({"name": name, **tomllib.loads(text)})
    except tomllib.TOMLDecodeError as error:
        raise ImportFailure(f"{label} is not valid TOML: {error}.", "Mend that line.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise ImportFailure(f"{label} does not fit at {place}: {first['msg']}.", "See the shipped presets.") from error
    for table, mapped in mapping.tables.items():
        if table not in TABLES:
            raise ImportFailure(f"{label} maps an unknown table {table}.", f"Tables: {', '.join(TABLES)}.")
        ours = {column.name for column in TABLES[table]}
        named = {
            *mapped.columns,
            *mapped.fixed,
            *mapped.not_while_open,
            *mapped.values,
            *mapped.templates,
            *mapped.lookups,
        }
        if unknown := sorted(named - ours):
            raise ImportFailure(
                f"{label} maps an unknown column {table}.{unknown[0]}.",
                f"Columns of {table}: {', '.join(column.name for column in TABLES[table])}.",
            )
    return mapping
