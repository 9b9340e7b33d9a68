"""Tables of conversations: who, what was said, what is asked for, what is to be forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.models.base import Base, UtcDateTime


class Conversation(Base):
    """One person on one channel. The address is a keyed hash to find it and a sealed value to answer it."""

    __tablename__ = "conversation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    address_hash: Mapped[str] = mapped_column(String(64))
    address: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    lang: Mapped[str] = mapped_column(String(2))
    private_field: Mapped[str | None] = mapped_column(String(40))
    mode: Mapped[str] = mapped_column(String(8), default="talk", server_default="talk")
    decoy: Mapped[bytes | None] = mapped_column(LargeBinary)
    consents: Mapped[str] = mapped_column(String(40), default="", server_default="")
    warned: Mapped[bool] = mapped_column(default=False, server_default=false())
    blocked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    vanish: Mapped[bool] = mapped_column(default=False, server_default=false())
    habits: Mapped[bytes | None] = mapped_column(LargeBinary)
    base_seq: Mapped[int]
    last_seq: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (UniqueConstraint("channel", "address_hash"),)


class Turn(Base):
    """One message received and not yet forgotten: written before it is acknowledged, worked off in order."""

    __tablename__ = "turn"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    update_hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(8), default="new")
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("conversation_id", "update_hash"),
        Index("ix_turn_work", "state", "conversation_id", "id"),
    )


class Reply(Base):
    """One line of the conversation as the person sees it, his own lines too; numbered without gaps."""

    __tablename__ = "reply"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str] = mapped_column(String(6))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ButtonPayload(Base):
    """What an opaque button token stands for; only its own conversation can press it."""

    __tablename__ = "button"

    token: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Answer(Base):
    """One private answer (a name, circumstances in his own words): sealed, used for a draft, then dropped."""

    __tablename__ = "answer"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    field: Mapped[str] = mapped_column(String(40), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Draft(Base):
    """One drafted report, sealed as it was drawn; ``made_by`` is the message that asked for it.

    ``source`` is what it was drawn from, for the advocate if the person shows it; a reviewed one has none.
    """

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    made_by: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    source: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_hash: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (UniqueConstraint("conversation_id", "made_by"),)


class Forgetting(Base):
    """An erasure that is not finished: the assistant and the logs follow, then the person is told, then this row goes.

    ``successor_id`` is the empty conversation that takes the receipt; None when nobody waits for one.
    """

    __tablename__ = "forgetting"

    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    successor_id: Mapped[str | None] = mapped_column(String(32))
    last_word: Mapped[str] = mapped_column(String(8), default="receipt", server_default="receipt")
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class ResumeCode(Base):
    """A code that brings a conversation to another device. Only a keyed hash of it is kept; it works once."""

    __tablename__ = "resume_code"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed: Mapped[bool]
