"""Care at the gateway: what the words of a message say, whose cry it is, and what is said to it without an engine."""

from __future__ import annotations

from bot.cases.messages import ConversationState, Outgoing
from bot.conversation.listening import Listener
from bot.conversation.sayings import CARE
from bot.reading import speaker
from bot.safety import ILL, Signal, kind_of

DEAD = frozenset(("dead", "dead_kin", "died"))  # the rules of `bot.safety` by which somebody's serviceman is dead
# Whom a page of care may speak to: him, a relative about him, a relative in despair herself.
SELF, RELATIVE, OWN = "self", "relative", "own"


class Caring(Listener):
    """Reads cries for help."""

    def signal(self, text: str) -> Signal | None:
        """Return what the safety layer finds, and that a doctor is needed now; where somebody is dead, only a sure
        crisis: the living may despair."""
        signal = self._safety.check(text)
        if signal is not None and (signal.kind == "wipe" or (signal.kind == "crisis" and signal.sure)):
            return signal
        heard = self._beside.rules(text)
        if ILL & heard and not DEAD & heard:
            return Signal("danger", True, "ill")
        if signal is None:
            return None
        return None if DEAD & heard and "another_man" not in heard else signal

    def cry(self, text: str) -> str | None:
        """Return ``crisis`` or ``danger`` where the safety layer is sure of it."""
        signal = self.signal(text)
        return signal.kind if signal is not None and signal.sure and signal.kind in CARE else None

    def answer(self, state: ConversationState, kind: str, text: str, lang: str, who: str) -> tuple[Outgoing, ...]:
        """Return the page for a ``crisis`` or a ``danger``; once it was said in this talk, a few words that go on."""
        page = self._sayings.care(kind, lang, self._today(), who, self._danger(text), resumes=self._asked(state))
        return self._sayings.care_again(kind, lang, self._today(), who) if self._told(state, page) else page

    def metadata(self, state: ConversationState, text: str, signal: Signal | None, lang: str) -> dict[str, str]:
        """Return what the engine is to know of a message: the signal, what was heard beside it, who speaks of whom."""
        beside = self._beside.rules(text)
        if "buried" in beside and not (speaker.speaks_of_another(text) or self._wrote_of_another(state)):
            beside -= {"buried"}  # whom, nobody said
        who = self._whose(state, text, beside)
        told = {"beside": " ".join(sorted(beside)), "asker": RELATIVE if who == RELATIVE else SELF, "who": who}
        danger = self._danger(text)
        if danger:
            told["danger"] = danger
        if signal is not None and signal.kind in CARE:
            rules = {one.rule for one in self._safety.signals(text) if one.kind == signal.kind}
            told |= {
                "hint": CARE[signal.kind],
                "sure": "yes" if signal.sure else "no",
                "rules": " ".join(sorted(rules)),
            }
        kind = signal.kind if signal is not None and signal.kind in CARE else "danger" if danger else None
        if kind and any(
            self._told(state, self._sayings.care(kind, lang, self._today(), one, danger))
            for one in (SELF, RELATIVE, OWN)
        ):
            told["told"] = "yes"
        return told

    def who(self, state: ConversationState, text: str) -> str:
        """Return whose trouble a cry is: his who writes, of a man a relative writes about, or the relative's own."""
        beside = self._beside.rules(text)
        who = self._whose(state, text, beside)
        hers = who == SELF and "of_oneself" not in beside and self._wrote_of_another(state)
        return OWN if hers else who  # no weapon and no comrade is beside a mother at home

    def _whose(self, state: ConversationState, text: str, beside: frozenset[str]) -> str:
        """As ``who``, by this message alone: who wrote before is in the assistant's memory."""
        about_him = speaker.speaks_of_another(text)
        if "own_cry" in beside:
            return OWN if about_him or DEAD & beside or self._wrote_of_another(state) else SELF
        if "of_oneself" in beside and not ("his_word" in beside and speaker.names_kin(text)):
            return SELF  # «сын позвонил: нас посадили» is told of him
        return RELATIVE if about_him or "his_word" in beside else SELF

    def _danger(self, text: str) -> str | None:
        rules = [one.rule for one in self._safety.signals(text) if one.kind == "danger"]
        return kind_of(self._beside.rules(text), rules)

    def _asked(self, state: ConversationState) -> bool:
        """Tell whether a question of ours stands open: the last thing said offers its answers, or a name is asked."""
        lines = reversed(self._conversations.transcript(state.id, state.base_seq))
        last = next((line for line in lines if line.author == "bot"), None)
        offered = {button.kind for button in last.buttons} if last else set()
        return state.private_field is not None or bool(offered & {"answer", "several"})

    def _wrote_of_another(self, state: ConversationState) -> bool:
        """Tell whether the person wrote as somebody's mother or wife before."""
        lines = self._conversations.transcript(state.id, state.base_seq)
        return any(
            speaker.speaks_of_another(line.text) and "of_oneself" not in self._beside.rules(line.text)
            for line in lines
            if line.author != "bot"
        )

    def _told(self, state: ConversationState, page: tuple[Outgoing, ...]) -> bool:
        said = {line.text for line in self._conversations.transcript(state.id, state.base_seq) if line.author == "bot"}
        return said.issuperset(one.text for one in page)
