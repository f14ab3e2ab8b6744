"""Which move a text tells of, by the meaning of its sentences where the lexicon does not decide.

Used for what we did (`moves_told`) and for a written play whose author did not name its move (`play_move`). What was
learned, and from what, stands in `meaning.py` and `made/`.
"""

import re
from collections.abc import Sequence

from coach.domain.attempt import NEVER_PROPOSED, Move
from coach.history.meaning import MOVES_TOLD, Vectors, meanings
from coach.history.moves import LEXICON
from coach.history.sentences import sentences

BY_MEANING = 0.4
"""How surely a text must tell of a move to be taken for it: the mean of what the whole says and its surest sentence."""
REPORT_BY_MEANING = 0.5
"""The same for a report of a call or a meeting, which tells much beside what we did. Both were chosen on two written
companies, 161 activities of which 35 are told by no phrase: 12 were set right and 2 wrong."""
PLAY_BY_MEANING = 0.3
_TITLE, _STEP, _TEXT = 0.8, 1.0, 0.6
_PHRASE = 0.3
_TEXT_PHRASE = 0.09
"""What a phrase of the lexicon adds in the title or the first step of a play, and in its text."""
_NEVER = frozenset(move.value for move in NEVER_PROPOSED)


def moves_told(texts: Sequence[tuple[Sequence[str], float]], vectors: Vectors) -> list[Move | None]:
    """For each text, given as its sentences and how sure it must be, the move that it tells of; None where it is not
    sure enough, or tells of groundwork.

    Raises `EmbedderUnavailable` where `vectors` does.
    """
    wholes = [" ".join(s if s[-1:] in ".!?" else f"{s}." for s in said) for said, _ in texts]
    every = list(dict.fromkeys([*wholes, *(sentence for said, _ in texts for sentence in said)]))
    known = dict(zip(every, meanings(every, vectors, subject=MOVES_TOLD), strict=True))
    return [
        _surest(known[whole], [known[sentence] for sentence in said], least)
        for whole, (said, least) in zip(wholes, texts, strict=True)
    ]


def _surest(whole: dict[str, float], parts: Sequence[dict[str, float]], least: float) -> Move | None:
    sure = {
        name: (chance + max((part[name] for part in parts if part), default=0.0)) / 2
        for name, chance in whole.items()
        if name != Move.GROUNDWORK.value
    }
    best = max(sure, key=lambda name: sure[name], default=None)
    return Move(best) if best is not None and sure[best] >= least else None


def play_move(title: str, first_step: str, text: str, vectors: Vectors | None = None) -> Move | None:
    """The move of a play whose author named none: by what its title, its first step and the sentences of its text mean,
    and the phrases in them. None where they are not sure enough, and without `vectors`.

    Raises `EmbedderUnavailable` where `vectors` does.
    """
    if vectors is None:
        return None
    totals = {name: _by_phrases(Move(name), title, first_step, text) for name in MOVES_TOLD.names if name not in _NEVER}
    weighed = 0.0
    for weight, said in ((_TITLE, (title,)), (_STEP, (first_step,)), (_TEXT, sentences(text))):
        known = [chances for chances in meanings(said, vectors, subject=MOVES_TOLD) if chances]
        if known:
            weighed += weight
            for name in totals:
                totals[name] += weight * sum(chances[name] for chances in known) / len(known)
    best = max(totals, key=lambda name: totals[name])
    return Move(best) if weighed and totals[best] >= PLAY_BY_MEANING * weighed else None


def _by_phrases(move: Move, title: str, first_step: str, text: str) -> float:
    parts = ((_PHRASE, title), (_PHRASE, first_step), (_TEXT_PHRASE, text))
    return sum(weight for weight, part in parts if re.search(LEXICON[move], part, re.IGNORECASE))
