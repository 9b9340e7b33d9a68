"""Use cases of what a person may wish for his data: how long it stays, a decoy word, each consent for itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import sessionmaker

from bot.cases.conversations import ConversationNotFoundError, Conversations
from bot.cases.database import reading
from bot.cases.looking import Readers
from bot.cases.messages import Outgoing
from bot.cases.models import Conversation, Turn

LAYERS = ("names", "review", "learning")  # each is asked for by itself; none is there at the beginning
# What else is noted there, never a word of his: despair or danger was heard, learning was asked for, and is to be asked
# for at a calm moment because he was often missed.
CARED, ASKED, TO_ASK = "care", "asked", "to_ask"
WARN_BEFORE = timedelta(hours=1)


class Wishes:
    """The store of wishes; ``now`` gives an aware time. Every method may raise ConversationNotFoundError."""

    def __init__(self, engine: Engine, conversations: Conversations, now: Callable[[], datetime]) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._conversations = conversations
        self._now = now

    # -- how long --------------------------------------------------------------------------------------------------

    def ends_at(self, conversation_id: str) -> datetime:
        """Return when the conversation is erased if nothing more is said."""
        with self._reading_sessions() as session:
            found = session.scalar(select(Conversation.expires_at).where(Conversation.id == conversation_id))
        if found is None:
            raise ConversationNotFoundError
        return found

    def to_warn(self) -> Sequence[tuple[str, str]]:
        """Return (id, language) of conversations that end within the hour, in which the person said something."""
        with self._reading_sessions() as session:
            said = exists().where(Turn.conversation_id == Conversation.id)
            rows = session.execute(
                select(Conversation.id, Conversation.lang).where(
                    Conversation.expires_at <= self._now() + WARN_BEFORE,
                    Conversation.expires_at > self._now(),
                    Conversation.warned.is_(False),
                    said,
                )
            )
            return [(row.id, row.lang) for row in rows]

    def warn(self, conversation_id: str, lines: Sequence[Outgoing]) -> None:
        """Say once that the conversation ends soon; its time stays the same."""
        with self._sessions.begin() as session:
            row = session.get(Conversation, conversation_id, with_for_update=True)
            if row is not None and not row.warned:
                row.warned = True
                self._conversations.append(session, conversation_id, lines)

    # -- the decoy word --------------------------------------------------------------------------------------------

    def set_decoy(self, conversation_id: str, word: str) -> None:
        """Keep the word, sealed, at which this conversation turns into a harmless one."""
        with self._sessions.begin() as session:
            key = self._conversations.key_of(session, conversation_id)
            session.get_one(Conversation, conversation_id).decoy = key.seal(_folded(word).encode(), "decoy")

    def is_decoy(self, conversation_id: str, text: str) -> bool:
        """Tell whether a message is the decoy word and nothing else."""
        with self._reading_sessions() as session:
            row = session.get(Conversation, conversation_id)
            if row is None or row.decoy is None:
                return False
            return self._conversations.key_of(session, row.id).open(row.decoy, "decoy").decode() == _folded(text)

    # -- consent ---------------------------------------------------------------------------------------------------

    def consent(self, conversation_id: str, layer: str, given: bool) -> None:
        """Note a yes or take it back; ``layer`` is one of LAYERS (ValueError)."""
        if layer not in LAYERS:
            raise ValueError("layer")
        self._note(conversation_id, layer, given)

    def consented(self, conversation_id: str, layer: str) -> bool:
        """Tell whether a yes was given and not taken back; no for a conversation that is gone."""
        return self.marked(conversation_id, layer)

    def mark(self, conversation_id: str, code: str) -> None:
        """Note CARED, ASKED or TO_ASK."""
        self._note(conversation_id, code, True)

    def marked(self, conversation_id: str, code: str) -> bool:
        """Tell whether a code is noted; no for a conversation that is gone."""
        return code in self.noted(conversation_id)

    def noted(self, conversation_id: str) -> frozenset[str]:
        """Return all that is noted; nothing for a conversation that is gone."""
        with self._reading_sessions() as session:
            held = session.scalar(select(Conversation.consents).where(Conversation.id == conversation_id))
            return frozenset((held or "").split())

    def count(self, conversation_id: str, code: str, most: int) -> bool:
        """Count one more of something under a code; False when there were ``most`` already. No word of his is kept."""
        with self._sessions.begin() as session:
            row = self._conversations.locked(session, conversation_id)
            held = row.consents.split()
            counted = next((one for one in held if one.rstrip("0123456789") == code and one != code), f"{code}0")
            number = int(counted[len(code) :])
            if number >= most:
                return False
            row.consents = " ".join(sorted({*held} - {counted} | {f"{code}{number + 1}"}))
            return True

    def _note(self, conversation_id: str, code: str, held: bool) -> None:
        with self._sessions.begin() as session:
            row = self._conversations.locked(session, conversation_id)
            others = set(row.consents.split()) - {code}
            row.consents = " ".join(sorted(others | ({code} if held else set())))


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("ё", "е").split()).strip(".!? ")
