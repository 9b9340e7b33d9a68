"""A death that was misread is denied at once: we are sorry, and he is himself again."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.guide import Guide
from bot.dialogue import Heard, State, decide
from bot.dialogue.families import DEAD
from bot.dialogue.heard import TOPIC, UNSURE
from tests.dialogue.hearing import heard, state

DENIES = replace(heard(UNSURE, "НИКТО НЕ УМЕР"), beside=frozenset({"nobody_died"}), care="over")


def mourned(guide: Guide, before: State) -> State:
    cry = replace(heard(TOPIC, intent="urgent_danger", asker="relative"), typed=False, care="mourn")
    return decide(before, replace(cry, beside=frozenset({"dead"})), guide).state


def said(outcome: object) -> list[str]:
    return [say.what for say in outcome.said]  # type: ignore[attr-defined]


def test_a_denied_death_is_over_and_he_is_himself_again(guide: Guide) -> None:
    grief = mourned(guide, state(asker="self", category="mobilised"))
    assert (grief.fate, grief.asker) == (DEAD, "relative")
    outcome = decide(grief, DENIES, guide)
    assert said(outcome) == ["sorry"]
    assert (outcome.state.fate, outcome.state.mode, outcome.state.asker) == (None, None, "self")


def test_a_mother_stays_a_mother(guide: Guide) -> None:
    outcome = decide(mourned(guide, state(asker="relative")), DENIES, guide)
    assert (outcome.state.fate, outcome.state.asker) == (None, "relative")


def test_what_he_asks_with_it_is_answered_and_nothing_of_a_death(guide: Guide) -> None:
    grief = mourned(guide, state(asker="self"))
    asks: Heard = replace(
        heard(TOPIC, "какой сын погиб? все живы. как попасть на ВВК?", intent="vvk_procedure", relative_killed="yes"),
        beside=frozenset({"nobody_died", "dead"}), asked=("second_son",), care="ended",
    )  # fmt: skip
    outcome = decide(grief, asks, guide)
    assert said(outcome)[0] == "sorry"
    assert len(outcome.said) > 1
    assert "second_son" not in str(outcome.said)
    assert "relative_killed" not in outcome.state.facts


def test_what_to_do_in_a_danger_is_no_list_of_ways(guide: Guide) -> None:
    held = state(asker="relative", answered=("care:held",))
    assert said(decide(held, heard("choice", "что мне делать?", show="do"), guide)) == ["in_danger"]
