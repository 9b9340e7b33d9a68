"""Tables of messengers: what is still to be sent, which messages stand in a chat and can be taken back, reminders."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.models.base import Base, UtcDateTime


class Delivery(Base):
    """One line of the bot on its way to a messenger; gone once it has arrived. ``part`` parcels of it have."""

    __tablename__ = "delivery"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    seq: Mapped[int]
    part: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="new")
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str] = mapped_column(String(40), default="")
    mark: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_delivery_work", "conversation_id", "id"),)


class ChatMessage(Base):
    """One message that stands in a messenger's chat, of either side: its id there, to take it back one day."""

    __tablename__ = "chat_message"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    message_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TakeBack(Base):
    """Messages to be taken back from a chat. Outlives the conversation, which is erased first; gone once it is done."""

    __tablename__ = "take_back"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Reminder(Base):
    """A day on which the person wants to hear from the bot, and the moment at which he is told."""

    __tablename__ = "reminder"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
