"""A talk on the stage goes as in the service, tells why, and leaves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.rehearsal.stage import Side
from bot.settings import ROOT, Settings
from bot.studio.workspace import Workspace
from tests.rehearsal.ear import Listener

ON = date(2026, 11, 29)
GREETING = "templates/replies/ru/greeting.j2"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", mode="local", _env_file=None)


@pytest.fixture
def side(settings: Settings) -> Iterator[Side]:
    made = Side(settings, Listener())
    made.begin("ru", ON)
    yield made
    made.services.close()


def test_a_turn_tells_what_was_read_which_rule_spoke_and_the_state_before_and_after(side: Side) -> None:
    told = side.say("служу по контракту, хочу уволиться")
    assert told["rule"].startswith("stories.")
    assert told["reading"]["intent"] == "leave_general"
    assert told["chosen"] == [["action_take_story", "RulePolicy"]]
    assert "facts.category" not in told["before"]
    assert told["after"]["facts.category"] == "contract"
    assert told["facts"] == {"category": "contract"}
    assert told["bubbles"][0]["text"]
    assert told["day"] == ON.isoformat()
    assert side.say("отпуск")["before"]["facts.category"] == "contract"


def test_a_button_is_pressed_by_its_words_and_said_where_there_is_none(side: Side) -> None:
    assert side.press("Кто поможет")["pressed"]
    assert not side.press("такой кнопки нет")["pressed"]


def test_what_is_answered_before_the_engine_is_the_gateways(side: Side) -> None:
    assert side.say("стереть")["rule"] == "gateway"


def test_a_talk_that_was_erased_or_begun_anew_knows_nothing(side: Side) -> None:
    side.say("служу по контракту")
    side.begin("ru", ON)
    assert "facts.category" not in side.say("отпуск")["before"]
    side.say("стереть")
    assert side.press("Да, стереть")["bubbles"]
    assert "facts.category" not in side.say("отпуск")["before"]


def test_nothing_is_written_anywhere(side: Side, settings: Settings) -> None:
    side.say("служу по контракту, хочу уволиться, ёжик")
    side.say("составь рапорт")
    assert not settings.home.exists()


def test_one_side_may_speak_the_words_that_trainers_have_changed(settings: Settings) -> None:
    space = Workspace(ROOT, settings.studio_path)
    space.write(GREETING, space.read(GREETING).replace("Здравствуйте", "Доброго дня"), "somebody")
    said = []
    for changes in (False, True):
        side = Side(settings, Listener(), changes=changes)
        side.begin("ru", ON)
        said.append(side.say("здравствуйте")["bubbles"][-1]["text"])
        side.services.close()
    assert "Здравствуйте" in said[0]
    assert "Доброго дня" in said[1]
