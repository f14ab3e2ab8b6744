"""The wiring: one `Workspace` holds the store, the library and the coach of an installation."""

from coach.settings import Settings, read_settings
from coach.workspace.workspace import SAMPLE_DAY, Workspace


def open_workspace(settings: Settings | None = None) -> Workspace:
    """The workspace of the settings in force. Raises `SetupFailure`."""
    return Workspace(settings or read_settings())


__all__ = ["SAMPLE_DAY", "Workspace", "open_workspace"]
