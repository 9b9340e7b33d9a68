"""Takes out of a message whatever may tell who wrote it, before it is kept for learning. Pure."""

from bot.redaction.redactor import Redacted, Redactor, load

__all__ = ["Redacted", "Redactor", "load"]
