"""The block between two lines of `---` at the head of a Markdown file."""

import re
from typing import Any

import yaml

from coach.domain.base import Word

MAX_CHARACTERS = 20_000

_BLOCK = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)


class FrontMatter(Word):
    """`start` is where the text after the block begins, 0 when there is none.

    `problem` says why a block that looks like one cannot be read; it is then part of the text.
    """

    fields: dict[str, Any]
    start: int
    problem: str | None = None


class _PlainLoader(yaml.SafeLoader):
    """Values only: no aliases, with which a short file can describe gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases (*name) are not read")
        return super().compose_node(parent, index)


def read_front_matter(text: str) -> FrontMatter:
    """The fields at the head of a text. Never raises: a text that has none has no fields."""
    block = _BLOCK.match(text[: MAX_CHARACTERS + 10])
    if block is None:
        return FrontMatter(fields={}, start=0)
    try:
        fields = yaml.load(block[1], Loader=_PlainLoader)  # noqa: S506  a SafeLoader that reads even less
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return FrontMatter(fields={}, start=0, problem=_where(error))
    if fields is None:
        return FrontMatter(fields={}, start=block.end())
    if not isinstance(fields, dict):
        # Two rulers with prose between them: text, not front matter.
        return FrontMatter(fields={}, start=0)
    return FrontMatter(fields={str(key).strip().lower(): value for key, value in fields.items()}, start=block.end())


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).partition("\n")[0] or type(error).__name__
    return f"line {mark.line + 2}: {said}" if mark else str(said)
