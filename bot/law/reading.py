"""Reads knowledge files: strict YAML to plain trees, and the compiled form that makes loading fast.

YAML is for people and slow to parse, so the trees of all files are also kept in `compiled.json` beside them, each under
the SHA-256 of the file it came from. A file that was edited since is parsed afresh, so the compiled form can be stale
or missing and only time is lost; `raport law check` says so and `raport law approve` writes it anew.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.law.errors import KnowledgeError

COMPILED = "compiled.json"
_TAG = "tag:yaml.org,2002:"


def knowledge_files(folder: Path) -> list[Path]:
    """All YAML files of a knowledge folder, in a fixed order."""
    return sorted(folder.rglob("*.yml"))


def read_trees(folder: Path) -> dict[str, Any]:
    """Path inside the folder (with "/") to the tree of that file: mappings, lists, text, whole numbers, booleans, None.

    Raises KnowledgeError for a missing folder, broken YAML, a repeated key, an anchor, a fraction, or bad encoding.
    """
    if not folder.is_dir():
        raise KnowledgeError(
            "no_folder", file=folder.name, line=0, what="The knowledge folder is not there.", mend="Point to it."
        )
    return {name: entry["tree"] for name, entry in compile_folder(folder).items()}


def compile_folder(folder: Path) -> dict[str, dict[str, Any]]:
    """The compiled form of a folder as it stands now: of each file its SHA-256 and its tree. Errors as `read_trees`."""
    known = _compiled(folder)
    compiled: dict[str, dict[str, Any]] = {}
    for path in knowledge_files(folder):
        raw, name = path.read_bytes(), path.relative_to(folder).as_posix()
        digest = hashlib.sha256(raw).hexdigest()
        entry = known.get(name, {})
        compiled[name] = entry if entry.get("sha256") == digest else {"sha256": digest, "tree": parse(raw, name)}
    return compiled


def write_compiled(folder: Path) -> None:
    """Writes `compiled.json` beside the files."""
    text = json.dumps(compile_folder(folder), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (folder / COMPILED).write_text(text + "\n", encoding="utf-8")


def outdated(folder: Path) -> list[str]:
    """Files whose compiled form is missing or older than they are, and compiled files that are gone."""
    compiled = _compiled(folder)
    present = {path.relative_to(folder).as_posix(): path for path in knowledge_files(folder)}
    changed = [
        name
        for name, path in present.items()
        if compiled.get(name, {}).get("sha256") != hashlib.sha256(path.read_bytes()).hexdigest()
    ]
    return sorted({*changed, *(compiled.keys() - present.keys())})


def _compiled(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / COMPILED).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def parse(raw: bytes, name: str) -> Any:
    """One YAML file to its tree; see `read_trees` for the errors."""
    node = _compose(raw, name)
    return None if node is None else _tree(node, name)


def line_of(folder: Path, name: str, place: tuple[str | int, ...]) -> int:
    """The line (from 1) of a place inside a file: the deepest part of `place` that is there."""
    node = _compose((folder / name).read_bytes(), name)
    line = 1
    for step in place:
        if isinstance(node, MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if found is None:
                continue  # pydantic puts names of union members into a place; they are not in the file
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def _compose(raw: bytes, name: str) -> Node | None:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise KnowledgeError(
            "encoding", file=name, line=line, what="The file is not UTF-8 text.", mend="Save it as UTF-8."
        ) from None
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise KnowledgeError(
            "yaml",
            file=name,
            line=mark.line + 1 if mark else 1,
            what=f"This is not valid YAML: {error.problem or error.context}.",
            mend="Compare the indentation, colons and quotes with the entry above.",
        ) from None
    except YAMLError:
        raise KnowledgeError(
            "yaml", file=name, line=1, what="This is not valid YAML.", mend="Look for tabs and unclosed quotes."
        ) from None
    return node


def _tree(node: Node, name: str) -> Any:
    if node.anchor is not None:
        raise KnowledgeError(
            "anchor", file=name, line=node.start_mark.line + 1,
            what="Anchors and aliases (& and *) are not used here.", mend="Write the value out in full.",
        )  # fmt: skip
    if isinstance(node, MappingNode):
        return dict(_pairs(node, name))
    if isinstance(node, SequenceNode):
        return [_tree(item, name) for item in node.value]
    assert isinstance(node, ScalarNode)
    return _scalar(node, name)


def _pairs(node: MappingNode, name: str) -> Iterator[tuple[str, Any]]:
    seen: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in seen:
            raise KnowledgeError(
                "repeated_key", file=name, line=line,
                what=f"'{key.value}' stands here twice (first in line {seen[key.value]}).",
                mend="Keep one of them: the other would be lost silently.",
            )  # fmt: skip
        seen[key.value] = line
        yield key.value, _tree(value, name)


def _scalar(node: ScalarNode, name: str) -> Any:
    kind = str(node.tag).removeprefix(_TAG)
    if kind == "int" and node.value.lstrip("+-").isdigit():
        return int(node.value)
    if kind == "bool":
        return node.value.lower() == "true"
    if kind == "null":
        return None
    if kind in ("str", "timestamp"):
        return node.value
    raise KnowledgeError(
        "scalar", file=name, line=node.start_mark.line + 1,
        what="Only text, whole numbers, true/false, dates and null may stand here.", mend="Put the value in quotes.",
    )  # fmt: skip
