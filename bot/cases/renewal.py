"""Wraps what stands under the instance's keys anew after a rotation. What a data key sealed is not touched."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import sessionmaker

from bot.cases.models import Conversation, Invitation, LearningSample, Person, SecondFactor, TakeBack
from bot.vault.sealing import Sealer, SealError

# The key of a row, and what stands in it under the instance's keys, bound to "table:key".
WRAPPED = (
    (Conversation.id, Conversation.wrapped_key),
    (Person.id, Person.name),
    (Invitation.id, Invitation.name),
    (SecondFactor.person_id, SecondFactor.secret),
    (LearningSample.id, LearningSample.body),
    (TakeBack.id, TakeBack.body),
)


LOOK_AT = 20  # rows of each kind: one that is damaged must not stop a start


def opens(engine: Engine, sealer: Sealer) -> bool:
    """Return whether the keys open anything of what stands under them; True where nothing does."""
    stored = False
    for row_id, column in WRAPPED:
        with sessionmaker(engine)() as session:
            found = session.execute(select(row_id, column).limit(LOOK_AT)).all()
        for which, sealed in found:
            stored = True
            with suppress(SealError):
                sealer.open(sealed, f"{row_id.class_.__tablename__}:{which}")
                return True
    return not stored


def renew(engine: Engine, sealer: Sealer) -> int:
    """Bring every wrapped key under the current one; returns how many were not. Safe to cut short and repeat.

    A row at a time: nobody waits for it, and what changes meanwhile is found by the next look.
    """
    sessions = sessionmaker(engine)
    changed = 0
    for row_id, column in WRAPPED:
        with sessions() as session:
            found = session.execute(select(row_id, column)).all()
        for which, sealed in found:
            fresh = sealer.renewed(sealed, f"{row_id.class_.__tablename__}:{which}")
            if fresh is not None:
                with sessions.begin() as session:
                    this = (row_id == which, column == sealed)
                    session.execute(update(column.class_).where(*this).values({column.key: fresh}))
                changed += 1
    return changed
