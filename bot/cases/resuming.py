"""Use cases of the resume code: give one, have it typed back, let it bring the conversation to another address once.

A code looks like a Russian mobile number with an extension. Only its keyed hash is kept. Its thirteen random digits
outlast any guesser at the pace at which messages are taken, so wrong ones need no count that could lock others out.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Literal

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases import outbox, sight
from bot.cases.conversations import PAGES, Conversations
from bot.cases.erasures import Erasures
from bot.cases.models import Conversation, Reply, ResumeCode
from bot.cases.trail import Trail
from bot.vault.sealing import Sealer

# Between number and extension may stand «доб.», a comma, a blank or nothing, as phones and people write it.
CODE = re.compile(r"\s*(?:\+?7|8)[\s()-]*9(?:[\s()-]*\d){9}[^\d\n]{0,16}\d(?:[\s-]*\d){3}\s*")
DIGITS = 14  # with the nine in front

Outcome = Literal["confirmed", "resumed", "unknown"]


class Resuming:
    """The store of resume codes; ``now`` gives an aware time."""

    def __init__(
        self,
        engine: Engine,
        conversations: Conversations,
        erasures: Erasures,
        sealer: Sealer,
        now: Callable[[], datetime],
    ) -> None:
        self._sessions = sessionmaker(engine)
        self._conversations = conversations
        self._erasures = erasures
        self._key = sealer.derive("resume-code")
        self._trail = Trail(engine, conversations, now)

    def give(self, conversation_id: str) -> str:
        """Return a new code for the conversation; an earlier one works no more. It works once it was typed back."""
        digits = f"9{secrets.randbelow(10**13):013d}"
        with self._sessions.begin() as session:
            self._conversations.key_of(session, conversation_id)  # ConversationNotFoundError
            session.execute(delete(ResumeCode).where(ResumeCode.conversation_id == conversation_id))
            session.add(ResumeCode(conversation_id=conversation_id, code_hash=self._hash(digits), confirmed=False))
        return f"8 {digits[:3]} {digits[3:6]}-{digits[6:8]}-{digits[8:10]} доб. {digits[10:]}"

    def take(self, conversation_id: str, text: str) -> tuple[Outcome, str]:
        """Take what was typed in a conversation: its own new code is confirmed, a confirmed one of another brings that.

        Then the conversation that the code belongs to, whose id is returned, has this one's address, and the erasure of
        this one has been begun. What is no code is ``unknown``.
        """
        if not CODE.fullmatch(text):
            return "unknown", conversation_id
        code_hash = self._hash("".join(re.findall(r"\d", text))[-DIGITS:])
        with self._sessions.begin() as session:
            found = session.scalar(select(ResumeCode).where(ResumeCode.code_hash == code_hash).with_for_update())
            if found is not None and found.conversation_id == conversation_id:
                found.confirmed = True
                return "confirmed", conversation_id
            if found is None or not found.confirmed:
                return "unknown", conversation_id
            resumed = found.conversation_id
            session.delete(found)
            self._move(session, resumed, conversation_id)
            return "resumed", resumed

    def _move(self, session: Session, resumed: str, here: str) -> None:
        """Bring ``resumed`` to the address of ``here``; its lines are numbered on from what that page has seen.

        What a messenger has still to bring goes to the new chat; a page shows all lines by itself. What stands in
        either chat goes along, to be taken back.
        """
        row, gone = session.get_one(Conversation, resumed), session.get_one(Conversation, here)
        address = self._conversations.key_of(session, here).open(gone.address, "address").decode()
        channel, seen = gone.channel, gone.last_seq
        self._trail.carry(session, here, resumed)
        self._erasures.remove(session, gone)
        session.flush()
        self._conversations.readdress(row, channel, address)
        key = self._conversations.key_of(session, resumed)
        lines = session.scalars(select(Reply).where(Reply.conversation_id == resumed).order_by(Reply.seq)).all()
        moved = [
            Reply(
                conversation_id=resumed,
                seq=seen + number,
                author=line.author,
                body=key.seal(key.open(line.body, f"reply:{line.seq}"), f"reply:{seen + number}"),
                created_at=line.created_at,
            )
            for number, line in enumerate(lines, 1)
        ]
        renumbered = {line.seq: seen + number for number, line in enumerate(lines, 1)}
        session.execute(delete(Reply).where(Reply.conversation_id == resumed))
        for line in lines:
            session.expunge(line)
        session.add_all(moved)
        row.base_seq, row.last_seq, row.blocked_at = seen, seen + len(moved), None
        sight.move(session, resumed, renumbered)
        outbox.move(session, resumed, None if channel in PAGES else renumbered)

    def _hash(self, digits: str) -> str:
        # Slow it need not be: who has the key to try codes by opens the conversations themselves.
        return hmac.digest(self._key, digits.encode(), "sha256").hex()
