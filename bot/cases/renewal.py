"""Wraps what stands under the instance's keys anew after a rotation. What a data key sealed is not touched."""

from __future__ import annotations

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import sessionmaker

from bot.cases.models import Conversation, Person
from bot.vault.sealing import Sealer


def renew(engine: Engine, sealer: Sealer) -> int:
    """Bring every wrapped key under the current one; returns how many were not. Safe to cut short and repeat.

    A row at a time: nobody waits for it, and what changes meanwhile is found by the next look.
    """
    sessions = sessionmaker(engine)
    with sessions() as session:
        found = [
            *(("conversation", *row) for row in session.execute(select(Conversation.id, Conversation.wrapped_key))),
            *(("person", *row) for row in session.execute(select(Person.id, Person.name))),
        ]
    columns = {"conversation": Conversation.wrapped_key, "person": Person.name}
    changed = 0
    for table, row_id, sealed in found:
        fresh = sealer.renewed(sealed, f"{table}:{row_id}")
        if fresh is not None:
            column = columns[table]
            this = (column.class_.id == row_id, column == sealed)
            with sessions.begin() as session:
                session.execute(update(column.class_).where(*this).values({column.key: fresh}))
            changed += 1
    return changed
