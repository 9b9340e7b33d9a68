"""What is counted of a turn is codes, and nothing of one in which care was heard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.conversation.counting import codes


def turn(
    rule: str, *, before: str = "", now: str = "", mood: str = "calm", said: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {"why": {"rule": rule, "mood": mood, "open": now, "said": list(said), "heard": {"question": before}}}


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        (turn("stories.told", now="category"), {"turns", "rule.stories.told", "asked.category"}),
        (
            turn("answers.taken", before="category", now="vvk"),
            {"turns", "rule.answers.taken", "asked.vvk", "answered.category"},
        ),
        (turn("unclear.ask", before="category", now="category"), {"turns", "rule.unclear.ask"}),
        (turn("moves.skip", before="category"), {"turns", "rule.moves.skip"}),
        (turn("drafting.wish", said=("draft", "noted")), {"turns", "rule.drafting.wish", "shown.draft"}),
        (turn("caring.cry", mood="crisis"), set()),
        (turn("answers.taken", before="category", mood="grief"), set()),
        ({}, set()),
    ],
)  # fmt: skip
def test_a_turn_is_counted_in_codes(told: Mapping[str, Any], counted: set[str]) -> None:
    assert set(codes(told)) == counted


def test_of_what_was_asked_back_the_likeliest_guess_is_counted() -> None:
    missed = {"missed": {"ranking": [["nlu_fallback", 0.7], ["leave_general", 0.4], ["transfer", 0.2]]}}
    assert "missed.leave_general" in set(codes(turn("unclear.ask") | missed))
    assert "missed.transfer" not in set(codes(turn("unclear.ask") | missed))
