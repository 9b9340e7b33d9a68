"""Sentences of the knowledge that an editor may word anew: where they stand, and the trees with others in their place.

A place is named by its file, the entries on the way and the field: ``topics-vvk.topics.vvk.sentences.0.text``. What is
laid over a place counts only while the files hold there what the editor had before him.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

SENTENCES: Final = frozenset({"text", "because", "short", "do", "proof", "clock", "who_learns"})
KINDS: Final = {
    "questions": "question", "options": "option", "topics": "topic", "myths": "myth", "risks": "risk", "steps": "step",
    "deadlines": "deadline", "ladder": "ladder", "absence": "absence", "regimes": "gate",
}  # fmt: skip
Said = Mapping[str, Any]  # of a sentence: ``ru``, ``en``, ``sources``


@dataclass(frozen=True)
class Wording:
    """A sentence worded anew over what stood ``before`` in the files."""

    before: Said
    after: Said


@dataclass(frozen=True)
class Place:
    """A sentence where it stands: ``kind`` as in KINDS, ``entry`` its id there, ``title`` as the files have it."""

    id: str
    kind: str
    entry: str
    title: Mapping[str, str]
    said: Said


def file_of(id: str) -> str:
    """Return the file of a place."""
    return id.partition(".")[0].replace("-", "/") + ".yml"


def path_of(id: str) -> tuple[str, ...]:
    """Return the way to a place inside its file."""
    return tuple(id.split(".")[1:])


def places(trees: Mapping[str, Any]) -> dict[str, Place]:
    """Return all sentences of some files by the names of their places, in the order of the files."""
    found: dict[str, Place] = {}
    for name, tree in trees.items():
        code = name.removesuffix(".yml").replace("/", "-")
        kind = KINDS.get(code.partition("-")[0])
        if kind is None or not isinstance(tree, Mapping):
            continue
        for path, holder in _sentences(tree, ()):
            id = ".".join((code, *path))
            entry = _entry(tree, path)
            title = entry.get("title") or entry.get("claim") or holder[path[-1]]
            found[id] = Place(id, kind, path[1], title, _said(holder, path[-1]))
    return found


def worded(trees: Mapping[str, Any], wordings: Mapping[str, Wording]) -> dict[str, Any]:
    """Return the trees with those wordings in them that were made over what stands there."""
    fresh = dict(trees)
    for file in trees.keys() & {file_of(id) for id in wordings}:
        tree = copy.deepcopy(trees[file])
        holders = dict(_sentences(tree, ()))
        for id, wording in wordings.items():
            holder = holders.get(path_of(id)) if file_of(id) == file else None
            if holder is not None and _said(holder, path_of(id)[-1]) == dict(wording.before):
                holder[path_of(id)[-1]] = {"ru": wording.after["ru"], "en": wording.after["en"]}
                holder["sources"] = list(wording.after["sources"])
        fresh[file] = tree
    return fresh


def _said(holder: Mapping[str, Any], field: str) -> dict[str, Any]:
    return {"ru": holder[field]["ru"], "en": holder[field]["en"], "sources": list(holder["sources"])}


def _entry(tree: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    """The entry of a section that a place belongs to."""
    found = dict(_children(tree[path[0]])).get(path[1])
    return found if isinstance(found, Mapping) else {}


def _sentences(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    if isinstance(node, dict) and isinstance(node.get("sources"), list):
        for field in node.keys() & SENTENCES:
            if isinstance(node[field], dict) and node[field].keys() == {"ru", "en"}:
                yield (*path, field), node
    for name, child in _children(node):
        yield from _sentences(child, (*path, name))


def _children(node: Any) -> Iterator[tuple[str, Any]]:
    """As `bot.studio.yamltext` names them: an entry of a list by its id, else by its number."""
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        for number, child in enumerate(node):
            named = child.get("id") if isinstance(child, dict) else None
            yield str(number if named is None else named), child
