"""A model that invents, misquotes and quotes other deals, over real HTTP, on every stalled deal of the sample.

What it makes up stands in `dropped`, and every citation slices back to its quote. Where it is right more often than
not, what it quotes rightly stays; where it is not, builtin writes the review instead.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from coach.domain.evidence import Citation
from coach.domain.review import Review
from coach.domain.viewer import EVERYONE
from coach.settings import Settings
from coach.workspace import Workspace

TODAY = date(2026, 11, 20)
INVENTED = "The board has approved the full amount and signs on Friday"
UNKNOWN_REF = "deadbeef"
SAID_TO_BE_OVER = {"D-108", "D-113"}
"""Where the buyer wrote so; in no other deal may a made-up end decide."""


def _citations(review: Review) -> Iterator[Citation]:
    for answer in review.answers:
        for point in answer.points:
            yield from point.citations
    for obstacle in review.obstacles:
        yield from obstacle.citations
    for alternative in review.alternatives:
        yield from alternative.citations
    for precedent in review.precedents:
        yield from precedent.citations
    for reason in review.verdict.reasons:
        yield from reason.citations


def _evil(own: dict[str, str], mine: dict[str, str], foreign: str, honest: bool) -> str:
    """One true point, and four that are not: made up, misquoted, another deal's words, a ref that does not exist. An
    `honest` model repeats besides what the deal's own texts, `mine`, say."""
    ref, text = max(own.items(), key=lambda item: len(item[1]))
    true = max(re.split(r"(?<=[.!?])\s", text.splitlines()[-1]), key=len)
    words = true.split()
    misquoted = " ".join([*words[: len(words) // 2], "certainly", "not", *words[len(words) // 2 :]])

    def point(says: str, where: str, quote: str) -> dict[str, Any]:
        return {"text": says, "quotes": [{"ref": where, "text": quote}]}

    points = [
        point("TRUE point", ref, true),
        point("INVENTED point", ref, INVENTED),
        point("MISQUOTED point", ref, misquoted),
        point("FOREIGN point", ref, foreign),
        point("UNKNOWN point", UNKNOWN_REF, true),
    ]
    sentences = [(r, s) for r, t in mine.items() for s in re.split(r"(?<=[.!?])\s", t) if len(s.split()) > 6]
    repeated = [point(words, where, words) for where, words in sentences[-12:]] if honest else []
    given = {"tried": points, "learned": repeated, "worked": repeated}
    questions = ["tried", "worked", "not_worked", "learned", "alternatives"]
    return json.dumps(
        {
            "answers": [
                {"question": q, "status": "answered", "points": given.get(q, []), "ask": None}
                for q in questions
            ],
            "obstacles": [{"name": "budget", "quotes": [{"ref": ref, "text": INVENTED}]}],
            "alternatives": [
                {
                    "ref": UNKNOWN_REF, "title": "INVENTED play", "why": "It always works", "first_step": "Call",
                    "with_whom": "Nobody Atall", "first_step_in_days": 2, "judged_in_days": 10,
                    "success_signal": "They sign", "kill_criterion": "They do not", "quotes": [],
                }
            ],
            "over": point("INVENTED end", ref, INVENTED),
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("inventions") / "home"
    with Workspace(Settings(home=home, model="builtin")) as workspace:
        workspace.load_sample()
        workspace.know_the_past(TODAY)
    return home


@pytest.mark.parametrize("honest", [True, False])
def test_inventions_are_dropped_and_citations_hold(home: Path, server: Any, honest: bool) -> None:
    settings = Settings(home=home, model="openai:scripted", model_base_url=server.url, openai_api_key="k")
    with Workspace(settings) as workspace:
        stalls = [s for s in workspace.pipeline(TODAY).stalls if s.on_hold is None]
        assert len(stalls) >= 15
        trusted = 0
        for i, stall in enumerate(stalls):
            other = workspace.record(stalls[i - 1].deal_id, TODAY, EVERYONE)
            foreign = max((line for a in other.activities for line in (a.body or "").splitlines()), key=len)

            def reply(asked: Any, foreign: str = foreign, deal_id: str = stall.deal_id) -> None:
                prompt = asked.body["messages"][-1]["content"]
                found = re.findall(r"ref ([0-9a-f]{8})[^\n]*\n<<<(\w+)\n(.*?)\n\2>>>", prompt, re.S)
                own = {ref: text for ref, _, text in found}
                bodies = {a.body or "" for a in workspace.record(deal_id, TODAY, EVERYONE).activities}
                mine = {ref: text.partition("--\n")[2] or text for ref, text in own.items()}
                mine = {ref: text for ref, text in mine.items() if any(text.strip()[-30:] in body for body in bodies)}
                assert own, "the prompt shows no evidence"
                asked.stream(_evil(own, mine, foreign, honest))

            server.script, server.asked[:] = [reply], []
            review = workspace.review(stall.deal_id, TODAY)
            believed = review.provenance.model == "openai:scripted"
            trusted += believed
            assert believed == (review.provenance.fallback is None)
            assert believed or "not borne out by the record" in (review.provenance.fallback or "")
            kept = [p.text for a in review.answers for p in a.points]
            dropped = [d.text for d in review.dropped]
            for made_up in ("INVENTED point", "MISQUOTED point", "FOREIGN point", "UNKNOWN point"):
                assert not any(made_up in text for text in kept), (stall.deal_id, made_up)
                assert any(made_up in text for text in dropped), (stall.deal_id, made_up)
            assert not any("INVENTED play" in a.title for a in review.alternatives)
            assert any("INVENTED play" in text for text in dropped)
            assert ("over" in {r.rule for r in review.verdict.reasons}) == (stall.deal_id in SAID_TO_BE_OVER)
            sources = {s.source_id: s for s in review.sources}
            for citation in _citations(review):
                source = sources[citation.source_id]
                assert source.text[citation.start : citation.end] == citation.quote
                assert source.source_kind.value in {"play", "case", "document"} or source.deal_id == stall.deal_id
            assert len(workspace.store.calls()) >= i + 1
        assert trusted >= len(stalls) - 3 if honest else trusted == 0
