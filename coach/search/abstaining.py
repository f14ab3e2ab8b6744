"""Saying that nothing answers a question, instead of showing what happens to be nearest."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from coach.domain.passage import Found
from coach.search.words import index_text, terms

LOOKED_AT = 10
"""The best passages that are asked whether one of them fits."""

SELDOM = 2_000
"""A term in fewer than one of so many passages is not of the subject (and one in no passage never is)."""


class Rarity(Protocol):
    def rarity(self, term: str) -> tuple[int, float]:
        """In how many passages a term stands, and how much that says."""
        ...


@dataclass(frozen=True)
class Signs:
    """What a search shows of whether anything answers. Each is 0 to 1, higher is better.

    `closeness`: the best cosine among what was found; None where there was no search by meaning.
    `covered`: the share of the question's terms, by how much each says, that one of the best passages has.
    `known`: the share of them that the playbook uses at all.
    """

    closeness: float | None
    covered: float
    known: float


@dataclass(frozen=True)
class Rule:
    """A logistic regression on the signs: below 0, nothing answers."""

    base: float
    closeness: float
    covered: float
    known: float

    def value(self, signs: Signs) -> float:
        near = self.closeness * signs.closeness if signs.closeness is not None else 0.0
        return self.base + near + self.covered * signs.covered + self.known * signs.known


BY_WORDS = Rule(base=-5.9, closeness=0.0, covered=5.7, known=5.6)
BY_MEANING = {"all-MiniLM-L6-v2": Rule(base=-10.48, closeness=11.5, covered=4.6, known=5.0)}
"""By the beginning of the embedder's name: cosines of two models are not of one scale. Another model's are left out of
account. Learned on the development half of `benchmarks/search_queries.jsonl` by `python -m benchmarks.search --learn`.
"""


def signs_of(query: str, found: Sequence[Found], texts: Rarity, total: int, closeness: float | None) -> Signs:
    """The signs for a query over `total` passages; `found` best first."""
    asked = set(terms(query)) if found else set()
    rarity = {term: texts.rarity(term) for term in asked}
    whole = sum(says for _, says in rarity.values())
    if not whole:
        return Signs(closeness, 0.0, 0.0)
    known = sum(says for count, says in rarity.values() if count >= max(1, total // SELDOM))
    covered = 0.0
    for one in found[:LOOKED_AT]:
        has = asked & set(terms(index_text(one.passage)))
        covered = max(covered, sum(rarity[term][1] for term in has))
    return Signs(closeness, covered / whole, known / whole)


def rule_for(embedder: str | None) -> Rule:
    """The rule for an embedder's vectors; the one for words alone where there is none."""
    learned = (rule for name, rule in BY_MEANING.items() if embedder and embedder.startswith(name))
    return next(learned, BY_WORDS)


def is_answered(signs: Signs, embedder: str | None = None) -> bool:
    """Whether one of the best passages seems to answer; `embedder` made the vectors that `closeness` is of."""
    return rule_for(embedder if signs.closeness is not None else None).value(signs) >= 0
