"""Where the data that ships with the product lies: beside the source in a checkout, inside the wheel otherwise."""

from pathlib import Path

from coach.domain.failure import SetupFailure

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """`prompts`, `knowledge`, `sample`, `scenarios` or `app.py`. Raises `SetupFailure` when it is missing."""
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if place.exists():
            return place
    raise SetupFailure(f"{name} is missing from this installation.", "Install pivot-coach again.")
