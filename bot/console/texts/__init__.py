"""The console's own words, a folder for each language, a file for each topic; keys are the same in both."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.channels.languages import LANGUAGES
from bot.channels.web.texts import PLACEHOLDER, TextsError

__all__ = ["LANGUAGES", "Texts", "TextsError", "load_texts"]


class Texts(dict[str, str]):
    """Key to sentence in one language; ``t.key`` and ``t("key", n=3)`` work in templates. A missing key is an error."""

    def __getattr__(self, key: str) -> str:
        """Return a sentence by its key."""
        try:
            return self[key]
        except KeyError:
            raise AttributeError(key) from None

    def __call__(self, key: str, **values: object) -> str:
        """Return a sentence with its placeholders filled; KeyError for a missing key."""
        return self[key].format(**values)


def load_texts(folder: Path | None = None) -> Mapping[str, Texts]:
    """Return the texts by language; TextsError when a key, a placeholder or a language is missing."""
    folder = folder or Path(__file__).parent
    found = {lang: _read(folder / lang) for lang in LANGUAGES}
    first, second = (found[lang] for lang in LANGUAGES)
    for key in sorted(first.keys() ^ second.keys()):
        raise TextsError("languages", key)
    for key in first:
        if set(PLACEHOLDER.findall(first[key])) != set(PLACEHOLDER.findall(second[key])):
            raise TextsError("placeholders_differ", key)
    return found


def _read(folder: Path) -> Texts:
    texts = Texts()
    for path in sorted(folder.glob("*.yml")):
        try:
            rows = YAML(typ="safe").load(path.read_text("utf-8")) or {}
        except YAMLError as error:
            raise TextsError("not_yaml", path.name) from error
        for key, text in rows.items():
            if key in texts:
                raise TextsError("twice", key)
            if not isinstance(text, str) or not text.strip():
                raise TextsError("empty", str(key))
            texts[key] = text.strip()
    return texts
