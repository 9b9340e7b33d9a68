"""Readings made by hand: what a message was heard as, with the signs its words show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot import contacts, law, replies, reports
from bot.conversation import signs
from bot.conversation.guide import Guide
from bot.dialogue import Answer, Heard, State

TODAY = date(2026, 11, 29)


def mouth() -> Guide:
    """The bot's mouth, with the real law and texts; no conversation or draft is looked up here."""
    kept: Any = None
    return Guide(
        law.load(), contacts.load(), reports.load(), replies.load(), kept, kept,
        has_advocates=False, can_be_shown=lambda: False, idle_hours=24,
    )  # fmt: skip


def found(text: str, entry: Mapping[str, Any]) -> Heard:
    """A typed message with the questions that the trained model finds in it: an entry of `bot.assistant.nlu.ask`."""
    return Heard(
        "choice", "nlu_fallback", question=entry["question"], may_ask=tuple(entry["scores"].items()),
        words=len(text.split()), signs=signs.shown(text).signs,
    )  # fmt: skip


def state(**fields: Any) -> State:
    """A state on the day of the tests; what is no field of the state is a fact."""
    known = {name: fields.pop(name) for name in list(fields) if name not in State.__dataclass_fields__}
    return State(TODAY, facts=known, **fields)


def heard(
    kind: str, text: str = "…", *, intent: str = "", meant: str = "", question: str | None = None,
    answer: Answer | None = None, confidence: float = 0.9, **told: Any,
) -> Heard:  # fmt: skip
    """A typed message; ``meant``: what the model leans to where it is not sure; ``told``: what it tells."""
    shown = signs.shown(text)
    ranking = ((meant, 0.5),) if meant else ((intent, confidence),) if intent else ()
    return Heard(
        kind, intent or "nlu_fallback", confidence, ranking, question=question, answer=answer, told=told,
        signs=shown.signs, part=shown.part, paper=shown.paper, declined=shown.declined,
        for_paper=dict(shown.for_paper),
    )  # fmt: skip
