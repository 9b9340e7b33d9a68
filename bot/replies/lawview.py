"""What a template may say about law: sentences and numbers of the knowledge on that date, with their sources."""

from datetime import date
from typing import Any

from bot.replies.captions import Captions
from bot.replies.errors import ReplyError
from bot.replies.wording import day, say


class LawView:
    """The knowledge as one reply sees it: on one date, in one language."""

    def __init__(self, knowledge: Any, on: date, lang: str, captions: Captions) -> None:
        self._knowledge, self._on, self._lang, self._captions = knowledge, on, lang, captions

    def block(self, *ids: str, limit: int | None = None) -> str:
        """The sentences of the topics as a list, then how old they are when too old, then the sources in one line.

        `limit` cuts the sentences of each topic. ReplyError: no_knowledge, unknown_law.
        """
        topics = [self._ask("topic", id) for id in ids]
        statements = [statement for topic in topics for statement in topic.statements[:limit]]
        lines = [f"• {say(statement, self._lang)}" for statement in statements]
        if any(topic.stale for topic in topics):
            known = min(topic.known_through for topic in topics)
            lines.append(self._word("stale").format(date=day(known, self._lang)))
        sources = dict.fromkeys(source for statement in statements for source in statement.sources)
        if sources:
            names = "; ".join(dict.fromkeys(say(self._ask("source", id), self._lang) for id in sources))
            lines.append(self._word("sources").format(list=names))
        return "\n".join(lines)

    def fact(self, id: str) -> Any:
        """The value of a fact on the date. ReplyError: no_knowledge, unknown_law."""
        found = self._ask("fact", id)
        return getattr(found, "value", found)

    def _ask(self, kind: str, id: str) -> Any:
        if self._knowledge is None:
            raise ReplyError("no_knowledge", id)
        try:
            ask = getattr(self._knowledge, kind)
            return ask(id) if kind == "source" else ask(id, self._on)
        except (KeyError, LookupError):
            raise ReplyError("unknown_law", id) from None

    def _word(self, code: str) -> str:
        return self._captions.caption("law", code, self._lang)
