"""The typed answer to «Стереть всё?»: no leaves all, a question is answered, talk of something else goes its way.

All else erases, as he asked to before: who types «быстрей!!» has no time for the right word. Found by the words of
`bot.safety` (``erasing.yml``) at the gateway, so that neither an engine nor a waiting message holds it up, and no «да»
is ever taken for an answer to another question.
"""

from __future__ import annotations

from typing import Literal

from bot.cases.messages import ConversationState, Outgoing, Reply
from bot.conversation import wording
from bot.conversation.listening import Listener
from bot.conversation.said import payload

WIPE_BUTTON = payload("delete_data", show="erase")  # «да, стереть»: done by the gateway
LOOK_BACK = 8  # lines among which the question may stand
MOST_OWN = 1  # own lines after the question: the answer itself
SHORT = 9  # words of an answer; what is longer is a story
CURT = 2  # words that need no sign of a yes: who goes on to something else needs more of them
SAYS_YES = frozenset(("erase_yes", "erase_again", "erase_hurry", "erase_done_yet", "erase_they_come"))

Answer = Literal["yes", "no", "asks"]


class Erasing(Listener):
    """Reads answers to the question."""

    def answer(self, state: ConversationState, text: str, *, kept: bool = False) -> Answer | None:
        """Return what a message says to the open question; None when none is open or it says something else.

        ``kept``: the message stands among the lines already.
        """
        return self.says(text) if self._is_open(state, MOST_OWN if kept else 0) else None

    def says(self, text: str) -> Answer | None:
        """Return what a message says if the question is open; None for a cry and for talk of something else."""
        found, cry = self._beside.rules(text), self._safety.check(text)
        if cry is not None and cry.kind == "crisis" and cry.sure:
            return None
        if "erase_asks" in found and "erase_they_come" not in found:
            return "asks"
        if found & {"erase_no", "erase_no_alone"}:
            return "no"
        if "forget_names" in found or not 0 < len(text.split()) <= SHORT:
            return None
        if found & SAYS_YES:
            return "yes"
        other = "erase_something_else" in found or text.rstrip().endswith("?") or any(sign.isdigit() for sign in text)
        if other or (cry is not None and cry.kind != "wipe"):
            return None
        return "yes" if "erase_impatient" in found or len(text.split()) <= CURT else None

    def said(self, answer: Answer, lang: str) -> tuple[Outgoing, ...]:
        """Return what is said to a question or a no."""
        told = self._sayings.erase_asked if answer == "asks" else self._sayings.kept
        return told(lang, self._today())

    def _is_open(self, state: ConversationState, most_own: int) -> bool:
        own = 0
        for line in reversed(self._conversations.transcript(state.id, state.last_seq - LOOK_BACK)):
            if line.author != "bot":
                own += 1
            elif own > most_own:
                return False
            elif line.buttons:  # whatever was asked after it took its place
                return self._asks(state, line)
        return False

    def _asks(self, state: ConversationState, line: Reply) -> bool:
        alike = (button for button in line.buttons if button.kind == wording.kind(WIPE_BUTTON))
        choices = (self._conversations.choice(state.id, button.token) for button in alike)
        return any(choice is not None and choice[1] == WIPE_BUTTON for choice in choices)
