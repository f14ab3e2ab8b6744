"""The README says what is: its settings, its commands, its files."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from coach.cli.root import app
from coach.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def _settings_table() -> dict[str, tuple[str, str]]:
    rows = re.findall(r"^\| `(COACH_\w+|OPENAI_API_KEY)` \| (.*?) \| (.*?) \|$", README, re.M)
    return {name: (default, text) for name, default, text in rows}


def _name(field: str) -> str:
    return "OPENAI_API_KEY" if field == "openai_api_key" else f"COACH_{field.upper()}"


def test_the_settings_table_is_the_settings() -> None:
    table = _settings_table()
    assert set(table) == {_name(field) for field in Settings.model_fields}
    for field, info in Settings.model_fields.items():
        default, text = table[_name(field)]
        assert text == info.description, field
        assert default == ("" if info.default is None else f"`{info.default}`"), field


def _commands() -> dict[str, set[str]]:
    root = get_command(app)
    found: dict[str, set[str]] = {}
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {})
        found[name] = set(inner)
    return found


def test_every_command_is_in_the_readme_and_the_other_way_round() -> None:
    rows = re.findall(r"^\| `coach (\w+)(?: ([\w/]+))?", README, re.M)
    told = {name: set(rest.split("/")) if "/" in rest else set() for name, rest in rows}
    commands = _commands()
    assert set(told) == set(commands)
    assert told["knowledge"] == commands["knowledge"]


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^(coach [^\n#]+)", README, re.M))))
def test_commands_shown_exist(command: str) -> None:
    words = command.split()[1:]
    words = words[words.index(next(w for w in words if w in _commands())) :]
    assert words[0] in _commands()
    if words[0] == "knowledge":
        assert words[1] in _commands()["knowledge"]


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\((?!http|#)([^)]+)\)", README))))
def test_files_linked_exist(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("target", ["run", "test", "check", "bench"])
def test_make_targets(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.M)
    assert f"make {target}" in README


def test_the_workflow_and_ci_call_the_same_targets() -> None:
    for path in (".ci/run", ".github/workflows/ci.yml"):
        text = (ROOT / path).read_text()
        assert "make check" in text
        assert "make test" in text
