"""What a person may ask about his own data in the chat: the countdown, a resume code, a decoy word.

Found in short messages only, so that no story is taken for a wish. None reaches the engine.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from bot.cases.conversations import PAGES, Conversations
from bot.cases.erasures import DECOY
from bot.cases.messages import ConversationState, Outgoing
from bot.cases.resuming import CODE, Resuming
from bot.cases.wishes import Wishes
from bot.conversation.consents import Consents
from bot.conversation.erasure import Erasure
from bot.conversation.notices import Notices
from bot.safety import SafetyLayer

LONGEST = 80
FORGET_NAMES = "forget_names"  # the rule in the word lists of `bot.safety`
LOOK_BACK = 10  # lines among which the bot's last one is looked for
HIDDEN = "•••"  # what the screen keeps of a code or a word that only the person should know
COUNTDOWN = re.compile(r"/?(?:срок|когда (?:всё |все |это )?сотр[её]тся|сколько хранится|countdown|time left)[.!?]*")
GIVE_CODE = re.compile(r"/?(?:код возврата|дай код|resume code|give me a code)[.!?]*")
STOP_LEARNING = re.compile(
    r"/?не учи(?:сь|тесь)(?: на (?:моих |мо[её]м )?сообщени(?:ях|и))?[.!]*|/?(?:stop|do not|don't) learn(?:ing)?[.!]*"
)
SET_DECOY = re.compile(r"/?(?:запасное слово|decoy word)\s*[:—–-]?\s+(\S.{2,39})")


class PrivacyWishes:
    """Answers wishes; ``now`` gives an aware time, ``today`` the person's date."""

    def __init__(
        self,
        conversations: Conversations,
        wishes: Wishes,
        resuming: Resuming,
        erasure: Erasure,
        notices: Notices,
        consents: Consents,
        beside: SafetyLayer,
        now: Callable[[], datetime],
        today: Callable[[], date],
    ) -> None:
        self._conversations = conversations
        self._wishes = wishes
        self._resuming = resuming
        self._erasure = erasure
        self._notices = notices
        self._consents = consents
        self._beside = beside
        self._now = now
        self._today = today

    def take(self, state: ConversationState, update_id: str, text: str, lang: str) -> bool:
        """Answer a wish at once and tell that it was one. Codes and decoy words are not kept."""
        if state.mode == DECOY:
            line = self._notices.decoy(state.lang, self._today(), state.last_seq - state.base_seq)
            self._conversations.receive_answered(state.id, update_id, text, line)
            return True
        if len(text) > LONGEST:
            return False
        if self._wishes.is_decoy(state.id, text):
            self._erasure.hide(state.id, lang)
            return True
        if CODE.fullmatch(text):
            return self._take_code(state, update_id, text, lang)
        answer = self._answer(state.id, " ".join(text.lower().split()), lang)
        if answer is not None:
            shown = HIDDEN if SET_DECOY.fullmatch(" ".join(text.lower().split())) else text
            self._conversations.receive_answered(state.id, update_id, shown, answer)
        return answer is not None

    def _take_code(self, state: ConversationState, update_id: str, text: str, lang: str) -> bool:
        outcome, conversation_id = self._resuming.take(state.id, text)
        if outcome == "unknown":
            return False
        if outcome == "resumed":
            self._erasure.finish(state.id)
        say = self._notices.resumed if outcome == "resumed" else self._notices.code_ready
        lines = say(lang, self._today())
        if outcome == "resumed":
            lines += self._where_we_were(conversation_id)
        self._conversations.receive_answered(conversation_id, update_id, HIDDEN, lines)
        return True

    def _where_we_were(self, conversation_id: str) -> tuple[Outgoing, ...]:
        """Return the bot's last line once more for a messenger, which does not show what was said elsewhere."""
        state = self._conversations.state(conversation_id)
        if state.channel in PAGES:
            return ()
        lines = self._conversations.transcript(conversation_id, state.last_seq - LOOK_BACK)
        last = next((line for line in reversed(lines) if line.author == "bot"), None)
        if last is None:
            return ()
        choices = (self._conversations.choice(conversation_id, button.token) for button in last.buttons)
        return (Outgoing(last.text, tuple(choice for choice in choices if choice), last.files),)

    def _answer(self, conversation_id: str, said: str, lang: str) -> tuple[Outgoing, ...] | None:
        if COUNTDOWN.fullmatch(said):
            ends_at = self._wishes.ends_at(conversation_id)
            return self._notices.countdown(lang, self._today(), self._now(), ends_at)
        if GIVE_CODE.fullmatch(said):
            return self._notices.code(lang, self._today(), self._resuming.give(conversation_id))
        if FORGET_NAMES in self._beside.rules(said):
            return (self._consents.forget_names(conversation_id, lang),)
        if STOP_LEARNING.fullmatch(said):
            return (self._consents.stop_learning(conversation_id, lang),)
        found = SET_DECOY.fullmatch(said)
        if found:
            self._wishes.set_decoy(conversation_id, found[1])
            return self._notices.decoy_set(lang, self._today())
        return None
