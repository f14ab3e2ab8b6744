"""`make bench`: how fast the main job is, on data of Maven's size that is made here."""

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.pipeline_data import write_pipeline

RUNS = 5


def timed(run: Callable[[], object], runs: int = RUNS) -> float:
    """The median of `runs` runs, in seconds."""
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def coach(home: Path, *words: str) -> None:
    command = [sys.executable, "-m", "coach", "--home", str(home), *words]
    subprocess.run(command, check=True, capture_output=True)


def main() -> None:
    rows: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        home, data = Path(folder) / "home", Path(folder) / "data"
        deals, today = write_pipeline(data)
        rows.append(("coach --help", f"{timed(lambda: coach(home, '--help')):.2f} s"))
        ours = timed(lambda: coach(Path(tempfile.mkdtemp(dir=folder)), "import", str(data)), runs=3)
        rows.append((f"coach import, {deals:,} deals", f"{ours:.2f} s"))
        pandas = timed(lambda: with_pandas(data / "deals.csv", Path(tempfile.mkdtemp(dir=folder)) / "p.db"), runs=3)
        rows.append(("the same file, pandas read_csv + to_sql", f"{pandas:.2f} s ({ours / pandas:.1f} to 1)"))
        coach(home, "import", str(data))
        stalled = timed(lambda: coach(home, "stalled", "--as-of", today, "--json"))
        rows.append((f"coach stalled --json, {deals:,} deals", f"{stalled:.2f} s"))
        rows += search_speed(Path(folder))
        rows += sample_speed(Path(folder))
    print(f"Python {platform.python_version()}, {platform.machine()}, medians of {RUNS} runs (imports of 3)\n")
    for what, figure in rows:
        print(f"{what:<48} {figure}")


def with_pandas(csv: Path, database: Path) -> None:
    """Read and written, with nothing checked: what a user would do in a notebook, as a process of its own."""
    script = "import pandas, sqlite3, sys; pandas.read_csv(sys.argv[1]).to_sql('deals', sqlite3.connect(sys.argv[2]))"
    subprocess.run([sys.executable, "-c", script, str(csv), str(database)], check=True)


def search_speed(folder: Path) -> list[tuple[str, str]]:
    from coach.settings import Settings
    from coach.workspace import Workspace

    with Workspace(Settings(home=folder / "search", database_url=None)) as workspace:
        library = workspace.library
        start = time.perf_counter()
        library.refresh()
        built = time.perf_counter() - start
        query = timed(lambda: library.search_all("the buyer no longer answers since the proposal", 10), runs=50)
        return [
            (f"index of the starter playbook, {library.index.count()} passages", f"{built:.1f} s"),
            ("a query of it", f"{query * 1000:.1f} ms"),
        ]


def sample_speed(folder: Path) -> list[tuple[str, str]]:
    """The sample company: a review, its prompt's size, and the app's first page."""
    from benchmarks.first_page import first_page_seconds
    from benchmarks.prompts import prompt_tokens

    home, today = folder / "sample", "2026-11-20"
    coach(home, "import", str(Path(__file__).parents[1] / "sample"))
    reviews, tokens = prompt_tokens(home)
    rows = [
        (f"a review by builtin, {len(reviews)} stalled sample deals", f"{statistics.median(reviews):.2f} s"),
        (f"prompt of a review, {len(tokens)} stalled sample deals", f"{statistics.median(tokens):,.0f} tokens"),
    ]
    seconds = first_page_seconds(home, today)
    shown = f"{statistics.median(seconds):.1f} s" if seconds else "not measured: no Chromium"
    return [*rows, ("the app's first page, from a cold start", shown)]


if __name__ == "__main__":
    main()
