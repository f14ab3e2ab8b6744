"""The scripted coaches as language models: their replies go through the chain, over real HTTP, and come to the same."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from coach.domain.answer import RepAnswer
from coach.evals.judge import Measure
from coach.evals.run import CompanyResult, run
from coach.evals.scenario import Scenario
from coach.evals.scripted import SCRIPTS
from coach.review.dossier import Dossier
from coach.review.draft import Draft
from coach.review.ports import CoachReply, GradeReply, Listener, Speaker
from coach.settings import Settings
from coach.workspace import Workspace, open_apart

pytestmark = pytest.mark.network


class OverTheWire:
    """Lets the server reply with what a scripted coach drafts, and the chain of the workspace read it."""

    def __init__(self, script: Speaker, chain: Speaker, server: Any) -> None:
        self._script = script
        self._chain = chain
        self._server = server

    @property
    def name(self) -> str:
        return self._chain.name

    def draft(self, dossier: Dossier, listen: Listener | None = None) -> CoachReply:
        self._server.reply = json.dumps(_reply(self._script.draft(dossier).draft))
        return self._chain.draft(dossier, listen)

    def grade(self, answer: RepAnswer, asked: str, dossier: Dossier) -> GradeReply:
        self._server.reply = self._script.grade(answer, asked, dossier).draft.model_dump_json()
        return self._chain.grade(answer, asked, dossier)


def _reply(draft: Draft) -> dict[str, Any]:
    """A draft in the shape that a model replies in."""
    reply = draft.model_dump(mode="json")
    reply["extra"] = [
        {**{k: v for k, v in e.items() if k != "question_id"}, "id": e["question_id"]} for e in reply["extra"]
    ]
    return reply


@pytest.fixture
def over_http(company: Path, settings: Settings, server: Any) -> Callable[[str], CompanyResult]:
    spoken = settings.model_copy(
        update={"model": "openai:scripted", "model_base_url": server.url, "openai_api_key": SecretStr("k")}
    )

    def of(coach: str) -> CompanyResult:
        def script(scenario: Scenario, workspace: Workspace) -> Speaker:
            return OverTheWire(SCRIPTS[coach](scenario, workspace), workspace.coach, server)

        return run([company], lambda home, playbook: open_apart(spoken, home, playbook), script, again=False)[0]

    return of


@pytest.mark.parametrize("coach", ["perfect", "evil"])
def test_the_chain_changes_nothing(
    coach: str, over_http: Callable[[str], CompanyResult], server: Any, company: Path, settings: Settings
) -> None:
    direct = run([company], lambda home, book: open_apart(settings, home, book), SCRIPTS[coach], again=False)[0]
    made = over_http(coach)
    asked = [deal for deal in made.deals if deal.calls]
    assert {deal.deal_id for deal in asked} == {"D-1", "D-2", "D-5"}  # the others need no model
    assert all(deal.calls == 1 for deal in asked)
    disbelieved = [deal for deal in asked if "not borne out by the record" in (deal.fallback or "")]
    assert disbelieved == (asked if coach == "evil" else [])
    assert all(deal.fallback is None for deal in asked if deal not in disbelieved)
    assert len(server.asked) == len(asked) + 3  # and the three answers
    for measure in Measure:
        assert made.share(measure) == direct.share(measure), measure
    assert [d.decision for d in made.deals] == [d.decision for d in direct.deals]
