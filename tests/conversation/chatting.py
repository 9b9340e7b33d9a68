"""A person at one address over the real stores, and what stands at the engine's port."""

from __future__ import annotations

from collections.abc import Mapping

from bot.bootstrap import Services
from bot.cases.drafts import Source
from bot.cases.messages import Incoming, Outgoing, Reply
from bot.conversation.engine import EngineReply
from bot.conversation.submitting import offer

FACTS = {"category": "mobilised", "location": "detained", "motives": ["moral_beliefs"]}


class Heard:
    """Stands at the engine's port and remembers what reached it; ``answers`` come first, then «понял»."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.forgotten: list[str] = []
        self.answers: list[tuple[EngineReply, ...]] = []

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        self.texts.append(text)
        return self.answers.pop(0) if self.answers else (EngineReply("понял"),)

    def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)

    def is_ready(self) -> bool:
        return True

    def close(self) -> None:
        pass


class Chat:
    """One person at one address over the real stores."""

    def __init__(self, services: Services) -> None:
        self.services, self._sent, self._drawn = services, 0, 0
        services.turns.open("web", "address", "ru")

    @property
    def id(self) -> str:
        found = self.services.conversations.find("web", "address")
        assert found
        return found

    @property
    def lines(self) -> tuple[Reply, ...]:
        return self.services.conversations.transcript(self.id, 0)

    @property
    def last(self) -> str:
        return self.lines[-1].text

    def write(self, text: str) -> str:
        return self._send(Incoming(text=text))

    def press(self, title: str) -> str:
        for line in reversed(self.lines):
            for button in line.buttons:
                if button.title == title:
                    return self._send(Incoming(button=button.token))
        raise AssertionError(f"no button {title}")

    def draft(self, **given: object) -> str:
        """Have a draft drawn with its button, as the action does."""
        source = Source(FACTS, "own_wish", "self")
        today = self.services.today()
        self._drawn += 1
        drafted = self.services.drafts.draft(self.id, f"m{self._drawn}", "vvk_referral", given, on=today, source=source)
        self.services.conversations.say(
            self.id, [Outgoing(drafted.text, (("Показать адвокату", offer(drafted.id)),), drafted.files)]
        )
        return drafted.id

    def _send(self, message: Incoming) -> str:
        self._sent += 1
        conversation = self.id
        self.services.turns.receive(conversation, f"u{self._sent}", message)
        while self.services.turns.work(conversation):
            pass
        return self.last
