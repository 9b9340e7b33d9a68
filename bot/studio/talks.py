"""Whole talks as YAML, with what must hold after each turn: read, written at the end of a file, and judged. Pure.

- name: a sentence that says what must hold
  lang: ru                       # ru when not said
  on: 2026-11-29                 # the day of the talk; ON when not said
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

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ruamel.yaml import YAML

ON = date(2026, 11, 29)
KEYS = frozenset({"say", "press", "rule", "says", "never", "asks", "facts", "mood", "stage"})
GATEWAY = "gateway"
NONE = "none"  # no question of ours stands open
_OURS = ("question", "private_question")


@dataclass(frozen=True)
class Talk:
    """One talk; ``file`` is the stem it stands in."""

    file: str
    name: str
    lang: str
    turns: list[dict[str, Any]]
    on: date = ON


def talks(file: str, text: str) -> Iterator[Talk]:
    """The talks of a file in their order."""
    for one in YAML(typ="safe").load(text) or ():
        yield Talk(file, one["name"], one.get("lang", "ru"), one["turns"], one.get("on", ON))


def faults(turn: Mapping[str, Any], told: Mapping[str, Any]) -> list[str]:
    """The keys of a turn that do not hold. ``told``: its ``rule``, what it ``said``, ``asks``, ``mood``, ``stage`` and
    all that is ``known`` after it; a turn of the gateway tells its rule alone."""
    if told["rule"] == GATEWAY:
        return [] if turn.get("rule", GATEWAY) == GATEWAY else ["rule"]
    said = list(told["said"])
    found = [name for name in ("rule", "mood", "stage") if turn.get(name, told[name]) != told[name]]
    if turn.get("says", said) != said:
        found.append("says")
    if set(turn.get("never", ())) & set(said):
        found.append("never")
    if "asks" in turn and told["asks"] != (None if turn["asks"] == NONE else turn["asks"]):
        found.append("asks")
    known, facts = told["known"], turn.get("facts", {})
    found += [f"facts.{name}" for name, value in facts.items() if known.get(name) != _day(value)]
    if sum(one in _OURS for one in said) > 1:
        found.append("says")
    return found


def turn(said: Mapping[str, str], told: Mapping[str, Any]) -> dict[str, Any]:
    """A turn that holds as it went: ``said`` is ``{"say": …}`` or ``{"press": …}``, ``told`` as a rehearsal tells."""
    written: dict[str, Any] = {**said, "rule": told["rule"]}
    if told["rule"] == GATEWAY:
        return written
    written |= {"says": list(told["said"]), "asks": told["asks"] or NONE}
    if told["facts"]:
        written["facts"] = dict(told["facts"])
    return written | {"mood": told["mood"], "stage": told["stage"]}


def with_talk(text: str, talk: Talk) -> str:
    """The text of a file with a talk at its end; no other byte changes. ValueError: a talk has its name already."""
    if talk.name in {one.name for one in talks(talk.file, text)}:
        raise ValueError(talk.name)
    yaml = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump([{"name": talk.name, "lang": talk.lang, "on": talk.on, "turns": talk.turns}], out)
    lines = out.getvalue().splitlines(keepends=True)
    margin = len(lines[0]) - len(lines[0].lstrip())
    ends = text if not text or text.endswith("\n") else f"{text}\n"
    return ends + "".join(line[margin:] for line in lines)


def readings(text: str) -> dict[str, list[Any]]:
    """What was heard in the talks of a file, by their names."""
    found: dict[str, list[Any]] = json.loads(text)
    return found


def written(found: Mapping[str, Sequence[Any]]) -> str:
    """The file of what was heard, a message a line."""
    of_talks = [
        f"{json.dumps(name, ensure_ascii=False)}: [\n"
        + ",\n".join(json.dumps(one, ensure_ascii=False, sort_keys=True) for one in turns)
        + "\n]"
        for name, turns in found.items()
    ]
    return "{\n" + ",\n".join(of_talks) + "\n}\n"


def _day(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
