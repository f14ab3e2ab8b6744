"""The development set of search: questions over three playbooks, with what answers them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

QUERIES = Path(__file__).with_name("search_queries.jsonl")
PLAYBOOKS = ("playbook_gitlab", "playbook_sourcegraph", "playbook_salesos")
KINDS = ("question", "keywords", "situation")


@dataclass(frozen=True)
class Query:
    """`documents` grades documents by path: 2 answers, 1 helps. `sections` names the right headings, where a page
    is long and one of its parts answers: a path and what that heading says, in one of several ways. Neither:
    nothing answers it.
    """

    query_id: str
    kind: str
    role: str
    text: str
    documents: dict[str, int]
    sections: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def is_answerable(self) -> bool:
        return bool(self.documents)

    @property
    def half(self) -> str:
        """`dev` or `test`, by a hash of its words: adding a query moves no other."""
        return "dev" if hashlib.sha256(self.text.encode()).digest()[0] % 2 else "test"


def read_queries(path: Path = QUERIES) -> list[Query]:
    """Raises `ValueError` for a line that is not a query of the kinds above."""
    queries = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        one = json.loads(line)
        if one["kind"] not in KINDS or not set(one["documents"].values()) <= {1, 2}:
            raise ValueError(f"{path.name}, line {number}: not a kind or a grade that is known")
        sections = tuple((path, tuple(headings)) for path, headings in one.get("sections", ()))
        queries.append(Query(one["id"], one["kind"], one["role"], one["query"], one["documents"], sections))
    return queries


def right_section(query: Query, path: str, heading: str) -> int | None:
    """Which of the query's sections a passage stands in, by its headings."""
    for number, (wanted, ways) in enumerate(query.sections):
        if path == wanted and any(way.casefold() in heading.casefold() for way in ways):
            return number
    return None


def of_half(queries: Sequence[Query], half: str) -> list[Query]:
    return [query for query in queries if query.half == half]
