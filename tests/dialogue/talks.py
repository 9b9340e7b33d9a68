"""Whole talks as YAML, and the readings that the trained model made of their messages, recorded beside them.

- name: a sentence that says what must hold
  lang: ru                       # ru when not said
  turns:
    - say: контракт кончился     # or press: part of a button's title
      rule: stories.story        # the rule that must speak; gateway: answered before the dialogue
      says: [understood, question]   # the bubbles, in order
      never: [not_understood]    # bubbles that must not come
      asks: agency               # our question that stands open after it; none: no question of ours
      facts: {category: contract}    # known after it; null: not known
      mood: calm                 # calm, check, crisis, danger, grief
      stage: telling             # telling, ways, drafting, waiting, refused
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

TALKS = Path(__file__).parent / "talks"
READINGS = Path(__file__).parent / "readings"
KEYS = {"say", "press", "rule", "says", "never", "asks", "facts", "mood", "stage"}
ON = "2026-11-29"  # the day of every talk


@dataclass(frozen=True)
class Talk:
    """One talk; ``file`` is the stem it stands in."""

    file: str
    name: str
    lang: str
    turns: list[dict[str, Any]]


def talks() -> Iterator[Talk]:
    """Every talk of every file, in order."""
    for path in sorted(TALKS.glob("*.yml")):
        for one in YAML(typ="safe").load(path.read_text(encoding="utf-8")):
            yield Talk(path.stem, one["name"], one.get("lang", "ru"), one["turns"])


def readings(file: str) -> dict[str, list[Any]]:
    """The readings of the talks of a file by their names; nothing for one that was not recorded."""
    path = READINGS / f"{file}.json"
    found: dict[str, list[Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def keep(file: str, found: dict[str, list[Any]]) -> None:
    """Write the readings of the talks of a file, a message a line."""
    READINGS.mkdir(exist_ok=True)
    talks_of = [
        f"{json.dumps(name, ensure_ascii=False)}: [\n"
        + ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in turns)
        + "\n]"
        for name, turns in found.items()
    ]
    (READINGS / f"{file}.json").write_text("{\n" + ",\n".join(talks_of) + "\n}\n", encoding="utf-8")
