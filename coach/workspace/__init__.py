"""The wiring: one `Workspace` holds the store, the library and the coach of an installation."""

from coach.settings import Settings, read_settings
from coach.workspace.workspace import Workspace


def open_workspace(settings: Settings | None = None) -> Workspace:
    """The workspace of the settings in force. Raises `SetupFailure`."""
    return Workspace(settings or read_settings())


__all__ = ["Workspace", "open_workspace"]
