"""Reading a model's raw text: one whole JSON object of a given shape, or a sentence that says what is wrong."""

import json
import re
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from coach.domain.failure import ModelReplyInvalid

MAX_CHARACTERS = 200_000
"""Longer than any reply: a model that repeats itself without end."""

THINKING = re.compile(r"\A\s*(?:<think(?:ing)?>.*?</think(?:ing)?>\s*)+", re.DOTALL | re.IGNORECASE)
_CODE_FENCE = re.compile(r"\A```[a-zA-Z]*[ \t]*\n(.*?)\n?```\Z", re.DOTALL)
_ANOTHER_TRY = "Try again, or choose a model that keeps to a JSON schema."


class Part(BaseModel):
    """A part of a reply: nothing but its fields, each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class QuotePart(Part):
    ref: str
    text: str


class PointPart(Part):
    text: str
    quotes: tuple[QuotePart, ...]


_P = TypeVar("_P", bound=Part)


def schema_of(shape: type[Part]) -> dict[str, Any]:
    """The JSON schema of a reply, in the subset that servers enforce: every property required, none added, no defaults
    and no bounds."""
    schema: dict[str, Any] = _plain(shape.model_json_schema())
    return schema


def read_strictly(raw: str, shape: type[_P]) -> _P:
    """The reply in a model's raw text. A block of thinking before it and one code fence around it are taken off.

    Raises `ModelReplyInvalid`, whose sentence says what is wrong, for anything but one whole JSON object of the shape
    asked for: a key twice, NaN, another field, a wrong type, halves of surrogate pairs.
    """
    try:
        return shape.model_validate_json(_clean(raw))
    except ModelReplyInvalid:
        raise
    except ValidationError as error:
        raise invalid("; ".join(_told(found) for found in error.errors(include_url=False)[:5])) from error
    except json.JSONDecodeError as error:
        raise invalid(f"it is not one whole JSON object: {error}") from error
    except Exception as error:  # a reply must never end a review in a traceback, RecursionError and such included
        raise invalid(f"{type(error).__name__}: {str(error)[:200]}") from error


def invalid(what: str) -> ModelReplyInvalid:
    return ModelReplyInvalid(f"The model's reply cannot be used: {what}.", _ANOTHER_TRY)


def _clean(raw: str) -> str:
    if len(raw) > MAX_CHARACTERS:
        raise invalid(f"it is longer than {MAX_CHARACTERS} characters")
    text = THINKING.sub("", raw).strip().removeprefix("\ufeff")
    if fenced := _CODE_FENCE.match(text):
        text = fenced[1].strip()
    if not text:
        raise invalid("it is empty")
    if text.startswith("<"):
        raise invalid("it is a web page or markup, not JSON")
    value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    clean = json.dumps(value, ensure_ascii=False)
    try:
        clean.encode("utf-8")
    except UnicodeEncodeError as error:
        raise invalid("it holds half a surrogate pair") from error
    if "\\u0000" in clean:
        raise invalid("it holds a NUL character")
    return clean


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise invalid("an object has the same key twice")
    return found


def _no_constant(word: str) -> None:
    raise invalid(f"{word} is not a figure")


def _told(found: Any) -> str:
    return f"{'.'.join(str(step) for step in found['loc'])}: {found['msg']}"


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
