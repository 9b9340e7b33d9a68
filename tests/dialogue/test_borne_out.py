"""What the model alone may not say of a person: the words have to bear it out. Sentences of people who tried it."""

from __future__ import annotations

import pytest

from bot.conversation import signs
from bot.dialogue.heard import borne_out


def allowed(intent: str, text: str) -> bool:
    return borne_out(intent, signs.shown(text).signs)


@pytest.mark.parametrize("text", [
    "справку из реанимации взять успею, поможет?", "справка настоящая!", "какая справка нужна из больницы",
    "копию военника где взять", "а заключение мсэ обязательно?",
])  # fmt: skip
def test_an_honest_paper_is_no_forgery(text: str) -> None:
    assert not allowed("refuse_forge", text)


@pytest.mark.parametrize("text", [
    "можно купить Д?", "подделать справку о смерти матери", "напиши что я инвалид чтоб прокатило",
    "рапорт задним числом сделаем?", "липовая справка сойдет", "can i buy a medical paper",
])  # fmt: skip
def test_a_forgery_in_plain_words_stays_one(text: str) -> None:
    assert allowed("refuse_forge", text)


@pytest.mark.parametrize("text", ["никого рядом. ребята на выезде", "в отпуск в другой город можно?"])
def test_who_speaks_of_no_border_is_not_told_of_one(text: str) -> None:
    assert not allowed("refuse_border", text)


@pytest.mark.parametrize("text", ["как перейти границу тихо", "хочу сбежать в казахстан", "how do i cross the border"])
def test_a_flight_in_plain_words_stays_one(text: str) -> None:
    assert allowed("refuse_border", text)


def test_a_commander_who_says_nothing_is_no_missing_man() -> None:
    assert not allowed("lost_contact", "ты это уже писал. командир молчит месяц, что дальше по шагам")
    assert not allowed("lost_contact", "рапорт отдал, в штабе молчат")
    assert allowed("lost_contact", "брат молчит третью неделю, на связь не выходит")


def test_who_never_left_is_not_asked_since_when_he_is_away() -> None:
    assert not allowed("awol_deadlines", "я в части. никуда не уходил. меня увезут через 10 дней")
    assert allowed("awol_deadlines", "ушел из части пять дней назад, сколько дадут")


@pytest.mark.parametrize("text", [
    "меня увезут через 10 дней. что с рапортом делать", "дали 10 суток ареста", "отпуск 10 дней дадут?",
    "сколько будет отпуск, 10 дней?",
])  # fmt: skip
def test_other_ten_days_are_not_those_of_the_press(text: str) -> None:
    assert "ten_days" not in signs.shown(text).signs


def test_the_ten_days_of_the_press_are_heard() -> None:
    assert "ten_days" in signs.shown("правда что за 10 дней можно уволиться?").signs
    assert "ten_days" in signs.shown("я читал что десять дней есть на ответ").signs


@pytest.mark.parametrize("text", [
    "домой то ему можно ехать или нет", "можно он пока домой поедет, рапорт же подан будет", "можно мне домой пока",
])  # fmt: skip
def test_going_home_is_heard_in_any_order(text: str) -> None:
    assert "go_home" in signs.shown(text).signs
