"""Short messages that lean on their subject, known by their words; long ones and other short ones are not."""

import pytest

from bot.conversation import followups


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("а если откажут?", "refused"),
        ("и что если он не подпишет", "refused"),
        ("and if they refuse?", "refused"),
        ("what if it is rejected", "refused"),
        ("а сколько это займёт?", "time"),
        ("сколько ждать", "time"),
        ("how long does it take?", "time"),
        ("чем я рискую", "risks"),
        ("is it dangerous?", "risks"),
        ("какие документы нужны", "papers"),
        ("what papers do I need", "papers"),
        ("а куда его нести?", "filing"),
        ("where do I file it", "filing"),
        ("какие шансы", "chances"),
        ("will it work?", "chances"),
        ("а что дальше?", "steps"),
        ("what next?", "steps"),
    ],
)
def test_the_part_asked_for_is_heard(text: str, part: str) -> None:
    assert followups.part_asked(text) == part


@pytest.mark.parametrize(
    "text",
    [
        "а если я откажусь идти на штурм?",
        "контракт кончился в мае",
        "хочу уволиться из армии",
        "да",
        "",
        "командир сказал что если откажут то я поеду обратно на передовую с группой завтра утром",
    ],
)
def test_what_has_a_subject_of_its_own_is_left_alone(text: str) -> None:
    assert followups.part_asked(text) is None


@pytest.mark.parametrize(
    "text",
    ["что мне ему передать?", "что сказать сыну", "есть памятка для него?", "what do I tell him?", "chto emu peredat"],
)
def test_a_relative_who_asks_what_to_pass_on_is_heard(text: str) -> None:
    assert followups.asks_for_card(text)


@pytest.mark.parametrize("text", ["что мне делать", "ему отказали", "tell me about leave", "он написал рапорт"])
def test_other_words_about_him_ask_for_no_card(text: str) -> None:
    assert not followups.asks_for_card(text)


@pytest.mark.parametrize(("text", "afraid"), [("мне страшно", True), ("боюсь за него", True), ("i am scared", True),
                                              ("подал рапорт", False)])  # fmt: skip
def test_fear_is_heard(text: str, afraid: bool) -> None:
    assert followups.is_afraid(text) is afraid


@pytest.mark.parametrize(
    "text",
    [
        "а можно я сама отнесу?",
        "можно подать рапорт за него",
        "can I do it for him?",
        "мне самой какие документы нужны",
    ],
)
def test_a_relative_asks_what_she_may_do_herself(text: str) -> None:
    assert followups.asks_in_his_place(text)


@pytest.mark.parametrize("text", ["он сам подпишет", "я сама болею", "can he do it", "сам виноват"])
def test_not_everything_with_oneself_is_done_in_his_place(text: str) -> None:
    assert not followups.asks_in_his_place(text)


@pytest.mark.parametrize(
    ("text", "where"),
    [("куда писать?", True), ("кому звонить", True), ("who do I call", True), ("куда его увезли", False)],
)
def test_where_to_turn_is_heard(text: str, where: bool) -> None:
    assert followups.asks_where(text) is where


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("что если не ответят", "refused"),
        ("а куда её", "filing"),
        ("и чё это поможет?", "chances"),
        ("will that help", "chances"),
    ],
)
def test_more_words_for_the_parts(text: str, part: str) -> None:
    assert followups.part_asked(text) == part
