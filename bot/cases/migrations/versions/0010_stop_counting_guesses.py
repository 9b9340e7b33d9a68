"""stop counting guesses: codes are long enough"""

import sqlalchemy as sa
from alembic import op

from bot.cases.models import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(sa.text("DELETE FROM resume_code"))  # shorter ones, under another hash: none could be typed any more
    op.drop_table("guess")


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM resume_code"))
    op.create_table(
        "guess",
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour"),
    )
