"""keep what is learnt from"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learning_sample",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        # Without row numbers nothing tells in which order the samples came.
        sqlite_with_rowid=False,
    )
    op.create_index("ix_learning_sample_week", "learning_sample", ["week"])
    op.add_column("draft", sa.Column("source", sa.LargeBinary(), nullable=True))
    op.drop_column("draft", "document_id")  # the sealed document says it


def downgrade() -> None:
    # Never in batch mode: that makes the table anew, and dropping the old one would take all its children along.
    op.add_column("draft", sa.Column("document_id", sa.String(length=40), server_default="", nullable=False))
    op.drop_column("draft", "source")
    op.drop_index("ix_learning_sample_week", "learning_sample")
    op.drop_table("learning_sample")
