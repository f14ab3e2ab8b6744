"""The words of a passage, as the two sides of the search see them."""

import re
from itertools import pairwise

from coach.domain.passage import Passage
from coach.knowledge.blocks import readable

VERSION = 1
"""Raised whenever `index_text` changes, so that existing vectors are made again."""

TERMS_VERSION = 2
"""Raised whenever `terms` or `terms_and_pairs` changes, so that existing word indexes are made again."""

_TERM = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")

_STOP = """
    a about after all also am an and any are as at be because been before being but by can could did do does doing
    for from had has have having he her here him his how i if in into is it its just me more most my no nor not of on
    once only or other our out over own same she should so some such than that the their them then there these they
    this those through to too under until up us very was we were what when where which while who whom why will with
    would you your
"""
STOP_WORDS = frozenset(_STOP.split())


def index_text(passage: Passage) -> str:
    """Where the passage stands and what it says, without markup."""
    return f"{passage.heading}\n{readable(passage.text)}"


def terms(text: str) -> list[str]:
    """Lower-case stems without stop words, in order. Other languages pass through unstemmed, as whole words."""
    words = (word.partition("'")[0].partition("’")[0] for word in _TERM.findall(text.lower()))
    return [_stem(word) for word in words if word not in STOP_WORDS]


def terms_and_pairs(text: str) -> list[str]:
    """The terms, and each two that stand side by side as one more: “mid-market”, “close date”, “purchase order”."""
    single = terms(text)
    return single + [f"{one} {other}" for one, other in pairwise(single)]


def _stem(word: str) -> str:
    """Plurals as in Harman's S stemmer (1991, How effective is suffixing?), then -ing and -ed from longer words.

    Light on purpose: what is cut wrongly is cut the same way in the question and the text.
    """
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("aes", "oes", "us", "ss")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and re.search("[aeiouy]", stem):
            word = stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "lsz" else stem
            break
    return word.removesuffix("e") if len(word) > 4 else word
