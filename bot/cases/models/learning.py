"""Tables of what trainers may learn from: redacted messages of people who said yes, and counters; tied to nobody."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.cases.models.base import Base


class LearningSample(Base):
    """One redacted message. ``id`` is random, ``week`` the Monday of its week: there is no way back to a person."""

    __tablename__ = "learning_sample"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    week: Mapped[date] = mapped_column(Date, index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)

    # Without row numbers nothing tells in which order the samples came.
    __table_args__ = ({"sqlite_with_rowid": False},)


class Counter(Base):
    """How often a code came up in a week. It is tied to nobody."""

    __tablename__ = "counter"

    week: Mapped[date] = mapped_column(Date, primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]

    # Without row numbers nothing tells in which order the counters came.
    __table_args__ = ({"sqlite_with_rowid": False},)
