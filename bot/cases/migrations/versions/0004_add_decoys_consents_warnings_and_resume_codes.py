"""add decoys, consents, warnings and resume codes"""

import sqlalchemy as sa
from alembic import op

from bot.cases.models import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("mode", sa.String(length=8), server_default="talk", nullable=False))
    op.add_column("conversation", sa.Column("decoy", sa.LargeBinary(), nullable=True))
    op.add_column("conversation", sa.Column("consents", sa.String(length=40), server_default="", nullable=False))
    op.add_column("conversation", sa.Column("warned", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("forgetting", sa.Column("last_word", sa.String(length=8), server_default="receipt", nullable=False))
    op.create_table(
        "resume_code",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("conversation_id"),
        sa.UniqueConstraint("code_hash"),
    )
    op.create_table(
        "guess",
        sa.Column("hour", UtcDateTime(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour"),
    )


def downgrade() -> None:
    op.drop_table("guess")
    op.drop_table("resume_code")
    # Not in batch mode: that makes the table anew, and dropping the old one would take all its children along.
    op.drop_column("forgetting", "last_word")
    for column in ("warned", "consents", "decoy", "mode"):
        op.drop_column("conversation", column)
