"""One entry of a YAML file as text: found in its section, read, some of its fields set with all others untouched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from bot.law.reading import parse

# The order in which the fields of a source stand in its file: a new one is put where people look for it.
_ORDER = (
    "id", "act", "place", "sure", "edition", "read_on", "from", "to", "known_through", "address", "hash", "quote",
    "reviewer",
)  # fmt: skip
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d|[A-Z][a-z]?-?")  # a day, or how sure a source is: written without quotes


def block(text: str, section: str, id: str) -> str:
    """Return the lines of one entry of a section, empty when it is not there."""
    _, _, rest = text.partition(f"\n{section}:\n")
    found = re.search(rf"^  - id: {re.escape(id)}\n((?: {{4}}.*\n|\n(?= {{4}}))*)", rest, re.MULTILINE)
    return found[0] if found else ""


@lru_cache(maxsize=1024)
def entry(block: str) -> Mapping[str, Any]:
    """Return an entry as the loaders read it; KnowledgeError."""
    found = parse(block.encode(), "entry")
    return MappingProxyType(found[0] if isinstance(found, list) and isinstance(found[0], dict) else {})


def with_fields(block: str, fields: Mapping[str, str]) -> str:
    """Return an entry with fields set, each on a line of its own; an empty one goes, a new one comes in its place."""
    for name, value in fields.items():
        line = f"    {name}: {_written(value)}\n" if value else ""
        found = re.search(rf"^    {name}:.*\n(?: {{6}}.*\n)*", block, re.MULTILINE)
        if found:
            block = block[: found.start()] + line + block[found.end() :]
        elif line:
            at = _place(block, name)
            block = block[:at] + line + block[at:]
    return block


def _place(block: str, name: str) -> int:
    """Where a new field goes: behind the last that stands before it in the order."""
    earlier = "|".join(_ORDER[: _ORDER.index(name)])
    found = list(re.finditer(rf"^(?:  - |    )(?:{earlier}):.*\n(?: {{6}}.*\n)*", block, re.MULTILINE))
    return found[-1].end()


def _written(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)
