"""The review shown in the README is what the product writes of that deal, word for word where nothing is left out."""

import re
from pathlib import Path

import pytest

from coach.review.sheet import as_text
from coach.settings import Settings
from coach.workspace import SAMPLE_DAY, Workspace

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def _pieces() -> list[str]:
    shown = "\n".join(line[1:].strip() for line in README.splitlines() if line.startswith(">"))
    blocks = re.split(r"\n\s*\n|\n(?=- )", shown)
    lines = [" ".join(block.split()).removeprefix("- ").strip("*").rstrip("… ") for block in blocks]
    return [line for line in lines if line]


def test_every_line_of_the_shown_review_is_real(tmp_path: Path) -> None:
    with Workspace(Settings(home=tmp_path / "home", model="builtin")) as workspace:
        workspace.load_sample()
        text = " ".join(as_text(workspace.review("D-102", SAMPLE_DAY)).split())
    pieces = _pieces()
    assert len(pieces) >= 15
    missing = [piece for piece in pieces if piece not in text]
    assert not missing


@pytest.mark.parametrize("image", ["pipeline.png", "deal.png"])
def test_the_screenshots_are_pictures(image: str) -> None:
    assert (Path(__file__).parents[2] / "docs" / "images" / image).read_bytes().startswith(b"\x89PNG")
