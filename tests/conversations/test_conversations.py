"""Conversations as trainers and advocates read them: YAML files, each a talk with the whole running service.

- name: a sentence that says what must hold
  turns:
    - say: контракт кончился, не отпускают      # or press: part of a button's title
      hear: [понял, по контракту]               # regular expressions, each must be found in what was answered
      never: [обещаю]                           # none of these may be found
      buttons: [Да, Нет]                        # each must be offered by the last answer
      hear: [понял, по контракту]               # regular expressions, each to be found in the answer
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.running import Service, Visitor

FOLDER = Path(__file__).parent
TURN_KEYS = {"say", "press", "hear", "never", "buttons", "asks"}


def talks() -> list[Any]:
    """Return every talk of every file as a test parameter."""
    found = []
    for file in sorted(FOLDER.glob("*/*.yml")):
        for talk in YAML(typ="safe").load(file.read_text(encoding="utf-8")):
            found.append(pytest.param(file.parent.name, talk["turns"], id=f"{file.stem}: {talk['name']}"))
    return found


@pytest.mark.parametrize(("lang", "turns"), talks())
def test_a_talk_goes_as_written(service: Service, lang: str, turns: list[dict[str, Any]]) -> None:
    with Visitor(service, lang) as visitor:
        for number, turn in enumerate(turns, 1):
            assert set(turn) <= TURN_KEYS, f"unknown key in turn {number}"
            heard = visitor.say(turn["say"]) if "say" in turn else visitor.press(turn["press"])
            where = f"turn {number}, «{turn.get('say', turn.get('press'))}»:\n{heard}\n{visitor.titles}"
            for pattern in turn.get("hear", ()):
                assert re.search(pattern, heard, re.IGNORECASE), f"{pattern!r} not heard in {where}"
            for pattern in turn.get("never", ()):
                assert not re.search(pattern, heard, re.IGNORECASE), f"{pattern!r} heard in {where}"
            for title in turn.get("buttons", ()):
                assert any(title in offered for offered in visitor.titles), f"no button {title!r} in {where}"
            if turn.get("asks"):
                assert visitor.titles or heard.rstrip().endswith("?"), f"no question in {where}"
