"""What the service says to people: short templates fed from the law and the contact directory.

Pure: no clock, no database. The words live in `templates/replies/{ru,en}`; nothing about law is written there.
"""

from bot.replies.captions import Captions
from bot.replies.errors import ReplyError
from bot.replies.replies import Replies, load

__all__ = ["Captions", "Replies", "ReplyError", "load"]
