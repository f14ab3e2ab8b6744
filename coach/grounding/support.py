"""How far a claim is made of the words that it cites.

A quote that stands in the record does not make the sentence above it true. Meaning cannot be checked by code, words
can: of the words of a claim that carry meaning, the share that also stands in the cited texts, cut to their stems. A
claim mostly made of other words says something else than what it cites, or says it too freely to be checked. This
catches free invention; it does not catch a claim turned into its opposite by one small word.
"""

import re
from collections.abc import Iterable

_COMMON = frozenset(
    """
    a about after again all also an and any are as at be because been before being both but by can could did do does
    done down each else for from further get got had has have he her here him his how i if in into is it its just less
    made make may me more most much must my never no none nor not now of off on once one only or other our out over own
    said say says same she should since so some still such than that the their them then there these they this those
    through to too two until up us was we were what when where which while who whom why will with would yet you your
    buyer customer client deal record rep seller
    """.split()  # noqa: SIM905  a list of words reads best as words
)
_ENDINGS = ("ations", "ation", "ments", "ment", "ingly", "edly", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es",
            "ly", "al", "s", "e", "y")  # fmt: skip
_SHORTEST = 3
_ALIKE = 5


def share_borne_out(claim: str, texts: Iterable[str]) -> float:
    """Between 0 and 1; 1 for a claim that holds no word of its own."""
    said = set(stems(claim))
    if not said:
        return 1.0
    known = {stem for text in texts for stem in stems(text)}
    beginnings = {stem[:_ALIKE] for stem in known if len(stem) >= _ALIKE}
    held = sum(stem in known or (len(stem) >= _ALIKE and stem[:_ALIKE] in beginnings) for stem in said)
    return held / len(said)


def stems(text: str) -> list[str]:
    """The words of a text that carry meaning, cut to their stems, in their order."""
    return [_stem(word) for word in _words(text)]


def _words(text: str) -> Iterable[str]:
    words = (word.casefold().removesuffix("'s").removesuffix("’s") for word in re.findall(r"[^\W_][\w’']*", text))
    return (word for word in words if len(word) > 1 and word not in _COMMON)


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word
