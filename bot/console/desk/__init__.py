"""The legal editor's desk: acts read anew, what is withdrawn at once, and what goes stale."""

from __future__ import annotations

from bot.console.desk import acts, calendar, second, switch, words, wordsigning
from bot.console.desk.doors import WHO
from bot.console.routing import Page

__all__ = ["WHO", "routes"]


def routes() -> list[Page]:
    """Return the pages of the desk."""
    return [
        *acts.routes(),
        *second.routes(),
        *calendar.routes(),
        *switch.routes(),
        *words.routes(),
        *wordsigning.routes(),
    ]
