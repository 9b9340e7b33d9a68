"""add decoys, consents, warnings and resume codes"""

import sqlalchemy as sa
from alembic import op

from bot.cases.models import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("conversation") as table:
        table.add_column(sa.Column("mode", sa.String(length=8), server_default="talk", nullable=False))
        table.add_column(sa.Column("decoy", sa.LargeBinary(), nullable=True))
        table.add_column(sa.Column("consents", sa.String(length=40), server_default="", nullable=False))
        table.add_column(sa.Column("warned", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("forgetting") as table:
        table.add_column(sa.Column("last_word", sa.String(length=8), server_default="receipt", nullable=False))
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
    with op.batch_alter_table("forgetting") as table:
        table.drop_column("last_word")
    with op.batch_alter_table("conversation") as table:
        for column in ("warned", "consents", "decoy", "mode"):
            table.drop_column(column)
