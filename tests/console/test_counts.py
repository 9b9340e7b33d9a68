"""The page of counters: where questions are left, and nothing that concerns few."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from bot.bootstrap import Services
from bot.console.texts import load_texts
from bot.conversation.counting import REACHED
from tests.console.conftest import Visitor


def test_a_trainer_sees_which_question_people_leave(join: Callable[..., Visitor], services: Services) -> None:
    owl = join("сова", "trainer")
    assert "Пока считать нечего" in owl.get("/studio/counts").text
    with Session(services.database) as session, session.begin():
        for at in range(20):
            answered = ["answered.in_zone"] if at % 4 == 0 else []
            services.counters.add(session, ["turns", "asked.in_zone", "shown.draft", *answered])
        services.counters.add(session, ["missed.transfer"])
    page = owl.get("/studio/counts").text
    assert "Ответов: 20." in page
    assert "75%" in page
    assert "рапорт" in page
    assert "transfer" not in page, "one person is nobody's business"
    assert join("цапля", "advocate").get("/studio/counts").status_code == 403


def test_whatever_can_be_reached_has_a_word() -> None:
    for texts in load_texts().values():
        assert {f"shown_{what}" for what in REACHED} <= texts.keys()
