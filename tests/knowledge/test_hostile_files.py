"""Hostile files of other people: each ends as text or as one sentence with the next step, none harms its reader."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from coach.knowledge.blocks import blocks
from coach.knowledge.intake import Incoming, files_in, read_file

ROOT = Path(__file__).parents[2]
FILES = (ROOT / "../shared/data/hostile/files").resolve()
OUTCOMES = ROOT / "artefacts" / "hostile-files.md"
ENDINGS = (".md", ".txt", ".html", ".pdf", ".docx", ".pptx", ".eml")


def files() -> list[Path]:
    if not FILES.is_dir():
        pytest.skip("the hostile files are not on this machine")
    return [file for file, _ in files_in(FILES)]


MEASURED = """
import json, resource, sys, time
from pathlib import Path
from coach.knowledge.intake import Incoming, read_file
from coach.knowledge.reading.reader import Reader
outcomes = []
with Reader(deadline=float(sys.argv[1])) as reader:
    for line in sys.stdin:
        file, name = json.loads(line)
        start = time.monotonic()
        found = read_file(Path(file), name, reader)
        took = time.monotonic() - start
        text = found.text if isinstance(found, Incoming) else None
        said = list(found.remarks) if isinstance(found, Incoming) else [found.reason]
        outcomes.append([name, text, said, took])
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"outcomes": outcomes, "most": most * 1024}))
"""


def measured(jobs: list[tuple[Path, str]]) -> tuple[list[tuple[str, str | None, list[str], float]], int]:
    """The outcome of each file, read in a process that lives to tell, and the most memory that a parser took."""
    ended = subprocess.run(
        [sys.executable, "-c", MEASURED, "60"],
        input="".join(json.dumps([str(file), name]) + "\n" for file, name in jobs),
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ended.stdout)
    return told["outcomes"], told["most"]


def test_every_hostile_file_ends_as_text_or_as_a_sentence_with_the_next_step() -> None:
    jobs = [(file, file.relative_to(FILES).as_posix()) for file in files()]
    outcomes, most = measured(jobs)
    assert [name for name, *_ in outcomes] == [name for _, name in jobs]
    rows = []
    for name, text, said, took in outcomes:
        if text is None:
            assert said[0].count(".") >= 2, said
            assert said[0].endswith("."), said
        else:
            assert text.strip(), name
            assert all(p.start < p.end <= len(text) for p in blocks(text))
        kind = "text" if text is not None else "left out"
        rows.append(f"| {name} | {kind} | {len(text or '')} | {' '.join(said)} | {took:.2f} |")
    assert most < 512 * 1024 * 1024
    OUTCOMES.parent.mkdir(exist_ok=True)
    head = "| file | outcome | characters | said | seconds |\n| --- | --- | --- | --- | --- |"
    told = f"{len(rows)} files; most memory of a parser: {most // 2**20} MB."
    OUTCOMES.write_text("\n".join(["# Hostile files", "", told, "", head, *rows, ""]))


def test_a_canary_in_hidden_text_does_not_come_through() -> None:
    name = FILES / "office/generated/hidden_text_injection.docx"
    if not files() or not name.is_file():
        pytest.skip("the file is not on this machine")
    found = read_file(name, name.name)
    assert isinstance(found, Incoming)
    assert "SC-CANARY" not in found.text
    assert "hidden text" in found.remarks[0]


@pytest.mark.slow
def test_every_hostile_file_under_every_name(tmp_path: Path) -> None:
    """What is not what its name says gets no further than what is."""
    copies = []
    for number, file in enumerate(files()):
        for ending in ENDINGS:
            renamed = tmp_path / f"{number}{ending}"
            renamed.write_bytes(file.read_bytes())
            copies.append((renamed, renamed.name))
    outcomes, most = measured(copies)
    assert len(outcomes) == len(copies) > 1_000
    assert most < 512 * 1024 * 1024
    assert all(text is not None or said[0].endswith(".") for _, text, said, _ in outcomes)
