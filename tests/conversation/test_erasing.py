"""«Стереть всё?» answered in his own words: yes erases, no leaves all, a question is answered; no engine has a part."""

from __future__ import annotations

import pytest

from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.conversation.engine import EngineReply
from bot.conversation.erasing import WIPE_BUTTON
from bot.safety import load, load_beside
from tests.conversation.chatting import Chat, Heard

WISH = "удали мою переписку"
ANSWERS = {
    "yes": """да|да!|ага|ага быстрее|угу|точно|удаляй|давай|ок|конечно|уверен|да, уверена|да да да|подтверждаю|жми
        стирай уже|да стирай всё|нет времени, удаляй|не жди, стирай|да не тяни|да, идут|удали всё говорю|так, видаляй
        авжеж|звісно|yes|yes wipe it|yep|sure|do it|go ahead|of course|yes please now|da|aga bystree|+|lf
        больше не нужно, сноси|хорошо, удаляйте|не хочу чтобы осталось, удаляй
        быстрей!!|да бл|ну|ну давай|бля|скорееее|быстро!!!|они идут|охрана идёт|замполит зашёл|уже зашли|стучат
        телефон отбирают|ща зайдут|командир смотрит|да что ты спрашиваешь|сколько можно спрашивать|я же сказал
        повторяю стереть|погнали|👍|!!!|срочно!!!|hurry|they are coming|come on|just do it|ну что, стёр?|готово?
        да?|мне страшно|не тяни|чего ждёшь|1|первое|да пошёл ты|та стирай|швидше|всё|прошу|удали всё. за мной пришли""",
    "no": """нет|не надо|нет, погоди|сначала скачаю документ|сначала сохраню рапорт|неа|да нет|да ну нет|передумал
        не сейчас|потом|оставь|пока не надо|стой|подожди|отмена|не удаляй|ні|не треба|нет, конечно|ещё нужно
        дай скачать|да, но потом|рано|no|nope|no wait|not yet|keep it|cancel|changed my mind|don't delete
        let me save it first|ne nado|дело ещё нужно|не вздумай удалить|погоди не стирай. сколько дней им на ответ
        стоп|ой нет|нет спасибо|отбой|2|второе|dont""",
    "asks": """что удалится?|а рапорт останется?|что именно сотрётся|а вернуть потом можно?|навсегда?|що видалиться?
        у вас что-нибудь останется?|кто-то потом увидит?|а в телеграме тоже?|what gets deleted?
        will my report be gone too?|can i restore it later|дело у адвоката тоже сотрётся?""",
    None: """мать болеет|хочу в отпуск|у меня контракт до мая|да у меня контракт|я контрактник
        сколько ждать ответа?|убери моё имя|а как мне уволиться|составь рапорт|куда жаловаться|12.03.2024
        хочу умереть|я не хочу жить|брат пропал, что делать|сыну 18 лет его призвали|меня бьют|он ранен|""",
}
URGENT = """удали всё, идут|стоп идут, удали всё|сотри всё проверяют телефон|удаляй всё шмон|очисти историю, срочно
    delete everything they are checking phones|зітри листування будь ласка, йдуть|удаляй, ротный идёт
    удали всё он идёт|сотри это всё нахер, замполит зашёл|стереть все. охрана идет|удали всё, отбирают телефон
    сотри всё они тут|удали мою переписку, взводный зашёл|удали все, мне страшно|delete everything i am scared
    сотри переписку старшина зашёл|удали чат, дежурный идёт|видали все, він іде|удали всё командир смотрит
    delete my chat commander is coming|сотри всё часовой идёт|удаляй, телефон отберут сейчас|удали всё, муж зашёл
    удали все он сейчас увидит|убери всё, идут|очисти чат, кто-то идёт|стереть! в дверь стучат
    удали всё. за мной пришли"""
WISHES = """забудь всё что я писал|убери мои данные|сделайте так чтобы этого разговора не было|get rid of my data
    forget everything i told you|i want my data gone|прибери переписку|почисти за мной|udali perepisku
    хочу чтобы у вас ничего не осталось|забудьте о нашем разговоре|great, thanks. now erase everything about me"""
TALK = """что делать если идут с проверкой телефонов, удалить всё?|у нас обыск, забрали телефоны, что делать
    нас заставляют удалить все фото, идут проверки|комбат удалил рапорт, идут проверки|убери снег приказали
    командир зашёл и стёр весь чат у всех|боюсь что он удалит рапорт"""
NAMES = """убери моё имя|имя моё удали|erase my name|udali moe imya|сотри мои имя и фамилию|забудь мою фамилию
    не храните моё имя|remove my full name please|не печатайте имена|не печатай имя|не пишите моё имя|непечатай имена
    не указывайте фамилию|do not print my name|вычеркните имя|видаліть ім'я|уничтожьте имена"""
# One slip away from a word that erases, or the very opposite of it.
PRINTED = """напечатайте имена|напечатай имя|распечатай имена|напечатай с именами|впечатай имя|впечатайте имена
    допечатай имя|напишите моё имя|напиши имя|впишите имя|укажите имя|указывайте имя|печатайте имена
    сохрани имя|печатать с именами|print the names|print my name|napechatay imena|napechatayte moe imya
    надрукуйте імена|не забудь напечатать имя|выделите имя|выделите имена жирным|выдайте имена
    вы выдаёте имена?|смотрите имена|указывает имя|исключил имя|please write my name|keep my name
    put my name on the report"""
NOT_ERASED = """выдайте всё|выдайте все данные|выдадите все данные?|вы выдаёте данные?|выделите всё|выделите данные
    уделите всё|очертите всё|уничтожат всё|уничтожили все сообщения|командир удаляет сообщения|стирает всё|умоляйте все
    поместите все данные в рапорт|подарите всё"""


def each(lines: str) -> list[str]:
    return [text.strip() for line in lines.splitlines() for text in line.split("|")]


def asked(chat: Chat) -> str:
    """Ask to erase; the conversation before it."""
    chat.write("служу по контракту")
    chat.write(WISH)
    assert any(button.title == "Да, стереть" for button in chat.lines[-1].buttons)
    return chat.id


@pytest.mark.parametrize("answer", ANSWERS)
def test_each_answer_is_read_in_any_words(advocated: Services, answer: str | None) -> None:
    read = {text: advocated.turns._erasing.says(text) for text in each(ANSWERS[answer])}
    assert {text for text, said in read.items() if said != answer} == set()


@pytest.mark.parametrize("text", ["ага быстрее", "yes wipe it", "быстрей!!", "да бл", "он зашёл"])
def test_a_typed_yes_erases_at_once(chat: Chat, heard: Heard, text: str) -> None:
    before = asked(chat)
    chat.write(text)
    assert chat.id != before
    assert before in heard.forgotten
    assert heard.texts == ["служу по контракту"]
    assert "Стёрто" in chat.last or "Wiped" in chat.last


def test_a_typed_no_leaves_all_and_says_so(chat: Chat, heard: Heard) -> None:
    before = asked(chat)
    chat.write("сначала скачаю документ")
    assert chat.id == before
    assert "Ничего не стёр" in chat.last
    assert heard.texts == ["служу по контракту"]
    chat.write("да")  # the question is closed now
    assert chat.id == before


def test_a_question_is_answered_in_one_sentence_and_the_buttons_stay(chat: Chat, heard: Heard) -> None:
    before = asked(chat)
    chat.write("что удалится?")
    assert chat.id == before
    assert "Сотрётся весь этот разговор" in chat.last
    assert [button.title for button in chat.lines[-1].buttons] == ["Да, стереть", "Нет, оставить"]
    chat.write("да")
    assert chat.id != before
    assert heard.texts == ["служу по контракту"]


def test_what_is_no_answer_goes_its_usual_way(chat: Chat, heard: Heard) -> None:
    before = asked(chat)
    chat.write("мать болеет")
    assert chat.id == before
    assert heard.texts[-1] == "мать болеет"


def test_a_yes_to_another_question_erases_nothing(chat: Chat, heard: Heard) -> None:
    before = asked(chat)
    heard.answers.append((EngineReply("Есть заключение?", (("Да", '/inform{"dependant_needs_care": "yes"}'),)),))
    chat.write("у матери инсульт")
    chat.write("ага")
    assert chat.id == before


def test_the_question_of_the_engine_is_the_same_question(chat: Chat, heard: Heard) -> None:
    before = chat.id
    heard.answers.append((EngineReply("Стереть всё?", (("Да, стереть", WIPE_BUTTON),)),))
    chat.write("хочу чтоб вы меня не помнили")
    chat.write("ага")
    assert chat.id != before


def test_a_yes_sent_before_the_question_was_said_still_erases(chat: Chat, heard: Heard) -> None:
    before, turns = chat.id, chat.services.turns
    turns.receive(before, "one", Incoming(text=WISH))
    turns.receive(before, "two", Incoming(text="ага"))
    while turns.work(before):
        pass
    assert chat.id != before
    assert not heard.texts


def test_what_is_urgent_is_erased_without_a_question() -> None:
    found = {text: [signal.kind for signal in load().signals(text) if signal.sure] for text in each(URGENT)}
    assert {text for text, sure in found.items() if "wipe" not in sure or "crisis" in sure} == set()


def test_who_wants_all_gone_because_they_come_is_not_asked(chat: Chat, heard: Heard) -> None:
    for text in ("сотри это всё нахер, замполит зашёл", "удали всё. за мной пришли"):
        before = chat.id
        chat.write("служу по контракту")
        chat.write(text)
        assert chat.id != before, text
        assert before in heard.forgotten, text


def test_a_wish_to_erase_in_other_words_is_asked_about() -> None:
    found = {text: load().check(text) for text in each(WISHES)}
    assert {
        text for text, signal in found.items() if signal is None or (signal.kind, signal.sure) != ("wipe", False)
    } == set()


def test_talk_of_a_search_or_of_orders_erases_nothing() -> None:
    assert [text for text in each(TALK) if load().check(text) is not None] == []


def test_a_word_that_only_looks_like_erasing_erases_nothing() -> None:
    assert [text for text in each(NOT_ERASED) if load().check(text) is not None] == []
    assert [text for text in each(NOT_ERASED) if "erase_again" in load_beside().rules(text)] == []


def test_who_wants_names_printed_is_not_forgotten() -> None:
    assert [text for text in each(PRINTED) if "forget_names" in load_beside().rules(text)] == []


def test_a_name_is_not_everything(chat: Chat, heard: Heard) -> None:
    assert [text for text in each(NAMES) if "forget_names" not in load_beside().rules(text)] == []
    before = chat.id
    chat.write("убери моё имя")
    assert chat.id == before
    assert "Имена забыты" in chat.last
    assert not heard.texts
