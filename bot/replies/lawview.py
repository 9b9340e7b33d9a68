"""What a template may say about law: sentences and numbers of the knowledge on that date, with their sources."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.law import Assessment, Knowledge, NotKnownError
from bot.replies.captions import Captions
from bot.replies.errors import ReplyError
from bot.replies.wording import day, say

_OWN_RULE = "R"  # the project's own rules of safety: nothing to cite
_MOST_CITED = 4


class LawView:
    """The knowledge as one reply sees it: on one date, in one language."""

    def __init__(self, knowledge: Knowledge | None, on: date, lang: str, captions: Captions) -> None:
        self._given, self._on, self._lang, self._captions = knowledge, on, lang, captions

    def block(self, *ids: str, limit: int | None = None, bare: bool = False) -> str:
        """The sentences of the topics as a list, a warning when they are old, then the sources in one line.

        `limit` cuts the sentences of each topic. A topic that says nothing on that date says that it is not known.
        `bare` is for a person in danger: sentences alone, and nothing at all when they cannot be had.
        ReplyError unless `bare`: no_knowledge, unknown_law.
        """
        try:
            return self._block(ids, limit, bare)
        except ReplyError:
            if bare:
                return ""
            raise

    def _block(self, ids: Iterable[str], limit: int | None, bare: bool) -> str:
        lines: list[str] = []
        cited: list[str] = []
        oldest: date | None = None
        for id in ids:
            try:
                topic = self._knowledge.topic(id, self._on)
            except NotKnownError as error:
                if error.code == "no_such_id":
                    raise ReplyError("unknown_law", id) from None
                lines.append(f"• {self._word('withdrawn')}")
                continue
            sentences = topic.sentences[:limit]
            lines += [f"• {say(sentence, self._lang)}" for sentence in sentences]
            cited += [source for sentence in sentences for source in sentence.sources]
            if topic.stale:
                oldest = min(topic.known_through, oldest or topic.known_through)
        if oldest and not bare:
            lines.append(self._word("stale").format(date=day(oldest, self._lang)))
        if cited and not bare:
            lines.append(self.sources(cited))
        return "\n".join(line for line in lines if line)

    def sources(self, ids: Iterable[str]) -> str:
        """The sources in one short line; empty when all are the project's own rules. ReplyError: no_knowledge."""
        law = [id for id in dict.fromkeys(ids) if self._knowledge.source(id).sure != _OWN_RULE]
        names = list(dict.fromkeys(self._knowledge.cite(id, self._lang) for id in law))
        if not names:
            return ""
        more = self._word("more_sources") if len(names) > _MOST_CITED else ""
        return self._word("sources").format(list="; ".join(names[:_MOST_CITED]) + more)

    def known(self, assessments: Sequence[Assessment]) -> str:
        """Until which day the grounds of these answers were checked, as a warning when that is long ago."""
        if not assessments:
            return ""
        oldest = min(assessment.known_through for assessment in assessments)
        stale = any(assessment.stale for assessment in assessments)
        return self._word("stale" if stale else "known").format(date=day(oldest, self._lang))

    def fact(self, id: str) -> Any:
        """The value of a fact on the date. ReplyError: no_knowledge, unknown_law."""
        try:
            return self._knowledge.fact(id, self._on).value
        except NotKnownError:
            raise ReplyError("unknown_law", id) from None

    @property
    def _knowledge(self) -> Knowledge:
        if self._given is None:
            raise ReplyError("no_knowledge", "this reply states law")
        return self._given

    def _word(self, code: str) -> str:
        return self._captions.caption("law", code, self._lang)
