"""Quiet words of a man told by his family, other losses than his, a mother who waits: what the words say of each."""

import pytest

from bot.assistant import care
from bot.safety import kind_of, load, load_beside
from tests.safety.test_beside import each, going_on

GOODBYES = """он набрал, голос чужой, сказал прости за всё и что документы на квартиру в синей папке. может я накручиваю
    сказал прости за всё и документы в синей папке. может накручиваю
    муж позвонил, просил прощения за всё, положил трубку
    сын написал мам прости меня если что, телефон выключен|брат прислал пароли от карт и сказал не поминай лихом
    муж дома в отпуске сидит в ванной с ножом говорит лучше я сам. я на кухне с дочкой что делать
    муж заперся в комнате с ружьём и молчит"""
TOLD_OF_HIM = """он звонил говорит ротный сказал не подпишешь контракт завтра пойдёшь в штурм
    сын позвонил с чужого говорит пап нас в подвал посадили семеро нас|муж пишет нас заперли в яме третий день"""
HIS_OWN = (
    "командир позвонил, говорит завтра в штурм|ротный написал что меня отправят|я позвонил жене и сказал прости за всё"
)
CARED_FOR = """Лёха говорит спит он пьяный, автомат забрал|Лёха автомат забрал|друг отобрал у него пистолет
    товарищ с ним|забрали, сам согласился"""
OTHER_LOSSES = """муж умер два года назад, дочка в Германии, сын служит|муж умер давно, сын один кормилец
    вторая группа, диабет, сердце, муж умер, дочка в Германии|муж погиб в аварии, сын служит по контракту
    мужа похоронила три года назад, сын на сво"""
FELL = "муж умер в госпитале, выплат нет|сын умер от ран|муж погиб на сво|чоловік загинув"
WAITING = """он мне снится каждую ночь. чайник поставила и забыла чуть квартиру не сожгла
    сын мне снится, утюг забыла выключить|места не нахожу, всё из рук валится"""
TO_LEAVE = """а если он там сам здоровье подпортит чтоб Д дали. Это он мне сказал не я
    сын говорит руку себе сломает лишь бы домой
    муж хочет прострелить себе ногу чтобы комиссовали"""
NO_HARM = """палец сломал на учениях, спишут?|служба угробила здоровье, комиссуют?
    руку осколком повредило, что надо чтобы дали категорию
    он не будет калечить себя"""


@pytest.mark.parametrize("text", each(GOODBYES))
def test_a_goodbye_told_by_the_family_is_a_cry(text: str) -> None:
    signal = load().check(text)
    assert signal is not None and (signal.kind, signal.sure) == ("crisis", True)


@pytest.mark.parametrize("text", each(TOLD_OF_HIM))
def test_what_he_told_is_heard_as_his_word(text: str) -> None:
    assert "his_word" in load_beside().rules(text)


@pytest.mark.parametrize("text", each(HIS_OWN))
def test_a_commanders_call_and_his_own_are_no_word_of_a_relatives_man(text: str) -> None:
    assert "his_word" not in load_beside().rules(text)


@pytest.mark.parametrize("text", each(CARED_FOR))
def test_who_has_taken_the_weapon_away_brings_relief(text: str) -> None:
    assert going_on("crisis_suicide", text) == "over"


@pytest.mark.parametrize("text", each(OTHER_LOSSES))
def test_a_loss_that_is_not_the_servicemans_is_not_mourned(text: str) -> None:
    assert not care.DEAD & load_beside().rules(text)


@pytest.mark.parametrize("text", each(FELL))
def test_a_serviceman_who_died_of_wounds_or_fell_is_dead(text: str) -> None:
    assert "dead" in load_beside().rules(text)


def test_a_bare_death_is_his_only_where_no_living_man_was_spoken_of() -> None:
    beside = load_beside().rules("муж умер")
    told = {"cared": None, "sure": False, "told": False, "practical": False, "asked": False, "cry": False, "top": ""}
    assert care.turn_of(None, beside, **told) == "mourn"
    assert care.turn_of(None, beside, **told, served=True) is None


@pytest.mark.parametrize("text", each(WAITING))
def test_a_mother_who_waits_is_worn_out_and_no_cry(text: str) -> None:
    assert load().check(text) is None
    assert "soul" in load_beside().rules(text)


@pytest.mark.parametrize("text", each(TO_LEAVE))
def test_a_wish_to_harm_himself_to_be_let_go_is_heard(text: str) -> None:
    assert "harm_to_leave" in load_beside().rules(text)


@pytest.mark.parametrize("text", each(NO_HARM))
def test_a_wound_is_no_such_wish(text: str) -> None:
    assert "harm_to_leave" not in load_beside().rules(text)


@pytest.mark.parametrize("text", ["йому за скаргу нічого не буде?", "а йому за скаргу нічого не зроблять?"])
def test_a_pronoun_is_no_pit(text: str) -> None:
    rules = [one.rule for one in load().signals(text) if one.kind == "danger"]
    assert kind_of(load_beside().rules(text), rules) is None


def test_a_wound_that_is_to_be_counted_bleeds_no_more() -> None:
    for text in ("а ранение ему засчитают он хромает", "и за ранение 3 миллиона так и не дали"):
        assert kind_of(load_beside().rules(text)) is None


@pytest.mark.parametrize(
    "text",
    [
        "я ему невеста не жена мне можно жаловаться",
        "лишь бы ему хуже не стало от моей жалобы",
        "куда её прям сейчас ночью",
    ],
)
def test_in_a_danger_what_is_asked_is_let_through(text: str) -> None:
    assert going_on("urgent_danger", text) in ("ended", None)


def slots(**known: object) -> dict[str, object]:
    return {"asker": "relative", "care": "crisis_suicide", "last": [["care", {}]], **known}


def test_in_his_crisis_a_word_of_hers_stays_of_him_until_she_despairs() -> None:
    told = {"who": "self", "beside": ""}
    assert care.as_told(told, slots(answered=["care:his"]))["who"] == "relative"
    assert care.as_told(told, slots(answered=["care:own"]))["who"] == "own"
    assert care.as_told({**told, "beside": "own_cry"}, slots(answered=["care:his"]))["who"] == "own"
    assert care.as_told(told, slots(care=None))["who"] == "own"
    assert care.as_told(told, {"asker": "self"}) == told


def test_a_living_man_is_spoken_of_where_none_of_theirs_is_out_of_reach() -> None:
    assert care.as_told({}, slots())["served"] is True
    assert care.as_told({}, slots(location="missing"))["served"] is False
