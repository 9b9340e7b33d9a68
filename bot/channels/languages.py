"""Which of our two languages a person reads better, by what his device says."""

from __future__ import annotations

import re

LANGUAGES = ("ru", "en")
# Languages whose speakers usually read Russian better than English; everybody else gets English.
_READ_RUSSIAN = frozenset("ru uk be kk ky uz tg tk az hy ka mn tt ba cv os ce av bua tyv sah xal".split())
_PREFERENCE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def choose_language(choice: str | None, accept_language: str) -> str:
    """The language to speak: the person's own choice, else the device's wish (as Accept-Language), else Russian."""
    if choice in LANGUAGES:
        return str(choice)
    wishes = []
    for part in accept_language[:500].split(","):
        match = _PREFERENCE.fullmatch(part)
        if match and (weight := float(match[2] or 1)) > 0:
            wishes.append((-weight, match[1].lower()))
    for _, language in sorted(wishes, key=lambda wish: wish[0]):
        if language in _READ_RUSSIAN:
            return "ru"
        if language == "en":
            return "en"
    return "en" if any(language != "*" for _, language in wishes) else "ru"
