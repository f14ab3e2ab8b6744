"""The sample company in a home folder of its own, loaded once, copied for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AS_OF = "2026-11-20"


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from coach.settings import read_settings
    from coach.workspace import open_workspace

    home = tmp_path_factory.mktemp("sample")
    with open_workspace(read_settings(home=home, as_of=AS_OF, model="builtin")) as ws:
        ws.load_sample()
    return home


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder with nothing in it, and no setting of the machine's own."""
    import streamlit as st

    for name in ("COACH_DATABASE_URL", "COACH_CHROMA_URL", "COACH_MODEL_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COACH_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COACH_AS_OF", AS_OF)
    monkeypatch.setenv("COACH_MODEL", "builtin")
    st.cache_resource.clear()
    yield tmp_path / "home"
    st.cache_resource.clear()


@pytest.fixture
def home(empty_home: Path, loaded: Path) -> Path:
    shutil.copytree(loaded, empty_home)
    return empty_home
