"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True).with_variant(sa.Text(), "sqlite")
AMOUNT = sa.Numeric().with_variant(sa.Text(), "sqlite")


def upgrade() -> None:
    _imported_tables()
    _written_tables()


def downgrade() -> None:
    for table in (
        "calls", "answers", "cases", "playbook_history", "playbook_entries", "review_sources", "reviews", "sources",
        "baselines", "state", "field_changes", "stage_changes", "stages", "contacts", "activities", "deals",
    ):  # fmt: skip
        op.drop_table(table)


def _imported_tables() -> None:
    op.create_table(
        "deals",
        *_numbered("deals"),
        *_required("deal_id", "name", "stage", "outcome"),
        *_optional("owner", "account"),
        sa.Column("amount", AMOUNT),
        *_optional("currency"),
        sa.Column("created_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("expected_close_at", sa.Date()),
        *_optional("industry", "segment", "source", "product", "competitor", "close_reason", "next_step"),
        sa.Column("next_step_at", sa.Date()),
        *_optional("hold_reason"),
        sa.Column("hold_until", sa.Date()),
        _row_hash(),
        _unique("deals", "deal_id"),
    )
    op.create_table(
        "activities",
        *_numbered("activities"),
        *_required("activity_id", "deal_id"),
        sa.Column("at", MOMENT, nullable=False),
        *_required("kind"),
        *_optional("direction"),
        *_required("status"),
        *_optional("author", "contact", "subject", "body"),
        _row_hash(),
        _unique("activities", "activity_id"),
        _of_deal("activities"),
    )
    op.create_index("ix_activities_deal_id", "activities", ["deal_id"])
    op.create_table(
        "contacts",
        *_numbered("contacts"),
        *_required("contact_id", "deal_id", "name"),
        *_optional("title", "role", "email"),
        _row_hash(),
        _unique("contacts", "contact_id"),
        _of_deal("contacts"),
    )
    op.create_index("ix_contacts_deal_id", "contacts", ["deal_id"])
    op.create_table(
        "stages",
        *_numbered("stages"),
        *_required("name"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_required("kind"),
        _row_hash(),
        _unique("stages", "name"),
    )
    op.create_table(
        "stage_changes",
        *_numbered("stage_changes"),
        *_required("deal_id", "stage"),
        sa.Column("entered_at", MOMENT, nullable=False),
        _unique("stage_changes", "deal_id", "stage", "entered_at"),
        _of_deal("stage_changes"),
    )
    op.create_table(
        "field_changes",
        *_numbered("field_changes"),
        *_required("deal_id", "field"),
        *_optional("old", "new"),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("new_hash", sa.BigInteger(), nullable=False),
        _row_hash(),
        _unique("field_changes", "deal_id", "field", "at", "new_hash"),
        _of_deal("field_changes"),
    )
    op.create_table("state", *_required("name", "value"), sa.PrimaryKeyConstraint("name", name="pk_state"))
    op.create_table("baselines", *_numbered("baselines"), *_required("key", "document"), _unique("baselines", "key"))


def _written_tables() -> None:
    op.create_table(
        "sources",
        *_required("source_id"),
        *_optional("deal_id"),
        *_required("document"),
        sa.PrimaryKeyConstraint("source_id", name="pk_sources"),
    )
    op.create_table(
        "reviews",
        *_numbered("reviews"),
        *_required("review_id", "deal_id"),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("generated_at", MOMENT, nullable=False),
        *_required("document"),
        _unique("reviews", "review_id"),
    )
    op.create_index("ix_reviews_deal_id_as_of", "reviews", ["deal_id", "as_of"])
    op.create_table(
        "review_sources",
        *_required("review_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_required("source_id"),
        sa.PrimaryKeyConstraint("review_id", "position", name="pk_review_sources"),
        sa.ForeignKeyConstraint(
            ["review_id"], ["reviews.review_id"], name="fk_review_sources_review_id_reviews", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["source_id"], ["sources.source_id"], name="fk_review_sources_source_id_sources"),
    )
    op.create_table(
        "playbook_entries",
        *_numbered("playbook_entries"),
        *_required("kind", "entry_id", "document"),
        _unique("playbook_entries", "kind", "entry_id"),
    )
    op.create_table("playbook_history", *_numbered("playbook_history"), *_required("kind", "entry_id", "document"))
    op.create_index("ix_playbook_history_kind_entry_id", "playbook_history", ["kind", "entry_id"])
    op.create_table("cases", *_numbered("cases"), *_required("case_id", "document"), _unique("cases", "case_id"))
    op.create_table(
        "answers",
        *_numbered("answers"),
        *_required("answer_id", "deal_id"),
        sa.Column("at", MOMENT, nullable=False),
        *_required("document"),
        _unique("answers", "answer_id"),
    )
    op.create_index("ix_answers_deal_id", "answers", ["deal_id"])
    op.create_table(
        "calls",
        *_numbered("calls"),
        *_required("call_id"),
        *_optional("deal_id"),
        *_required("document"),
        _unique("calls", "call_id"),
    )


def _numbered(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=f"pk_{table}"),
    )


def _required(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _optional(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text()) for name in names]


def _row_hash() -> sa.Column[int]:
    return sa.Column("row_hash", sa.BigInteger(), nullable=False)


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _of_deal(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["deal_id"], ["deals.deal_id"], name=f"fk_{table}_deal_id_deals", ondelete="CASCADE")
