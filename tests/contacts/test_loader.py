"""The loader refuses every kind of mistake and tells the editor where and how to mend it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.contacts import DirectoryError, load

Write = Callable[..., Path]


def test_a_good_directory_is_read(write: Write) -> None:
    (contact,) = load(write()).contacts
    assert contact.channels[0].value == "100"


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "words"),
    [
        ("    kind: ngo\n", "    kind: ngo\n    kind: official\n", "duplicate_key", 11, "kind"),
        ("    kind: ngo\n", "    kind: club\n", "literal_error", 10, "official"),
        ("    sure: medium\n", "", "missing", 8, "sure"),
        ("    sure: medium\n", "    sure: medium\n    shure: low\n", "extra_forbidden", 22, "spelling"),
        ("checked_on: 2026-11-22", "checked_on: yesterday", "date_from_datetime_parsing", 23, "2026-11-22"),
        ('value: "100"', "value: 100", "value_error", 17, "quotes"),
        ("recheck_by: 2026-12-22", "recheck_by: 2027-02-22", "value_error", 8, "60 days"),
        ("recheck_by: 2026-12-22", "recheck_by: 2026-11-22", "value_error", 8, "after"),
        ("[general, leaving]", "[general, flying]", "unknown_topic", 8, "leaving"),
        ("{legal: none_known, as_of: 2026-01-01}", "{legal: foreign_agent}", "value_error", 20, "since"),
        ("{legal: none_known, as_of: 2026-01-01}", "{legal: none_known}", "value_error", 20, "as_of"),
        ("kind: ngo", "kind: official", "value_error", 8, "state"),
        ("offered: dialogue", "offered: not_yet", "value_error", 8, "why_not"),
        ('      - {kind: phone, value: "100"}\n', "      []\n", "value_error", 8, "channel"),
        ('risk: {ru: "Риск.", en: "Risk."}', 'risk: {ru: "Риск.", en: ""}', "string_too_short", 22, "risk.en"),
        ("contacts:", "people:", "missing_section", 1, "contacts"),
        ("    sure: medium\n", "    sure: [\n", "not_yaml", 23, ""),
    ],
)
def test_a_mistake_is_named_with_its_line(write: Write, old: str, new: str, code: str, line: int, words: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        load(write(old, new))
    error = caught.value
    assert (error.code, error.line) == (code, line)
    assert words in str(error)
    assert str(error).startswith(f"directory.yml:{line}: ")


def test_an_id_used_twice_is_refused(write: Write) -> None:
    entry = write().read_text(encoding="utf-8").split("contacts:\n")[1]
    with pytest.raises(DirectoryError) as caught:
        load(write(tail=entry))
    assert (caught.value.code, caught.value.line) == ("duplicate_id", 25)


def test_a_missing_file_is_an_error_of_the_same_kind(tmp_path: Path) -> None:
    with pytest.raises(DirectoryError, match="not there"):
        load(tmp_path / "none.yml")


@pytest.mark.parametrize(
    "name",
    [
        "ОВД-Инфо",
        "ОВД Инфо, горячая линия",
        "овдинфо",
        "OVD-Info",
        "Правозащитный центр «Мемориал»",
        "Юристы «Мемориала»",
        "Международная группа «Агора»",
        "Фонд «Свободная Бурятия»",
        "Free Buryatia Foundation",
        "Хочу жить",
    ],
)
def test_an_undesirable_or_extremist_body_is_refused_by_name(write: Write, name: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        load(write("Помощник", name))
    assert caught.value.code == "refused_body"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('{kind: phone, value: "100"}', '{kind: email, value: "info@ovdinfo.org"}'),
        ('{kind: phone, value: "100"}', '{kind: site, value: "https://Reports.OVDinfo.org/help"}'),
        ("example.org/page", "https://meduza.io/amp/page"),
    ],
)
def test_an_address_of_a_refused_body_is_refused_in_channels_and_sources(write: Write, old: str, new: str) -> None:
    with pytest.raises(DirectoryError) as caught:
        load(write(old, new))
    assert caught.value.code == "refused_body"


@pytest.mark.parametrize("name", ["Агорафобия: группа помощи", "Комитет солдатских матерей"])
def test_a_neighbouring_name_is_not_refused(write: Write, name: str) -> None:
    load(write("Помощник", name))
