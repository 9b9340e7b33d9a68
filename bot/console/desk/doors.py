"""Who may come to the desk, and what its pages share."""

from __future__ import annotations

from typing import Final

from bot.cases.people import ADVOCATE, EDITOR

WHO: Final = frozenset({EDITOR, ADVOCATE})  # an advocate reads second, and takes a wrong sentence away at once
EDITORS: Final = frozenset({EDITOR})
