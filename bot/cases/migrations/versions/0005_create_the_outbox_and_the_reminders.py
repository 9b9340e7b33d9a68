"""create the outbox and the reminders"""

import sqlalchemy as sa
from alembic import op

from bot.cases.models import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _conversation_id() -> sa.Column[str]:
    return sa.Column("conversation_id", sa.String(length=32), nullable=False)


def _cascade() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], ondelete="CASCADE")


def upgrade() -> None:
    op.add_column("conversation", sa.Column("blocked_at", UtcDateTime(), nullable=True))
    op.add_column("conversation", sa.Column("vanish", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("conversation", sa.Column("habits", sa.LargeBinary(), nullable=True))
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _conversation_id(),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _cascade(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delivery_work", "delivery", ["conversation_id", "id"])
    op.create_table(
        "chat_message",
        _conversation_id(),
        sa.Column("message_hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        _cascade(),
        sa.PrimaryKeyConstraint("conversation_id", "message_hash"),
    )
    op.create_index("ix_chat_message_sent_at", "chat_message", ["sent_at"])
    op.create_table(
        "take_back",
        sa.Column("id", sa.String(length=24), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_take_back_due_at", "take_back", ["due_at"])
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        _conversation_id(),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        _cascade(),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_reminder_conversation_id", "reminder", ["conversation_id"])
    op.create_index("ix_reminder_due_at", "reminder", ["due_at"])


def downgrade() -> None:
    for table in ("reminder", "take_back", "chat_message", "delivery"):
        op.drop_table(table)
    # Not in batch mode: that makes the table anew, and dropping the old one would take all its children along.
    for column in ("habits", "vanish", "blocked_at"):
        op.drop_column("conversation", column)
