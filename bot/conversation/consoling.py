"""What is said to a person before anything of law: in fear, in despair, in danger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.conversation.kinsfolk import Kinsfolk
from bot.conversation.said import Said, payload
from bot.conversation.voice import Choice
from bot.dialogue import topics


class Consoling(Kinsfolk):
    """The bot's mouth where somebody has to be heard first."""

    def afraid(self, lang: str, today: date, asker: str) -> Said:
        """Return the answer to fear: a person is heard before anything is asked."""
        choices = (self._options_button(lang), self._contacts_button(lang))
        return Said(self._text("afraid", lang, today, asker), choices)

    def _resume_button(self, lang: str, resumes: bool) -> tuple[Choice, ...]:
        """The way back to a question of ours; nothing where none stands open, for it would lead nowhere."""
        return (self._show_button("resume", lang),) if resumes else ()

    def care(
        self, kind: str, lang: str, today: date, asker: str = "self", danger: str | None = None, *,
        resumes: bool = False,
    ) -> Said:  # fmt: skip
        """Return the answer to a crisis or to immediate danger: a person first, the questions later.

        ``resumes``: a question of ours stands open behind it.

        ``danger``: its kind (`bot.safety.kind_of`), each with its own three things to do; ``asker`` may be ``own``: a
        relative in despair herself.
        """
        papers = [self._paper_button(name, lang) for name in topics.in_danger(danger, asker)]
        choices = (*papers, *self._resume_button(lang, resumes), self._contacts_button(lang))
        return Said(self._text(kind, lang, today, asker, danger=danger), choices)

    def care_goes_on(
        self, kind: str, likely: Sequence[str], lang: str, today: date, asker: str, *, again: bool,
        resumes: bool = False,
    ) -> Said:  # fmt: skip
        """Return the answer to a word or two after care, with what it may have meant: no question of ours."""
        may = [self._intent_button(name, lang) for name in likely]
        choices = (*may, *self._resume_button(lang, resumes), self._contacts_button(lang))
        stem = "danger_goes_on" if kind == "urgent_danger" else "care_goes_on"
        return Said(self._text(stem, lang, today, asker, again=again), choices)

    def weapon(self, lang: str, today: date, asker: str) -> Said:
        """Return what is said when something that kills is at hand in a crisis."""
        return Said(self._text("care_weapon", lang, today, asker), (self._contacts_button(lang),))

    def check(self, lang: str, today: date, asker: str) -> Said:
        """Return the one-line question before the whole answer to a crisis."""
        choices = (
            (self._word("actions", "thinks_of_death", lang), payload("crisis_suicide")),
            (self._word("actions", "only_tired", lang), payload("inform", show="resume")),
        )
        return Said(self._text("care_check", lang, today, asker), choices)

    def words_to_him(self, lang: str, today: date) -> Said:
        """Return words that somebody of his may send to a man who said good-bye."""
        return Said(self._text("care_words", lang, today, "relative"), (self._contacts_button(lang),))

    def sorry(self, lang: str, today: date, asker: str) -> Said:
        """Return that nobody is dead and that we misread it."""
        return Said(self._text("care_misread", lang, today, asker), ())

    def relieved(self, lang: str, today: date, asker: str, *, buttons: bool, resumes: bool = False) -> Said:
        """Return the words that close a talk of care; with ``buttons`` where nothing of ours follows."""
        choices = (*self._resume_button(lang, resumes), self._contacts_button(lang)) if buttons else ()
        return Said(self._text("care_over", lang, today, asker), choices)
