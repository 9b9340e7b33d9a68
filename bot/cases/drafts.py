"""Use cases of a draft: draw a report from facts, give its files out, let it go when its time is over.

The document is kept sealed as it was drawn, so a later change of template or law does not change what a person holds;
a file of it is rendered when it is asked for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.casefile import CaseFile
from bot.cases.conversations import Conversations
from bot.cases.database import reading
from bot.cases.looking import Readers
from bot.cases.messages import FileContent, FileRef
from bot.cases.models import Draft as DraftRow
from bot.cases.names import PEOPLE
from bot.reports import Catalogue, Document, as_message, draft, render
from bot.vault.sealing import keyed_hash

MEDIA_TYPES = {
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Source:
    """What a draft was drawn from: the dialogue's facts, the way out it is for, and who asked. Kept sealed with it."""

    profile: Mapping[str, Any]
    option: str | None
    asker: str

    def __repr__(self) -> str:
        return "Source()"


@dataclass(frozen=True)
class Drafted:
    """A drafted report: its id, the document model, its text as a message and the files a person can take."""

    id: str
    document: Document
    text: str
    files: tuple[FileRef, ...]
    reviewed: bool


class Drafts:
    """The store of drafts; ``knowledge`` gives the templates their articles, ``keep`` is how long a draft stays."""

    def __init__(
        self,
        engine: Engine,
        conversations: Conversations,
        catalogue: Catalogue,
        knowledge: Any,
        now: Callable[[], datetime],
        keep: timedelta,
    ) -> None:
        self._sessions = sessionmaker(engine)
        self._reading_sessions = Readers(reading(engine))
        self._conversations = conversations
        self._catalogue = catalogue
        self._knowledge = knowledge
        self._now = now
        self._keep = keep

    def draft(
        self,
        conversation_id: str,
        made_by: str,
        document_id: str,
        facts: Mapping[str, Any],
        *,
        on: date,
        source: Source | None = None,
    ) -> Drafted:
        """Draw ``document_id`` from ``facts`` on the date ``on`` and keep it, with its ``source`` for an advocate.

        ``made_by`` names the message that asked for it: asked again (a redelivered turn), the same draft comes back.
        Raises ReportError for an unknown document or a fact of the wrong kind, ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            self._conversations.locked(session, conversation_id)
            row = self._made(session, conversation_id, made_by)
            if row is None:
                document = draft(
                    document_id, facts, on=on, catalogue=self._catalogue, knowledge=self._knowledge, reviewed=False
                )
                kept = {"facts": dict(facts), "on": on, **asdict(source or Source({}, None, "self"))}
                row = self._kept(session, conversation_id, made_by, document, kept)
            return self._drafted(session, row)

    def keep(self, conversation_id: str, made_by: str, document: Document) -> Drafted:
        """Keep a document that an advocate finished, sealed under the conversation's key, and give its files.

        ``made_by`` as for ``draft``: kept again, the same draft comes back. ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            return self.keep_within(session, conversation_id, made_by, document)

    def keep_within(self, session: Session, conversation_id: str, made_by: str, document: Document) -> Drafted:
        """As ``keep``, within a transaction of the caller."""
        self._conversations.locked(session, conversation_id)
        row = self._made(session, conversation_id, made_by)
        return self._drafted(session, row or self._kept(session, conversation_id, made_by, document, None))

    def case_file(self, conversation_id: str, draft_id: str, lang: str) -> CaseFile | None:
        """Return a draft of the conversation with what it was drawn from; None when it is not his, gone or reviewed."""
        with self._reading_sessions() as session:
            row = session.get(DraftRow, draft_id[:24])
            if row is None or row.conversation_id != conversation_id or row.expires_at <= self._now():
                return None
            if row.source is None:
                return None
            document = self._document(session, row)
            key = self._conversations.key_of(session, conversation_id)
            source = json.loads(key.open(row.source, f"draft-source:{row.id}"))
        return CaseFile(
            lang=lang,
            asker=source["asker"],
            profile=source["profile"],
            option=source["option"],
            document_id=document.id,
            report_facts=source["facts"],
            document=document.as_dict(),
            on=date.fromisoformat(source["on"]),
        )

    def people(self, conversation_id: str, document_id: str) -> dict[str, dict[str, str]]:
        """Return whom the paper of this kind drawn last names, by their place in it; nobody where none is kept."""
        with self._reading_sessions() as session:
            mine = DraftRow.conversation_id == conversation_id, DraftRow.source.is_not(None)
            rows = session.scalars(
                select(DraftRow).where(*mine, DraftRow.expires_at > self._now()).order_by(DraftRow.created_at.desc())
            )
            row = next((row for row in rows if self._document(session, row).id == document_id), None)
            if row is None or row.source is None:
                return {}
            key = self._conversations.key_of(session, conversation_id)
            facts = json.loads(key.open(row.source, f"draft-source:{row.id}"))["facts"]
        return {place: dict(facts[place]) for place in PEOPLE if facts.get(place)}

    def file(self, conversation_id: str, file_id: str) -> FileContent | None:
        """Return one file (``<draft id>.<format>``) of the conversation's drafts; None when it is not his or gone."""
        draft_id, _, kind = file_id.partition(".")
        if kind not in MEDIA_TYPES:
            return None
        with self._reading_sessions() as session:
            row = session.get(DraftRow, draft_id[:24])
            if row is None or row.conversation_id != conversation_id or row.expires_at <= self._now():
                return None
            document = self._document(session, row)
        return FileContent(document.filename(kind), MEDIA_TYPES[kind], render(document, kind))

    def purge(self) -> int:
        """Delete drafts whose time is over; returns how many. Safe to run twice."""
        with self._sessions.begin() as session:
            gone = session.scalars(delete(DraftRow).where(DraftRow.expires_at <= self._now()).returning(DraftRow.id))
            return len(gone.all())

    @staticmethod
    def _made(session: Session, conversation_id: str, made_by: str) -> DraftRow | None:
        return session.scalar(
            select(DraftRow).where(DraftRow.conversation_id == conversation_id, DraftRow.made_by == made_by)
        )

    def _kept(
        self,
        session: Session,
        conversation_id: str,
        made_by: str,
        document: Document,
        source: Mapping[str, Any] | None,
    ) -> DraftRow:
        draft_id = secrets.token_hex(12)
        body = _dump(document.as_dict())
        key = self._conversations.key_of(session, conversation_id)
        now = self._now()
        row = DraftRow(
            id=draft_id,
            conversation_id=conversation_id,
            made_by=made_by,
            body=key.seal(body, f"draft:{draft_id}"),
            source=None if source is None else key.seal(_dump(source), f"draft-source:{draft_id}"),
            content_hash=keyed_hash(key.derive("draft-content"), body.decode()),
            state="unreviewed" if document.watermark else "released",
            created_at=now,
            expires_at=now + self._keep,
        )
        session.add(row)
        session.flush()
        return row

    def _drafted(self, session: Session, row: DraftRow) -> Drafted:
        document = self._document(session, row)
        files = tuple(
            FileRef(f"{row.id}.{kind}", document.filename(kind), media, preview=kind == "png")
            for kind, media in MEDIA_TYPES.items()
        )
        return Drafted(row.id, document, as_message(document), files, row.state != "unreviewed")

    def _document(self, session: Session, row: DraftRow) -> Document:
        key = self._conversations.key_of(session, row.conversation_id)
        return Document.from_dict(json.loads(key.open(row.body, f"draft:{row.id}")))


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, default=str).encode()
