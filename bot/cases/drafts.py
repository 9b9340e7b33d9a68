"""Use cases of a draft: draw a report from facts, give its files out, let it go when its time is over.

The document is kept sealed as it was drawn, so a later change of template or law does not change what a person holds;
a file of it is rendered when it is asked for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, sessionmaker

from bot.cases.conversations import Conversations
from bot.cases.database import reading
from bot.cases.messages import FileContent, FileRef
from bot.cases.models import Draft as DraftRow
from bot.reports import Catalogue, Document, draft, render
from bot.vault.sealing import keyed_hash

MEDIA_TYPES = {
    "png": "image/png",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Drafted:
    """A drafted report: its id, the document model, its text and the files a person can take."""

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
        self._reading_sessions = sessionmaker(reading(engine))
        self._conversations = conversations
        self._catalogue = catalogue
        self._knowledge = knowledge
        self._now = now
        self._keep = keep

    def draft(
        self, conversation_id: str, made_by: str, document_id: str, facts: Mapping[str, Any], *, on: date
    ) -> Drafted:
        """Draw ``document_id`` from ``facts`` on the date ``on`` and keep it.

        ``made_by`` names the message that asked for it: asked again (a redelivered turn), the same draft comes back.
        Raises ReportError for an unknown document or a fact of the wrong kind, ConversationNotFoundError.
        """
        with self._sessions.begin() as session:
            row = session.scalar(
                select(DraftRow).where(DraftRow.conversation_id == conversation_id, DraftRow.made_by == made_by)
            )
            if row is None:
                row = self._drawn(session, conversation_id, made_by, document_id, facts, on)
            return self._drafted(session, row)

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

    def _drawn(
        self,
        session: Session,
        conversation_id: str,
        made_by: str,
        document_id: str,
        facts: Mapping[str, Any],
        on: date,
    ) -> DraftRow:
        document = draft(
            document_id, facts, on=on, catalogue=self._catalogue, knowledge=self._knowledge, reviewed=False
        )
        draft_id = secrets.token_hex(12)
        body = json.dumps(document.as_dict(), ensure_ascii=False, default=str).encode()
        key = self._conversations.key_of(session, conversation_id)
        now = self._now()
        row = DraftRow(
            id=draft_id,
            conversation_id=conversation_id,
            made_by=made_by,
            document_id=document_id,
            body=key.seal(body, f"draft:{draft_id}"),
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
        return Drafted(row.id, document, render(document, "txt").decode(), files, row.state != "unreviewed")

    def _document(self, session: Session, row: DraftRow) -> Document:
        key = self._conversations.key_of(session, row.conversation_id)
        return Document.from_dict(json.loads(key.open(row.body, f"draft:{row.id}")))
