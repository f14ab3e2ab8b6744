"""`make bench-search`: how well our search finds, beside what a user would otherwise pick, over three playbooks.

`--learn` prints the rule for abstaining that the development half teaches; `--half dev` is for trying things.
"""

import argparse
import platform
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.search_learning import learned
from benchmarks.search_measures import gain_over, interval, ndcg, ratio_interval, recall
from benchmarks.search_queries import PLAYBOOKS, Query, of_half, read_queries, right_section
from benchmarks.search_systems import Bm25, Hit, LangChainChroma, Ours, PlainChroma, System, corpus, documents_of
from coach.models.embedding import open_embedder

DATA = Path(__file__).parents[2] / "shared" / "data"

Interval = tuple[float, float, float]


def main(words: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder that holds the playbooks")
    parser.add_argument("--half", choices=("dev", "test"), default="test")
    parser.add_argument("--learn", action="store_true", help="learn when to abstain, and stop")
    options = parser.parse_args(words)
    missing = [name for name in PLAYBOOKS if not (options.data / name).is_dir()]
    if missing:
        raise SystemExit(f"Not measured: {', '.join(missing)} not in {options.data}. Name their folder with --data.")
    queries = read_queries()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        texts, passages = corpus(options.data, PLAYBOOKS)
        embedder = open_embedder()
        ours = Ours(passages, embedder, place / "ours")
        if options.learn:
            for name, rule in ours.taught(of_half(queries, "dev"), learned):
                print(f"{name}: {rule}")
            return
        others: list[System] = [PlainChroma(passages, embedder, place / "plain"), Bm25(passages)]
        try:
            others.append(LangChainChroma(texts, embedder, place / "langchain"))
        except ImportError as error:
            print(f"Without LangChain's store: install langchain-chroma and langchain-text-splitters ({error.name}).\n")
        half = of_half(queries, options.half)
        none = sum(not query.is_answerable for query in half)
        today = datetime.now(UTC).date()
        print(f"{today}, Python {platform.python_version()}, {platform.machine()}, {embedder.name}")
        print(f"{len(texts)} documents, {len(passages)} passages, {len(half)} queries of the {options.half} half")
        print(f"({none} of them without an answer); 95% bootstrap intervals\n")
        _report([ours, *others], half)
        _report_abstaining(ours, half)


def _report(systems: Sequence[System], queries: Sequence[Query]) -> None:
    answerable = [query for query in queries if query.is_answerable]
    print(f"{'':<31} {'nDCG@10':<18} {'recall@5':<18} {'recall@10':<18} {'section@10':<18} ms")
    ndcgs: dict[str, list[float]] = {}
    for system in systems:
        results: dict[str, list[Hit]] = {}
        seconds = []
        system.ranked("what is made when first asked is made now")
        for query in answerable:
            start = time.perf_counter()
            results[query.query_id] = system.ranked(query.text)
            seconds.append(time.perf_counter() - start)
        ranked = [(query, documents_of(results[query.query_id])) for query in answerable]
        ndcgs[system.name] = [ndcg(found, query.documents) for query, found in ranked]
        cells = [
            interval(ndcgs[system.name]),
            *(interval([recall(found, query.documents, k) for query, found in ranked]) for k in (5, 10)),
            interval([_sections(query, system.sections(query.text)) for query in answerable if query.sections]),
        ]
        row = " ".join(f"{_cell(cell):<18}" for cell in cells)
        print(f"{system.name:<31} {row} {statistics.median(seconds) * 1000:.1f}")
    ours, *others = ndcgs
    best = max(others, key=lambda name: sum(ndcgs[name]))
    gain, low, high = gain_over(ndcgs[ours], ndcgs[best])
    print(f"\nnDCG@10 of ours is {gain:+.0%} ({low:+.0%} to {high:+.0%}) of the best of the others, {best}.")
    for kind in sorted({query.kind for query in answerable}):
        at = [number for number, query in enumerate(answerable) if query.kind == kind]
        means = [f"{name} {sum(values[n] for n in at) / len(at):.2f}" for name, values in ndcgs.items()]
        print(f"  {kind + 's' if kind != 'keywords' else kind} ({len(at)}): {', '.join(means)}")


def _sections(query: Query, found: Sequence[Hit]) -> float:
    """The share of the right sections among the first ten passages."""
    hits = {right_section(query, path, heading) for path, heading in found[:10]} - {None}
    return len(hits) / len(query.sections)


def _report_abstaining(ours: Ours, queries: Sequence[Query]) -> None:
    ways: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("by meaning and words", ours.abstains),
        ("by words alone", ours.abstains_by_words),
    )
    none = [not query.is_answerable for query in queries]
    for way, abstains in ways:
        said = [abstains(query.text) for query in queries]
        right = [s and n for s, n in zip(said, none, strict=True)]
        wrong = [s and not n for s, n in zip(said, none, strict=True)]
        answerable = [not n for n in none]
        print(
            f"\nAbstaining {way}: precision {_cell(ratio_interval(right, said))}, "
            f"recall {_cell(ratio_interval(right, none))}, "
            f"of the questions with an answer {_cell(ratio_interval(wrong, answerable))} turned away"
        )


def _cell(value: Interval) -> str:
    return f"{value[0]:.2f} ({value[1]:.2f}–{value[2]:.2f})"


if __name__ == "__main__":
    main()
