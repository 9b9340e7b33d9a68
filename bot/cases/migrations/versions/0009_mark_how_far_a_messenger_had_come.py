"""mark how far a messenger had come"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("mark", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "mark")
