"""Telegram: long polling by default, a webhook when the operator wants one."""

from __future__ import annotations

from pathlib import Path

from bot.channels.telegram.client import Client
from bot.channels.telegram.messenger import Telegram, Webhook
from bot.channels.telegram.webhook import PATH, webhook_routes
from bot.channels.web.texts import load_texts
from bot.settings import Settings, SettingsError
from bot.vault import keys

__all__ = ["Telegram", "build", "webhook_routes"]


def build(settings: Settings) -> Telegram | None:
    """Return the messenger, None without a token; SettingsError ``bad_token``. The webhook's secret is derived."""
    token = settings.telegram_token.get_secret_value()
    if not token:
        return None
    webhook = None
    if settings.telegram_webhook:
        secret = keys.load(settings.key_path).derive("telegram-webhook").hex()
        webhook = Webhook(settings.chat_url.rstrip("/") + PATH, secret)
    number, _, rest = token.partition(":")
    if not number.isdecimal() or not rest or not token.isascii() or any(map(str.isspace, token)):
        raise SettingsError("bad_token", "RAPORT_TELEGRAM_TOKEN")
    texts = load_texts(Path(__file__).with_name("texts.yml"))
    return Telegram(Client(token, settings.telegram_api), texts, webhook)
