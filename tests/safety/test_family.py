"""What a family asks about a man who is dead, missing or a prisoner, by its words; who of the hurt is to be sent."""

from datetime import date

import pytest

from bot import law
from bot.dialogue import families
from bot.dialogue.families import CAPTIVE, DEAD, MISSING
from bot.safety import kind_of, load_beside
from bot.safety.lexicon import read
from tests.safety.test_beside import LIVING, each

# What the family of the dead asks, in its words.
ASKED = {
    "body": "а тело когда привезут?|где его тело|тіло не віддають|when do they bring the body|лежит в ростове",
    "coffin": "гроб закрытый не дают открыть|цинк запаян, он ли там|а вдруг не он там|sealed coffin",
    "identify": "днк надо сдать?|опознание без нас делали|татуировки не его",
    "autopsy": "вскрытие без нас делали|от чего умер не говорят|синяки на нём",
    "funeral": "кто оплатит похороны|памятник за чей счёт|хоронить где можно|who pays the funeral",
    "money": "и выплаты?|страховку кто платит|а деньги какие положены|and money?",
    "kin_quarrel": "свёкор хочет выплаты забрать себе|бывшая жена требует деньги|кто получит выплаты родители или жена",
    "pension": "мне пенсию дадут на ребёнка?|льготы вдове есть|пособие детям",
    "debts": "на нём кредит остался|ипотека как теперь|наследство как оформить|банк звонит",
    "things": "а телефон его и вещи кто отдаст|где его крестик|машина его у части стоит",
    "awards": "награда посмертно положена?|орден его где|медаль кому отдают",
    "guilty": "хочу наказать командира|кто ответит за это|его больного отправили на штурм|замполит его травил",
    "called_absent": "командир говорит сам ушел|а часть подала в соч|они пишут дезертир|they say he deserted",
    "search_home": "к нам с обыском приходят|полиция приходила спрашивала где он|обыск могут без бумаги?",
    "how": "как доказать|где он погиб|не выполнил приказ говорят|сослуживцы видели",
    "silence": "никто не отвечает|прислали отписку|сколько ждать ответа",
    "papers": "какие документы нужны|справку о смерти где взять|свидетельство не дают",
    "soul": "не могу спать, плачу|как жить дальше|мама слегла не ест|i cannot sleep",
    "where": "куда обращаться|что мне делать|кому писать|what do i do",
}
MISSED = """муж пропал без вести|сын не выходит на связь 2 месяца|нет связи с братом третью неделю|син зник безвісти
    my son is missing|часть говорит без вести пропавший, сын|no word from my husband for a month|муж не звонит месяц"""
TAKEN = """муж в плену|сына взяли в плен|узнала сына на видео с пленными|чоловік у полоні|my brother was captured"""
NO_FATE = """может он в плену?|командир не отвечает неделю|рапорт пропал|боюсь что пропадет без вести|связи в части нет
    товарищ пропал без вести|паспорт пропал|он вернулся из плена|если попаду в плен"""


@pytest.mark.parametrize("subject", ASKED)
def test_what_the_family_of_the_dead_asks_is_heard_in_its_words(subject: str) -> None:
    heard = {text: families.subject(DEAD, load_beside().rules(text)) for text in each(ASKED[subject])}
    assert {text: found for text, found in heard.items() if found != subject} == {}


def test_a_man_is_missing_or_a_prisoner_only_where_it_is_said() -> None:
    fates = {text: families.fate_of(load_beside().rules(text)) for text in each(f"{MISSED}|{TAKEN}|{NO_FATE}")}
    assert [text for text in each(MISSED) if fates[text] != MISSING] == []
    assert [text for text in each(TAKEN) if fates[text] != CAPTIVE] == []
    assert [text for text in each(NO_FATE) if fates[text]] == []


def test_every_subject_has_a_rule_and_an_answer_in_the_knowledge() -> None:
    knowledge, family = (
        law.load(),
        {one.id for called in read(kinds=("family",)).anchored.values() for one, _ in called},
    )
    for fate in families.OUT_OF_REACH:
        assert {*families.TOPICS[fate], *families.QUESTIONS[fate]} <= family
        for topic in families.TOPICS[fate].values():
            assert knowledge.topic(topic, date(2026, 11, 29)).sentences
        assert set(families.QUESTIONS[fate].values()) <= set(knowledge.asked)


def test_who_is_hurt_and_about_to_be_sent_is_another_danger_than_who_bleeds() -> None:
    sent = """мужа хотят забрать на штурм с осколочным в ноге|раненого отправляют на передовую завтра
        брат на костылях, завтра увозят на штурм|with a wounded leg they send him to the assault tomorrow"""
    bleeding = """я ранен, кровь не останавливается|лежит в поле раненый, эвакуации нет"""
    for text in each(sent):
        assert kind_of(load_beside().rules(text)) == "wounded_sent", text
    for text in each(bleeding):
        assert kind_of(load_beside().rules(text)) == "wounded", text
    assert [text for text in each(LIVING) if kind_of(load_beside().rules(text)) == "wounded_sent"] == []
