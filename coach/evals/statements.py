"""Whether a text claims a statement, by the words that carry its meaning.

A clause claims a statement when it holds at least four fifths of the statement's content words (at least three, or
all of them where it has fewer), every figure of it, and as much or as little negation. What stands in quotation
marks is somebody's words and no claim of the text; nor is a question; nor a sentence that lays the words in somebody's
mouth ("the rep believes") where the statement does not. So a denial is never counted, at the price that a claim in
quite other words is missed: this finds what was repeated, not all that was implied.
"""

import re
from math import ceil

from coach.history.sentences import sentences

LEAST_SHARE = 0.8
LEAST_WORDS = 3

_QUOTED = re.compile(r"“[^“”]*”|„[^„“]*“|«[^«»]*»|\"[^\"]*\"")
_WORD = re.compile(r"\d[\d.,]*\w*|[^\W\d_][^\W_]*(?:['’-][^\W_]+)*")
_CLAUSE = re.compile(r";\s+|\s[–—]\s")
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|nothing|none|neither|nor|without|cannot|lacks?|lacking|missing|unclear|unknown|untrue|"
    r"den(?:y|ies|ied)|refus\w+|declin\w+|contradict\w*|fail\w*|open|unconfirmed|unlikely|contrary|rather than|"
    r"instead of|yet to)\b|n['’]t\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:claim\w*|believ\w+|think\w*|thought|says?|said|saying|writes?|wrote|notes?|noted|reports?|reported|hop\w+|"
    r"expects?|expected|assum\w+|according to|tells?|told|states?|stated|supposedly|allegedly|whether|if)\b",
    re.IGNORECASE,
)
_EMPTY_WORDS = """
a an the this that these those it its he him his she her they them their we us our you your i me my who whom
which what is are was were be been being am has have had do does did will would shall should can could may might
must of to in on at by for from with into onto over under about after before since until as and or but so than
then there here now already just also very more most all any some each such only own up out off if when while
because deal
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def claims(text: str, statement: str) -> bool:
    """Whether a clause of `text` says what `statement` says."""
    wanted = content(statement)
    figures = {word for word in wanted if word[0].isdigit()}
    words = wanted - figures
    if not words:
        return False
    needed = min(len(words), max(LEAST_WORDS, ceil(LEAST_SHARE * len(words))))
    negated, attributed = bool(_NEGATION.search(statement)), bool(_ATTRIBUTED.search(statement))
    clauses = (c for s in sentences(_QUOTED.sub(" … ", text)) for c in _CLAUSE.split(s))
    for clause in clauses:
        here = content(clause)
        if len(words & here) < needed or not figures <= here:
            continue
        if clause.rstrip().endswith("?") or bool(_NEGATION.search(clause)) != negated:
            continue
        if attributed or not _ATTRIBUTED.search(clause):
            return True
    return False


def content(text: str) -> set[str]:
    """The words that carry meaning, without their endings."""
    found = (m.group().casefold().removesuffix("'s").removesuffix("’s") for m in _WORD.finditer(text))
    return {_stem(word) for word in found if word not in _EMPTY}


def _stem(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "").rstrip(".")
    for ending in ("ing", "ed", "es", "ly", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def unquoted(text: str) -> str:
    return _QUOTED.sub(" … ", text)
