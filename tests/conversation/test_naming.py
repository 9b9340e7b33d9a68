"""Who is named for a paper in the very request: whose name it is, its nominative, the rank beside it, or nobody."""

from __future__ import annotations

import pytest

from bot.conversation import naming
from bot.conversation.naming import BARE, CHIEF, HE, KIN, SIGNS, WRITER


def read(text: str) -> list[tuple[str, str]]:
    """Role, then rank, surname, first name, patronymic and post, as far as they were read."""
    parts = ("rank", "last", "first", "patronymic", "post")
    return [(one.role, " ".join(one.parts[name] for name in parts if name in one.parts)) for one in naming.people(text)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (
            "рапорт напиши. Командиру полковнику Дееву, я ефрейтор Лунин А.П.",
            [(WRITER, "ефрейтор Лунин А. П."), (CHIEF, "полковник Деев")],
        ),
        ("напиши. Бакиев Ринат, рядовой", [(BARE, "рядовой Бакиев Ринат")]),
        ("жалобу прокурору. Гали Тимур Айратович прапорщик", [(BARE, "прапорщик Гали Тимур Айратович")]),
        (
            "бумагу на отпуск. Ершов Денис Игоревич старшина, командиру роты капитану Мухину",
            [(BARE, "старшина Ершов Денис Игоревич"), (CHIEF, "капитан Мухин командир роты")],
        ),
        (
            "составьте ей жалобу. мама Пчёлкина Лариса Олеговна, я Пчёлкин Данил",
            [(KIN, "Пчёлкина Лариса Олеговна"), (WRITER, "Пчёлкин Данил")],
        ),
        (
            "Ларина Светлана я, брат Ларин Антон Михайлович 96го года",
            [(WRITER, "Ларина Светлана"), (HE, "Ларин Антон Михайлович")],
        ),
        (
            "на розыск, Рудаков Илья Сергеевич 2005 г.р., я Рудакова Вера Павловна",
            [(BARE, "Рудаков Илья Сергеевич"), (WRITER, "Рудакова Вера Павловна")],
        ),
        (
            "напишите от свекрови. Юсупова Марьям Ахмедовна, старший Юсупов Ислам погиб, младший Юсупов Руслан",
            [(SIGNS, "Юсупова Марьям Ахмедовна"), (HE, "Юсупов Руслан")],
        ),
        (
            "я Шух Дарья Олеговна, он Бойко Никита Валерьевич",
            [(WRITER, "Шух Дарья Олеговна"), (HE, "Бойко Никита Валерьевич")],
        ),
        (
            "Начальнику госпиталя подполковнику медицинской службы Орлову, рядовой Иванов Пётр",
            [(CHIEF, "подполковник медицинской службы Орлов начальник госпиталя"), (BARE, "рядовой Иванов Пётр")],
        ),
        ("и Деев подполковник, исправь", [(BARE, "подполковник Деев")]),
        ("и фамилия у него Горшков по отцу", [(HE, "Горшков")]),
    ],
)  # fmt: skip
def test_names_are_read_with_whose_they_are(text: str, people: list[tuple[str, str]]) -> None:
    assert read(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "меня избил прапорщик Сидоров Иван Петрович, составь заявление",
        "напишите жалобу на прапорщика Сидорова Ивана Петровича",
        "Мама в Киеве, брат в Москве. Указ Путина",
        "Сын Илюша не выходит на связь. В военкомате сказали ждите",
        "Приказ Генпрокурора и Конституция России",
        "А Вовке нашему В дали у него рука",
        "Маму зовут Тамара Ивановна",
        "я рядовой Ким Саша",
        "ларина светлана",
        "/inform",
    ],
)
def test_who_signs_nothing_or_is_not_certain_is_nobody(text: str) -> None:
    assert read(text) == []


def test_a_surname_alone_puts_right_one_that_stands_there_and_fills_no_blank() -> None:
    stood = naming.on_paper(
        naming.people("Командиру полковнику Дееву, я ефрейтор Лунин А.П."), {}, own=False, asker="self", to_chief=True
    )
    told = naming.people("Деев подполковник, исправь")
    mended = naming.on_paper(told, stood, own=False, asker="self", to_chief=True)
    assert mended["addressee"] == {**stood["addressee"], "rank": "подполковник"} and mended["signer"] == stood["signer"]
    assert naming.on_paper(told, {}, own=False, asker="self", to_chief=True) == {}
    other = naming.on_paper(naming.people("ой не Деев, Дёмин"), stood, own=False, asker="self", to_chief=True)
    assert other["addressee"]["last"] == "Дёмин"


@pytest.mark.parametrize(
    ("text", "own", "asker", "signer", "serviceman"),
    [
        ("мама Пчёлкина Лариса Олеговна, я Пчёлкин Данил", True, "self", "Пчёлкина", "Пчёлкин"),
        ("мама Пчёлкина Лариса Олеговна, я Пчёлкин Данил", True, "relative", "Пчёлкина", "Пчёлкин"),
        ("Орлова Нина Фёдоровна я, сын Орлов Виктор Сергеевич", True, "relative", "Орлова", "Орлов"),
        ("Савченко Любовь Тимофеевна я, он Савченко Глеб Юрьевич", False, "self", "Савченко", None),
        ("Орлова Нина Фёдоровна я, сын Орлов Виктор Сергеевич", False, "relative", "Орлов", None),
        ("Лисицын Роман Олегович мл сержант", False, "relative", "Лисицын", None),
        ("я Косых Роман", False, "self", "Косых", None),
        ("мать впиши Гали Роза Хасановна", False, "self", None, None),
    ],
)
def test_nobody_signs_in_anothers_place(
    text: str, own: bool, asker: str, signer: str | None, serviceman: str | None
) -> None:
    found = naming.on_paper(naming.people(text), {}, own=own, asker=asker, to_chief=not own)
    assert found.get("signer", {}).get("last") == signer
    assert found.get("serviceman", {}).get("last") == serviceman


def test_another_man_takes_nothing_over_of_the_first() -> None:
    stood = {"signer": {"last": "Бакиев", "first": "Ринат", "rank": "рядовой", "post": "стрелок"}}
    told = naming.people("Осипов Глеб, сержант, контузия")
    found = naming.on_paper(told, stood, own=False, asker="self", to_chief=True)
    assert found["signer"] == {"last": "Осипов", "first": "Глеб", "gender": "m", "rank": "сержант"}


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("не ефрейтор, мл сержант уже дали", "младший сержант"),
        ("не прапорщик а старший прапорщик", "старший прапорщик"),
        ("прапорщик бил, капитан видел", None),
        ("я не сержант", None),
    ],
)
def test_the_rank_that_is_his_where_another_is_denied(text: str, rank: str | None) -> None:
    assert naming.rank_put_right(text) == rank


def test_what_was_sealed_is_opened_as_it_was() -> None:
    told = naming.people("Командиру полковнику Дееву, я ефрейтор Лунин А.П. ой не Деев, Дёмин")
    assert naming.opened(naming.sealed(told)) == told and naming.opened(None) == ()
