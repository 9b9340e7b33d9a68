"""The natural ways to answer each question (``data/answers``), as rows of question, class and text.

A class is a value of the fact («contract»), a kind of value where values cannot be listed (``date``, ``number``,
``name``), or an act that answers nothing. Trainers edit these files; each row counts at the next training.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

# What a message can do instead of answering: not know, not say, ask back, speak of something else, mend another answer.
ACTS = ("unsure", "refuses", "asks", "new_topic", "corrects")


@dataclass(frozen=True)
class Way:
    """One way to say one thing: ``kind`` is a value of the question's fact or one of ``ACTS``."""

    question: str
    kind: str
    text: str


class WaysError(Exception):
    """A file of answers cannot be used. ``code``: ``not_yaml``, ``shape``, ``fact`` (another name than the file's)."""

    def __init__(self, code: str, file: str) -> None:
        super().__init__(f"{code}: {file}")
        self.code = code


def ways(folder: Path) -> list[Way]:
    """Every row of every file, in the order of the files. Raises WaysError, OSError."""
    return [way for path in sorted(folder.glob("*.yml")) for way in _of_file(path)]


def _of_file(path: Path) -> Iterator[Way]:
    try:
        read = YAML(typ="safe").load(path)
    except YAMLError:
        raise WaysError("not_yaml", path.name) from None
    if not isinstance(read, dict) or not isinstance(read.get("values"), dict):
        raise WaysError("shape", path.name)
    if read.get("fact") != path.stem:
        raise WaysError("fact", path.name)
    values = set(map(str, read["values"]))
    for value, said in read["values"].items():
        yield from (Way(path.stem, str(value), text) for text in _texts(said, path))
    for name in ("relative", "corrects"):  # by value: said of somebody else, or to mend this very answer
        said = read.get(name)
        if isinstance(said, Mapping) and set(map(str, said)) <= values:
            for value, texts in said.items():
                yield from (Way(path.stem, str(value), text) for text in _texts(texts, path))
        elif said is not None and name in ACTS:
            yield from (Way(path.stem, name, text) for text in _texts(said, path))
        elif said is not None:
            raise WaysError("shape", path.name)
    for act in ACTS:
        if act in read and act != "corrects":
            yield from (Way(path.stem, act, text) for text in _texts(read[act], path))


def _texts(said: Any, path: Path) -> list[str]:
    """Texts of a list, or of lists by language."""
    lists = list(said.values()) if isinstance(said, Mapping) else [said]
    if not all(isinstance(one, list) and all(isinstance(text, str) and text.strip() for text in one) for one in lists):
        raise WaysError("shape", path.name)
    return [text for one in lists for text in one]
