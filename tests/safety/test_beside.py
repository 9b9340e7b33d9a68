"""What is heard beside the signals: of the dead, of what calms down, of tiredness that is no cry."""

from collections.abc import Sequence

import pytest

from bot.assistant import care
from bot.safety import load, load_beside
from tests.safety.test_layer import corpus, labelled

DEAD = """сына убили|Сына убили на СВО|муж погиб, а его подали в СОЧ|Мой сын погиб, а долг за форму требуют с нас
    Мужа убили командиры, куда жаловаться?|Сын погиб, часть не даёт справку о смерти|похоронка|тело не отдают
    Сына убил сослуживец, куда обращаться|Муж умер в госпитале, можно ли признать военную травму?
    Муж погиб на СВО, тело не отдают, что делать?|my husband was killed|my son was killed by his commander
    they won't give us the body|чоловік загинув, тіло не віддають|сина вбили|брат погиб на сво, пишут что сбежал
    Убили моего мальчика. В четверг привезли. Второй сын там же|Одного уже похоронила. Второго можно забрать?
    one son died and the second is at the front|привезли сына в четверг, хоронить будем|мой погиб
    Я осталась без сына. его привезли закрытым|похоронила мужа в мае|погиб мой Женя|вбили мого хлопчика
    сын повесился в части, нам говорят сам|мужа расстреляли свои|моего мужа обнулили|Syn pogib na svo
    муж был двухсотый, теперь соч|я вдова, муж погиб в марте, выплат нет|прислали цинк, открывать не дают"""
LIVING = """брат погиб, я служу|У меня погиб брат. Мать одна. Меня отпустят?|муж пропал без вести|сын не звонит 12 дней
    Погиб родной брат на СВО, я у матери последний сын. Меня обязаны отпустить?|мужа убьют на штурме
    Умерла мама, сколько дней отпуска дают на похороны?|боюсь что сына убили|сына чуть не убили
    Жена умерла, двое детей остались одни с бабушкой, я на контракте. Могут уволить?|мой друг убит вчера
    друг погиб у меня на глазах|муж говорит что убили друга|у мужа погиб брат|отец умер, дадут отпуск?
    у мужа умер отец|жив или погиб сын не знаю|сына хотят убить командиры|если муж погибнет, что платят
    сын ранен, эвакуации нет|командир убил двоих наших|сын жив, звонил|брата похоронили, я служу там же
    дети получат от меня больше как от погибшего|сказали погиб а тела нет и похоронки нет, как узнать правду"""
OVER = """отпустило|спасибо, отпустило|да не умираю я, просто устал|он дома, всё хорошо|он жив-здоров|мне лучше уже
    ok talking to my friend|он ответил, с ним сослуживец|i'm fine now|вы не так поняли|автомат сдал, мне легче
    зі мною все добре|ложная тревога|поговорил с другом, полегчало|he is safe now|my son called, he is alive"""
NOT_OVER = """не отпускает|никого рядом нет|всем легче станет если меня не будет|ну автомат под рукой|пока держусь
    я принял решение. всё хорошо|лучше бы мне умереть|прощайте, мне теперь хорошо|i have pills here|мне не лучше"""

# What was said in talks of care that players could not leave.
PRACTICAL = """никто не умирает! заявление на начальника за яму|никто не ранен сейчас. мне нужна бумага на ВВК
    я не ранен. одной строкой: кому жене звонить|что? я не собираюсь умирать. какие документы взять в комендатуру
    вымотался. так В это увольнение или нет?|нет не думаю, вымотался. к кому идти, к начмеду?|жалобу!!
    не думает он о смерти! жалобу!!|хватит. просто напишите заявление от сестры о розыске|рапорт к врачу напиши
    вернемся к вопросу. давление. рапорт к врачу напиши|Вернуться к вопросу. брат погиб. отпустят его?
    можно я просто текст получу для следствия|со мной сестра сидит. Про второго скажите|можно мне к психиатру?
    ні, не думає ніхто. я питаю про звільнення|отпустило. сколько ждать ответа|i am fine. how long do they have?"""


def each(lines: str) -> list[str]:
    return [text.strip() for line in lines.splitlines() for text in line.split("|")]


def mourned(text: str) -> bool:
    return going_on(None, text) == "mourn"


def test_a_serviceman_who_is_dead_is_heard() -> None:
    assert [text for text in each(DEAD) if not mourned(text)] == []


def test_the_living_the_missing_and_who_serves_himself_are_not_mourned() -> None:
    assert [text for text in each(LIVING) if mourned(text)] == []


def test_no_cry_and_no_danger_is_taken_for_grief() -> None:
    """A widow in despair is in despair: a sure crisis is heard before grief."""
    texts = [*corpus("danger"), *corpus("crisis"), *corpus("hinted")]
    texts += [text for intent, text in labelled() if intent in ("crisis_suicide", "urgent_danger")]
    found = {text: load().check(text) for text in texts if mourned(text)}
    assert [
        text for text, signal in found.items() if signal is None or signal.kind != "crisis" or not signal.sure
    ] == []


def test_the_end_of_a_crisis_is_heard_in_any_words() -> None:
    assert [text for text in each(OVER) if "over" not in load_beside().rules(text)] == []
    assert [text for text in each(NOT_OVER) if "over" in load_beside().rules(text)] == []


@pytest.mark.parametrize("mode", ["crisis_suicide", "crisis_suicide:again", "urgent_danger", "check"])
def test_thanks_and_relief_end_a_talk_of_care(mode: str) -> None:
    for text in ("спасибо", "отпустило", "да не умираю я, просто устал", "он дома, всё хорошо"):
        assert going_on(mode, text) == "over", text


@pytest.mark.parametrize("mode", ["crisis_suicide", "crisis_suicide:again", "urgent_danger", "check"])
def test_a_talk_of_care_lets_a_question_a_paper_and_facts_through(mode: str) -> None:
    for text in each(PRACTICAL):
        assert going_on(mode, text) == "ended", text
    assert going_on(mode, "мобилизован с октября", entities=["category"]) == "ended"


def test_a_page_is_not_said_twice() -> None:
    again = {"cared": "urgent_danger", "sure": True, "told": True}
    assert going_on("urgent_danger", "меня держат в яме", **again) == "goes_on"
    assert going_on("urgent_danger", "держат в яме. напишите заявление", **again) == "ended"
    assert going_on(None, "держат в яме. напишите заявление", **again) == "ended"
    assert going_on("urgent_danger", "теперь бьют", cared="urgent_danger", sure=True) is None  # another kind


def test_what_he_asks_then_is_answered() -> None:
    assert going_on("crisis_suicide", "уже лучше, а куда мне подать рапорт?") in ("ended", "over")
    assert going_on("urgent_danger", "спасибо, а как уволиться?") == "ended"
    assert going_on("crisis_suicide", "давай вернёмся к увольнению") == "over"
    assert going_on("crisis_suicide", "можно его теперь по психике уволить") == "ended"


def test_a_weapon_in_a_crisis_stays_a_crisis_and_is_nothing_elsewhere() -> None:
    for text in ("ну автомат под рукой", "i have pills here", "верёвка есть", "пистолет у меня"):
        assert going_on("crisis_suicide", text) == "weapon", text
        assert going_on(None, text) is None, text
    assert going_on("crisis_suicide", "автомат отдал, отпустило") == "over"


def test_the_plain_question_is_answered_in_his_words() -> None:
    for text in ("да", "думаю", "о смерти", "и то и другое", "бывает думаю об этом", "yes", "не знаю зачем живу"):
        assert going_on("check", text) == "crisis", text
    for text in ("нет", "просто вымотался", "устал я", "нет, не о смерти", "вы что, какая смерть", "just tired"):
        assert going_on("check", text) == "over", text
    assert going_on("check", "у меня контракт до мая") == "ended"


def test_a_sure_signal_goes_before_everything_else() -> None:
    for mode in (None, "grief", "check", "crisis_suicide"):
        assert going_on(mode, "спасибо, мужа убили", cared="crisis_suicide", sure=True) is None


def test_tiredness_without_death_is_no_sign() -> None:
    for text in (
        "сил нет ждать этот приказ",
        "больше не могу ждать ответа",
        "мне уже всё надоело, давай рапорт",
        "я устал",
    ):
        rules = {signal.rule for signal in load().signals(text)}
        assert not rules or care.only_tired(rules, load_beside().rules(text)), text


def test_no_cry_of_the_corpora_is_taken_for_tiredness() -> None:
    texts = [*corpus("crisis"), *(text for intent, text in labelled() if intent == "crisis_suicide")]
    tired = []
    for text in texts:
        signals = [signal for signal in load().signals(text) if signal.kind == "crisis"]
        rules = {signal.rule for signal in signals}
        if rules and not any(signal.sure for signal in signals) and care.only_tired(rules, load_beside().rules(text)):
            tired.append(text)
    assert len(tired) <= 1, tired


def test_in_a_talk_of_the_dead_what_is_asked_goes_its_way_and_only_another_man_or_a_mistake_ends_it() -> None:
    for text in (
        "тело не отдают",
        "сын погиб, тело не отдают",
        "обыск могут без бумаги?",
        "а розыск как снять. ко мне приходили",
        "кто отдаёт вещи",
        "жалобу составьте",
    ):
        assert going_on("grief", text) is None, text
    assert going_on("grief", "он звонил, жив. что теперь") == "ended"
    assert going_on("grief", "у меня второй сын служит, как его вернуть") == "ended"
    for text in ("это не он, ошиблись", "он жив!", "перепутали, жив он", "it was not him"):
        assert going_on("grief", text) == "over", text
    for text in ("а вдруг это не он", "не верю что это он", "если перепутали"):
        assert going_on("grief", text) is None, text
    assert going_on("grief", "english please", top="language_switch") is None


def going_on(
    mode: str | None,
    text: str,
    top: str = "offtopic",
    *,
    cared: str | None = None,
    sure: bool = False,
    told: bool = False,
    entities: Sequence[str] = (),
) -> str | None:
    beside = load_beside().rules(text)
    asked = care.asks_in_words(beside, entities, text)
    practical = asked or care.names_a_topic([(top, 0.9)], asks=False)
    return care.turn_of(
        mode, beside, cared=cared, sure=sure, told=told, practical=practical, asked=asked, cry=False, top=top
    )


def test_an_answer_in_a_crisis_does_not_end_it_whatever_topic_the_model_sees() -> None:
    for top in ("refuse_border", "commander_refuses", "leave_annual", "inform", "nlu_fallback"):
        assert going_on("crisis_suicide", "никого рядом. ребята на выезде", top=top) == "goes_on"
    assert going_on("crisis_suicide", "а к психиатру меня направят?", top="vvk_procedure") == "ended"
