"""What is said to whoever writes about a man who cannot act himself, or who is in danger."""

from __future__ import annotations

from datetime import date

from bot.conversation.said import Said
from bot.conversation.voice import Choice, Voice
from bot.dialogue import families, topics
from bot.dialogue.families import DEAD

RELATIVE = "relative"


class Kinsfolk(Voice):
    """The bot's mouth to a family."""

    def mourn(self, about: str, lang: str, today: date, *, second: bool) -> Said:
        """Return what is said first to the family of the dead, with the answer to what it asks ``about``
        (`bot.dialogue.families`); ``second``: another man of theirs is spoken of too."""
        law = families.TOPICS[DEAD].get(about)
        text = self._text("bereaved", lang, today, RELATIVE, about=about, topic=law, second=second)
        return Said(text, self._hers(lang))

    def family(self, fate: str, about: str, lang: str, today: date, *, again: bool) -> Said:
        """Return the answer to what a family asks ``about`` a man of this ``fate``; ``again``: it was given before."""
        law = families.TOPICS[fate].get(about)
        text = self._text("family", lang, today, RELATIVE, fate=fate, about=about, topic=law, again=again)
        return Said(text, self._hers(lang) if about != families.SOUL else (self._contacts_button(lang),))

    def own_papers(self, plight: str | None, lang: str, today: date, *, again: bool) -> Said:
        """Return what a relative may send in her own name for a man in such a ``plight``, and what only he can sign."""
        his = topics.in_danger(plight, RELATIVE)[len(topics.RELATIVES_PAPERS) :]
        text = self._text("own_papers", lang, today, RELATIVE, plight=plight, again=again, his=his)
        return Said(text, self._hers(lang, *his))

    def in_danger(self, plight: str, lang: str, today: date, asker: str) -> Said:
        """Return what comes next while a danger stands: the paper that helps now and whom to call."""
        papers = topics.in_danger(plight, asker)
        text = self._text("in_danger", lang, today, asker, plight=plight)
        return Said(text, (*(self._paper_button(name, lang) for name in papers), self._contacts_button(lang)))

    def of_him(self, lang: str, today: date) -> Said:
        """Return that she is heard as somebody of his, and what she may ask for."""
        return Said(self._text("of_him", lang, today, RELATIVE), self._hers(lang))

    def filing_own(self, fate: str | None, lang: str, today: date) -> Said:
        """Return how her own paper is sent, and to whom."""
        return Said(self._text("filing_own", lang, today, RELATIVE, fate=fate), (self._contacts_button(lang),))

    def _hers(self, lang: str, *more: str) -> tuple[Choice, ...]:
        papers = (*topics.RELATIVES_PAPERS, *more)
        return (*(self._paper_button(name, lang) for name in papers), self._contacts_button(lang))
