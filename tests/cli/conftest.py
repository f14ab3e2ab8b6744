"""One home with the sample company in it, made once; each test calls the real command line on it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-20"

Run = Callable[..., subprocess.CompletedProcess[str]]


def _environment(home: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("COACH_") and k != "OPENAI_API_KEY"}
    return kept | {"COACH_HOME": str(home), "COACH_AS_OF": TODAY}


def _runner(home: Path) -> Run:
    def run(*words: str, code: int = 0, **extra: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coach", *words]
        ended = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd=home.parent,
            env=_environment(home) | {"PYTHONPATH": str(ROOT)} | extra,
        )
        assert ended.returncode == code, f"{words}: {ended.returncode}\n{ended.stdout[-2000:]}\n{ended.stderr[-2000:]}"
        assert "Traceback" not in ended.stderr
        return ended

    return run


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("cli") / "home"
    _runner(home)("import", str(ROOT / "sample"))
    return home


@pytest.fixture
def coach(sample_home: Path) -> Run:
    return _runner(sample_home)


@pytest.fixture
def coach_in() -> Callable[[Path], Run]:
    """The command line on a home of the test's own."""
    return _runner


@pytest.fixture
def answer(coach: Run) -> Callable[..., dict[str, Any]]:
    def ask(*words: str) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(coach(*words, "--json").stdout)
        assert document["schema_version"]
        assert document["as_of"] == TODAY
        assert document["generated_at"]
        return document

    return ask
