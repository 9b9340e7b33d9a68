"""A sentence of law between the editor's form and its file: read from there, kept as JSON, written in its place, where
no other byte moves."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.law.reading import parse
from bot.law.wordings import Said, Wording, file_of, path_of, places
from bot.studio import yamltext

_CODE = re.compile(r"[a-z][a-z_]*(-[a-z][a-z0-9_]*)*(\.[a-z0-9_]+)+")  # of a place: it leads nowhere else


def standing(folder: Path, id: str) -> str:
    """Return a sentence as it stands in the law's ``folder``, empty when there is no such place."""
    name = file_of(id)
    path = folder / name
    if not _CODE.fullmatch(id) or not path.is_file():
        return ""
    found = places({name: parse(path.read_bytes(), name)}).get(id)
    return written(found.said) if found else ""


def written(said: Said) -> str:
    """Return a sentence as it is kept: its parts on lines of their own, so that a difference can be read."""
    return json.dumps({name: said[name] for name in ("ru", "en", "sources")}, ensure_ascii=False, indent=1) + "\n"


def read(kept: str) -> Said:
    """Return what ``written`` kept."""
    found: Said = json.loads(kept)
    return found


def wording(before: str, after: str) -> Wording:
    """Return a change as it is laid over the law."""
    return Wording(read(before), read(after))


def with_wording(text: str, id: str, after: str) -> str:
    """Return the text of a file with a sentence worded anew; TextError where it cannot be written in its place."""
    said, path = read(after), path_of(id)
    for lang in ("ru", "en"):
        text = yamltext.with_sentence(text, (*path, lang), said[lang])
    return yamltext.with_inline_list(text, (*path[:-1], "sources"), said["sources"])
