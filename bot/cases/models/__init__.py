"""Tables. In clear stands only what the queue and the clock need; every column that holds words is sealed bytes."""

from bot.cases.models.base import Base, UtcDateTime
from bot.cases.models.console import (
    AuditRow,
    ConsoleSession,
    Duty,
    Invitation,
    OwnShelf,
    PersonRole,
    RecoveryCode,
    SecondFactor,
    SignInFailure,
)
from bot.cases.models.conversation import (
    Answer,
    ButtonPayload,
    Conversation,
    Draft,
    Forgetting,
    Reply,
    ResumeCode,
    Turn,
)
from bot.cases.models.delivery import ChatMessage, Delivery, Reminder, TakeBack
from bot.cases.models.learning import Counter, LearningSample
from bot.cases.models.review import Case, CaseItem, CaseKey, CaseTag, Person

__all__ = [
    "Answer",
    "AuditRow",
    "Base",
    "ButtonPayload",
    "Case",
    "CaseItem",
    "CaseKey",
    "CaseTag",
    "ChatMessage",
    "ConsoleSession",
    "Conversation",
    "Counter",
    "Delivery",
    "Draft",
    "Duty",
    "Forgetting",
    "Invitation",
    "LearningSample",
    "OwnShelf",
    "Person",
    "PersonRole",
    "RecoveryCode",
    "Reminder",
    "Reply",
    "ResumeCode",
    "SecondFactor",
    "SignInFailure",
    "TakeBack",
    "Turn",
    "UtcDateTime",
]
