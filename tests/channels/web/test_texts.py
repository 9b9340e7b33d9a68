"""The file of page texts is read strictly: a missing language or placeholder is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.web import TextsError, load_texts


def test_both_languages_say_everything() -> None:
    texts = load_texts()
    assert set(texts.in_("ru")) == set(texts.in_("en"))
    assert len(texts.in_("ru")) > 40


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("title: {ru: Чат}", "languages"),
        ("title: Чат", "languages"),
        ("title: {ru: Чат, en: Chat, de: Chat}", "languages"),
        ("title: {ru: Чат, en: ''}", "empty"),
        ("left: {ru: 'Осталось {n}', en: 'Left'}", "placeholders_differ"),
        ("- a", "not_a_mapping"),
        ("", "not_a_mapping"),
        ("a: {", "not_yaml"),
        ("a: {ru: x, en: x}\na: {ru: y, en: y}", "not_yaml"),
    ],
)
def test_a_fault_in_the_texts_is_named(tmp_path: Path, content: str, code: str) -> None:
    path = tmp_path / "texts.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(TextsError) as caught:
        load_texts(path)
    assert caught.value.code == code
