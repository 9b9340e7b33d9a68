"""From a draft to the advocates and back: one screen, one yes, and nothing readable stays; answers go sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from bot import service
from bot.bootstrap import Services
from bot.bootstrap import build as build_services
from bot.cases.casefile import CaseFile
from bot.cases.designations import designation
from bot.cases.drafts import Source
from bot.cases.messages import Incoming, Outgoing, Reply
from bot.cases.people import Unlocked
from bot.cases.reviews import ReviewError
from bot.conversation.engine import EngineReply
from bot.conversation.submitting import NoConsentError, offer
from bot.reports import Document
from bot.settings import Settings
from bot.vault import boxes

FACTS = {"category": "mobilised", "location": "detained", "motives": ["moral_beliefs"]}
GIVEN = {"signer": {"last": "Канарейкин", "first": "Пётр"}}
PASSWORD = "длинный пароль"


class Heard:
    """Stands at the engine's port and remembers what reached it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.forgotten: list[str] = []

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        self.texts.append(text)
        return (EngineReply("понял"),)

    def forget(self, conversation: str) -> None:
        self.forgotten.append(conversation)

    def is_ready(self) -> bool:
        return True

    def close(self) -> None:
        pass


class Chat:
    """One person at one address over the real stores."""

    def __init__(self, services: Services) -> None:
        self.services, self._sent = services, 0
        services.turns.open("web", "address", "ru")

    @property
    def id(self) -> str:
        found = self.services.conversations.find("web", "address")
        assert found
        return found

    @property
    def lines(self) -> tuple[Reply, ...]:
        return self.services.conversations.transcript(self.id, 0)

    @property
    def last(self) -> str:
        return self.lines[-1].text

    def write(self, text: str) -> str:
        return self._send(Incoming(text=text))

    def press(self, title: str) -> str:
        for line in reversed(self.lines):
            for button in line.buttons:
                if button.title == title:
                    return self._send(Incoming(button=button.token))
        raise AssertionError(f"no button {title}")

    def draft(self, **given: object) -> str:
        """Have a draft drawn with its button, as the action does."""
        source = Source(FACTS, "own_wish", "self")
        today = self.services.today()
        drafted = self.services.drafts.draft(self.id, f"m{self._sent}", "vvk_referral", given, on=today, source=source)
        self.services.conversations.say(
            self.id, [Outgoing(drafted.text, (("Показать адвокату", offer(drafted.id)),), drafted.files)]
        )
        return drafted.id

    def _send(self, message: Incoming) -> str:
        self._sent += 1
        conversation = self.id
        self.services.turns.receive(conversation, f"u{self._sent}", message)
        while self.services.turns.work(conversation):
            pass
        return self.last


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boxes, "MEMORY_KIB", 64)
    monkeypatch.setattr(boxes, "ITERATIONS", 1)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    settings = Settings(home=tmp_path / "home", mode="local", advocates=True)
    service.prepare(settings, lambda _line: None)
    made = build_services(settings)
    made.__dict__["engine"] = Heard()
    yield made
    made.close()


@pytest.fixture
def advocate(services: Services) -> Unlocked:
    services.people.add("первая", PASSWORD)
    return services.people.unlock("первая", PASSWORD)


@pytest.fixture
def chat(services: Services) -> Chat:
    return Chat(services)


def sent(chat: Chat, services: Services) -> str:
    """Send a draft to the advocates and return the case."""
    chat.draft()
    chat.press("Показать адвокату")
    chat.press("Да, показать")
    case = services.reviews.case_of(chat.id)
    assert case
    return case.id


def heard(services: Services) -> Heard:
    engine: Heard = services.__dict__["engine"]
    return engine


def test_the_screen_says_what_goes_who_reads_it_and_how_long_before_anything_happens(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    chat.draft(**GIVEN)
    before = chat.id
    screen = chat.press("Показать адвокату")
    for words in ("Что уйдёт", "есть имена", "Кто прочтёт", "30 дней", "начнётся заново", "забрать дело"):
        assert words in screen
    assert chat.id == before
    assert services.reviews.case_of(before) is None
    assert "Имён в нём нет" in (chat.draft() and chat.press("Показать адвокату"))


def test_a_no_changes_nothing(chat: Chat, services: Services, advocate: Unlocked) -> None:
    chat.draft()
    before = chat.id
    chat.press("Показать адвокату")
    chat.press("Нет, не надо")
    assert chat.id == before
    assert services.reviews.case_of(before) is None


def test_a_yes_seals_the_draft_with_its_facts_and_the_talk_begins_again_empty(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    chat.write("меня держат, фамилия Канарейкин")
    draft_id = chat.draft(**GIVEN)
    before = chat.id
    chat.press("Показать адвокату")
    said = chat.press("Да, показать")
    assert chat.id != before
    assert heard(services).forgotten == [before]
    case = services.reviews.case_of(chat.id)
    assert case
    assert designation(case.id, "ru") in said
    assert len(chat.lines) == 1
    [item] = services.reviews.open_case(case.id, advocate)
    file = CaseFile.from_bytes(item.content)
    assert item.kind == "file"
    assert file.profile == FACTS
    assert file.option == "own_wish"
    assert file.report_facts["signer"] == GIVEN["signer"]
    assert Document.from_dict(file.document).id == file.document_id == "vvk_referral"
    assert case.urgency > 0
    assert services.drafts.file(chat.id, f"{draft_id}.pdf") is None


def test_nothing_is_submitted_without_the_yes(chat: Chat, services: Services, advocate: Unlocked) -> None:
    draft_id = chat.draft()
    with pytest.raises(NoConsentError):
        services.submitting.submit(chat.id, draft_id)


def test_pressing_yes_twice_makes_one_case(chat: Chat, services: Services, advocate: Unlocked) -> None:
    chat.draft()
    chat.press("Показать адвокату")
    yes = next(button for line in chat.lines for button in line.buttons if button.title == "Да, показать")
    before = chat.id
    for update in ("a", "b"):
        services.turns.receive(before, update, Incoming(button=yes.token))
    while services.turns.work(before):
        pass
    assert len(services.reviews.visible_to(advocate)) == 1
    assert len(chat.lines) == 1


def test_without_anybody_to_read_it_is_said_and_the_draft_stays(chat: Chat, services: Services) -> None:
    draft_id = chat.draft()
    assert "Показать некому" in chat.press("Показать адвокату")
    assert services.drafts.file(chat.id, f"{draft_id}.pdf") is not None
    with pytest.raises((NoConsentError, ReviewError)):
        services.submitting.submit(chat.id, draft_id)


def test_a_strangers_draft_cannot_be_shown(chat: Chat, services: Services, advocate: Unlocked) -> None:
    draft_id = chat.draft()
    services.turns.open("web", "other", "ru")
    other = services.conversations.find("web", "other")
    assert other
    services.conversations.say(other, [Outgoing("…", (("Показать адвокату", offer(draft_id)),))])
    token = services.conversations.transcript(other, 0)[-1].buttons[0].token
    services.turns.receive(other, "u1", Incoming(button=token))
    services.turns.work(other)
    assert services.reviews.case_of(other) is None
    assert "Эта кнопка" in services.conversations.transcript(other, 0)[-1].text


def test_a_question_is_answered_into_the_case_and_nowhere_else(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    case = sent(chat, services)
    services.correspondence.ask(case, advocate, "Когда был отказ?")
    assert "Когда был отказ?" in chat.last
    chat.press("Ответить")
    assert "одним сообщением" in chat.last
    assert "Передал адвокату" in chat.write("отказ был в мае, канарейка")
    items = services.reviews.open_case(case, advocate)
    assert [(item.kind, item.author) for item in items] == [
        ("file", "bot"), ("question", "advocate"), ("message", "person"),
    ]  # fmt: skip
    assert items[-1].content.decode() == "отказ был в мае, канарейка"
    assert not any("канарейка" in text for text in heard(services).texts)
    assert not any("канарейка" in line.text for line in chat.lines)
    chat.write("а это уже не адвокату")
    assert heard(services).texts[-1] == "а это уже не адвокату"
    assert len(services.reviews.open_case(case, advocate)) == 3


@pytest.mark.parametrize("text", ["нет", "не знаю", "1", "Когда я смогу уйти?", "Ответить", "/start"])
def test_whatever_he_answers_goes_to_the_advocate(
    chat: Chat, services: Services, advocate: Unlocked, text: str
) -> None:
    case = sent(chat, services)
    services.correspondence.ask(case, advocate, "Есть дети?")
    chat.press("Ответить")
    chat.write(text)
    assert services.reviews.open_case(case, advocate)[-1].content.decode() == text
    assert heard(services).texts == []


def test_the_same_answer_delivered_twice_stands_there_once(chat: Chat, services: Services, advocate: Unlocked) -> None:
    case = sent(chat, services)
    services.correspondence.ask(case, advocate, "Есть дети?")
    chat.press("Ответить")
    for _ in range(2):
        services.turns.receive(chat.id, "same", Incoming(text="двое"))
    services.turns.work(chat.id)
    assert len(services.reviews.open_case(case, advocate)) == 3
    assert heard(services).texts == []


def test_a_turn_that_ends_late_does_not_close_the_open_answer(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    case = sent(chat, services)
    services.correspondence.ask(case, advocate, "Есть дети?")
    services.turns.receive(chat.id, "early", Incoming(text="что дальше"))
    turn = services.conversations.claim(chat.id)
    assert turn
    token = next(button for line in chat.lines for button in line.buttons if button.title == "Ответить").token
    services.turns.receive(chat.id, "press", Incoming(button=token))
    services.conversations.finish(turn, [Outgoing("ответ")], lang="ru", private_field="signer_name")
    chat.write("двое, канарейка")
    assert services.reviews.open_case(case, advocate)[-1].content.decode() == "двое, канарейка"


def test_cancelling_or_turning_to_something_else_sends_nothing(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    case = sent(chat, services)
    services.correspondence.ask(case, advocate, "Есть дети?")
    chat.press("Ответить")
    assert "ничего не отправил" in chat.write("Отмена")
    chat.press("Ответить")
    chat.press("Какие есть выходы")
    chat.write("сколько лет служить")
    assert len(services.reviews.open_case(case, advocate)) == 2


def test_despair_in_an_answer_is_answered_at_once_and_still_reaches_the_advocate(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    case = sent(chat, services)
    services.correspondence.ask(case, advocate, "Как вы?")
    chat.press("Ответить")
    chat.write("я не хочу жить, застрелюсь")
    assert services.reviews.open_case(case, advocate)[-1].kind == "message"
    assert any(line.author == "bot" and len(line.text) > 100 for line in chat.lines[-2:])


def test_a_finished_document_comes_clean_with_its_files_and_the_time_they_stay(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    case = sent(chat, services)
    file = CaseFile.from_bytes(services.reviews.open_case(case, advocate)[0].content)
    document = Document.from_dict({**file.document, "reviewed": True, "watermark": ""})
    services.correspondence.deliver(case, [document], "Подавайте в двух экземплярах.")
    line = chat.lines[-1]
    assert "двух экземплярах" in line.text
    assert "48 часов" in line.text
    assert {reference.name.rpartition(".")[2] for reference in line.files} >= {"pdf", "docx", "txt"}
    content = services.drafts.file(chat.id, line.files[0].id)
    assert content
    assert content.content


@pytest.mark.parametrize("code", ["returned", "declined", "handed_over", "taken", "closed"])
def test_what_became_of_a_case_is_told(chat: Chat, services: Services, advocate: Unlocked, code: str) -> None:
    case = sent(chat, services)
    services.correspondence.tell(case, code, "почините дату")
    assert designation(case, "ru") in chat.last


def test_he_asks_for_his_case_and_takes_it_back(chat: Chat, services: Services, advocate: Unlocked) -> None:
    case = sent(chat, services)
    assert "ждёт адвоката" in chat.write("Моё дело")
    assert "удалено вместе с ключами" in chat.press("Забрать дело")
    assert services.reviews.visible_to(advocate) == ()
    with pytest.raises(ReviewError):
        services.reviews.open_case(case, advocate)
    assert "Забирать нечего" in chat.write("забрать дело")
    assert "отвечать некому" in chat.write("моё дело")


def test_the_wipe_word_takes_the_case_along(chat: Chat, services: Services, advocate: Unlocked) -> None:
    case = sent(chat, services)
    chat.write("стереть")
    with pytest.raises(ReviewError):
        services.reviews.open_case(case, advocate)


def test_the_draft_belongs_to_a_day_and_the_case_file_says_which(
    chat: Chat, services: Services, advocate: Unlocked
) -> None:
    case = sent(chat, services)
    file = CaseFile.from_bytes(services.reviews.open_case(case, advocate)[0].content)
    assert isinstance(file.on, date)
    assert file.on == services.today()
