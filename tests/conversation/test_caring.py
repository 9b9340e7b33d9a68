"""Care at the gateway: whose cry it is, which danger, and a page that is said once in a talk."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.conversation.caring import Caring
from bot.conversation.engine import EngineReply
from bot.safety import load_beside
from tests.conversation.chatting import Chat, Heard

# Whom the words speak of, where nothing was said before.
OF_WHOM = {
    "self": """брат телефон дал на 5 минут. я в яме сижу вторые сутки|меня завтра увозят на передок|не хочу больше жить
        нас избивает ротный, мужики помогите|держат меня. жена что может сделать|я сам солдат, думаю о смерти""",
    "relative": """сына держат в подвале|муж говорит что не хочет жить|брата увозят на штурм завтра
        сын пишет что повесится|мужа бьют, помогите""",
    "own": """мужа убили, и мне жить незачем|сына похоронила и сама жить не хочу|не хочу жить без него, муж погиб""",
}


@pytest.fixture
def caring(chat: Chat) -> Caring:
    return chat.services.turns._caring


@pytest.mark.parametrize("who", OF_WHOM)
def test_a_cry_is_answered_to_whom_it_is_of(chat: Chat, caring: Caring, who: str) -> None:
    state = chat.services.conversations.state(chat.id)
    texts = [text.strip() for line in OF_WHOM[who].splitlines() for text in line.split("|")]
    read = {text: caring.who(state, text) for text in texts}
    assert {text for text, found in read.items() if found != who} == set()


def test_a_mother_who_despairs_later_is_not_spoken_to_as_a_soldier(chat: Chat, heard: Heard) -> None:
    chat.write("сына убили, второй сын там же")
    said = chat.write("Это я о смерти думаю, не хочу жить")
    assert "Позвоните сейчас тому, кому верите" in said
    assert "оружи" not in said
    assert heard.texts[-1] == '/crisis_suicide{"show": "own"}'


def test_the_script_is_said_once_in_a_talk(chat: Chat, heard: Heard) -> None:
    first, second = chat.write("я не хочу больше жить"), chat.write("я не хочу больше жить совсем")
    assert "Отойдите от оружия" in first
    assert second != first
    assert len(second) < len(first)


def test_the_engine_is_told_of_which_danger_and_whether_its_page_was_said(
    chat: Chat, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Mapping[str, str]] = []
    page = chat.services.guide.care("urgent_danger", "ru", chat.services.today(), "self", "held").text

    def turn(conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        told.append(metadata)
        return (EngineReply(page),)

    monkeypatch.setattr(heard, "turn", turn)
    for _ in range(2):
        chat.write("меня держат в яме вторые сутки")
    assert [one.get("danger") for one in told] == ["held", "held"]
    assert [one.get("told") for one in told] == [None, "yes"]
    assert {one["who"] for one in told} == {"self"}


def test_a_wound_that_is_past_or_denied_is_none() -> None:
    for text in ("я не ранен, просто устал", "муж дважды ранен, трое детей", "никто не ранен. рапорт порвали",
                 "с ранением в марте, сейчас Б", "два ранения и контузия", "i am not wounded"):  # fmt: skip
        assert "wounded" not in load_beside().rules(text), text
        assert "no_wound" in load_beside().rules(text), text


def test_the_title_of_a_button_tells_nothing_of_him(chat: Chat, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, Mapping[str, str]]] = []
    button = ("Один сын погиб: заберут второго?", '/bereaved{"question": "second_son"}')

    def turn(conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        told.append((text, metadata))
        return (EngineReply("Уточните", (button,)),)

    monkeypatch.setattr(heard, "turn", turn)
    chat.write("трое детей")
    chat.write("один сын погиб: заберут второго? это что значит вообще, объясните")
    assert told[-1][0] == button[1]
    assert "beside" not in told[-1][1]
    chat.write("какой сын погиб, все живы. один сын погиб заберут второго это не ко мне")
    assert told[-1][0] != button[1]


def test_a_funeral_is_his_only_where_a_relative_writes(chat: Chat, caring: Caring) -> None:
    state = chat.services.conversations.state(chat.id)
    assert "buried" not in caring.metadata(state, "похоронили в субботу", None, "ru")["beside"]
    assert "buried" in caring.metadata(state, "мой сын служил. похоронили в субботу", None, "ru")["beside"]


@pytest.mark.parametrize("text", ["врача", "ноги не чувствую", "теряю сознание"])
def test_who_needs_a_doctor_now_is_heard_without_a_model(caring: Caring, text: str) -> None:
    assert caring.cry(text) == "danger"
