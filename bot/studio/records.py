"""A new record of a question that people ask: put at the end of a file, of which no other byte changes. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date

from bot.studio import yamltext
from bot.studio.checks import Fault
from bot.studio.editing import Part
from bot.studio.yamltext import TextError

FEWEST = {"asked.ru": 12, "asked.en": 6, "asked.uk": 3}  # what finding a question in other words needs
PARTS = (
    Part("id", (), single=True),
    Part("title.ru", (), single=True), Part("title.en", (), single=True),
    Part("asked.ru", ()), Part("asked.en", ()), Part("asked.uk", ()),
    Part("short.ru", (), single=True), Part("short.en", (), single=True),
    Part("sources", ()), Part("risk", (), single=True),
)  # fmt: skip
_NEEDED = tuple(part.place for part in PARTS if part.place != "risk")


def with_new(text: str, wanted: Mapping[str, Sequence[str]], on: date) -> str:
    """The file with the record at its end; its answer holds from ``on``. TextError."""
    said = {place: " ".join(lines).strip() for place, lines in wanted.items()}
    if not list(yamltext.sentences(text)):
        raise TextError("shape")
    ends = text if text.endswith("\n") else f"{text}\n"
    written = [
        f"  - id: {_text(said['id'])}",
        f"    title: {{ru: {_text(said['title.ru'])}, en: {_text(said['title.en'])}}}",
        "    asked:",
        *(line for place in FEWEST for line in _asked(place.rpartition(".")[2], wanted[place])),
        "    answers:",
        f"      - from: {on.isoformat()}",
        "        to: null",
        "        short:",
        *(f"          {lang}: {_text(said[f'short.{lang}'])}" for lang in ("ru", "en")),
        f"        sources: [{', '.join(_text(one) for one in wanted['sources'])}]",
        *([f"    risk: {_text(said['risk'])}"] if said.get("risk") else []),
        "    reviewed_by: null",
    ]
    return ends + "\n".join(written) + "\n"


def faults(wanted: Mapping[str, Sequence[str]], known: Container[str]) -> list[Fault]:
    """What is missing of a new record before the law can look at it; nothing for one that is empty."""
    return list(_faults(wanted, known)) if any(wanted.values()) else []


def _faults(wanted: Mapping[str, Sequence[str]], known: Container[str]) -> Iterator[Fault]:
    for place in _NEEDED:
        if not wanted[place]:
            yield Fault("missing", place)
    id = " ".join(wanted["id"])
    if id and not re.fullmatch(r"[a-z][a-z0-9_]*", id):
        yield Fault("id", id)
    elif id in known:
        yield Fault("id_taken", id)
    for place, fewest in FEWEST.items():
        if wanted[place] and len(set(wanted[place])) < fewest:
            yield Fault("few", place.rpartition(".")[2], str(fewest))


def _asked(lang: str, lines: Sequence[str]) -> list[str]:
    return [f"      {lang}:", *(f"        - {_text(line)}" for line in lines)]


def _text(value: str) -> str:
    return value if re.fullmatch(r"[a-z][a-z0-9]*_[a-z0-9_]*", value) else json.dumps(value, ensure_ascii=False)
