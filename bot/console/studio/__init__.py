"""The trainers' studio: what was misread, what may be changed, which model serves."""

from __future__ import annotations

from bot.console.routing import Page
from bot.console.studio import approving, counts, files, graph, inbox, models, play


def routes() -> list[Page]:
    """Return the pages of the studio."""
    rooms = (inbox, files, graph, play, models, approving, counts)
    return [one for room in rooms for one in room.routes()]
