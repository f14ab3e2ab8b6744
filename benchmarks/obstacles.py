"""`python -m benchmarks.obstacles`: how well obstacles are told from single sentences, by meaning and by the lexicon.

Five parts, each told by what was learned from the other four. All sentences have one author, so this says how the
method does on new sentences of the same hand; on other people's it does worse, see `coach eval`. With `--write`, what
is learned from all of them is kept for shipping.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np

import coach.history
from coach.history.learning import Told, fit, learn, save, told
from coach.history.lexicon import obstacles_in
from coach.history.meaning import NAMES, features
from coach.models.embedding import MODEL_SHA256, open_embedder

PARTS = 5


def vectors(sentences: Any) -> list[list[float]]:
    return open_embedder(threads=2).embed(sentences).tolist()  # type: ignore[no-any-return]


def cross_validated(examples: Told) -> tuple[Any, Any]:
    """The probabilities of each sentence by weights that have not seen it, and the labels."""
    inputs, labels = features(examples.sentences, vectors(examples.sentences)), np.asarray(examples.labels)
    part = np.zeros(len(labels), dtype=int)
    for label in range(max(labels) + 1):
        mine = np.random.default_rng(label).permutation(np.flatnonzero(labels == label))
        part[mine] = np.arange(len(mine)) % PARTS
    chances = np.zeros((len(labels), max(labels) + 1))
    for one in range(PARTS):
        scores = inputs[part == one] @ fit(inputs[part != one], labels[part != one])
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances[part == one] = scores / scores.sum(axis=1, keepdims=True)
    return chances, labels


def report(examples: Told) -> None:
    chances, labels = cross_validated(examples)
    first, states = chances.argmax(axis=1), labels > 0
    by_words = [obstacles_in(sentence) for sentence in examples.sentences]
    words_right = np.array([NAMES[label] in names for label, names in zip(labels, by_words, strict=True)])
    words_any = np.array([bool(names) for names in by_words])
    print(f"{len(labels)} sentences, {states.sum()} of which state an obstacle; {PARTS} parts\n")
    print(f"{'':44}{'meaning':>9}{'lexicon':>9}")
    rows = [
        ("the right obstacle first, of those that state one", (first == labels)[states], words_right[states]),
        ("an obstacle told, of those that state none", (first > 0)[~states], words_any[~states]),
    ]
    for what, ours, theirs in rows:
        print(f"{what:<50} {ours.mean():>4.0%} {theirs.mean():>8.0%}")
    among = chances[:, 1:].argmax(axis=1) + 1
    print(f"{'the right one of the sixteen, if it states one':<50} {(among == labels)[states].mean():>4.0%}\n")
    for label, name in enumerate(NAMES):
        mine = labels == label
        taken = sorted(set(first[mine]) - {label}, key=lambda other: -(first[mine] == other).sum())[:2]
        confused = ", ".join(f"{NAMES[other]} {(first[mine] == other).mean():.0%}" for other in taken)
        told_so = (first == label).sum()
        precise = (first[first == label] == labels[first == label]).mean() if told_so else 0.0
        print(f"{name:<22} found {(first[mine] == label).mean():>4.0%}, right {precise:>4.0%}  taken for: {confused}")


def main() -> None:
    examples = told()
    report(examples)
    if "--write" in sys.argv:
        path = Path(coach.history.__file__).with_name("meaning.npz")
        save(learn(examples, vectors), examples, MODEL_SHA256, path)
        print(f"\n{path.name}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
