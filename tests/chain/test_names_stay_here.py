"""With masking on, over real HTTP and the whole sample: no name, account, mail or phone number leaves, and every quote
still stands in the record."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach.domain.evidence import Citation
from coach.domain.review import Review
from coach.settings import Settings
from coach.workspace import Workspace
from coach.workspace.coaches import open_coach

pytestmark = pytest.mark.network

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 20)
EVIDENCE = re.compile(r"ref ([0-9a-f]{8}): (\w+)[^\n]*\n<<<(\w+)\n(.*?)\n\3>>>", re.S)
TOKEN = re.compile(r"\b(?:Person|Name|Company|Deal)-\d+\b")
GRADE = json.dumps({"met": [], "reason": "Too thin.", "against": [], "borne_out_by": [], "follow_up": None})


def rows(table: str) -> list[dict[str, str]]:
    with (ROOT / "sample" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("names") / "home"
    with Workspace(Settings(home=home, model="builtin")) as workspace:
        workspace.load_sample()
        workspace.know_the_past(TODAY)
    return home


@pytest.fixture
def opened(home: Path, server: Any) -> Iterator[Any]:
    kept: list[Workspace] = []

    def build(mask: str) -> Workspace:
        found = Settings(home=home, model="openai:x", model_base_url=server.url, openai_api_key="k", mask=mask)
        kept.append(Workspace(found))
        return kept[-1]

    yield build
    for workspace in kept:
        workspace.close()


def leaks(text: str, deal_id: str) -> list[str]:
    """What of the whole CRM stands in a prompt: names, accounts, deals, mails; of this deal each part of a name too."""
    lowered = text.casefold()
    told = [row["name"] for row in (*rows("contacts"), *rows("deals"))]
    told += [row["email"] for row in rows("contacts") if row["email"]]
    told += [row[field] for row in rows("deals") for field in ("account", "owner")]
    own = [row["name"] for row in rows("contacts") if row["deal_id"] == deal_id]
    own += [row["owner"] for row in rows("deals") if row["deal_id"] == deal_id]
    parts = [part.strip('".,') for name in own for part in name.split() if part not in ("Dr.", "de")]
    found = [name for name in told if name.casefold() in lowered]
    found += [part for part in parts if re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text)]
    return found + re.findall(r"\S+@\S+|https?://\S+|www\.\S+|\+\d[\d ()/-]{7,}", text)


def citations(review: Review) -> Iterator[Citation]:
    for answer in review.answers:
        for point in answer.points:
            yield from point.citations
    for other in (*review.obstacles, *review.alternatives, *review.precedents, *review.verdict.reasons):
        yield from other.citations


def sent(asked: dict[str, Any]) -> str:
    return "\n".join(message["content"] for message in asked["messages"])


def quoting(asked: Any) -> None:
    """A model that cites, word for word as it was sent, each sentence with a token in it."""
    prompt = asked.body["messages"][1]["content"]
    points = []
    for ref, kind, _, text in EVIDENCE.findall(prompt):
        if kind in ("email", "note", "call", "meeting"):
            for sentence in re.split(r"(?<=[.!?])\s+|\n", text.split("\n--\n")[-1]):
                token = TOKEN.search(sentence)
                if token and len(sentence.split()) > 3:
                    said = {
                        "text": f"It concerns {token[0]}: {sentence}",
                        "quotes": [{"ref": ref, "text": sentence.strip()}],
                    }
                    points.append(said)
    answers = [{"question": "tried", "status": "answered", "points": points[:12], "ask": None}]
    asked.stream(json.dumps({"answers": answers, "obstacles": [], "alternatives": [], "over": None}))


def test_no_name_leaves_with_a_review_and_every_quote_is_found_again(opened, server) -> None:
    workspace, quoted = opened("on"), 0
    stalls = [stall for stall in workspace.pipeline(TODAY).stalls if stall.on_hold is None]
    assert len(stalls) >= 15
    for stall in stalls:
        server.script, server.asked[:] = [quoting], []
        heard: list[str] = []
        review = workspace.review(stall.deal_id, TODAY, listen=heard.append)
        assert review.provenance.fallback is None, review.provenance.fallback
        assert [leaks(sent(asked), stall.deal_id) for asked in server.asked] == [[]], stall.deal_id
        logged = json.loads(workspace.store.calls(1)[0].request)["messages"]
        assert [message["content"] for message in logged] == [m["content"] for m in server.asked[0]["messages"]]
        assert not [d for d in review.dropped if "do not stand in" in d.reason], stall.deal_id
        sources = {source.source_id: source for source in review.sources}
        for citation in citations(review):
            assert sources[citation.source_id].text[citation.start : citation.end] == citation.quote
        points = [point for answer in review.answers for point in answer.points if "It concerns" in point.text]
        quoted += len(points)
        shown = "".join(heard) + " ".join(f"{p.text} {[c.quote for c in p.citations]}" for p in points)
        assert not TOKEN.search(shown), shown
    assert quoted > 100


def test_no_name_leaves_with_a_grade_nor_with_its_repair(opened, server) -> None:
    workspace = opened("on")
    for stall in workspace.pipeline(TODAY).stalls:
        contacts = workspace.record(stall.deal_id, TODAY).contacts
        who = f"{contacts[0].name} ({contacts[0].email}, +44 20 7946 0958)" if contacts else "They"
        server.script, server.asked[:] = [lambda a: a.stream("{"), lambda a: a.stream(GRADE)], []
        text = f"On 3 November {who} told me, and {stall.name} goes on: https://board.example/minutes."
        _, grade = workspace.answer(stall.deal_id, "learned", text, author="Ottilie Brandau", as_of=TODAY, keep=False)
        assert grade.fallback is None, grade.fallback
        assert len(server.asked) == 2
        for asked in server.asked:
            assert leaks(sent(asked).replace("Ottilie", "@x@"), stall.deal_id) == [], stall.deal_id
        assert "On 3 November" in sent(server.asked[0])


def test_a_grade_quotes_the_record_in_its_own_spelling(opened, server) -> None:
    """One token stands for "Dr. Kroll" and "Matthias" alike: the place tells which was meant."""
    workspace = opened("on")
    found: list[str] = []

    def contradicts(asked: Any) -> None:
        evidence = EVIDENCE.findall(asked.body["messages"][1]["content"])
        ref, _, _, text = next(e for e in evidence if e[1] == "email" and TOKEN.search(e[3].split("\n--\n")[-1]))
        body = text.split("\n--\n")[-1].split("\n\n", 1)[-1]
        words = next(s for s in re.split(r"(?<=[.!?])\s+|\n", body) if len(s.split()) > 4)
        found.append(words)
        against = [{"ref": ref, "text": words.upper()}]
        asked.stream(json.dumps({**json.loads(GRADE), "against": against}))

    server.script = [contradicts]
    _, grade = workspace.answer("D-106", "learned", "All is well.", author="Priya Raman", as_of=TODAY, keep=False)
    assert len(grade.citations) == 1
    assert not TOKEN.search(grade.citations[0].quote)
    assert grade.status == "contradicted"
    source = workspace.store.source(grade.citations[0].source_id.split("@")[0], _everyone())
    assert grade.citations[0].quote in source.text


def _everyone() -> Any:
    from coach.domain.viewer import EVERYONE

    return EVERYONE


@pytest.mark.parametrize(("mask", "hidden"), [("off", False), ("auto", False), ("on", True)])
def test_a_model_on_this_machine_is_told_the_names_unless_asked_not_to(opened, server, mask, hidden) -> None:
    server.script = [quoting]
    workspace = opened(mask)
    workspace.review("D-106", TODAY)
    assert ("Rafael Quintela" not in sent(server.asked[0])) is hidden


@pytest.mark.parametrize(
    ("mask", "url", "hides"),
    [
        ("auto", None, True),
        ("auto", "https://models.example/v1", True),
        ("auto", "http://192.168.1.20:8080/v1", False),
        ("on", "http://localhost:8080/v1", True),
        ("off", None, False),
    ],
)
def test_names_are_hidden_from_remote_hosts_by_default(home, opened, mask, url, hides) -> None:
    settings = Settings(home=home, model="openai:x", model_base_url=url, openai_api_key="k", mask=mask)
    coach: Any = open_coach(settings, opened("on").store)
    assert coach.hides_names is hides


def test_a_test_that_could_not_fail_would_prove_nothing() -> None:
    assert leaks("met Rafael", "D-106") == ["Rafael"]
    assert leaks("met Rafael", "D-105") == []
    assert leaks("from AMPARO ROLDÁN, x@y.example", "D-106") == ["Amparo Roldán", "x@y.example"]
