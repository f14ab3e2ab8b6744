"""Reading a play: front matter and text in, a `Play` or a `PlaybookFailure` that says what to mend out."""

import re
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from coach.domain.attempt import NEVER_PROPOSED, Move
from coach.domain.deal import Role
from coach.domain.failure import PlaybookFailure
from coach.domain.obstacle import OBSTACLES
from coach.domain.play import Play, PlayStatus
from coach.knowledge.front_matter import FrontMatter, read_front_matter
from coach.knowledge.moves import move_of

_MARKS = ("obstacles", "first_step", "success_signal", "kill_criterion")
_PROPOSABLE = sorted(move.value for move in Move if move not in NEVER_PROPOSED)


def is_play(text: str) -> bool:
    """Whether a Markdown file means to be a play: its front matter has a field that only plays have.

    True also for one that cannot be read, so that its author hears of it.
    """
    matter = read_front_matter(text)
    if matter.problem:
        head = text[:4_000]
        return any(re.search(rf"^{mark}\s*:", head, re.MULTILINE) for mark in _MARKS)
    return any(mark in matter.fields for mark in _MARKS)


def read_play(text: str, path: str) -> Play:
    """The play in a Markdown file; `path` is named in failures, and its stem is the id where none is given.

    Lists may be written as text with commas; unknown fields are ignored. Raises `PlaybookFailure` with the file, the
    field and the next step.
    """
    matter = read_front_matter(text)
    if matter.problem:
        raise _failure(path, f"its front matter cannot be read ({matter.problem})", "Put quotes around texts with : #.")
    field = _Fields(path, matter)
    body = text[matter.start :].strip()
    play_id = field.text("id") or _stem(path)
    if not re.fullmatch(r"\w[\w.\-]{0,99}", play_id):
        raise _failure(path, f"id “{play_id[:40]}” is not an id", "Use letters, digits, dots, - and _ only.")
    title = field.text("title") or _first_heading(body) or play_id.replace("-", " ")
    obstacles = tuple(dict.fromkeys(_slug(name) for name in field.listed("obstacles")))
    if not obstacles:
        raise _failure(path, "obstacles is missing", f"Name at least one, like {', '.join(list(OBSTACLES)[:3])}.")
    first_step = field.needed("first_step")
    return Play(
        play_id=play_id,
        title=title,
        obstacles=obstacles,
        stages=field.listed("stages"),
        segments=field.listed("segments"),
        move=field.move() or move_of(title, first_step, body),
        first_step=first_step,
        with_whom=field.with_whom(),
        success_signal=field.needed("success_signal"),
        kill_criterion=field.needed("kill_criterion"),
        days=field.days(),
        status=field.status(),
        owner=field.text("owner"),
        reviewed_on=field.day("reviewed_on"),
        text=body,
    )


def play_text(play: Play) -> str:
    """A play as it is indexed, shown and cited: its steps first, so that citations can quote them."""
    head = [
        play.title,
        f"First step: {play.first_step}",
        f"Success signal: {play.success_signal}",
        f"Kill criterion: {play.kill_criterion}",
        f"Obstacles: {', '.join(name.replace('_', ' ') for name in play.obstacles)}",
    ]
    return "\n\n".join([*(_one_line(line) for line in head), play.text]).rstrip()


class _Fields:
    """The front matter of one play, read field by field."""

    def __init__(self, path: str, matter: FrontMatter) -> None:
        self._path = path
        self._fields = matter.fields

    def text(self, name: str) -> str | None:
        value = self._fields.get(name)
        if isinstance(value, list | dict):
            raise _failure(self._path, f"{name} is not one text", "Write it as one line.")
        return _one_line(str(value)) or None if value is not None else None

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise _failure(self._path, f"{name} is missing", f"Add a line {name}: to its front matter.")
        return value

    def listed(self, name: str) -> tuple[str, ...]:
        value = self._fields.get(name)
        if isinstance(value, dict):
            raise _failure(self._path, f"{name} is not a list", "Write it as [one, two] or as one, two.")
        items = value if isinstance(value, list) else str(value or "").strip("[] ").split(",")
        return tuple(line for item in items if item is not None and (line := _one_line(str(item)).strip("'\"")))

    def with_whom(self) -> tuple[str, ...]:
        """Roles by their names. A text that is not all roles stays the one text it is, commas and all."""
        value = self._fields.get("with_whom")
        items = self.listed("with_whom")
        roles = tuple(_slug(item) for item in items)
        if all(role in set(Role) for role in roles):
            return roles
        if isinstance(value, list):
            return tuple(role if role in set(Role) else item for role, item in zip(roles, items, strict=True))
        return (_one_line(str(value)),)

    def days(self) -> int:
        value = self._fields.get("days")
        if value is None:
            return 14
        number = re.fullmatch(r"(\d{1,4})(?:\.0)?(?:\s*days?)?", str(value).strip(), re.IGNORECASE)
        if number is None or not 1 <= int(number[1]) <= 365:
            raise _failure(self._path, f"days “{str(value)[:40]}” is not a number from 1 to 365", "Write days: 14.")
        return int(number[1])

    def status(self) -> PlayStatus:
        return PlayStatus(self._one_of("status", [status.value for status in PlayStatus]) or PlayStatus.ACTIVE)

    def move(self) -> Move | None:
        value = self._one_of("move", _PROPOSABLE)
        return Move(value) if value else None

    def _one_of(self, name: str, values: list[str]) -> str | None:
        value = self.text(name)
        if value is None:
            return None
        if _slug(value) not in values:
            raise _failure(self._path, f"{name} “{value[:40]}” is not known", f"Use one of {', '.join(values)}.")
        return _slug(value)

    def day(self, name: str) -> date | None:
        value: Any = self._fields.get(name)
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value).strip()[:10])
        except ValueError:
            raise _failure(self._path, f"{name} “{str(value)[:40]}” is not a date", "Write it as 2026-01-31.") from None


def _failure(path: str, what: str, next_step: str) -> PlaybookFailure:
    return PlaybookFailure(f"{path} is not a play that can be used: {what}.", next_step)


def _slug(text: str) -> str:
    return re.sub(r"[\s\-]+", "_", text.strip().lower())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _stem(path: str) -> str:
    return re.sub(r"[^\w.\-]+", "-", PurePosixPath(path).name.partition(".")[0]).strip("-.") or "play"


def _first_heading(body: str) -> str | None:
    found = re.search(r"^#{1,6}[ \t]+(.+?)[ \t#]*$", body, re.MULTILINE)
    return found[1].strip() if found else None
