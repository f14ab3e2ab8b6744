"""Whether a play is, in other words, what was tried here already.

A playbook names its plays in its own words, a rep tells what was done in others, so titles do not show it. Two signs
together do: of all plays, this one shares by far the most telling words with the text of the attempt, and one of its
sentences means much the same as one of the attempt's. Chosen on two invented companies (24 deals, 10 active plays
each): 4 of the 5 plays that had been tried there were seen, and 1 of 16 fitting plays was taken for tried.
"""

import math
from collections import Counter
from collections.abc import Sequence

from coach.domain.play import Play
from coach.grounding.support import stems
from coach.history.meaning import Vectors
from coach.history.sentences import sentences

LEAST_OUTSTANDING = 2.0
"""Standard deviations by which a play's shared words stand out among those of all plays; more where there are more."""
LEAST_SHARED = 1.3
LEAST_ALIKE = 0.48
"""Cosine of the two sentences that are most alike."""
_FEWEST = 6
"""Plays, below which none can stand out."""
_LEAST_WORDS = 5
_MANY = 12


def resembling(plays: Sequence[Play], texts: Sequence[str], vectors: Vectors) -> frozenset[str]:
    """The ids of the plays that one of `texts`, each telling of an attempt, makes again."""
    if len(plays) < _FEWEST:
        return frozenset()
    told = [Counter(stems(f"{play.title} {play.title} {play.first_step} {play.text}")) for play in plays]
    counts = Counter(word for words in told for word in words)
    found: set[str] = set()
    for text in texts:
        for play in _outstanding(text, plays, told, counts):
            if play.play_id not in found and _alike(play, text, vectors) >= LEAST_ALIKE:
                found.add(play.play_id)
    return frozenset(found)


def _outstanding(text: str, plays: Sequence[Play], told: Sequence[Counter[str]], counts: Counter[str]) -> list[Play]:
    words = set(stems(text))
    if len(words) < _LEAST_WORDS - 1:
        return []
    weights = {w: math.log(1 + len(plays) / (1 + counts[w])) if w in counts else 1.0 for w in words}
    whole = math.sqrt(sum(weights.values()))
    shared = [sum(weights[w] for w in words if w in own) / whole for own in told]
    mean = sum(shared) / len(shared)
    spread = math.sqrt(sum((s - mean) ** 2 for s in shared) / len(shared)) or 1.0
    least = LEAST_OUTSTANDING + 0.3 * max(0.0, math.log2(len(plays) / _MANY))
    return [play for play, s in zip(plays, shared, strict=True) if s >= LEAST_SHARED and (s - mean) / spread >= least]


def _alike(play: Play, text: str, vectors: Vectors) -> float:
    """The cosine of the two sentences, one of each, that are most alike."""
    mine = [play.title, play.first_step, *_long(play.text)]
    theirs = _long(text) or [text[:300]]
    found = vectors([*mine, *theirs])
    return max(_dot(one, other) for one in found[: len(mine)] for other in found[len(mine) :])


def _long(text: str) -> list[str]:
    return [s for s in sentences(text) if len(s.split()) >= _LEAST_WORDS]


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
