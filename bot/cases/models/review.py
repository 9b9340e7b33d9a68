"""Tables of the sealed review: those who review, the cases, and who may open which."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.models.base import Base, UtcDateTime


class Person(Base):
    """One who reviews, or the instance's recovery key. The server holds the private key only locked by a password."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    role: Mapped[str] = mapped_column(String(10))
    login_hash: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    locked_key: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Case(Base):
    """One submitted case. Anybody can add to it with its public key; to read it takes a ``case_key`` of one's own.

    ``seen_seq``: the last line of his chat that the person's page is known to have shown.
    """

    __tablename__ = "case"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(8))
    urgency: Mapped[int] = mapped_column(default=0, server_default="0")
    hot_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    assigned_to: Mapped[str | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    items: Mapped[int]
    seen_seq: Mapped[int] = mapped_column(default=0, server_default="0")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __table_args__ = (Index("ix_case_queue", "urgency", "submitted_at", "id"),)


class CaseTag(Base):
    """What the queue may be filtered by. A tag is a keyed hash: the disk alone does not tell what it stands for."""

    __tablename__ = "case_tag"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(64), primary_key=True)

    __table_args__ = (Index("ix_case_tag_tag", "tag", "case_id"),)


class CaseKey(Base):
    """A case's private key, sealed to one person. Without a row there is no reading."""

    __tablename__ = "case_key"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)


class CaseItem(Base):
    """One thing in a case (a draft, facts, a message, a comment, a photo), sealed to the case's public key.

    ``line``: the number of the line that told the person of it; see `bot.cases.sight`.
    """

    __tablename__ = "case_item"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    author: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(12))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    line: Mapped[int | None]
