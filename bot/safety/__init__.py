"""The safety layer: what is looked for in every message before any form, rule or model sees it.

``load()`` reads the word lists of ``words/`` and gives a `SafetyLayer`; ``layer.check(text)`` tells whether the text
speaks of suicide or self-harm (``crisis``), of danger to life in these hours (``danger``), or asks to erase everything
(``wipe``). ``load_beside()`` gives the same over other lists: what ``layer.rules(text)`` names is that somebody is dead
(``dead``), that the worst is over (``over``), that a wish to erase is confirmed (``erase_yes``), and so on.
``kind_of()`` tells which danger is spoken of.

The room is pure: no clock, no network, no other room; it keeps and logs nothing. It runs on Python 3.10 too.
"""

from bot.safety.dangers import ILL, kind_of
from bot.safety.layer import Kind, SafetyLayer, Signal, load, load_beside
from bot.safety.lexicon import SafetyError

__all__ = ["ILL", "Kind", "SafetyError", "SafetyLayer", "Signal", "kind_of", "load", "load_beside"]
