"""Words and patterns by which messages are read, as trainers change them: what is wrong with a line, and what it finds.

They are read by the running code and belong to its release: a change counts with the next one, unlike examples and
records. What is heard in a cry or in danger (``bot/safety/words``) is not among them: it has corpora of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.studio import yamltext
from bot.studio.checks import Fault, Lines
from bot.studio.workspace import WORDS, Workspace

_NAMED = re.compile(r"\{([A-Za-z_]\w*)\}")
_SHOWN = 3  # messages that a changed pattern finds
_DEEPEST = 20  # lists within lists
# A repeat within a repeat can take hours over one message.
_REPEATED_TWICE = re.compile(r"\((?:[^()\\]|\\.)*[*+](?:[^()\\]|\\.)*\)[*+]|\((?:[^()\\]|\\.)*[*+]\)\{\d+,\}")


def names(workspace: Workspace) -> list[str]:
    """The files of words that may be changed, sorted."""
    return sorted(name for folder in WORDS for name in workspace.files(folder))


def faults(text: str, before: Lines, after: Lines, said: Iterable[str]) -> list[Fault]:
    """What is wrong with the lines that differ; with none, how many messages of ``said`` each of them finds."""
    lists = {path[-1]: value for path, value in yamltext.sentences(text).items()}
    known = set(_NAMED.findall(text))
    found: list[Fault] = []
    new: list[tuple[str, re.Pattern[str]]] = []
    for place, lines in after.items():
        kept = set(before.get(place, ()))
        if not lines:
            found.append(Fault("empty", place))
        for line in lines:
            if line not in kept:
                found += _of_pattern(line, lists, known, new)
        found += [Fault("twice", line) for line in {line for line in lines if lines.count(line) > 1}]
    return found or list(_found(new, said))


def _of_pattern(
    line: str, lists: Mapping[str, str], known: set[str], new: list[tuple[str, re.Pattern[str]]]
) -> Iterator[Fault]:
    missing = [name for name in _NAMED.findall(line) if name not in lists and name not in known]
    if missing:
        yield Fault("no_list", line, missing[0])
        return
    if _REPEATED_TWICE.search(line):
        yield Fault("slow", line)
        return
    try:
        new.append((line, re.compile(_whole(line, lists).replace(" ", r"\s+"))))
    except re.error as error:
        yield Fault("pattern", line, str((error.pos or 0) + 1))


def _whole(line: str, lists: Mapping[str, str]) -> str:
    """The line with its lists in their places; one that the code fills in stands for a word."""
    for _ in range(_DEEPEST):
        if not _NAMED.search(line):
            break
        line = _NAMED.sub(lambda found: f"(?:{lists.get(found[1], chr(92) + 'w+')})", line)
    return line


def _found(new: Sequence[tuple[str, re.Pattern[str]]], said: Iterable[str]) -> Iterator[Fault]:
    texts = [one.lower().replace("ё", "е") for one in said] if new else []
    for line, pattern in new:
        hits = [text for text in texts if pattern.search(text)]
        yield Fault("finds", f"{len(hits)}", " / ".join([line[:80], *hits[:_SHOWN]]), blocks=False)
