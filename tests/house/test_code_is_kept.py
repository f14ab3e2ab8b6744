"""Rules of the house that a command can see."""

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("coach/**/*.py"), ROOT / "app.py", *ROOT.glob("tests/**/*.py")])


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_small_and_named_by_a_word(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


HEAVY = (
    "streamlit",
    "langchain",
    "langchain_core",
    "openai",
    "chromadb",
    "pandas",
    "statsmodels",
    "scipy",
    "sqlalchemy",
)


def test_help_loads_nothing_heavy() -> None:
    script = f"import sys, coach.cli.root; print([m for m in {HEAVY!r} if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert found.stdout.strip() == "[]"


def test_prompt_versions_go_up_with_their_text() -> None:
    """`prompts/versions.toml` keeps the hash of each version; a changed text needs a new version there."""
    import hashlib

    kept = tomllib.loads((ROOT / "prompts" / "versions.toml").read_text())
    prompts = sorted((ROOT / "prompts").glob("*.md"))
    assert {p.stem for p in prompts} == set(kept)
    for path in prompts:
        text = path.read_text(encoding="utf-8")
        version = re.search(r"^version: [\"']?([\w.]+)", text, re.M)
        assert version, path.name
        assert kept[path.stem][version[1]] == hashlib.sha256(text.encode()).hexdigest(), path.name


def test_the_wheel_carries_prompts_knowledge_and_sample(tmp_path: Path) -> None:
    uv = Path(sys.executable).with_name("uv")
    if not uv.exists():
        pytest.skip("uv is not in this environment: run through `make test`")
    built = [str(uv), "build", "--wheel", "--out-dir", str(tmp_path), "--quiet"]
    subprocess.run(built, cwd=ROOT, check=True, env=os.environ | {"VIRTUAL_ENV": ""})
    wheel = next(tmp_path.glob("*.whl"))
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("prompts/review.md", "knowledge/plays/", "sample/deals.csv", "scenarios/"):
        assert any(name.startswith(f"coach/_data/{part}") for name in names), part
    assert any(name.startswith("coach/store/migrations/versions/") for name in names)
    assert any(name.startswith("coach/crm/presets/") for name in names)
