"""Telegram: long polling by default, a webhook when the operator wants one. Its library waits for a token."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.channels.telegram.messenger import Telegram


def build(settings: Settings) -> Telegram | None:
    """Return the messenger, None without a token; SettingsError ``bad_token``. The webhook's secret is derived."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    number, _, rest = token.partition(":")
    if not number.isdecimal() or not rest or not token.isascii() or any(map(str.isspace, token)):
        raise SettingsError("bad_token", "RAPORT_TELEGRAM_TOKEN")
    from bot.channels.telegram.client import Client
    from bot.channels.telegram.messenger import Telegram, Webhook
    from bot.channels.telegram.webhook import PATH
    from bot.channels.web.texts import load_texts
    from bot.vault import keys

    webhook = None
    if settings.telegram_webhook:
        secret = keys.load(settings.key_path).derive("telegram-webhook").hex()
        webhook = Webhook(settings.chat_url.rstrip("/") + PATH, secret)
    texts = load_texts(Path(__file__).with_name("texts.yml"))
    return Telegram(Client(token, settings.telegram_api), texts, webhook)
