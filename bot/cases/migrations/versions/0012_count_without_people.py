"""count without people: a code, a week and a number"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "counter",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "code"),
        # Without row numbers nothing tells in which order the counters came.
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("counter")
