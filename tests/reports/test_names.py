"""Names, ranks, posts and units in their cases, against lists written by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pymorphy3 import MorphAnalyzer

from bot.reports.grammar.morphology import morph
from bot.reports.grammar.names import decline_first, decline_last, decline_patronymic, gender_of
from bot.reports.grammar.posts import decline_post, decline_unit
from bot.reports.grammar.ranks import decline_rank, expand_rank
from bot.reports.persons import Labels, Person

HERE = Path(__file__).parent
DECLINE = {"L": decline_last, "F": decline_first, "P": decline_patronymic}


def rows(name: str) -> Iterator[list[str]]:
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@pytest.fixture(autouse=True, scope="module")
def _ukrainian_loaded_too() -> None:
    """As in a process that also reads Ukrainian: its dictionary makes Russian grammemes unknown to `in tag`."""
    morph()
    MorphAnalyzer(lang="uk")


@pytest.mark.parametrize("file", ["names.tsv", "rare_names.tsv"])
def test_names_are_right_in_both_cases(file: str) -> None:
    wrong, total = [], 0
    for part, gender, name, dative, genitive in rows(file):
        for case, expected in (("datv", dative), ("gent", genitive)):
            total += 1
            if (got := DECLINE[part](name, gender, case) or "?") != expected:
                wrong.append(f"{name} {case}: {got}, not {expected}")
    print(f"names: {total - len(wrong)} of {total} right")
    assert total >= 500
    assert not wrong, wrong


def test_people_with_ranks_are_right_in_both_cases() -> None:
    wrong, total = [], 0
    for last, first, patronymic, gender, rank, dative, genitive in rows("people.tsv"):
        data = {"last": last, "first": first, "patronymic": patronymic, "gender": gender, "rank": rank}
        person = Person(data, "signer", Labels())
        for case, expected in (("datv", dative), ("gent", genitive)):
            total += 1
            name = person.name(case)
            got = f"{person.rank(case)} {name}".replace("\u00a0", " ") if name else "?"
            if got != expected:
                wrong.append(f"{got}, not {expected}")
    print(f"people: {total - len(wrong)} of {total} right")
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("мл. с-т", "младший сержант"),
        ("ст.с-т", "старший сержант"),
        ("ст. лейт.", "старший лейтенант"),
        ("гв. ст. л-т", "гвардии старший лейтенант"),
        ("п/п-к", "подполковник"),
        ("п-к", "полковник"),
        ("подп-к юст.", "подполковник юстиции"),
        ("к-н 1 р.", "капитан 1 ранга"),
        ("капитан III ранга", "капитан 3 ранга"),
        ("ст. 2 ст.", "старшина 2 статьи"),
        ("гл. ст.", "главный старшина"),
        ("старш.", "старшина"),
        ("ст-на запаса", "старшина запаса"),
        ("каплей", "капитан-лейтенант"),
        ("ген-лейт", "генерал-лейтенант"),
        ("майор мед. службы", "майор медицинской службы"),
        ("прапорщик в отставке", "прапорщик в отставке"),
        ("рядовой гвардии", "гвардии рядовой"),
        ("маршал РФ", "маршал Российской Федерации"),
        ("Ефр.", "ефрейтор"),
    ],
)
def test_abbreviated_ranks_are_written_out(short: str, full: str) -> None:
    assert expand_rank(short) == full


@pytest.mark.parametrize("rank", ["царь", "главный сержант", "сержант Пеппер", "старший", "гвардии", "1 ранга"])
def test_what_is_no_rank_is_left_to_the_pen(rank: str) -> None:
    assert decline_rank(rank, "datv") is None


@pytest.mark.parametrize(
    ("post", "dative"),
    [
        ("Командир отделения", "Командиру отделения"),
        ("механик-водитель", "механику-водителю"),
        ("старший оператор", "старшему оператору"),
        ("военный комиссар", "военному комиссару"),
        ("Врио командира роты", "Врио командира роты"),
        ("медицинская сестра", "медицинской сестре"),
        ("исполняющий обязанности командира", "исполняющему обязанности командира"),
        ("Командиру роты", "Командиру роты"),
        ("дежурный по части", "дежурному по части"),
        ("начальник медицинской службы", "начальнику медицинской службы"),
        ("стрелок-санитар", "стрелку-санитару"),
        (
            "заместитель командира батальона по военно-политической работе",
            "заместителю командира батальона по военно-политической работе",
        ),
        ("Уполномоченный по правам человека", "Уполномоченному по правам человека"),
    ],
)
def test_the_head_of_a_post_declines(post: str, dative: str) -> None:
    assert decline_post(post, "datv") == dative


@pytest.mark.parametrize(
    ("unit", "genitive"),
    [
        ("в/ч 00000", "войсковой части 00000"),
        ("00000-Б", "войсковой части 00000-Б"),
        ("рота связи", "роты связи"),
        ("войсковая часть 00000", "войсковой части 00000"),
    ],
)
def test_units_are_written_out(unit: str, genitive: str) -> None:
    assert decline_unit(unit, "gent") == genitive


def test_the_gender_is_told_by_the_name_or_not_at_all() -> None:
    assert gender_of("Шевченко", "Александр", "") == "m"
    assert gender_of("Ковальчук", "Женя", "Петровна") == "f"
    assert gender_of("Сидорова", "Саша", "") == "f"
    assert gender_of("Бабич", "Женя", "") == ""
    assert gender_of("Монгуш", "Чечек", "") == ""


def test_a_name_that_contradicts_itself_tells_no_gender() -> None:
    assert gender_of("Иванов", "Иван", "Ивановна") == ""


def test_an_unsure_form_is_a_labelled_blank_and_is_noted() -> None:
    person = Person({"last": "Шевчук", "first": "Женя"}, "signer", Labels())
    assert not person.name("datv")
    assert person.unsure == ["name"]
    assert person.name("nomn") == "Шевчук\u00a0Женя"


@given(st.text(max_size=30), st.sampled_from(["m", "f", ""]), st.sampled_from(["gent", "datv", "accs", "ablt", "loct"]))
@example("\U00017000", "m", "gent")
def test_no_text_breaks_the_grammar(text: str, gender: str, case: str) -> None:
    for decline in DECLINE.values():
        form = decline(text, gender, case)
        assert form is None or "\n" not in form
    decline_rank(text, "gent")
    decline_post(text, "gent")
    decline_unit(text, "gent")
