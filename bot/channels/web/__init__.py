"""The web chat: one small page with no outside request, and the HTTP endpoints behind it."""

from bot.channels.web.guard import KnownHosts
from bot.channels.web.routes import CHANNEL, Limits, routes
from bot.channels.web.texts import Texts, TextsError, load_texts

__all__ = ["CHANNEL", "KnownHosts", "Limits", "Texts", "TextsError", "load_texts", "routes"]
