"""Where the data that ships with the product lies: beside the source in a checkout, inside the wheel otherwise."""

from pathlib import Path

from coach.domain.failure import SetupFailure

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """The folder `prompts`, `knowledge` or `sample`. Raises `SetupFailure` when the installation lacks it."""
    for folder in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if folder.is_dir():
            return folder
    raise SetupFailure(f"The folder {name} is missing from this installation.", "Install pivot-coach again.")
