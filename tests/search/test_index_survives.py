"""A damaged folder, a process killed while it writes, a disk that cannot be written: usable again each time."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import chromadb
import pytest
from chromadb.config import Settings

from coach.domain.failure import IndexInUse, SetupFailure
from coach.domain.passage import Filter, Passage
from coach.search.index import HybridIndex, open_index

EMBEDDER = Any


def _home(folder: Path) -> Path:
    (home,) = folder.glob("chroma-*")
    return home


def _garbage_in_sqlite(folder: Path) -> None:
    (_home(folder) / "chroma.sqlite3").write_bytes(random.Random(1).randbytes(50_000))


def _torn_sqlite(folder: Path) -> None:
    file = _home(folder) / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _no_sqlite(folder: Path) -> None:
    (_home(folder) / "chroma.sqlite3").unlink()


def _tables_gone(folder: Path) -> None:
    with sqlite3.connect(_home(folder) / "chroma.sqlite3") as connection:
        connection.execute("DROP TABLE collections")


def _vector_files_gone(folder: Path) -> None:
    for file in _home(folder).glob("*/*"):
        file.unlink()


def _vector_files_garbage(folder: Path) -> None:
    for file in _home(folder).glob("*/*"):
        file.write_bytes(b"\xff" * 1_000)


def _rows_lost(folder: Path) -> None:
    with sqlite3.connect(_home(folder) / "chroma.sqlite3") as connection:
        connection.execute("DELETE FROM embeddings WHERE id % 2 = 0")
        connection.execute("DELETE FROM embeddings_queue")


def _vectors_lost_without_a_trace(folder: Path) -> None:
    client: Any = chromadb.PersistentClient(str(_home(folder)), settings=Settings(anonymized_telemetry=False))
    (collection,) = client.list_collections()
    collection.delete(ids=collection.get(include=[], limit=600)["ids"])
    client.close()


def _pointer_garbage(folder: Path) -> None:
    (folder / "index.json").write_text("{half a")


def _pointer_elsewhere(folder: Path) -> None:
    (folder / "index.json").write_text('{"home": "../../elsewhere", "stamp": null}')


def _all_gone(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()


DAMAGES = [
    _garbage_in_sqlite,
    _torn_sqlite,
    _no_sqlite,
    _tables_gone,
    _vector_files_gone,
    _vector_files_garbage,
    _rows_lost,
    _vectors_lost_without_a_trace,
    _pointer_garbage,
    _pointer_elsewhere,
    _all_gone,
]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_a_damaged_index_is_made_again(
    damage: Callable[[Path], None],
    tmp_path: Path,
    embedder: EMBEDDER,
    make_passage: Callable[..., Passage],
    everything: Filter,
) -> None:
    # More than 1,000, so that Chroma has written its vector files.
    passages = [make_passage(i, f"text number n{i}") for i in range(1_200)]
    index = open_index(tmp_path, embedder)
    index.sync(passages)
    index.close()
    damage(tmp_path)
    index = open_index(tmp_path, embedder)
    assert index.sync(passages).complete
    _is_sound(index, passages, everything)
    index.close()


def _is_sound(index: HybridIndex, passages: list[Passage], everything: Filter) -> None:
    for number in (0, 7, len(passages) - 1):
        found = index.search(f"number n{number}", everything, 3)
        assert found[0].passage == passages[number]
    assert index.mode == "hybrid"
    vector = index._embedder.embed_query("number n7")
    ids = index._asked(vector, everything, len(passages))
    assert len(ids) > 0.98 * len(passages)


def test_damage_found_by_a_search_is_mended_with_a_word_about_it(
    tmp_path: Path, embedder: EMBEDDER, passages: list[Passage], everything: Filter, caplog: pytest.LogCaptureFixture
) -> None:
    index = open_index(tmp_path, embedder)
    index.sync(passages)
    index.close()
    _garbage_in_sqlite(tmp_path)
    said: list[str] = []
    index = open_index(tmp_path, embedder, progress=lambda what, done, total: said.append(what))
    index.sync(passages)
    assert index.search("number n42", everything, 1)[0].passage == passages[42]
    assert said[0] == "The search index was damaged and is made again"
    assert "unreadable" in caplog.text
    index.close()


def test_folders_left_over_from_a_crash_go(tmp_path: Path, embedder: EMBEDDER, passages: list[Passage]) -> None:
    index = open_index(tmp_path, embedder)
    index.sync(passages)
    index.close()
    (tmp_path / "chroma-leftover").mkdir()
    (tmp_path / "new-lexical-leftover").mkdir()
    open_index(tmp_path, embedder).close()
    assert not list(tmp_path.glob("*leftover"))
    assert _home(tmp_path).is_dir()


def test_a_folder_that_cannot_be_used_is_a_failure_with_a_next_step(tmp_path: Path, embedder: EMBEDDER) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(SetupFailure, match="cannot be used") as caught:
        open_index(tmp_path / "file" / "index", embedder)
    assert "COACH_HOME" in caught.value.next_step


WRITER = """
import importlib.util, pathlib, sys
spec = importlib.util.spec_from_file_location("fixtures", sys.argv[2])
fixtures = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fixtures)
from coach.search.index import open_index
passages = [fixtures.passage(i, f"text number n{i}") for i in range(6_000)]
index = open_index(pathlib.Path(sys.argv[1]), fixtures.HashingEmbedder())
print("open", flush=True)
index.sync(passages, lambda what, done, total: print(done, flush=True))
"""


@pytest.mark.parametrize("batches", [1, 6, 12])
def test_a_writer_that_is_killed_leaves_an_index_that_can_be_used(
    batches: int, tmp_path: Path, embedder: EMBEDDER, make_passage: Callable[..., Passage], everything: Filter
) -> None:
    arguments = [sys.executable, "-c", WRITER, str(tmp_path), str(Path(__file__).with_name("conftest.py"))]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == "open"
        with pytest.raises(IndexInUse, match=f"process {writer.pid},"):
            open_index(tmp_path, embedder)
        for _ in range(batches):
            assert writer.stdout.readline()
        time.sleep(0.01 * batches)
        os.kill(writer.pid, signal.SIGKILL)
    passages = [make_passage(i, f"text number n{i}") for i in range(1_500)]
    index = open_index(tmp_path, embedder)
    assert index.sync(passages).complete
    _is_sound(index, passages, everything)
    index.close()
