"""Matrix, as the second messenger. Its library waits for a homeserver."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.channels.matrix.messenger import Matrix


def build(settings: Settings) -> Matrix | None:
    """Return the messenger, None without a homeserver."""
    if not settings.matrix_homeserver:
        return None
    from bot.channels.matrix.messenger import Matrix
    from bot.channels.web.texts import load_texts

    texts = load_texts(Path(__file__).with_name("texts.yml"))
    encrypted = "\n\n".join(texts.in_(lang)["encrypted"].format(url=settings.chat_url) for lang in ("ru", "en"))
    return Matrix(
        settings.matrix_homeserver.rstrip("/"),
        settings.matrix_user,
        settings.matrix_token.get_secret_value(),
        settings.home / "matrix.position",
        encrypted,
    )
