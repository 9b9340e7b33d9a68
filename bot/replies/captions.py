"""Captions of buttons and plain words for codes, from `buttons.yml` of each language."""

from collections.abc import Mapping
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.replies.errors import ReplyError

Words = Mapping[str, Mapping[str, str]]


class Captions:
    """Words for a code, by group: `caption("category", "mobilised", "ru")`. All languages hold the same codes."""

    def __init__(self, by_language: Mapping[str, Words]) -> None:
        self._by_language = by_language

    @classmethod
    def load(cls, folder: Path, languages: tuple[str, ...], laid: Mapping[str, str]) -> "Captions":
        """Read `<language>/buttons.yml` of each language, from `laid` or the folder. ReplyError("bad_captions")."""
        names = {lang: f"{lang}/buttons.yml" for lang in languages}
        return cls({lang: _read(folder / name, laid.get(name)) for lang, name in names.items()})

    def renew(self, newer: "Captions") -> None:
        """Become `newer`, for everybody who holds these."""
        self._by_language = newer._by_language

    def caption(self, group: str, code: str, lang: str) -> str:
        """The words for a code. ReplyError("unknown_button") when there are none."""
        try:
            return self._by_language[lang][group][code]
        except KeyError:
            raise ReplyError("unknown_button", f"{group}.{code}") from None

    def choices(self, group: str) -> tuple[str, ...]:
        """The codes of a group in the order they are offered. ReplyError("unknown_button")."""
        try:
            return tuple(self._by_language["ru"][group])
        except KeyError:
            raise ReplyError("unknown_button", group) from None

    def groups(self, lang: str) -> Words:
        """All words of one language, by group and code."""
        return self._by_language[lang]


def _read(file: Path, laid: str | None) -> dict[str, dict[str, str]]:
    try:
        data = YAML(typ="safe").load(laid or file.read_text(encoding="utf-8"))
    except (OSError, YAMLError) as error:
        raise ReplyError("bad_captions", f"{file.parent.name}/{file.name}: {type(error).__name__}") from None
    for group, words in data.items():
        for code, text in words.items():
            if not (isinstance(code, str) and isinstance(text, str)):
                raise ReplyError("bad_captions", f"{file.parent.name}/{file.name}: {group}.{code}: put it in quotes")
    return {group: dict(words) for group, words in data.items()}
