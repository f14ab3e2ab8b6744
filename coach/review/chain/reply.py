"""The reply of a model: the shape asked for, and the strict reading of what came."""

import json
import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from coach.domain.failure import ModelReplyInvalid
from coach.domain.review import AnswerStatus, Question
from coach.review.draft import Draft

MAX_CHARACTERS = 200_000
"""Longer than any review: a model that repeats itself without end."""

_THINKING = re.compile(r"\A\s*(?:<think(?:ing)?>.*?</think(?:ing)?>\s*)+", re.DOTALL | re.IGNORECASE)
_CODE_FENCE = re.compile(r"\A```[a-zA-Z]*[ \t]*\n(.*?)\n?```\Z", re.DOTALL)
_ANOTHER_TRY = "Try again, or choose a model that keeps to a JSON schema."

Days = Annotated[int, Field(ge=0, le=365)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Quote(_Part):
    ref: str
    text: str


class _Point(_Part):
    text: str
    quotes: tuple[_Quote, ...]


class _Answer(_Part):
    question: Question
    status: AnswerStatus
    points: tuple[_Point, ...]
    ask: str | None = None


class _Obstacle(_Part):
    name: str
    quotes: tuple[_Quote, ...]


class _Alternative(_Part):
    ref: str
    title: str
    why: str
    first_step: str
    with_whom: str | None = None
    first_step_in_days: Days
    judged_in_days: Days
    success_signal: str
    kill_criterion: str
    quotes: tuple[_Quote, ...]


class Reply(_Part):
    """What a model sends. Whether its quotes stand in the evidence is not asked here."""

    answers: tuple[_Answer, ...]
    obstacles: tuple[_Obstacle, ...]
    alternatives: tuple[_Alternative, ...]
    over: _Point | None = None


def reply_schema() -> dict[str, Any]:
    """The JSON schema of a reply, in the subset that servers enforce: every property required, none added, no defaults
    and no bounds."""
    schema: dict[str, Any] = _plain(Reply.model_json_schema())
    return schema


def read_reply(raw: str) -> Draft:
    """The draft in a model's raw text. A block of thinking before it and one code fence around it are taken off.

    Raises `ModelReplyInvalid`, whose sentence says what is wrong, for anything but one whole JSON object of the shape
    asked for: a key twice, NaN, another field, a wrong type, halves of surrogate pairs.
    """
    try:
        return _read(raw)
    except ModelReplyInvalid:
        raise
    except ValidationError as error:
        raise _invalid("; ".join(_told(found) for found in error.errors(include_url=False)[:5])) from error
    except json.JSONDecodeError as error:
        raise _invalid(f"it is not one whole JSON object: {error}") from error
    except Exception as error:  # a reply must never end a review in a traceback, RecursionError and such included
        raise _invalid(f"{type(error).__name__}: {str(error)[:200]}") from error


def _read(raw: str) -> Draft:
    if len(raw) > MAX_CHARACTERS:
        raise _invalid(f"it is longer than {MAX_CHARACTERS} characters")
    text = _THINKING.sub("", raw).strip().removeprefix("\ufeff")
    if fenced := _CODE_FENCE.match(text):
        text = fenced[1].strip()
    if not text:
        raise _invalid("it is empty")
    if text.startswith("<"):
        raise _invalid("it is a web page or markup, not JSON")
    value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    clean = json.dumps(value, ensure_ascii=False)
    try:
        clean.encode("utf-8")
    except UnicodeEncodeError as error:
        raise _invalid("it holds half a surrogate pair") from error
    if "\\u0000" in clean:
        raise _invalid("it holds a NUL character")
    reply = Reply.model_validate_json(clean)
    asked = [answer.question for answer in reply.answers]
    if len(set(asked)) < len(asked):
        raise _invalid("a question is answered twice")
    return Draft.model_validate(reply.model_dump())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _invalid("an object has the same key twice")
    return found


def _no_constant(word: str) -> None:
    raise _invalid(f"{word} is not a figure")


def _told(found: Any) -> str:
    return f"{'.'.join(str(step) for step in found['loc'])}: {found['msg']}"


def _invalid(what: str) -> ModelReplyInvalid:
    return ModelReplyInvalid(f"The model's reply is not a review: {what}.", _ANOTHER_TRY)


def _plain(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    drop = (
        "default",
        "minimum",
        "maximum",
        "description",
        *(("title",) if isinstance(schema.get("title"), str) else ()),
    )
    kept = {key: _plain(value) for key, value in schema.items() if key not in drop}
    if isinstance(properties := schema.get("properties"), dict):
        # Here the keys are names of fields, of which one may be called "title".
        kept["properties"] = {name: _plain(value) for name, value in properties.items()}
        kept["required"] = list(properties)
    return kept
