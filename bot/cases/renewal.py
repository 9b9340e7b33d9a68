"""Wraps what stands under the instance's keys anew after a rotation. What a data key sealed is not touched."""

from __future__ import annotations

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import sessionmaker

from bot.cases.models import Conversation
from bot.vault.sealing import Sealer


def renew(engine: Engine, sealer: Sealer) -> int:
    """Bring every wrapped key under the current one; returns how many were not. Safe to cut short and repeat.

    A row at a time: nobody waits for it, and what changes meanwhile is found by the next look.
    """
    sessions = sessionmaker(engine)
    with sessions() as session:
        rows = session.execute(select(Conversation.id, Conversation.wrapped_key)).all()
    changed = 0
    for conversation_id, wrapped in rows:
        fresh = sealer.renewed(wrapped, f"conversation:{conversation_id}")
        if fresh is not None:
            this = (Conversation.id == conversation_id, Conversation.wrapped_key == wrapped)
            with sessions.begin() as session:
                session.execute(update(Conversation).where(*this).values(wrapped_key=fresh))
            changed += 1
    return changed
