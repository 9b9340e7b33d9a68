"""What a turn says when the engine is not asked: welcome, refusals of bad input, care, erasure."""

from __future__ import annotations

from datetime import date

from bot.cases.messages import Outgoing
from bot.conversation.guide import Guide
from bot.conversation.said import Said

CARE = {"crisis": "crisis_suicide", "danger": "urgent_danger"}
# Moves and yes/no are for the engine also while a private question is open.
COMMANDS = frozenset(
    """назад пропустить пропусти сначала заново стоп отмена хватит нет не знаю back skip restart stop cancel no
    меню menu help помощь""".split()
) | {"не знаю", "нет, не так", "не так", "start over"}


# What a messenger may bring that is not read, and the sentence for it.
NOT_READ = {
    "location": "location",
    "contact": "contact",
    "forwarded": "forwarded",
    "edited": "edited",
    "sticker": "emoji_only",
}


class Sayings:
    """Short answers in the person's language, as outgoing replies."""

    def __init__(self, guide: Guide) -> None:
        self._guide = guide

    def welcome(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return the first thing a person sees."""
        return _out(self._guide.welcome(lang, today))

    def error(self, code: str, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return the sentence for a code."""
        return _out(self._guide.error(code, lang, today))

    def other(self, kind: str, lang: str, today: date) -> tuple[str, tuple[Outgoing, ...]]:
        """Return how something that is not read stands on the screen, and what is said to it."""
        code = NOT_READ.get(kind, "attachment")
        return self._guide.word("not_read", code, lang), self.error(code, lang, today)

    def care(
        self, kind: str, lang: str, today: date, asker: str, danger: str | None = None, *, resumes: bool = False
    ) -> tuple[Outgoing, ...]:
        """Return the answer to ``crisis`` or ``danger`` of a kind, to him, a ``relative`` or her ``own`` despair.

        ``resumes``: a question of ours stands open behind it.
        """
        return _out(self._guide.care(CARE[kind], lang, today, asker, danger, resumes=resumes))

    def care_again(self, kind: str, lang: str, today: date, asker: str) -> tuple[Outgoing, ...]:
        """Return a few words to a cry that was answered before."""
        return _out(self._guide.care_goes_on(CARE[kind], (), lang, today, asker, again=False))

    def in_ukrainian(self, today: date) -> str:
        """Return the sentence to who writes Ukrainian: that it is understood, and in what language the answer comes."""
        return self._guide.in_ukrainian(today)

    def confirm_erase(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return the question before erasing."""
        return _out(self._guide.confirm_erase(lang, today))

    def erase_asked(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return in one sentence what erasing takes away, with the buttons of the question."""
        return _out(self._guide.erase_asked(lang, today))

    def kept(self, lang: str, today: date) -> tuple[Outgoing, ...]:
        """Return that nothing was erased."""
        return _out(self._guide.kept(lang, today))

    def titles(self, code: str | None) -> frozenset[str]:
        """Return how the button of an action is called, in every language; nothing for no action."""
        return frozenset(self._guide.word("actions", code, lang) for lang in ("ru", "en")) if code else frozenset()

    @staticmethod
    def is_command(text: str) -> bool:
        """Tell whether a message is a move and not an answer in his own words."""
        return " ".join(text.lower().split()).strip(".!") in COMMANDS


def _out(*said: Said) -> tuple[Outgoing, ...]:
    return tuple(Outgoing(one.text, one.choices) for one in said)
