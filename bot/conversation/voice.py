"""What everything said is made of: a text of the templates, the words of a button, the law on that day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bot.cases.conversations import Conversations
from bot.cases.drafts import Drafts
from bot.contacts import Directory
from bot.conversation.said import Said, payload
from bot.law import Assessment, Deadline, Knowledge, Profile, assess, is_rough
from bot.replies import Replies
from bot.reports import Catalogue, DocumentSpec

LONGEST_BUTTON = 60

ERRORS = {"no_words": "error_emoji_only", "internal": "error_failed", "not_understood": "not_understood_again"}

Choice = tuple[str, str]


class Voice:
    """The rooms an answer is put together from, and the small parts every answer has.

    ``has_advocates``: somebody reviews drafts here; ``idle_hours``: how long silence is kept. ``can_be_shown`` tells
    whether somebody could read a draft that is shown now.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        directory: Directory,
        catalogue: Catalogue,
        replies: Replies,
        conversations: Conversations,
        drafts: Drafts,
        *,
        has_advocates: bool,
        can_be_shown: Callable[[], bool],
        idle_hours: int,
    ) -> None:
        self._knowledge = knowledge
        self._directory = directory
        self._catalogue = catalogue
        self._replies = replies
        self._conversations = conversations
        self._drafts = drafts
        self._can_be_shown = can_be_shown
        self._about_us = {"idle_hours": idle_hours, "advocates": has_advocates}

    def error(self, code: str, lang: str, today: date, **context: Any) -> Said:
        """Return one clear sentence for a code and what to do next."""
        return Said(self._text(ERRORS.get(code, f"error_{code}"), lang, today, **context))

    def _text(self, stem: str, lang: str, today: date, asker: str = "self", **context: Any) -> str:
        return self._replies.render(
            stem, lang, on=today, knowledge=self._knowledge, directory=self._directory, asker=asker, **context
        )

    def _assessment(self, option: str, facts: Mapping[str, Any], today: date) -> Assessment | None:
        found = assess(profile_of(facts), today, self._knowledge)
        return next((item for item in found if item.option == option), None)

    def _spec(self, document: str) -> DocumentSpec | None:
        return next((spec for spec in self._catalogue.all() if spec.id == document), None)

    def _may_be_drawn(self, document: str) -> bool:
        return self._spec(document) is not None and not self._is_shut(document)

    def _is_shut(self, document: str) -> bool:
        """Whether an editor took a paper out of sight."""
        return f"paper:{document}" in self._knowledge.shut

    def _codes(self, fact: str) -> tuple[str, ...]:
        return self._replies.captions.choices(fact) if self._has_group(fact) else ()

    def _word(self, group: str, code: str, lang: str) -> str:
        return self._replies.captions.caption(group, code, lang)

    def _has_group(self, group: str) -> bool:
        return group in self._replies.captions.groups("ru")

    def _has_word(self, group: str, code: str) -> bool:
        return code in self._replies.captions.groups("ru").get(group, {})

    def _option_button(self, option: str, lang: str) -> Choice:
        return short(self._knowledge.option(option).title.in_(lang)), payload("inform", option=option)

    def _paper_button(self, document: str, lang: str) -> Choice:
        named = self._has_word("papers", document)
        name = self._word("papers", document, lang) if named else title(self._catalogue.get(document), lang)
        return short(name), payload("draft_report", document=document)

    def _options_button(self, lang: str) -> Choice:
        return self._word("actions", "options", lang), payload("inform", show="options")

    def _contacts_button(self, lang: str) -> Choice:
        return self._word("actions", "contacts", lang), payload("contacts_ngo")

    def _show_button(self, what: str, lang: str) -> Choice:
        return self._word("actions", what, lang), payload("inform", show=what)

    def _rest_button(self, intent: str, lang: str) -> Choice:
        return self._word("actions", "more", lang), payload(intent, show="more")

    def _intent_button(self, intent: str, lang: str) -> Choice:
        return self._word("intents", intent, lang), payload(intent)


def profile_of(facts: Mapping[str, Any]) -> Profile:
    """Return the profile of facts as the dialogue keeps them."""
    return Profile.from_mapping(facts)


def for_people(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as the texts show them: the relative in need as one line, dates as dates."""
    shown: dict[str, Any] = {}
    person = {name.removeprefix("dependant_"): value for name, value in facts.items() if name.startswith("dependant_")}
    for name, value in facts.items():
        if name.startswith("dependant_") or name == "asker":
            continue
        whole = name.endswith(("_on", "_since")) and not is_rough(value)
        shown[name] = date.fromisoformat(value) if whole else value
    if person and person.get("relation") != "none":
        shown["dependants"] = [person]
    return shown


def worth_saying(terms: Iterable[Deadline]) -> list[Deadline]:
    """Return the terms that mean something: those with a day first; without one a person's own date says nothing."""
    told = [term for term in terms if term.on or term.clock != "own"]
    return sorted(told, key=lambda term: (term.on or date.max, term.clock != "authority"))


def title(spec: DocumentSpec, lang: str) -> str:
    """Return what a document is called."""
    return str(spec.title[lang])


def short(text: str) -> str:
    """Return a caption that fits a button."""
    return text if len(text) <= LONGEST_BUTTON else text[: LONGEST_BUTTON - 1].rstrip() + "…"
