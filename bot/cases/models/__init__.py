"""Tables. In clear stands only what the queue and the clock need; every column that holds words is sealed bytes."""

from bot.cases.models.base import Base, UtcDateTime
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
    "Base",
    "ButtonPayload",
    "Case",
    "CaseItem",
    "CaseKey",
    "CaseTag",
    "Conversation",
    "Draft",
    "Forgetting",
    "Guess",
    "LearningSample",
    "Person",
    "Reply",
    "ResumeCode",
    "Turn",
    "UtcDateTime",
]
