"""Prompts as files: a head with name, version and variables, then the parts of one conversation's start."""

import hashlib
import re
from pathlib import Path

from coach.domain.base import Word
from coach.domain.failure import SetupFailure
from coach.domain.review import PromptUse
from coach.prompting.render import names_in

_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_PART = re.compile(r"^# (System|User)[ ]*$", re.MULTILINE)


class Prompt(Word):
    """One prompt as its file has it. `sha256` is of the file's text, so that any change shows in a review.

    `system` is empty where a prompt only goes on with a conversation.
    """

    name: str
    version: str
    sha256: str
    variables: tuple[str, ...]
    system: str
    user: str

    @property
    def use(self) -> PromptUse:
        return PromptUse(name=self.name, version=self.version, sha256=self.sha256)


class PromptFolder:
    """The folder of prompts, `NAME.md` each, read when asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prompt(self, name: str) -> Prompt:
        """Raises `SetupFailure` when the file is missing or is not a prompt."""
        path = self._folder / f"{name}.md"
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _failure(name, f"cannot be read ({error.__class__.__name__})") from error
        return read_prompt(text.replace("\r\n", "\n"), name)


def read_prompt(text: str, name: str) -> Prompt:
    """The prompt in a file's text. Raises `SetupFailure` when a part is missing, or when the variables that the head
    declares are not those that the body uses: a misspelt one would otherwise reach a model as it stands."""
    head = _HEAD.match(text)
    if head is None:
        raise _failure(name, "has no head between two lines of ---")
    fields = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in head[1].splitlines())}
    if fields.get("name") != name or not fields.get("version"):
        raise _failure(name, "needs its own name and a version in its head")
    variables = tuple(word.strip() for word in fields.get("variables", "").split(",") if word.strip())
    before, *rest = _PART.split(text[head.end() :])
    parts = dict(zip(rest[::2], (part.strip() for part in rest[1::2]), strict=True))
    if before.strip() or len(rest) != 2 * len(parts) or not parts.get("User"):
        raise _failure(name, "needs a part “# User” and may have one “# System”, once each")
    system, user = parts.get("System", ""), parts["User"]
    if set(variables) != (used := names_in(system) | names_in(user)):
        odd = ", ".join(sorted(set(variables) ^ used))
        raise _failure(name, f"declares other variables than it uses ({odd})")
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Prompt(name=name, version=fields["version"], sha256=digest, variables=variables, system=system, user=user)


def _failure(name: str, what: str) -> SetupFailure:
    return SetupFailure(
        f"The prompt {name}.md {what}.", "Restore the file from the installation, or mend what is named."
    )
