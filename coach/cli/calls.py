"""`coach calls`: what a language model was asked, what came back, and what it cost."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from coach.cli.options import AsJson, open_here
from coach.cli.output import answer, answer_json, note, table
from coach.prompting.fence import one_line, shown

if TYPE_CHECKING:
    from coach.domain.call import ModelCall

_HEAD = ("time", "id", "purpose", "deal", "model", "prompts", "in", "out", "cost", "seconds", "failure")
_ID = 10
"""Letters of an id in the list; enough to name the call."""


def calls(
    ctx: typer.Context,
    call_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="A call, by its id or its beginning.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many calls.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Every call of a language model, newest first; with ID, what was sent and what came back, raw."""
    from coach.domain.documents import envelope

    workspace, today = open_here(ctx)
    with workspace:
        if call_id is not None:
            call = workspace.store.call(call_id)
            if as_json:
                answer_json(envelope({"call": _document(call, whole=True)}, today))
            else:
                answer(_whole(call))
            return
        found = workspace.store.calls(limit)
        if as_json:
            answer_json(envelope({"calls": [_document(call) for call in found]}, today))
        elif found:
            answer(table([_row(call) for call in found], _HEAD, right=frozenset({6, 7, 8, 9})))
        else:
            note("No language model has been called. COACH_MODEL names one; `builtin` calls none.")


def _document(call: "ModelCall", *, whole: bool = False) -> dict[str, Any]:
    left_out = None if whole else {"request", "raw_reply"}
    document = call.model_dump(mode="json", exclude=left_out)
    return document | {"cost_usd": None if call.cost_usd is None else float(call.cost_usd)}


def _row(call: "ModelCall") -> tuple[str, ...]:
    cells = (
        f"{call.at:%Y-%m-%d %H:%M:%S}",
        call.call_id[:_ID],
        call.purpose,
        call.deal_id or "",
        call.model,
        ", ".join(f"{use.name} {use.version}" for use in call.prompts),
        f"{call.tokens_in:,}",
        f"{call.tokens_out:,}",
        _cost(call),
        f"{call.seconds:.1f}",
        call.failure_code or "",
    )
    return tuple(map(one_line, cells))


def _cost(call: "ModelCall") -> str:
    return "?" if call.cost_usd is None else f"${call.cost_usd:.4f}"


def _whole(call: "ModelCall") -> str:
    row = dict(zip(_HEAD, _row(call), strict=True)) | {"id": call.call_id}
    lines = [f"{name}: {value or 'none'}" for name, value in row.items()]
    sent = [f"--- {said['role']}\n{said['content']}" for said in _messages(call.request)]
    reply = "nothing came back" if call.raw_reply is None else call.raw_reply
    # A terminal obeys control characters; the JSON has them as they came.
    return shown("\n".join([*lines, "", *sent, "--- reply, as it came", reply]))


def _messages(request: str) -> list[dict[str, str]]:
    try:
        messages: list[dict[str, str]] = json.loads(request)["messages"]
    except (ValueError, KeyError, TypeError):
        return [{"role": "request", "content": request}]
    return messages
