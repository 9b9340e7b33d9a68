"""Changes lists and sentences in a YAML text and leaves every other byte as it stands. Pure.

A place in a text is a path of keys; an entry of a list of mappings is named by its ``id``. What is not changed is not
written anew: its quotes, comments and order stay, so the difference shows what a person did and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Path = tuple[str, ...]
# What some readers of YAML take for yes and no.
_NO_TEXT = frozenset("y n yes no on off true false null ~".split())


class TextError(Exception):
    """``code``: not_yaml (``line`` says where), no_place, shape (not a list of lines, or not a plain sentence)."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(f"{code}: {line}" if line else code)
        self.code = code
        self.line = line


def lists(text: str) -> dict[Path, list[str]]:
    """Every list of texts, in the order of the file. TextError."""
    return {path: [one.value for one in node.value] for path, node in _lists(_root(text), ())}


def sentences(text: str) -> dict[Path, str]:
    """Every single text that stands under a key, in the order of the file. TextError."""
    return {path: node.value for path, node in _scalars(_root(text), ())}


def with_list(text: str, path: Path, items: Sequence[str]) -> str:
    """The text with another list in a place. TextError."""
    node = dict(_lists(_root(text), ())).get(path)
    if node is None:
        raise TextError("no_place")
    if [one.value for one in node.value] == list(items):
        return text
    if node.flow_style or not node.value or not items:
        raise TextError("shape", node.start_mark.line + 1)
    lines = text.splitlines(keepends=True)
    kept: dict[str, list[str]] = {}
    begins = first = node.value[0].start_mark.line
    last = 0
    for one in node.value:
        last = _last_line(one, lines) + 1
        kept.setdefault(one.value, []).append("".join(lines[begins:last]))
        begins = last
    margin = lines[first][: len(lines[first]) - len(lines[first].lstrip())]
    plainly = sum(one.style is None for one in node.value) * 2 > len(node.value)
    new = [kept[item].pop(0) if kept.get(item) else f"{margin}- {_written(item, plainly)}\n" for item in items]
    return _sound("".join([*lines[:first], *new, *lines[last:]]), path, list(items))


def with_inline_list(text: str, path: Path, items: Sequence[str]) -> str:
    """The text with another list in a place where it stands in brackets. TextError."""
    node = dict(_lists(_root(text), ())).get(path)
    if node is None:
        raise TextError("no_place")
    if [one.value for one in node.value] == list(items):
        return text
    if not node.flow_style:
        raise TextError("shape", node.start_mark.line + 1)
    changed = _spliced(text, node, f"[{', '.join(_written(item, True) for item in items)}]")
    return _sound(changed, path, list(items))


def with_sentence(text: str, path: Path, value: str) -> str:
    """The text with another sentence in a place. TextError."""
    node = dict(_scalars(_root(text), ())).get(path)
    if node is None:
        raise TextError("no_place")
    if node.value == value:
        return text
    if node.style in ("|", ">"):
        raise TextError("shape", node.start_mark.line + 1)
    changed = _spliced(text, node, json.dumps(value, ensure_ascii=False))
    if sentences(changed).get(path) != value:
        raise TextError("shape", node.start_mark.line + 1)
    return changed


def _spliced(text: str, node: Node, written: str) -> str:
    """The text with a node written otherwise. A plain one may be said to end at the next token: blanks stay behind."""
    old = text[node.start_mark.index : node.end_mark.index]
    kept = old[len(old.rstrip()) :]
    return text[: node.start_mark.index] + written + kept + text[node.end_mark.index :]


def _sound(changed: str, path: Path, items: list[str]) -> str:
    """The changed text, when it reads as it was meant to."""
    if lists(changed).get(path) != items:
        raise TextError("shape")
    return changed


def _root(text: str) -> Node:
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise TextError("not_yaml", error.problem_mark.line + 1 if error.problem_mark else 0) from None
    except YAMLError:
        raise TextError("not_yaml") from None
    if not isinstance(root, MappingNode):
        raise TextError("shape")
    return root


def _lists(node: Node, path: Path) -> Iterator[tuple[Path, SequenceNode]]:
    if isinstance(node, SequenceNode) and all(isinstance(one, ScalarNode) for one in node.value):
        yield path, node
    for key, child in _children(node):
        yield from _lists(child, (*path, key))


def _scalars(node: Node, path: Path) -> Iterator[tuple[Path, ScalarNode]]:
    for key, child in _children(node):
        if isinstance(child, ScalarNode):
            yield (*path, key), child
        else:
            yield from _scalars(child, (*path, key))


def _children(node: Node) -> Iterator[tuple[str, Node]]:
    if isinstance(node, MappingNode):
        yield from ((key.value, child) for key, child in node.value)
    elif isinstance(node, SequenceNode):
        for at, child in enumerate(node.value):
            if isinstance(child, MappingNode):
                named = next((value.value for key, value in child.value if key.value == "id"), str(at))
                yield named, child


def _last_line(node: ScalarNode, lines: Sequence[str]) -> int:
    """The line a scalar ends on; a plain one may be said to end at the next token."""
    end: int = node.end_mark.line
    while end > node.start_mark.line and (node.end_mark.column == 0 or not lines[end].strip()):
        end -= 1
        break
    return end


def _written(value: str, plainly: bool) -> str:
    """A text as it stands in a list: without quotes where its neighbours have none and it needs none."""
    if plainly and value == value.strip() and value and value.lower() not in _NO_TEXT:
        try:
            node = YAML(typ="safe", pure=True).compose(f"- {value}\n").value[0]
        except (YAMLError, AttributeError):
            node = None
        if isinstance(node, ScalarNode) and node.value == value and str(node.tag).endswith(":str"):
            return value
    return json.dumps(value, ensure_ascii=False)
