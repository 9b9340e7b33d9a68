"""Who is late back is told from who left: the words of both."""

import pytest

from bot.conversation import asking

LATE = [
    "опоздал из отпуска на 3 дня, лежал с температурой",
    "сын опаздывает в часть, поезд отменили",
    "не успеваю вернуться из отпуска, что будет",
    "не смог вовремя приехать после госпиталя",
    "заболел ковидом и отпуск закончился, в части меня ждут",
    "в отпуске попал в больницу с аппендицитом",
    "задержался на два дня, отменили рейс",
    "муж не вернулся в срок из отпуска, он в реанимации",
    "просрочил отпуск на пять суток из-за похорон",
    "перевели в другую часть, прибыл позже на трое суток",
    "I was late from leave because my flight was cancelled",
    "he fell sick on leave and could not return in time",
    "missed my train, will be late returning to the unit",
]
LEFT = [
    "сбежал из отпуска и не хочу возвращаться",
    "отпуск кончился, но я не вернусь",
    "ушел из части три дня назад",
    "задержали выплаты, и я ушёл из части",
    "что будет если уйти на неделю",
    "бросил позицию и опоздал к своим",
    "I ran away and missed my train",
    "what happens if I leave the unit for ten days",
]


@pytest.mark.parametrize("text", LATE)
def test_being_late_back_is_known(text: str) -> None:
    assert asking.is_late(text)


@pytest.mark.parametrize("text", LEFT)
def test_leaving_is_not_taken_for_being_late(text: str) -> None:
    assert not asking.is_late(text)
