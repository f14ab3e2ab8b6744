"""The index on a Chroma server over HTTP: shared by several, never thrown away because a request failed."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from coach.domain.failure import SetupFailure
from coach.domain.passage import Filter, Passage
from coach.search.index import open_index

EMBEDDER = Any
pytestmark = pytest.mark.network


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    program = shutil.which("chroma", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("the chroma command is not installed beside this Python")
    port = _free_port()
    arguments = [program, "run", "--path", str(tmp_path / "served"), "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        _wait_for(f"{url}/api/v2/heartbeat")
        yield url, process
        process.kill()


def _wait_for(url: str) -> None:
    for _ in range(150):
        try:
            urlopen(url, timeout=1).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"{url} did not come up within 30 s")


def test_two_processes_may_share_it(
    server: tuple[str, Any], tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter
) -> None:
    url, _ = server
    one = open_index(tmp_path / "one", embedder, url=url)
    assert one.sync(passages).added == 300
    embedder.calls.clear()
    other = open_index(tmp_path / "other", embedder, url=url)
    assert other.sync(passages).kept == 300
    assert embedder.calls == []
    for index in (one, other):
        assert index.search("number n42", everything, 1)[0].passage == passages[42]
        assert index.mode == "hybrid"
    assert one.rebuild(passages[:100]).added == 100
    assert one.search("number n42", everything, 1)[0].passage == passages[42]
    assert one.sync(passages[:100]).kept == 100
    one.close()
    other.close()


def test_another_embedder_makes_the_collection_again(
    server: tuple[str, Any], tmp_path: Path, make_embedder: Any, passages: list[Passage], everything: Filter
) -> None:
    url, _ = server
    open_index(tmp_path, make_embedder(), url=url).sync(passages)
    index = open_index(tmp_path, make_embedder(128, "another"), url=url)
    assert index.sync(passages).added == 300
    assert index.search("number n42", everything, 1)[0].passage == passages[42]


def test_a_server_that_goes_down_leaves_the_search_by_words(
    server: tuple[str, Any], tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter
) -> None:
    url, process = server
    index = open_index(tmp_path, embedder, url=url)
    index.sync(passages)
    process.kill()
    process.wait()
    assert index.search("number n42", everything, 1)[0].passage == passages[42]
    assert index.mode == "lexical"
    assert index.note
    assert index.note.startswith("Searching by words alone.")
    index.close()


def test_no_server_at_all(tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter) -> None:
    port = _free_port()
    index = open_index(tmp_path, embedder, url=f"http://127.0.0.1:{port}")
    assert not index.sync(passages).complete
    assert index.note
    assert f"127.0.0.1:{port} does not answer" in index.note
    assert index.search("number n42", everything, 1)[0].passage == passages[42]


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://host", "http://"])
def test_an_address_that_is_none(url: str, tmp_path: Path, embedder: EMBEDDER) -> None:
    with pytest.raises(SetupFailure, match="COACH_CHROMA_URL"):
        open_index(tmp_path, embedder, url=url)
