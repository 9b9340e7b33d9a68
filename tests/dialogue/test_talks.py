"""Whole talks over the ordered list, with the readings that the trained model made of each message."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import ORDER, Heard, State, decide
from bot.dialogue.order import name_of
from tests.dialogue.talks import KEYS, ON, Talk, readings, talks

GATEWAY = "gateway"
TALKS = list(talks())


@pytest.mark.parametrize("talk", [pytest.param(talk, id=f"{talk.file}: {talk.name}") for talk in TALKS])
def test_a_talk_goes_as_written(guide: Guide, talk: Talk) -> None:
    recorded = readings(talk.file).get(talk.name, [])
    assert len(recorded) == len(talk.turns), "not recorded: python -m tests.dialogue.record"
    state = State(date.fromisoformat(ON), talk.lang)
    for number, (turn, reading) in enumerate(zip(talk.turns, recorded, strict=True), 1):
        where = f"turn {number}, «{turn.get('say', turn.get('press'))}»"
        assert set(turn) <= KEYS, f"unknown key in {where}"
        if reading is None:
            assert turn.get("rule") == GATEWAY, f"{where} was answered before the dialogue"
            continue
        heard = Heard.from_data(reading)
        if heard.answer is not None:
            asked = state.open or ("option" if state.shown and not state.option else None)
            assert heard.answer.question == asked, (
                f"{where} was recorded as an answer to another question: record again"
            )
        outcome = decide(state.after({"lang": reading["lang"]}), heard, guide)
        _check(turn, outcome.rule, [say.what for say in outcome.said], outcome.state, where)
        state = outcome.state


def _check(turn: dict[str, Any], rule: str, says: list[str], state: State, where: str) -> None:
    where = f"{where}: {rule} says {says}, asks {state.open}"
    assert turn.get("rule", rule) == rule, where
    assert turn.get("says", says) == says, where
    assert not set(turn.get("never", ())) & set(says), where
    if "asks" in turn:
        assert state.open == (None if turn["asks"] == "none" else turn["asks"]), where
    for name, value in turn.get("facts", {}).items():
        assert state.known.get(name) == (value.isoformat() if isinstance(value, date) else value), f"{name} in {where}"
    assert turn.get("mood", state.mood) == state.mood, where
    assert turn.get("stage", state.stage) == state.stage, where
    assert sum(say in ("question", "private_question") for say in says) <= 1, f"two questions of ours in {where}"


def test_no_reading_holds_a_word_of_the_message() -> None:
    for talk in TALKS:
        for turn, reading in zip(talk.turns, readings(talk.file).get(talk.name, ()), strict=True):
            assert len(turn.get("say", "")) < 20 or turn["say"] not in str(reading)


def test_every_rule_has_a_name_of_its_own_and_says_what_it_is_for() -> None:
    names = [name_of(rule) for rule in ORDER]
    assert len(names) == len(set(names))
    assert all(rule.__doc__ for rule in ORDER)


def test_there_are_talks_enough_and_none_is_told_twice() -> None:
    names = [(talk.file, talk.name) for talk in TALKS]
    assert len(names) == len(set(names)) >= 60
