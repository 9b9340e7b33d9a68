"""Tables. In clear stands only what the queue and the clock need; every column that holds words is sealed bytes."""

from bot.cases.models.base import Base, UtcDateTime
from bot.cases.models.console import (
    AuditRow,
    ConsoleSession,
    Duty,
    Invitation,
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
    Guess,
    Reply,
    ResumeCode,
    Turn,
)
from bot.cases.models.learning import LearningSample
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
    "ConsoleSession",
    "Conversation",
    "Draft",
    "Duty",
    "Forgetting",
    "Guess",
    "Invitation",
    "LearningSample",
    "Person",
    "PersonRole",
    "RecoveryCode",
    "Reply",
    "ResumeCode",
    "SecondFactor",
    "SignInFailure",
    "Turn",
    "UtcDateTime",
]
