"""The main job from the command line: import, what is stalled, a review with citations that hold, the sources."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
STALLED = {f"D-{n}" for n in range(101, 117)} | {"D-120"}
WAITING = {"D-117", "D-118", "D-119"}


def test_exactly_the_stalled_deals_are_found(answer: Callable[..., dict[str, Any]]) -> None:
    found = answer("stalled")
    held = {d["deal_id"] for d in found["deals"] if d["on_hold"]}
    assert {d["deal_id"] for d in found["deals"]} - held == STALLED
    assert held == WAITING
    assert found["open_deals"] == 34
    for deal in found["deals"]:
        assert set(deal) == {
            "deal_id", "name", "owner", "stage", "amount", "currency", "days_in_stage", "norm_days", "days_over",
            "norm", "signals", "p_win", "deal_days_at_stake", "on_hold",
        }  # fmt: skip
        assert {"scope", "n", "quantile"} <= set(deal["norm"])
        assert deal["norm"]["n"] >= 20
        for signal in deal["signals"]:
            assert set(signal) == {"name", "value", "norm", "text"}
    assert [d["deal_id"] for d in found["deals"][-3:]] == [d["deal_id"] for d in found["deals"] if d["on_hold"]]


def test_owner_stage_and_limit(answer: Callable[..., dict[str, Any]]) -> None:
    maya = answer("stalled", "--owner", "Maya Lindqvist")
    assert {d["owner"] for d in maya["deals"]} == {"Maya Lindqvist"}
    assert maya["stalled_deals"] == len(maya["deals"])
    assert {d["stage"] for d in answer("stalled", "--stage", "Proposal")["deals"]} == {"Proposal"}
    assert len(answer("stalled", "--limit", "3")["deals"]) == 3


def _citations(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if {"source_id", "quote", "start", "end"} <= set(node):
            yield node
        for value in node.values():
            yield from _citations(value)
    elif isinstance(node, list):
        for value in node:
            yield from _citations(value)


def test_every_stalled_deal_gets_a_verdict_in_the_shape_of_the_contract(coach: Any) -> None:
    reviews = json.loads(coach("review", "--all-stalled", "--json").stdout)["reviews"]
    assert {r["deal_id"] for r in reviews} == STALLED | WAITING
    for review in reviews:
        assert {
            "deal_id", "stall", "attempts", "answers", "obstacles", "alternatives", "precedents", "verdict", "dropped",
            "provenance", "schema_version", "as_of", "generated_at",
        } <= set(review)  # fmt: skip
        assert review["verdict"]["decision"] in {"pivot", "remove", "ask", "hold"}
        assert review["verdict"]["would_change_if"]
        assert [a["question"] for a in review["answers"]] == [
            "tried", "worked", "not_worked", "learned", "alternatives",
        ]  # fmt: skip
        for alternative in review["alternatives"]:
            assert alternative["already_tried"] is False
            assert alternative["citations"]
    by_id = {r["deal_id"]: r for r in reviews}
    assert {d for d in WAITING if by_id[d]["verdict"]["decision"] == "hold"} == WAITING
    for plainly_dead in ("D-108", "D-113"):
        assert by_id[plainly_dead]["verdict"]["decision"] == "remove"


def test_every_quote_stands_in_its_source(coach: Any, sample_home: Path) -> None:
    from coach.domain.viewer import EVERYONE
    from coach.settings import Settings
    from coach.workspace import Workspace

    reviews = json.loads(coach("review", "--all-stalled", "--json").stdout)["reviews"]
    cited = [(r["deal_id"], c) for r in reviews for c in _citations(r)]
    assert len(cited) > 100
    with Workspace(Settings(home=sample_home)) as workspace:
        for deal_id, citation in cited:
            source = workspace.source(citation["source_id"], EVERYONE)
            assert source.text[citation["start"] : citation["end"]] == citation["quote"]
            assert source.source_kind.value == citation["source_kind"]
            if citation["source_kind"] in {"activity", "deal", "contact", "answer"}:
                assert source.deal_id == deal_id


def test_a_source_by_its_address_and_by_its_key(answer: Callable[..., dict[str, Any]]) -> None:
    review = answer("review", "D-102")
    citation = next(c for c in _citations(review) if c["source_kind"] == "activity")
    source = answer("source", citation["source_id"])
    assert {"source_id", "source_kind", "text", "deal_id", "at", "author", "title"} <= set(source)
    key = re.fullmatch(r"activity:(.*)@\w+", citation["source_id"])
    assert key
    assert answer("source", key[1])["text"] == source["text"]


def test_the_same_review_again_is_the_same(answer: Callable[..., dict[str, Any]]) -> None:
    first, second = answer("review", "D-103"), answer("review", "D-103")
    for changing in ("generated_at", "provenance", "review_id"):
        first.pop(changing, None)
        second.pop(changing, None)
    assert first == second


def test_a_review_before_a_case_closed_does_not_see_it(answer: Callable[..., dict[str, Any]], coach: Any) -> None:
    then = json.loads(coach("review", "D-103", "--as-of", "2026-08-03", "--json").stdout)
    assert then["as_of"] == "2026-08-03"
    for citation in _citations(then):
        assert citation["at"] is None or citation["at"] <= "2026-08-03"
    assert all(a["started_at"][:10] <= "2026-08-03" for a in then["attempts"])


def test_search_of_the_playbook(answer: Callable[..., dict[str, Any]]) -> None:
    results = answer("knowledge", "search", "the champion has left the company", "-k", "5")["results"]
    assert [r["rank"] for r in results] == [1, 2, 3, 4, 5]
    assert {"source_id", "document", "title", "text", "score", "rank"} <= set(results[0])
    assert any("champion-left" in r["document"] for r in results[:3])


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("review", "D-999"), 1, "not-found"),
        (("review", "D-001"), 1, "was not open"),
        (("review",), 2, "--all-stalled"),
        (("source", "activity:nothing"), 1, "not-found"),
        (("stalled", "--as-of", "yesterday"), 2, "YYYY-MM-DD"),
        (("import", "no-such-folder"), 1, "no-such-folder"),
        (("knowledge", "show", "no-such-play"), 1, "not-found"),
        (("--model", "nonsense", "review", "D-102"), 1, "provider:model"),
    ],
)
def test_failures_are_a_sentence_with_a_code(coach: Any, words: tuple[str, ...], code: int, says: str) -> None:
    ended = coach(*words, code=code)
    assert says in ended.stderr
    assert not ended.stdout


def test_the_doctor_finds_all_well_and_says_what_is_not(coach: Any) -> None:
    assert json.loads(coach("doctor", "--json").stdout)["healthy"] is True
    ended = coach("doctor", code=1, COACH_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert "NOT  database" in ended.stdout
