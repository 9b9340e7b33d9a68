"""What is kept for trainers of a turn that is over: redacted, of people who said yes, a few of each at most.

Kept are messages that the bot asked back about, messages by which somebody said that he was misread, and by lot some
that were understood, since a sure wrong answer would reach nobody otherwise. Never from one in despair or danger, never
an answer to a private question, never a word to an advocate (those do not come this way at all).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from bot.cases.counters import Counters
from bot.cases.learning import Learning, Sample
from bot.cases.wishes import CARED, Wishes
from bot.conversation import counting
from bot.redaction import Redactor

MOST_OF_ONE = 12  # messages of one conversation: no single person shapes what is learnt
ONE_IN = 6  # of what was understood, so many are looked at
FEWEST_WORDS = 2  # of a message that was understood: «да» alone teaches nothing
COUNTED = "learnt"  # the code under which Wishes counts
CORRECTING = "correct_or_back"


class Lessons:
    """``lot`` gives a number from 0 up to, but not including, its argument."""

    def __init__(
        self, wishes: Wishes, learning: Learning, counters: Counters, redactor: Callable[[], Redactor],
        lot: Callable[[int], int],
    ) -> None:  # fmt: skip
        self._wishes = wishes
        self._learning = learning
        self._counters = counters
        self._redactor = redactor
        self._lot = lot

    def counted(self, told: Mapping[str, Any]) -> Callable[[Session], None]:
        """Return what counts in codes what came of any turn, as the turn is finished; ``told`` as in `after`."""
        codes = counting.codes(told)
        return lambda session: self._counters.add(session, codes)

    def after(self, conversation_id: str, text: str, told: Mapping[str, Any], lang: str, noted: frozenset[str]) -> None:
        """Keep the message where there is something to learn from it and that was agreed to.

        ``noted`` is what is noted of the person by now. ``told`` is what came with the answer beside its words:
        ``missed`` {ranking} where the bot asked back, ``why`` {rule, heard: {ranking, question}} of whichever rule
        spoke.
        """
        if "learning" not in noted or CARED in noted:
            return
        heard = told.get("why", {}).get("heard", {})
        ranking = _ranking(told.get("missed", heard).get("ranking", ()))
        kind = self._kind(told, heard, ranking)
        redacted = self._redactor().redact(text) if kind else None
        if redacted is None or redacted.words < (FEWEST_WORDS if kind == "sure" else 1):
            return
        if self._wishes.count(conversation_id, COUNTED, MOST_OF_ONE):
            rule = str(told.get("why", {}).get("rule", ""))
            self._learning.add(Sample(redacted.text, lang, ranking, kind, rule, str(heard.get("question") or "")))

    def _kind(self, told: Mapping[str, Any], heard: Mapping[str, Any], ranking: Sequence[tuple[str, float]]) -> str:
        if "missed" in told:
            return "missed"
        if heard.get("told", {}).get("move") == "correct" or (ranking and ranking[0][0] == CORRECTING):
            return "corrected"
        return "sure" if ranking and not self._lot(ONE_IN) else ""


def _ranking(told: Sequence[Sequence[Any]]) -> tuple[tuple[str, float], ...]:
    named = [(str(name), round(float(confidence), 2)) for name, confidence in told if name != counting.DOUBT]
    return tuple(named[:3])
