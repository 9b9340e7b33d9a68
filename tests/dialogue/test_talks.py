"""Whole talks over the ordered list, with the readings that the trained model made of each message."""

from __future__ import annotations

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import ORDER, Heard, State, decide
from bot.dialogue.order import name_of
from bot.studio.talks import GATEWAY, KEYS, Talk, faults
from tests.dialogue.talks import readings, talks

TALKS = list(talks())


@pytest.mark.parametrize("talk", [pytest.param(talk, id=f"{talk.file}: {talk.name}") for talk in TALKS])
def test_a_talk_goes_as_written(guide: Guide, talk: Talk) -> None:
    recorded = readings(talk.file).get(talk.name, [])
    assert len(recorded) == len(talk.turns), "not recorded: python -m tests.dialogue.record"
    state = State(talk.on, talk.lang)
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
        state, says = outcome.state, [say.what for say in outcome.said]
        told = {"rule": outcome.rule, "said": says, "asks": state.open, "mood": state.mood, "stage": state.stage,
                "known": state.known}  # fmt: skip
        assert faults(turn, told) == [], f"{where}: {outcome.rule} says {says}, asks {state.open}"


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
