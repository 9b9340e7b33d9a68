"""Who needs a doctor now, whose wound is past, who is dead and who is not: by the words alone."""

import pytest

from bot.safety import ILL, kind_of, load_beside
from tests.safety.test_beside import each

ILL_NOW = """срочно врача как|врача|врача!!!|ноги не чувствую|не чувствую в туалет, моча сама|теряю сознание
    температура 40|стоять не могу, тошнит, грыжа, ущемление?|немеет пол лица|я не ранен, но рука немеет и теряю сознание
    у мужа температура 40, командир не пускает к врачу|cant feel my legs|терміново лікаря"""
NOT_ILL = """мать теряет сознание, у неё инсульт был|я хочу к врачу на ВВК|как попасть к врачу|у отца инсульт
    после контузии немеет рука, дадут категорию В?|если температура 40, освободят от наряда?
    терял сознание в марте, справка есть"""
PAST = """он получил осколок весной, никто сейчас не истекает кровью|ранение в апреле, лежал в госпитале, справка есть
    раньше был ранен, осколок в ноге, сейчас кровь не идёт|осколок в ноге с апреля, хромает, справка есть
    he got shrapnel in the leg in spring, nobody is bleeding right now|сейчас никто не истекает
    сын весной получил осколочное в ногу, кровотечение тогда остановили"""
NOW = """я ранен, кровь не останавливается|осколок в живот, лежу один|истекаю кровью, нет эвакуации"""
NOBODY_DIED = """никто не умер|НИКТО НЕ УМЕР|никто не погибал|все живы|да все живы-здоровы|какой ещё погиб?
    никто не умирал|какой сын погиб?! все живы|nobody died|всі живі|я про такое не говорил|он жив-здоров
    исправьте, я не родственник"""
NOBODY_KNOWS = """жив ли он|не знаем жив он или нет|никто не говорит жив он или погиб|где он погиб|сына убили|муж погиб
    никто не скажет, как погиб сын"""
BURIED = """похоронили в субботу, из части никто не приехал|Сын служил. похороны прошли, никто не звонит
    его привезли в цинке|были на кладбище, сына положили|он на кладбище уже"""
OTHERS_BURIED = """похороны бабушки, отпуск дадут? я контрактник|деда похоронили в субботу, опоздал на 2 дня
    друга похоронили|отца похоронили, а я не был, отпуск не дали|надежды похоронили|если похоронят, кто платит"""


def heard(text: str) -> frozenset[str]:
    return load_beside().rules(text)


def test_who_needs_a_doctor_now_is_ill_and_not_wounded() -> None:
    assert {text for text in each(ILL_NOW) if not ILL & heard(text) or kind_of(heard(text)) != "sick"} == set()
    assert {text for text in each(NOT_ILL) if ILL & heard(text)} == set()


def test_a_wound_that_is_past_is_no_danger_now() -> None:
    assert {text for text in each(PAST) if kind_of(heard(text)) == "wounded"} == set()
    assert {text for text in each(NOW) if kind_of(heard(text)) != "wounded"} == set()


def test_that_nobody_is_dead_is_heard() -> None:
    assert {text for text in each(NOBODY_DIED) if "nobody_died" not in heard(text)} == set()
    assert {text for text in each(NOBODY_KNOWS) if "nobody_died" in heard(text)} == set()


def test_a_funeral_is_his_or_of_another() -> None:
    assert {text for text in each(BURIED) if "buried" not in heard(text)} == set()
    assert {text for text in each(OTHERS_BURIED) if {"buried", "dead"} & heard(text)} == set()


@pytest.mark.parametrize("text", ["він живий або ні", "он живой или нет", "жив он или нет"])
def test_whether_he_lives_is_a_question_and_no_relief(text: str) -> None:
    assert not {"over", "alive", "nobody_died"} & heard(text)


def test_who_is_held_is_not_told_to_go_to_people() -> None:
    assert kind_of(heard("сына держат в подвале и обещают расстрелять")) == "held"
    assert "misread" in heard("нічого такого не думає")
