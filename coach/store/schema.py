"""The tables. What is imported has columns of its own; what the coach writes is kept as the JSON of its word, with
columns only for what is looked for."""

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

from coach.store.columns import AmountType, MomentType, sequence_type

HEAD = "0002"
"""The newest migration. Kept here so that opening an up-to-date store need not load Alembic."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _sequence() -> Column[int]:
    return Column("seq", sequence_type(), primary_key=True, autoincrement=True)


def _of_deal() -> Column[str]:
    return Column("deal_id", Text, ForeignKey("deals.deal_id", ondelete="CASCADE"), nullable=False)


def _row_hash() -> Column[int]:
    return Column("row_hash", BigInteger, nullable=False)


def _texts(*names: str) -> Sequence[Column[str]]:
    return [Column(name, Text) for name in names]


deals = Table(
    "deals",
    metadata,
    _sequence(),
    Column("deal_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    *_texts("owner", "account"),
    Column("amount", AmountType),
    *_texts("currency"),
    Column("created_at", MomentType),
    Column("closed_at", MomentType),
    Column("expected_close_at", Date),
    *_texts("industry", "segment", "source", "product", "competitor", "close_reason", "next_step"),
    Column("next_step_at", Date),
    *_texts("hold_reason"),
    Column("hold_until", Date),
    _row_hash(),
)

activities = Table(
    "activities",
    metadata,
    _sequence(),
    Column("activity_id", Text, nullable=False, unique=True),
    _of_deal(),
    Column("at", MomentType, nullable=False),
    Column("kind", Text, nullable=False),
    Column("direction", Text),
    Column("status", Text, nullable=False),
    *_texts("author", "contact", "subject", "body"),
    _row_hash(),
    Index(None, "deal_id"),
)

contacts = Table(
    "contacts",
    metadata,
    _sequence(),
    Column("contact_id", Text, nullable=False, unique=True),
    _of_deal(),
    Column("name", Text, nullable=False),
    *_texts("title", "role", "email"),
    _row_hash(),
    Index(None, "deal_id"),
)

stages = Table(
    "stages",
    metadata,
    _sequence(),
    Column("name", Text, nullable=False, unique=True),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    _row_hash(),
)

stage_changes = Table(
    "stage_changes",
    metadata,
    _sequence(),
    _of_deal(),
    Column("stage", Text, nullable=False),
    Column("entered_at", MomentType, nullable=False),
    UniqueConstraint("deal_id", "stage", "entered_at"),
)

field_changes = Table(
    "field_changes",
    metadata,
    _sequence(),
    _of_deal(),
    Column("field", Text, nullable=False),
    *_texts("old", "new"),
    Column("at", MomentType, nullable=False),
    # Stands for `new` in the key: an index takes neither NULL nor a long text.
    Column("new_hash", BigInteger, nullable=False),
    _row_hash(),
    UniqueConstraint("deal_id", "field", "at", "new_hash"),
)

state = Table("state", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

baselines = Table(
    "baselines",
    metadata,
    _sequence(),
    Column("key", Text, nullable=False, unique=True),
    Column("document", Text, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("deal_id", Text),
    Column("document", Text, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    _sequence(),
    Column("review_id", Text, nullable=False, unique=True),
    Column("deal_id", Text, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("generated_at", MomentType, nullable=False),
    Column("document", Text, nullable=False),
    Index(None, "deal_id", "as_of"),
)

review_sources = Table(
    "review_sources",
    metadata,
    Column("review_id", Text, ForeignKey("reviews.review_id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("source_id", Text, ForeignKey("sources.source_id"), nullable=False),
    PrimaryKeyConstraint("review_id", "position"),
)

playbook_entries = Table(
    "playbook_entries",
    metadata,
    _sequence(),
    Column("kind", Text, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("kind", "entry_id"),
)

playbook_history = Table(
    "playbook_history",
    metadata,
    _sequence(),
    Column("kind", Text, nullable=False),
    Column("entry_id", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index(None, "kind", "entry_id"),
)

cases = Table(
    "cases",
    metadata,
    _sequence(),
    Column("case_id", Text, nullable=False, unique=True),
    Column("document", Text, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    _sequence(),
    Column("answer_id", Text, nullable=False, unique=True),
    Column("deal_id", Text, nullable=False),
    Column("at", MomentType, nullable=False),
    Column("document", Text, nullable=False),
    Index(None, "deal_id"),
)

grades = Table(
    "grades",
    metadata,
    _sequence(),
    Column("answer_id", Text, nullable=False, unique=True),
    Column("deal_id", Text, nullable=False),
    Column("document", Text, nullable=False),
    Index(None, "deal_id"),
)

calls = Table(
    "calls",
    metadata,
    _sequence(),
    Column("call_id", Text, nullable=False, unique=True),
    Column("deal_id", Text),
    Column("document", Text, nullable=False),
)
