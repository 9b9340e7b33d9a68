"""The rules by kind. Each is ``(state, heard, law) -> Plan | None``; `bot.dialogue.order` is their order."""
