"""The wiring: one `Workspace` holds the store, the library and the coach of an installation."""

from pathlib import Path

from coach.settings import Settings, read_settings
from coach.workspace.workspace import SAMPLE_DAY, Workspace


def open_workspace(settings: Settings | None = None) -> Workspace:
    """The workspace of the settings in force. Raises `SetupFailure`."""
    return Workspace(settings or read_settings())


def open_apart(settings: Settings, home: Path, playbook: Path | None = None) -> Workspace:
    """A workspace of its own in `home`, with the coach and the limits of the settings and nothing else of the
    installation: SQLite, an index inside, the shipped questions, and `playbook` alone where one is given."""
    update = {"home": home, "database_url": None, "chroma_url": None, "as_of": None}
    return Workspace(settings.model_copy(update=update), playbook)


__all__ = ["SAMPLE_DAY", "Workspace", "open_apart", "open_workspace"]
