"""Keeps TensorFlow out of the assistant where no component of the model asks for it.

Rasa imports it for its recipe, whatever the pipeline: 300 MB of memory and seconds of every start. What stands in its
place lets those modules be read and nothing of them be used: whoever tries gets a ModuleNotFoundError.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
import tarfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

ABSENT = ("tensorflow", "keras")
# Where Rasa's own components live that do without it, beside ours (``bot.``).
WITHOUT = (
    "rasa.graph_components.", "rasa.core.policies.ensemble.", "rasa.core.policies.memoization.",
    "rasa.core.policies.rule_policy.", "rasa.nlu.classifiers.regex_message_handler.",
)  # fmt: skip


def keep_out(*models: Path) -> bool:
    """Have every later import of TensorFlow find a stand-in, unless a component of ``models`` (archives) may need it;
    tells whether. Must come before Rasa is imported."""
    if not all(name.startswith(("bot.", *WITHOUT)) for model in models for name in components(model)):
        return False
    sys.meta_path.insert(0, _Finder())
    return True


def components(model: Path) -> Iterable[str]:
    """Return the classes by which a trained archive answers. Raises `launcher.UNREADABLE`."""
    with tarfile.open(model) as packed:
        told = packed.extractfile("metadata.json")
        assert told is not None
        schema = json.load(told)["predict_schema"]
    return {str(node["uses"]) for node in schema["nodes"].values()}


class _StandIn(type):
    """The type of everything that is not there: it has every attribute, decorates to nothing and makes no object."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = _StandIn(name, (), {})
        setattr(cls, name, found)
        return found

    def __call__(cls, *given: Any, **named: Any) -> Any:
        if len(given) == 1 and not named and callable(given[0]):
            return given[0]
        raise ModuleNotFoundError("TensorFlow is kept out: no component of the model asks for it", name="tensorflow")


class _Module(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        found = _StandIn(name, (), {})
        setattr(self, name, found)
        return found


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.partition(".")[0] not in ABSENT:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        pass
