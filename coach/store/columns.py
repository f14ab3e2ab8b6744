"""Column types that mean the same on SQLite and PostgreSQL, and the texts and hashes that go into them."""

import hashlib
import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from coach.domain.base import Word

_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


class MomentType(TypeDecorator[datetime]):
    """A point in time in UTC. On SQLite ISO text, which sorts as the times do and which its date functions read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        return value.isoformat(" ") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC)


class AmountType(TypeDecorator[Decimal]):
    """An exact amount. SQLite has no exact numbers, so there it is text."""

    impl = Numeric()
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        return str(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        return Decimal(value) if isinstance(value, str) else value


def sequence_type() -> TypeEngine[int]:
    """A number given in the order of insertion. SQLite counts only in a column called INTEGER."""
    return BigInteger().with_variant(Integer(), "sqlite")


def storable(text: str) -> str:
    """The text, as long as before, without what no database column takes: NUL and halves of surrogate pairs become
    U+FFFD."""
    return _NOT_STORABLE.sub("\ufffd", text)


def hash_of(content: bytes) -> int:
    """64 bits of a content hash, signed, as a BIGINT takes them."""
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big", signed=True)


def fingerprint(word: Word) -> tuple[dict[str, Any], int]:
    """The word's values, storable, and a hash of them that tells whether a row has changed."""
    try:
        content = word.__pydantic_serializer__.to_json(word, exclude_none=True)
    except ValueError:  # half a surrogate pair
        content = b"\\u0000"
    values = word.__dict__
    if b"\\u0000" in content:
        values = {name: storable(value) if type(value) is str else value for name, value in values.items()}
        content = repr(values).encode()
    return values, hash_of(content)
