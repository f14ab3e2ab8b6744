"""How the meaning of sentences is learned from examples: a folder a subject, a file a name, one sentence a line.

The sentences were written for this, by hand, in the way that reps and buyers of many trades write. `told/` holds what
states an obstacle, with `none-*.txt` for what states none: greetings, facts, good news, our own words. `made/` holds
what tells of a move, in mails, notes and plays, with `groundwork-*.txt` for what tries nothing. To teach it your own
company's way of writing, add lines and run `python -m benchmarks.obstacles --write` or `python -m benchmarks.moves
--write`.
"""

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Any

from coach.domain.base import Word
from coach.history.meaning import OBSTACLES_STATED, Subject, Vectors, features

PENALTY = 0.1
"""On the squared weights. Chosen by cross-validation among 0.05 to 0.4, which differ by less than two points."""
MOST_STEPS = 300


class Told(Word):
    """Sentences and, for each, the place of its name among those of the subject. `sha256` is over both."""

    sentences: tuple[str, ...]
    labels: tuple[int, ...]
    sha256: str


def told(folder: Path | None = None, subject: Subject = OBSTACLES_STATED) -> Told:
    """The sentences that ship, or those of another folder of the same kind."""
    place = folder or files("coach.history").joinpath(subject.examples)
    sentences: list[str] = []
    labels: list[int] = []
    digest = hashlib.sha256()
    for file in sorted((f for f in place.iterdir() if f.name.endswith(".txt")), key=lambda f: f.name):
        label = subject.names.index(file.name.removesuffix(".txt").partition("-")[0])
        for line in file.read_text(encoding="utf-8").splitlines():
            if sentence := line.strip():
                sentences.append(sentence)
                labels.append(label)
                digest.update(f"{label}\t{sentence}\n".encode())
    return Told(sentences=tuple(sentences), labels=tuple(labels), sha256=digest.hexdigest())


def fit(inputs: Any, labels: Any, penalty: float = PENALTY) -> Any:
    """The weights of the regression, shape (columns of `inputs`, number of names); each name must have an example. The
    last column is the constant, and has no penalty. Starts from zero, so the same input gives the same weights."""
    import numpy as np
    from scipy.optimize import minimize

    wanted = np.eye(max(labels) + 1)[np.asarray(labels)]
    shape = (inputs.shape[1], wanted.shape[1])

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(shape)
        scores = inputs @ weights
        scores -= scores.max(axis=1, keepdims=True)
        logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        gradient = inputs.T @ (np.exp(logs) - wanted)
        gradient[:-1] += penalty * weights[:-1]
        return float(-(logs * wanted).sum() + 0.5 * penalty * (weights[:-1] ** 2).sum()), gradient.ravel()

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS})
    return found.x.reshape(shape)


def learn(examples: Told, vectors: Vectors) -> Any:
    return fit(features(examples.sentences, vectors(examples.sentences)), examples.labels)


def save(weights: Any, examples: Told, model_sha256: str, path: Path) -> None:
    """Half precision, which moves no probability by more than a thousandth."""
    import numpy as np

    np.savez_compressed(
        path, weights=weights.astype(np.float16), model_sha256=model_sha256, told_sha256=examples.sha256
    )
