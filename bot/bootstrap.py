"""Builds the service from its settings, once, in one place. Nothing else creates engines, clients or clocks."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot import law, redaction, replies, reports, safety
from bot.assistant.records import Records
from bot.cases.audit import Audit
from bot.cases.casework import Casework
from bot.cases.console_sessions import ConsoleSessions
from bot.cases.conversations import Conversations
from bot.cases.counters import Counters
from bot.cases.database import connect
from bot.cases.drafts import Drafts
from bot.cases.erasures import Erasures
from bot.cases.guessing import Guessing
from bot.cases.habits import Habits
from bot.cases.invitations import Invitations
from bot.cases.learning import Learning
from bot.cases.names import Names
from bot.cases.outbox import Outbox
from bot.cases.people import People
from bot.cases.photographs import Photographs
from bot.cases.queue import Queue
from bot.cases.reminders import Reminders
from bot.cases.reserve import Reserve
from bot.cases.resuming import Resuming
from bot.cases.reviews import Reviews
from bot.cases.rota import Rota
from bot.cases.second_factors import SecondFactors
from bot.cases.sight import Sight
from bot.cases.signing_in import SigningIn
from bot.cases.stock import Stock
from bot.cases.trail import Trail
from bot.cases.wishes import Wishes
from bot.contacts import Directory
from bot.conversation import wording
from bot.conversation.caring import Caring
from bot.conversation.consents import Consents
from bot.conversation.correspondence import Correspondence
from bot.conversation.deciding import Deciding
from bot.conversation.engine import RasaEngine
from bot.conversation.erasing import Erasing
from bot.conversation.erasure import Erasure
from bot.conversation.guide import Guide
from bot.conversation.guided import Guided
from bot.conversation.guidedforms import Forms
from bot.conversation.lessons import Lessons
from bot.conversation.notices import Notices
from bot.conversation.requests import Requests
from bot.conversation.sayings import Sayings
from bot.conversation.submitting import Submitting
from bot.conversation.turns import Turns
from bot.conversation.wishes import PrivacyWishes
from bot.live import Live
from bot.safety import SafetyLayer
from bot.settings import ROOT, Settings
from bot.studio.workspace import Workspace
from bot.vault import keys
from bot.vault.sealing import Sealer, keyed_hash

logger = logging.getLogger(__name__)

PEOPLE_ZONE = ZoneInfo("Europe/Moscow")  # "вчера" is meant there


def now() -> datetime:
    """Return the current time, aware. The only clock of the app."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Everything a part of the service may ask for; each is built when it is first needed."""

    settings: Settings
    now: Callable[[], datetime] = now

    def farewell(self) -> str:
        """Return the last word of an instance that was closed, empty for one that works."""
        path = self.settings.farewell_path
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def today(self) -> date:
        """Return the date where most people who write are: an hour's error at midnight is shown and can be mended."""
        return self.now().astimezone(PEOPLE_ZONE).date()

    @cached_property
    def sealer(self) -> Sealer:
        """The instance keys."""
        return keys.load(self.settings.key_path)

    @cached_property
    def fingerprint(self) -> str:
        """The instance's public fingerprint: it tells nothing of the keys and stays over a rotation."""
        digits = keyed_hash(self.sealer.derive("fingerprint"), "instance")[:40].upper()
        return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))

    @cached_property
    def knowledge(self) -> law.Knowledge:
        """The law with what is signed, approved or withdrawn here; one object for as long as the process lives."""
        return self.live.law()

    @cached_property
    def directory(self) -> Directory:
        """Those who help, without those that are withdrawn here; one object for as long as the process lives."""
        return self.live.contacts()

    @cached_property
    def live(self) -> Live:
        """What is signed, approved or withdrawn on this instance."""
        return Live(self.settings.live_path, Workspace(ROOT, self.settings.approved_path))

    def refresh(self) -> None:
        """Take over what has become another since: whoever holds the law or the directory holds the new one."""
        known = self.knowledge
        if self.live.changed():
            known.renew(self.live.law())
            self.replies.renew(self.live.replies())
            if self.directory.shut != self.live.state().contacts_shut():
                self.directory.renew(self.live.contacts())

    def warm(self) -> None:
        """Read what the first answer and the first paper would wait for; raises what a broken file raises."""
        self.guide  # noqa: B018
        reports.phrasebook()

    def warm_to_hear(self) -> None:
        """Read what the first message would wait for as well, where messages are received and worked off."""
        for layer in (safety.load(), self.beside):
            layer.warm()
        self.warm()

    def keep_current(self, every: float = 1.0) -> None:
        """Refresh for as long as the process lives, from a thread of its own."""
        threading.Thread(target=self._keep_current, args=(every,), name="live", daemon=True).start()

    def _keep_current(self, every: float) -> None:
        while True:
            try:
                self.refresh()
            except Exception as error:  # the next look may find the file whole; until then people get what they got
                logger.error("live: %s", type(error).__name__)
            time.sleep(every)

    @cached_property
    def catalogue(self) -> reports.Catalogue:
        """The documents."""
        return reports.load()

    @cached_property
    def replies(self) -> replies.Replies:
        """The texts, with what is approved here; one object for as long as the process lives."""
        return self.live.replies()

    @cached_property
    def conversations(self) -> Conversations:
        """The store of conversations."""
        idle = timedelta(hours=self.settings.idle_hours)
        return Conversations(self.database, self.sealer, self.now, idle, wording.kind)

    @cached_property
    def drafts(self) -> Drafts:
        """The store of drafts."""
        keep = timedelta(hours=self.settings.draft_hours)
        return Drafts(self.database, self.conversations, self.catalogue, self.knowledge, self.now, keep)

    @cached_property
    def guide(self) -> Guide:
        """What is said, from law, documents and contacts."""
        return Guide(
            self.knowledge, self.directory, self.catalogue, self.replies, self.conversations, self.drafts,
            has_advocates=self.settings.advocates, can_be_shown=self.submitting.can_be_read,
            idle_hours=self.settings.idle_hours,
        )  # fmt: skip

    @cached_property
    def engine(self) -> RasaEngine:
        """The dialogue engine."""
        token = self.sealer.derive("assistant-token").hex()
        return RasaEngine(lambda: self.settings.assistant_url, token, self.records, self.now)

    @cached_property
    def records(self) -> Records:
        """The assistant's records, to be forgotten; only the assistant itself can read them."""
        return Records(self.settings.tracker_database)

    @cached_property
    def erasures(self) -> Erasures:
        """The notes of erasures under way."""
        return Erasures(self.database, self.conversations, self.now)

    @cached_property
    def trail(self) -> Trail:
        """The messages that stand in messengers' chats."""
        return Trail(self.database, self.conversations, self.now)

    @cached_property
    def habits(self) -> Habits:
        """What people wish of the bot in a messenger."""
        return Habits(self.database, self.conversations)

    @cached_property
    def reminders(self) -> Reminders:
        """The days people have marked."""
        return Reminders(self.database, self.conversations, self.habits, self.now)

    @cached_property
    def requests(self) -> Requests:
        """The answers to requests that are no matter of law."""
        return Requests(self.conversations, self.habits, self.reminders, self.replies, self.now)

    @cached_property
    def outbox(self) -> Outbox:
        """What is on its way to messengers."""
        return Outbox(self.database, self.conversations, self.trail, self.now)

    @cached_property
    def people(self) -> People:
        """Those who review."""
        return People(self.database, self.sealer, self.now)

    @cached_property
    def factors(self) -> SecondFactors:
        """The second factors of those who sign in."""
        return SecondFactors(self.database, self.sealer, self.now)

    @cached_property
    def invitations(self) -> Invitations:
        """The links that let somebody in for the first time."""
        return Invitations(self.database, self.people, self.factors, self.sealer, self.now)

    @cached_property
    def guessing(self) -> Guessing:
        """The delay against guessing a way in."""
        return Guessing(self.database, self.now)

    @cached_property
    def signing_in(self) -> SigningIn:
        """Who may come in."""
        return SigningIn(self.people, self.factors, self.guessing, self.sealer)

    @cached_property
    def console_sessions(self) -> ConsoleSessions:
        """The devices that are signed in."""
        return ConsoleSessions(self.database, self.now)

    @cached_property
    def audit(self) -> Audit:
        """Who did what to what."""
        keep = timedelta(days=self.settings.audit_days)
        return Audit(self.database, self.sealer, self.now, self.settings.audit_head_path, keep)

    @cached_property
    def rota(self) -> Rota:
        """Who is on duty when."""
        return Rota(self.database)

    @cached_property
    def reviews(self) -> Reviews:
        """The sealed cases."""
        return Reviews(self.database, self.erasures, self.sealer, self.now, timedelta(days=self.settings.case_days))

    @cached_property
    def photographs(self) -> Photographs:
        """The photos in cases."""
        return Photographs(self.database, self.reviews)

    @cached_property
    def sight(self) -> Sight:
        """Whether what advocates sent was seen."""
        return Sight(self.database)

    @cached_property
    def casework(self) -> Casework:
        """An advocate at work on a case."""
        return Casework(self.reviews, self.catalogue, self.knowledge, self.today)

    @cached_property
    def stock(self) -> Stock:
        """What each advocate keeps for himself."""
        return Stock(self.database)

    @cached_property
    def deciding(self) -> Deciding:
        """What an advocate decides, said in the chat."""
        return Deciding(self.reviews, self.casework, self.correspondence)

    @cached_property
    def queue(self) -> Queue:
        """The queue of cases."""
        return Queue(self.database, self.reviews, self.queue_codes)

    @cached_property
    def queue_codes(self) -> dict[str, tuple[str, ...]]:
        """What the queue may be filtered by, besides language and state."""
        return {"category": law.CATEGORIES, "option": tuple(self.knowledge.options)}

    @cached_property
    def correspondence(self) -> Correspondence:
        """What goes between a case and the chat."""
        keep = timedelta(hours=self.settings.draft_hours)
        days = self.settings.backup_days
        return Correspondence(
            self.reviews, self.photographs, self.conversations, self.drafts, self.replies, self.today, keep, days
        )

    @cached_property
    def submitting(self) -> Submitting:
        """The way of a draft to the advocates."""
        return Submitting(
            self.reviews, self.drafts, self.conversations, self.wishes, self.erasure, self.knowledge, self.replies,
            self.today, on_duty=self.settings.advocates, case_days=self.settings.case_days,
            backup_days=self.settings.backup_days,
        )  # fmt: skip

    @cached_property
    def learning(self) -> Learning:
        """What trainers learn from."""
        return Learning(self.database, self.sealer, self.now, timedelta(days=self.settings.learning_days))

    @cached_property
    def redactor(self) -> redaction.Redactor:
        """What takes out of a message whatever tells who wrote it."""
        return redaction.load()

    @cached_property
    def consents(self) -> Consents:
        """What is asked for by itself."""
        names = Names(self.database, self.conversations)
        return Consents(self.wishes, names, self.replies, self.today)

    @cached_property
    def counters(self) -> Counters:
        """The counters."""
        return Counters(self.database, self.now)

    @cached_property
    def lessons(self) -> Lessons:
        """What is kept for trainers."""
        return Lessons(self.wishes, self.learning, self.counters, lambda: self.redactor, secrets.randbelow)

    @cached_property
    def resuming(self) -> Resuming:
        """The resume codes."""
        return Resuming(self.database, self.conversations, self.erasures, self.sealer, self.now)

    @cached_property
    def wishes(self) -> Wishes:
        """What people wish for their data."""
        return Wishes(self.database, self.conversations, self.now)

    @cached_property
    def privacy_wishes(self) -> PrivacyWishes:
        """The answers to such wishes."""
        return PrivacyWishes(
            self.conversations, self.wishes, self.resuming, self.erasure, self.notices, self.consents, self.beside,
            self.now, self.today,
        )  # fmt: skip

    @cached_property
    def notices(self) -> Notices:
        """What is said about a person's data."""
        return Notices(self.replies, self.settings.backup_days)

    @cached_property
    def erasure(self) -> Erasure:
        """The one way to erase."""
        return Erasure(self.erasures, self.conversations, self.engine, self.notices, self.today, self.reserve)

    @cached_property
    def reserve(self) -> Reserve:
        """Room on the disk for erasing."""
        return Reserve(self.settings.reserve_path)

    @cached_property
    def turns(self) -> Turns:
        """One message, end to end."""
        sayings = Sayings(self.guide)
        return Turns(
            self.conversations,
            self.engine,
            safety.load(),
            sayings,
            self.erasure,
            self.today,
            self.settings.max_message,
            self.privacy_wishes,
            self.farewell,
            self.submitting,
            self.correspondence,
            self.consents,
            self.lessons,
            self.requests,
            Erasing(self.conversations, safety.load(), self.beside, sayings, self.today),
            Caring(self.conversations, safety.load(), self.beside, sayings, self.today),
            self.beside,
        )

    @cached_property
    def guided(self) -> Guided:
        """The guided way: the questions of the talk as a form."""
        forms = Forms(self.catalogue, self.replies.captions)
        caring = Caring(self.conversations, safety.load(), self.beside, Sayings(self.guide), self.today)
        return Guided(
            self.conversations, self.guide, forms, self.engine, self.turns, caring, self.submitting, self.today
        )

    @cached_property
    def beside(self) -> SafetyLayer:
        """What is heard beside the signals of the safety layer."""
        return safety.load_beside()

    def close(self) -> None:
        """Close what was opened."""
        if "database" in self.__dict__:
            self.database.dispose()
        if "records" in self.__dict__:
            self.records.close()
        if "engine" in self.__dict__:
            self.engine.close()

    @cached_property
    def database(self) -> Engine:
        """The app's database."""
        return connect(self.settings.database)


def build(settings: Settings) -> Services:
    """Return the services of ``settings``; nothing is opened until it is used."""
    return Services(settings)
