"""Asks for each consent by itself, in plain words, and takes it back: printed names, learning from missed messages.

General help needs none. What somebody types is sealed, serves the turn and expires; more than that waits for a yes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.cases.messages import Outgoing
from bot.cases.names import Names
from bot.cases.wishes import ASKED, CARED, TO_ASK, Wishes
from bot.conversation.said import payload
from bot.dialogue.state import NAME_FIELDS
from bot.replies import Replies

ASKING_NAMES = "names_consent"  # the private field that is open while names have not been agreed to
OFTEN_MISSED = 2
NO_NAMES = payload("inform", want_names="no")
RESUME = payload("inform", show="resume")


class Consents:
    """The layers beyond the turn; ``today`` gives the person's date."""

    def __init__(
        self,
        wishes: Wishes,
        names: Names,
        replies: Replies,
        today: Callable[[], date],
    ) -> None:
        self._wishes = wishes
        self._names = names
        self._replies = replies
        self._today = today

    def press(self, conversation_id: str, pressed: Mapping[str, Any], lang: str) -> Outgoing | str:
        """Do what a button of consent says; returns the answer, or what the engine is to go on with."""
        layer, yes = pressed.get("layer"), pressed.get("given") == "yes"
        if layer == "learning":
            self._wishes.consent(conversation_id, "learning", yes)
            return self._said("privacy_learning_yes" if yes else "privacy_learning_no", lang)
        if pressed.get("given") == "forget":
            return self.forget_names(conversation_id, lang)
        self._wishes.consent(conversation_id, "names", yes)
        return RESUME if yes else NO_NAMES

    # -- names -----------------------------------------------------------------------------------------------------

    def may_keep(self, conversation_id: str, field: str) -> bool:
        """Tell whether the answer to a private question may be kept."""
        if field == ASKING_NAMES:
            return False
        return field not in NAME_FIELDS or self._wishes.consented(conversation_id, "names")

    def ask_names(self, lang: str) -> Outgoing:
        """Return the question that stands before the first name."""
        choices = (
            (self._word("names_yes", lang), payload("consent", layer="names", given="yes")),
            (self._word("names_by_pen", lang), payload("consent", layer="names", given="no")),
        )
        return self._said("privacy_names", lang, choices)

    def forget_names(self, conversation_id: str, lang: str) -> Outgoing:
        """Take the consent back and drop what was kept by it."""
        self._wishes.consent(conversation_id, "names", False)
        self._names.forget(conversation_id)
        return self._said("privacy_names_forgotten", lang)

    # -- learning --------------------------------------------------------------------------------------------------

    def missed(self, conversation_id: str, miss: Mapping[str, Any]) -> None:
        """Note that he was missed twice in a row, so that one may ask to learn from it later.

        ``miss`` holds the ``count`` of misses in a row and the ``ranking`` of intents with their confidence.
        """
        if int(miss.get("count", 0)) >= OFTEN_MISSED and TO_ASK not in self._wishes.noted(conversation_id):
            self._wishes.mark(conversation_id, TO_ASK)

    def ask_learning(self, conversation_id: str, lang: str) -> tuple[Outgoing, ...]:
        """Ask once whether one may learn from what was missed, where that was noted; never after despair."""
        noted = self._wishes.noted(conversation_id)
        if TO_ASK not in noted or noted & {ASKED, CARED, "learning"}:
            return ()
        self._wishes.mark(conversation_id, ASKED)
        choices = (
            (self._word("learning_yes", lang), payload("consent", layer="learning", given="yes")),
            (self._word("learning_no", lang), payload("consent", layer="learning", given="no")),
        )
        return (self._said("privacy_learning", lang, choices),)

    def stop_learning(self, conversation_id: str, lang: str) -> Outgoing:
        """Keep no further message for learning."""
        self._wishes.consent(conversation_id, "learning", False)
        self._wishes.mark(conversation_id, ASKED)
        return self._said("privacy_learning_no", lang)

    def cared(self, conversation_id: str) -> None:
        """Note that despair or danger was heard here."""
        self._wishes.mark(conversation_id, CARED)

    def _said(self, stem: str, lang: str, choices: tuple[tuple[str, str], ...] = ()) -> Outgoing:
        return Outgoing(self._replies.render(stem, lang, on=self._today()), choices)

    def _word(self, code: str, lang: str) -> str:
        return self._replies.captions.caption("actions", code, lang)
