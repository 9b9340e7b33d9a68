"""What a template may say about law: sentences and numbers of the knowledge on that date, with their sources."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from bot.law import Assessment, Knowledge, NotKnownError, Profile, Sentence, Topic
from bot.law.assessing import context_of
from bot.law.conditions import YES
from bot.replies.captions import Captions
from bot.replies.errors import ReplyError
from bot.replies.wording import cited, day, figures, say

_OWN_RULE = "R"  # the project's own rules of safety: nothing to cite
_MOST_CITED, _FEWEST_CITED = 3, 1
_TO_HIM = re.compile(
    r"\b(вы|вас|вам|вами|ваш\w*|\w+(йте|йтесь|ите|итесь)|you|your)\b|^• (Ask|Stay|Tell|Do)\b", re.IGNORECASE
)


class LawView:
    """The knowledge as one reply sees it: on one date, in one language, for the soldier or for a relative.

    Without `full` a topic says its leading sentences only; one that has none says all.
    """

    def __init__(
        self, knowledge: Knowledge | None, on: date, lang: str, asker: str, captions: Captions, *, full: bool = True
    ) -> None:
        self._given, self._on, self._lang, self._asker, self._captions = knowledge, on, lang, asker, captions
        self._full = full

    def block(self, *ids: str, limit: int | None = None, bare: bool = False, to_him: bool = True) -> str:
        """The sentences of the topics as a list, a warning when they are old, then the sources in one line.

        `limit` cuts the sentences of each topic. A topic that says nothing on that date says that it is not known.
        The knowledge speaks to the soldier: a relative is asked to pass it on, unless `to_him` is false.
        `bare` is for a person in danger: sentences alone, and nothing at all when they cannot be had.
        ReplyError unless `bare`: no_knowledge, unknown_law.
        """
        try:
            return self._block(ids, limit, bare, to_him)
        except ReplyError:
            if bare:
                return ""
            raise

    def risk(self, group: str, *, limit: int | None = None, bare: bool = False) -> str:
        """The risks of a group that are told to a man of whom nothing is known, with their places in the law; else as
        `block`."""
        try:
            found = self._knowledge.risks[group]
        except (KeyError, ReplyError):
            if bare:
                return ""
            raise ReplyError("unknown_law", group) from None
        nobody = context_of(Profile(), self._on, self._knowledge)
        told = [
            f"⚠ {cited(say(risk.version.text, self._lang), risk.version.act, self._lang)}"
            for risk in found
            if risk.version.holds(self._on)
            and risk.condition.test(nobody) == YES
            and self._knowledge.withdrawn.isdisjoint(risk.version.sources)
        ]
        return "\n".join(told[:limit])

    def _block(self, ids: Iterable[str], limit: int | None, bare: bool, to_him: bool) -> str:
        lines: list[str] = []
        used: list[str] = []
        stale: list[date] = []
        for id in ids:
            try:
                topic = self._knowledge.topic(id, self._on)
            except NotKnownError as error:
                if error.code == "no_such_id":
                    raise ReplyError("unknown_law", id) from None
                lines.append(f"• {self._word('withdrawn')}")
                continue
            for sentence in self._said(topic)[:limit]:
                lines.append(_listed(say(sentence, self._lang), sentence.kind))
                used += sentence.sources
            if topic.stale:
                stale.append(topic.known_through)
        if to_him and self._asker == "relative" and any(_TO_HIM.search(line) for line in lines):
            lines.insert(0, self._word("for_him"))
        if not bare:
            lines.append(self.sources(used, checked=min(stale, default=None)))
        return "\n".join(line for line in lines if line)

    def _said(self, topic: Topic) -> Sequence[Sentence]:
        leading = () if self._full else [sentence for sentence in topic.sentences if sentence.lead]
        return leading or topic.sentences

    def sources(self, ids: Iterable[str], *, checked: date | None = None) -> str:
        """The sources in one short line; empty when all are the project's own rules. ReplyError: no_knowledge.

        ``checked``: what rests on them is old and was checked until that day, which the line says too.
        """
        law = [id for id in dict.fromkeys(ids) if self._knowledge.source(id).sure != _OWN_RULE]
        names = list(dict.fromkeys(self._knowledge.cite(id, self._lang) for id in law))
        if not names:
            return self._word("stale").format(date=day(checked, self._lang)) if checked else ""
        most = _MOST_CITED if self._full else _FEWEST_CITED
        more = self._word("more_sources") if len(names) > most else ""
        listed = "; ".join(names[:most]) + more
        if checked:
            return self._word("checked").format(date=figures(checked, self._lang), list=listed)
        return self._word("sources").format(list=listed)

    def why(self, assessment: Assessment) -> str:
        """The first reason of an answer; that it depends on facts still missing is said in words fit for a list."""
        if not assessment.reasons:
            return ""
        first = assessment.reasons[0].text
        return self._word("depends") if first == self._knowledge.phrases.depends else first.in_(self._lang)

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


def _listed(sentence: str, kind: str) -> str:
    """A sentence as a line of a list; a risk stands out, a numbered rung keeps its number."""
    if sentence[:1].isdigit() and sentence[1:3] == ". ":
        return sentence
    return f"⚠ {sentence}" if kind == "risk" else f"• {sentence}"
