"""let an erasure know its successor"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("forgetting") as table:
        table.add_column(sa.Column("successor_id", sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("forgetting") as table:
        table.drop_column("successor_id")
