"""give the queue its filters"""

import sqlalchemy as sa
from alembic import op

from bot.cases.models import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("urgency", sa.Integer(), server_default="0", nullable=False))
    op.add_column("case", sa.Column("hot_at", UtcDateTime(), nullable=True))
    op.execute(sa.text('UPDATE "case" SET urgency = 1 WHERE urgent'))
    op.drop_column("case", "urgent")
    op.create_index("ix_case_queue", "case", ["urgency", "submitted_at", "id"])
    op.create_table(
        "case_tag",
        sa.Column("case_id", sa.String(length=16), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "tag"),
    )
    op.create_index("ix_case_tag_tag", "case_tag", ["tag", "case_id"])


def downgrade() -> None:
    op.drop_table("case_tag")
    op.drop_index("ix_case_queue", "case")
    op.add_column("case", sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(sa.text('UPDATE "case" SET urgent = urgency > 0'))
    op.drop_column("case", "hot_at")
    op.drop_column("case", "urgency")
