"""`python -m benchmarks.moves`: how well moves are told from single sentences, by meaning and by the lexicon.

Five parts, each told by what was learned from the other four. All sentences have one author, so this says how the
method does on new sentences of the same hand. The plays that ship name their move and were not learned from, so what
is told of them is the second figure. With `--write`, what is learned from all sentences is kept for shipping.
"""

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

import coach.history
from benchmarks.obstacles import PARTS, cross_validated, vectors
from coach.domain.play import Play
from coach.history.learning import Told, learn, save, told
from coach.history.meaning import MOVES_TOLD
from coach.history.moves import LEXICON
from coach.history.moves_told import BY_MEANING, play_move
from coach.knowledge.moves import move_of as move_by_words
from coach.knowledge.plays import is_play, read_play
from coach.models.embedding import MODEL_SHA256

NAMES = MOVES_TOLD.names
PLAYS = Path(__file__).parents[1] / "knowledge" / "plays"


def by_lexicon(sentence: str) -> str:
    """The first move of the lexicon whose phrases stand in the sentence."""
    found = (move for move, pattern in LEXICON.items() if re.search(pattern, sentence, re.IGNORECASE))
    return next(found, NAMES[0])


def report(examples: Told) -> None:
    chances, labels = cross_validated(examples)
    first, sure, tries = chances.argmax(axis=1), chances.max(axis=1), labels > 0
    words = np.array([NAMES.index(by_lexicon(sentence)) for sentence in examples.sentences])
    taken = (first > 0) & (sure >= BY_MEANING)
    rows: list[tuple[str, Any, Any]] = [
        ("the right move, of those that tell of one", (first == labels)[tries], (words == labels)[tries]),
        ("a move told, of those that tell of none", (first > 0)[~tries], (words > 0)[~tries]),
        (f"surer than {BY_MEANING}, of those that tell of one", taken[tries], (words > 0)[tries]),
        ("right, of those that are told so", (first == labels)[taken], (words == labels)[words > 0]),
    ]
    print(f"{len(labels)} sentences, {tries.sum()} of which tell of a move; {PARTS} parts\n")
    print(f"{'':44}{'meaning':>9}{'lexicon':>9}")
    for what, ours, theirs in rows:
        print(f"{what:<50} {ours.mean():>4.0%} {theirs.mean():>8.0%}")
    print()
    for label, name in enumerate(NAMES):
        mine = labels == label
        others = sorted(set(first[mine]) - {label}, key=lambda other: -(first[mine] == other).sum())[:2]
        confused = ", ".join(f"{NAMES[other]} {(first[mine] == other).mean():.0%}" for other in others)
        told_so = first == label
        right = (labels[told_so] == label).mean() if told_so.any() else 0.0
        print(f"{name:<22} found {told_so[mine].mean():>4.0%}, right {right:>4.0%}  taken for: {confused}")


def shipped_plays() -> list[Play]:
    """Those whose author named the move."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(PLAYS.glob("*.md"))}
    return [read_play(text, name) for name, text in texts.items() if is_play(text) and "\nmove:" in text]


def report_plays() -> None:
    plays = shipped_plays()
    ours = [play_move(play.title, play.first_step, play.text, vectors) for play in plays]
    theirs = [move_by_words(play.title, play.first_step, play.text) for play in plays]
    print(f"\n{len(plays)} plays that ship and name their move{'told':>8}{'right':>8}")
    for what, moves in (("by meaning and words", ours), ("by words alone, as at intake", theirs)):
        said = sum(move is not None for move in moves)
        right = sum(move is play.move for move, play in zip(moves, plays, strict=True))
        print(f"{what:<38}{said:>8}{right:>8}")
    for move, play in zip(ours, plays, strict=True):
        if move is not play.move:
            print(f"  {play.play_id}: {play.move}, told {move}")


def main() -> None:
    examples = told(subject=MOVES_TOLD)
    report(examples)
    if "--write" in sys.argv:
        path = Path(coach.history.__file__).with_name(MOVES_TOLD.kept)
        save(learn(examples, vectors), examples, MODEL_SHA256, path)
        print(f"\n{path.name}: {path.stat().st_size:,} bytes")
    report_plays()


if __name__ == "__main__":
    main()
