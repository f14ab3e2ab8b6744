"""The question bank as a file: TOML that a manager edits."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from coach.domain.failure import SetupFailure
from coach.domain.questions import QuestionBank

LARGEST = 100_000
_KEYS = {"version", "questions", "extra", "rubric"}


def bank_in(path: Path) -> QuestionBank:
    """The bank in a file. Raises `SetupFailure` when it cannot be read or is not one, naming what is wrong."""
    try:
        if path.stat().st_size > LARGEST:
            raise _failure(path.name, f"is larger than {LARGEST:,} characters")
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _failure(path.name, f"cannot be read ({type(error).__name__})") from error
    return read_bank(text, path.name)


def read_bank(text: str, name: str = "questions.toml") -> QuestionBank:
    """The bank in a file's text. Raises `SetupFailure`, naming the first thing that is wrong."""
    text = text.replace("\r\n", "\n")
    try:
        told: dict[str, Any] = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _failure(name, f"is not TOML: {error}") from error
    odd = sorted(told.keys() - _KEYS)
    if odd:
        raise _failure(name, f"has a part that is not known: {odd[0]}")
    try:
        return QuestionBank.model_validate(
            {
                "version": told.get("version"),
                "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
                "questions": _named(told.get("questions"), "question"),
                "extras": [_extra(extra) for extra in told.get("extra", [])],
                "rubric": _named(told.get("rubric"), "criterion"),
            }
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        said = first["msg"].removeprefix("Value error, ")
        raise _failure(name, f"does not hold: {f'{where}: ' if where else ''}{said}") from error


def bank_text(bank: QuestionBank) -> str:
    """The bank as the text of a file that reads as the same bank."""
    import tomli_w

    told: dict[str, Any] = {
        "version": bank.version,
        "questions": {q.question.value: q.model_dump(mode="json", exclude={"question"}) for q in bank.questions},
        "extra": [
            {"id": extra.question_id, **extra.model_dump(mode="json", exclude={"question_id"})} for extra in bank.extras
        ],
        "rubric": {line.criterion.value: line.model_dump(mode="json", exclude={"criterion"}) for line in bank.rubric},
    }
    return tomli_w.dumps(told)


def _named(tables: Any, key: str) -> list[Any]:
    """`[questions.tried]` and the like, each with its own name inside."""
    if not isinstance(tables, dict):
        return []
    return [{**table, key: name} if isinstance(table, dict) else table for name, table in tables.items()]


def _extra(table: Any) -> Any:
    return (
        {("question_id" if key == "id" else key): value for key, value in table.items()}
        if isinstance(table, dict)
        else table
    )


def _failure(name: str, what: str) -> SetupFailure:
    return SetupFailure(
        f"{name} {what}.", "Mend what is named, or start again from the file that `coach questions` shows."
    )
