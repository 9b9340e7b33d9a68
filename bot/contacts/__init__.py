"""The directory of people and bodies who can help: pure data with sources, statuses and dates.

Every contact a person ever sees comes from `directory.yml` through this room. Time is an argument.
"""

from bot.contacts.loader import DirectoryError, load
from bot.contacts.model import Channel, Contact, Directory, Source, Status, Text

__all__ = ["Channel", "Contact", "Directory", "DirectoryError", "Source", "Status", "Text", "load"]
