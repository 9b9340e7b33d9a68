"""Use case of taking names back: the private answers, the drafts printed with them and the lines that show them go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import Conversations
from bot.cases.models import Answer, Draft, Reply
from bot.vault.sealing import Sealer

HIDDEN = "•••"
PARTS = ("last", "first", "patronymic")
PEOPLE = ("signer", "addressee", "serviceman")  # of whom a paper may print a name
WORD = re.compile(r"\w+")
ENDING = 2  # letters in which a Russian case may differ


class Names:
    """Finds and drops the names of a conversation."""

    def __init__(self, engine: Engine, conversations: Conversations) -> None:
        self._sessions = sessionmaker(engine)
        self._conversations = conversations

    def forget(self, conversation_id: str) -> None:
        """Drop all names a conversation was given; ConversationNotFoundError. The words around a name go with it."""
        with self._sessions.begin() as session:
            self._conversations.locked(session, conversation_id)
            key = self._conversations.key_of(session, conversation_id)
            given: list[str] = []
            for answer in session.scalars(select(Answer).where(Answer.conversation_id == conversation_id)):
                if answer.field.endswith("_name"):
                    given.append(key.open(answer.body, f"answer:{answer.field}").decode())
            drafts = self._named(session, key, conversation_id)
            given.extend(name for names in drafts.values() for name in names)
            session.execute(delete(Answer).where(Answer.conversation_id == conversation_id))
            session.execute(delete(Draft).where(Draft.id.in_(drafts)))
            stems = tuple(_stem(word) for text in given for word in WORD.findall(text))
            for line in session.scalars(select(Reply).where(Reply.conversation_id == conversation_id)):
                self._hide(key, line, stems, frozenset(drafts))

    @staticmethod
    def _named(session: Session, key: Sealer, conversation_id: str) -> dict[str, list[str]]:
        """Return the drafts that print a name, with the names."""
        found: dict[str, list[str]] = {}
        for row in session.scalars(select(Draft).where(Draft.conversation_id == conversation_id)):
            if row.source is None:
                continue
            facts: dict[str, Any] = json.loads(key.open(row.source, f"draft-source:{row.id}"))["facts"]
            people = [facts.get(role) or {} for role in PEOPLE]
            names = [str(person[part]) for person in people for part in PARTS if person.get(part)]
            if names:
                found[row.id] = names
        return found

    @staticmethod
    def _hide(key: Sealer, line: Reply, stems: tuple[str, ...], drafts: Iterable[str]) -> None:
        body = json.loads(key.open(line.body, f"reply:{line.seq}"))
        files = [file for file in body["files"] if file["id"].partition(".")[0] not in drafts]
        said = (word.casefold() for word in WORD.findall(body["text"]))
        if len(files) == len(body["files"]) and not any(word.startswith(stems) for word in said if stems):
            return
        hidden = json.dumps({**body, "text": HIDDEN, "files": files}, ensure_ascii=False).encode()
        line.body = key.seal(hidden, f"reply:{line.seq}")


def _stem(word: str) -> str:
    word = word.casefold()
    return word[: max(3, len(word) - ENDING)]
