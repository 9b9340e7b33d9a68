"""Unit numbers and places leave a message before it is kept; everything else stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.whereabouts import BLOT, blot


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("служу в в/ч 12345, не отпускают", "12345"),
        ("вч 54321 рапорт не берут", "54321"),
        ("войсковая часть № 30615", "30615"),
        ("часть 74268 не отвечает", "74268"),
        ("я из 137 полка", "137"),
        ("152-я отдельная мотострелковая бригада", "152"),
        ("стоим под Покровском", "Покровск"),
        ("сидим под покровском, воды нет", "покровск"),
        ("сын под Бахмутом ранен", "Бахмут"),
        ("находимся в районе Часова Яра", "Часова"),
        ("координаты 48.1234, 37.5678", "48.1234"),
        ("тут 47°12'30\" с.ш. 37°33'12\" в.д.", "37°33"),
        ("опорник 234 завтра", "234"),
        ("military unit 12345", "12345"),
        ("we are near Soledar", "Soledar"),
    ],
)
def test_where_he_is_is_blotted_out(text: str, secret: str) -> None:
    hidden = blot(text)
    assert secret not in hidden
    assert BLOT in hidden


@pytest.mark.parametrize(
    "text",
    [
        "контракт с 12.05.2024 по 12.05.2025",
        "часть 5 статьи 337, ч. 2.1",
        "под контракт попал обманом, под подписку",
        "под Новый год обещали отпуск",
        "я в госпитале в Ростове",
        "в 2022 в полк отправили",
        "не платят 300 тысяч, мне 45 лет",
        "состою на учёте в пнд, под следствием не был",
        "8 800 100 12 60",
        "he left the unit 3 days ago",
    ],
)
def test_what_is_no_place_stays(text: str) -> None:
    assert blot(text) == text


@given(st.text(max_size=300))
def test_any_text_comes_through_and_twice_is_as_once(text: str) -> None:
    assert blot(blot(text)) == blot(text)
