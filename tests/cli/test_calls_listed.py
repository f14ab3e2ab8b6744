"""`coach calls`: every call of a language model can be looked at later."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from coach.domain.call import ModelCall
from coach.domain.review import PromptUse
from coach.store import Store

REQUEST = json.dumps({"messages": [{"role": "system", "content": "Be fair."}, {"role": "human", "content": "Judge."}]})


def a_call(number: int, **more: Any) -> ModelCall:
    told: dict[str, Any] = {
        "call_id": f"{number:x}" * 32,
        "at": datetime(2026, 11, 20, 9, number, tzinfo=UTC),
        "deal_id": "D-101",
        "model": "openai:gpt-5-mini",
        "prompts": (PromptUse(name="review", version="1.1.0", sha256="0" * 64),),
        "request": REQUEST,
        "raw_reply": '{"answers": []}',
        "tokens_in": 6_021,
        "tokens_out": 900,
        "cost_usd": Decimal("0.0033052"),
        "seconds": 7.25,
    }
    return ModelCall(**{**told, **more})


CALLS = (
    a_call(1),
    a_call(2, purpose="grade", cost_usd=None, prompts=(PromptUse(name="grade", version="1.0.0", sha256="1" * 64),)),
    a_call(3, raw_reply=None, failure_code="model-timeout", tokens_in=0, tokens_out=0, cost_usd=None),
    a_call(4, raw_reply="\x1b[31mred\x07", request="no JSON", deal_id=None),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("calls") / "home"
    home.mkdir()
    with Store.open(f"sqlite:///{home / 'coach.db'}") as store:
        for call in CALLS:
            store.save_call(call)
    return home


@pytest.fixture
def coach(home: Path, coach_in: Callable[[Path], Any]) -> Iterator[Any]:
    return coach_in(home)


def test_the_newest_come_first_with_what_they_cost(coach: Any) -> None:
    head, _, *rows = coach("calls").stdout.splitlines()
    assert head.split() == [
        "time",
        "id",
        "purpose",
        "deal",
        "model",
        "prompts",
        "in",
        "out",
        "cost",
        "seconds",
        "failure",
    ]
    assert [row.split()[2] for row in rows] == ["4444444444", "3333333333", "2222222222", "1111111111"]
    assert rows[1].split()[-1] == "model-timeout"
    assert "$0.0033" in rows[3]
    assert "6,021" in rows[3]
    assert "review 1.1.0" in rows[3]
    assert "grade 1.0.0" in rows[2]
    assert "?" in rows[2].split()


def test_as_many_as_asked_for(coach: Any) -> None:
    found = json.loads(coach("calls", "--limit", "2", "--json").stdout)["calls"]
    assert [call["call_id"][0] for call in found] == ["4", "3"]
    assert coach("calls", "--limit", "0", code=2).stdout == ""


def test_the_list_as_json_has_figures_and_no_texts(coach: Any) -> None:
    document = json.loads(coach("calls", "--json").stdout)
    assert document["schema_version"]
    first = document["calls"][-1]
    assert (first["cost_usd"], first["purpose"], first["failure_code"]) == (0.0033052, "review", None)
    assert first["prompts"][0]["version"] == "1.1.0"
    assert not {"request", "raw_reply"} & first.keys()


def test_one_call_in_full(coach: Any) -> None:
    told = coach("calls", "11111111").stdout
    assert "--- system\nBe fair.\n--- human\nJudge.\n" in told
    assert told.rstrip().endswith('--- reply, as it came\n{"answers": []}')
    document = json.loads(coach("calls", "1" * 32, "--json").stdout)["call"]
    assert (document["request"], document["raw_reply"]) == (REQUEST, '{"answers": []}')


def test_what_did_not_come_and_what_a_terminal_would_obey(coach: Any) -> None:
    assert "nothing came back" in coach("calls", "3333").stdout
    told = coach("calls", "4444").stdout
    assert "no JSON" in told
    assert "red" in told
    assert not {"\x1b", "\x07"} & set(told)


@pytest.mark.parametrize("call_id", ["9", "%", "_", "' OR 1=1 --"])
def test_a_call_that_is_not_there(coach: Any, call_id: str) -> None:
    ended = coach("calls", call_id, code=1)
    assert f"There is no call {call_id}." in ended.stderr
    assert "[not-found]" in ended.stderr


def test_nothing_yet(tmp_path: Path, coach_in: Callable[[Path], Any]) -> None:
    coach = coach_in(tmp_path / "home")
    assert "No language model has been called" in coach("calls").stderr
    assert json.loads(coach("calls", "--json").stdout)["calls"] == []
