"""Names told in the request for a paper: printed in it, sealed with it and kept nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.bootstrap import Services
from bot.conversation.engine import EngineReply, EngineUnavailableError
from bot.conversation.naming import SEALED
from tests.conversation.chatting import Chat, Heard

REQUEST = "рапорт напиши. Командиру полковнику Дееву, я ефрейтор Лунин А.П."


class Drawing:
    """Draws one paper for each message, as the action does, and looks at what is sealed meanwhile."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.document, self.asker, self.again, self.sealed = "discharge_health", "self", False, [""]

    def turn(self, conversation: str, message: str, text: str, metadata: Mapping[str, str]) -> tuple[EngineReply, ...]:
        self.sealed = list(self._services.conversations.answers(conversation))
        said = self._services.guide.draft(
            conversation, message, self.document, {"vvk_category": "Д"}, None, "ru", self._services.today(), self.asker,
            again=self.again,
        )  # fmt: skip
        return tuple(EngineReply(one.text, one.choices, one.extra) for one in said)


@pytest.fixture
def drawing(advocated: Services, heard: Heard, monkeypatch: pytest.MonkeyPatch) -> Drawing:
    made = Drawing(advocated)
    monkeypatch.setattr(heard, "turn", made.turn)
    return made


def written(chat: Chat, text: str) -> str:
    """What is answered to a message, in all bubbles."""
    before = len(chat.lines)
    chat.write(text)
    return " ".join("\n".join(line.text for line in chat.lines[before:] if line.author == "bot").split())


def test_they_are_printed_in_the_case_they_need_and_sealed_for_the_turn_alone(
    chat: Chat, advocated: Services, drawing: Drawing
) -> None:
    said = written(chat, REQUEST)
    assert "полковнику Дееву" in said and "ефрейтора Лунина А. П." in said
    assert "Имена напечатаны только в бумаге" in said
    assert drawing.sealed == [SEALED] and advocated.conversations.answers(chat.id) == {}


def test_a_message_without_names_leaves_its_blanks(chat: Chat, drawing: Drawing) -> None:
    said = written(chat, "рапорт напиши")
    assert "Имена напечатаны" not in said and "кому: воинское звание" in said
    assert drawing.sealed == []


def test_drawn_anew_it_names_whom_it_named_with_what_was_put_right(chat: Chat, drawing: Drawing) -> None:
    written(chat, REQUEST)
    drawing.again = True
    said = written(chat, "Деев подполковник, исправь")
    assert "подполковнику Дееву" in said and "ефрейтора Лунина А. П." in said


def test_a_new_paper_takes_over_no_name(chat: Chat, drawing: Drawing) -> None:
    written(chat, REQUEST)
    assert "Лунин" not in written(chat, "теперь такой же другому")


def test_a_letter_of_the_mother_is_signed_by_her(chat: Chat, drawing: Drawing) -> None:
    drawing.document = "relative_appeal"
    said = written(chat, "составьте ей жалобу. мама Пчёлкина Лариса Олеговна, я Пчёлкин Данил")
    assert "от Пчёлкиной Ларисы Олеговны" in said and ": Пчёлкин Данил, " in said


def test_the_word_to_forget_names_takes_these_too(chat: Chat, advocated: Services, drawing: Drawing) -> None:
    written(chat, REQUEST)
    assert advocated.drafts.people(chat.id, "discharge_health")["signer"]["last"] == "Лунин"
    chat.press("Забыть имена")
    assert advocated.drafts.people(chat.id, "discharge_health") == {}
    assert not any("Лунин" in line.text for line in chat.lines if line.author == "bot")


def test_an_engine_that_is_away_leaves_no_name_behind(
    chat: Chat, advocated: Services, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> tuple[EngineReply, ...]:
        raise EngineUnavailableError("down")

    monkeypatch.setattr(heard, "turn", away)
    chat.write(REQUEST)
    assert advocated.conversations.answers(chat.id) == {}
