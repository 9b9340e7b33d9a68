"""The page's own words in Russian and English, read from `texts.yml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.channels.languages import LANGUAGES

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class TextsError(Exception):
    """A fault in a file of page texts. `code` says which, `key` where."""

    def __init__(self, code: str, key: str) -> None:
        super().__init__(f"{code}: {key}")
        self.code = code
        self.key = key


@dataclass(frozen=True, slots=True)
class Texts:
    """Key to sentence, for each language; both languages hold the same keys."""

    by_lang: Mapping[str, Mapping[str, str]]

    def in_(self, lang: str) -> Mapping[str, str]:
        """All sentences of one language (`ru` or `en`)."""
        return self.by_lang[lang]


def load_texts(path: Path | None = None) -> Texts:
    """Read and check the page's texts; raise TextsError when a language or a placeholder is missing."""
    path = path or Path(__file__).with_name("texts.yml")
    try:
        rows = YAML(typ="safe").load(path.read_text("utf-8"))
    except YAMLError as error:
        raise TextsError("not_yaml", path.name) from error
    if not isinstance(rows, dict) or not rows:
        raise TextsError("not_a_mapping", path.name)
    for key, row in rows.items():
        _check(str(key), row)
    return Texts({lang: {str(key): row[lang] for key, row in rows.items()} for lang in LANGUAGES})


def _check(key: str, row: object) -> None:
    if not isinstance(row, dict) or set(row) != set(LANGUAGES):
        raise TextsError("languages", key)
    if not all(isinstance(text, str) and text.strip() for text in row.values()):
        raise TextsError("empty", key)
    if len({frozenset(PLACEHOLDER.findall(text)) for text in row.values()}) != 1:
        raise TextsError("placeholders_differ", key)
