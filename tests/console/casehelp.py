"""A person's case for the tests of the console, as the chat submits it."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot import reports
from bot.bootstrap import Services
from bot.cases.casefile import CaseFile
from bot.cases.reviews import Item
from bot.cases.urgency import urgency

PROFILE = {"category": "mobilised", "location": "detained", "dependant_relation": "mother", "vvk_category": "В"}
FACTS = {"complaints": "Болит спина после осколочного ранения.", "signer": {"last": "Канарейкин", "first": "Пётр"}}
DOCUMENT, OPTION = "vvk_referral", "vvk_referral"


def submitted(
    services: Services, facts: dict[str, Any] | None = None, *, address: str = "address", on: date | None = None,
    profile: dict[str, Any] | None = None, lang: str = "ru",
) -> tuple[str, str]:  # fmt: skip
    """Return the ids of a submitted case and of the conversation it answers to."""
    facts, profile, on = facts or FACTS, profile or PROFILE, on or services.today()
    document = reports.draft(
        DOCUMENT, facts, on=on, catalogue=services.catalogue, knowledge=services.knowledge, reviewed=False
    )
    file = CaseFile(lang, "self", profile, OPTION, DOCUMENT, facts, document.as_dict(), on)
    case, conversation = services.reviews.submit(
        services.conversations.open("web", address, lang),
        [Item("file", "bot", file.to_bytes())],
        tags=(f"category:{profile['category']}", f"option:{OPTION}", f"lang:{lang}"),
        urgency=urgency(profile, services.today(), services.knowledge),
    )
    services.erasure.finish(conversation)
    return case, conversation


def heard(services: Services, conversation: str) -> str:
    """Return all that the bot has said in a chat."""
    return "\n".join(line.text for line in services.conversations.transcript(conversation, 0) if line.author == "bot")


def whole(services: Services, request: str) -> str:
    """Return the paper of ``submitted`` as one text in which only what is asked for is worded otherwise."""
    document = reports.draft(
        DOCUMENT, FACTS, on=services.today(), catalogue=services.catalogue, knowledge=services.knowledge, reviewed=False
    )
    return reports.as_one_text(reports.rewritten(document, {"request": (request,)}))
