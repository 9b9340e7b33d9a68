"""tell an advocate whether what he sent was seen: numbers of lines, no times"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case", sa.Column("seen_seq", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("case_item", sa.Column("line", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("case_item", "line")
    op.drop_column("case", "seen_seq")
