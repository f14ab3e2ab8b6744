"""Grades of the reps' answers."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "grades",
        sa.Column("seq", SEQUENCE, autoincrement=True, nullable=False),
        sa.Column("answer_id", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_grades"),
        sa.UniqueConstraint("answer_id", name="uq_grades_answer_id"),
    )
    op.create_index("ix_grades_deal_id", "grades", ["deal_id"])


def downgrade() -> None:
    op.drop_table("grades")
