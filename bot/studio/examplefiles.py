"""The examples of an intent as a list of lines, and the file with another list: every other byte stays. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_EXAMPLE = re.compile(r"(?P<margin> +)- (?P<text>\S.*?) *\n?")
_BLOCK = re.compile(r" *examples: *\| *\n")


class ExamplesError(Exception):
    """The file is not one intent with one block of examples. ``code``: shape."""

    code = "shape"


def examples(text: str) -> list[str]:
    """The examples of a file that holds one intent. ExamplesError."""
    lines, first, last = _block(text)
    return [_text(line) for line in lines[first:last]]


def with_examples(text: str, wanted: Sequence[str]) -> str:
    """The file with other examples; a line that stays keeps its bytes. ExamplesError."""
    lines, first, last = _block(text)
    kept: dict[str, list[str]] = {}
    for line in lines[first:last]:
        kept.setdefault(_text(line), []).append(line)
    found = _EXAMPLE.fullmatch(lines[first])
    margin = found["margin"] if found else ""
    new = [kept[one].pop(0) if kept.get(one) else f"{margin}- {one}\n" for one in wanted]
    if new and not new[-1].endswith("\n") and lines[last:]:
        new[-1] += "\n"
    return "".join([*lines[:first], *[line if line.endswith("\n") else f"{line}\n" for line in new], *lines[last:]])


def _block(text: str) -> tuple[list[str], int, int]:
    lines = text.splitlines(keepends=True)
    heads = [at for at, line in enumerate(lines) if _BLOCK.fullmatch(line)]
    if len(heads) != 1:
        raise ExamplesError
    first = last = heads[0] + 1
    while last < len(lines) and _EXAMPLE.fullmatch(lines[last]):
        last += 1
    if first == last:
        raise ExamplesError
    return lines, first, last


def _text(line: str) -> str:
    found = _EXAMPLE.fullmatch(line)
    return found["text"] if found else ""
