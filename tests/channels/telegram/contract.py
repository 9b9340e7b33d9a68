"""Checks a request to the Bot API against its published parameters and types (``bot_api_10_1.json``).

Parameters come as strings of a form, as the library sends them; what is not a plain value is JSON in them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

API = json.loads(Path(__file__).with_name("bot_api_10_1.json").read_text("utf-8"))
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_PLAIN = {"String": str, "Integer": int, "Float": (int, float), "Boolean": bool}


class ContractError(Exception):
    """A request that the published contract does not allow; the message says where."""


def units(text: str) -> int:
    """The length of a text as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def check(method: str, form: Mapping[str, str], parts: Collection[str]) -> dict[str, Any]:
    """Return the parameters as values; ContractError. ``parts`` are the names of the uploaded files."""
    fields = API["methods"].get(method)
    if fields is None:
        raise ContractError(f"no such method: {method}")
    unknown = set(form) - set(fields)
    if unknown:
        raise ContractError(f"{method}: unknown parameters {sorted(unknown)}")
    missing = [name for name, kind in fields.items() if kind.startswith("!") and name not in form]
    if missing:
        raise ContractError(f"{method}: missing {missing}")
    values = {name: _from_form(f"{method}.{name}", fields[name], text, parts) for name, text in form.items()}
    _check_limits(method, values)
    return values


def _from_form(where: str, kind: str, text: str, parts: Collection[str]) -> Any:
    kind = kind.lstrip("!")
    if "InputFile" in kind:
        if text.startswith("attach://"):
            if text.removeprefix("attach://") not in parts:
                raise ContractError(f"{where}: the file is not attached")
        elif "String" not in kind:
            raise ContractError(f"{where}: not a file")
        return text
    if kind == "String":
        return text
    try:
        value = json.loads(text)
    except ValueError:
        if "String" in kind.split("|"):
            return text
        raise ContractError(f"{where}: not {kind}") from None
    _check_value(where, kind, value)
    return value


def _check_value(where: str, kind: str, value: Any) -> None:
    kind = kind.lstrip("!")
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            raise ContractError(f"{where}: not a list")
        for number, item in enumerate(value):
            _check_value(f"{where}[{number}]", kind.removeprefix("Array of "), item)
        return
    if not any(_fits(where, one, value) for one in kind.split("|")):
        raise ContractError(f"{where}: not {kind}")


def _fits(where: str, kind: str, value: Any) -> bool:
    if kind in _PLAIN:
        return isinstance(value, _PLAIN[kind]) and (kind == "Boolean" or not isinstance(value, bool))
    fields = API["types"].get(kind)
    if fields is None or not isinstance(value, dict):
        return False
    if set(value) - set(fields) or any(f.startswith("!") and name not in value for name, f in fields.items()):
        return False
    for name, item in value.items():
        _check_value(f"{where}.{name}", fields[name], item)
    return True


def _check_limits(method: str, values: Mapping[str, Any]) -> None:
    if "callback_query_id" not in values and "text" in values and not values["text"].strip():
        raise ContractError(f"{method}.text: empty")
    for button in (b for row in values.get("reply_markup", {}).get("inline_keyboard", []) for b in row):
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= 64:
            raise ContractError(f"{method}.callback_data: 1-64 bytes")
        if len(set(button) - {"text", "style", "icon_custom_emoji_id"}) != 1:
            raise ContractError(f"{method}.reply_markup: a button does exactly one thing")
    if method == "deleteMessages" and not 1 <= len(values["message_ids"]) <= 100:
        raise ContractError("deleteMessages.message_ids: 1-100")
    if method == "setMyCommands":
        for command in values["commands"]:
            if not _COMMAND.fullmatch(command["command"]) or not 1 <= len(command["description"]) <= 256:
                raise ContractError("setMyCommands.commands: name or description")
        if len(values.get("language_code", "xx")) != 2:
            raise ContractError("setMyCommands.language_code: two letters")
    if "secret_token" in values and not _SECRET.fullmatch(values["secret_token"]):
        raise ContractError("setWebhook.secret_token: 1-256 of A-Z, a-z, 0-9, _ and -")
    unknown = set(values.get("allowed_updates", [])) - set(API["updates"])
    if unknown:
        raise ContractError(f"{method}.allowed_updates: {sorted(unknown)}")
