"""The review shown in the README is what the product writes of that deal, word for word and in full."""

import re
from pathlib import Path

import pytest

from coach.review.sheet import as_text
from coach.settings import Settings
from coach.workspace import SAMPLE_DAY, Workspace

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def _shown() -> str:
    """The review in the README, without the marks of a quote and of headings."""
    lines = (line[1:].strip() for line in README.splitlines() if line.startswith(">"))
    return " ".join(re.sub(r"^\*\*(.*)\*\*$", r"\1", line) for line in lines)


def test_the_shown_review_is_what_the_product_writes(tmp_path: Path) -> None:
    with Workspace(Settings(home=tmp_path / "home", model="builtin")) as workspace:
        workspace.load_sample()
        text = as_text(workspace.review("D-103", SAMPLE_DAY))
    written = " ".join(line.lstrip("# ") for line in text.splitlines())
    assert _shown().split() == written.split()


@pytest.mark.parametrize("image", ["pipeline.png", "deal.png"])
def test_the_screenshots_are_pictures(image: str) -> None:
    assert (Path(__file__).parents[2] / "docs" / "images" / image).read_bytes().startswith(b"\x89PNG")
