"""The trainers' studio: what was misread, what may be changed, which model serves."""

from __future__ import annotations

from bot.console.routing import Page
from bot.console.studio import approving, counts, files, inbox, models


def routes() -> list[Page]:
    """Return the pages of the studio."""
    return [*inbox.routes(), *files.routes(), *models.routes(), *approving.routes(), *counts.routes()]
