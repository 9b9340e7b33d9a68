"""When the bot asks instead of answering."""

import pytest

from bot.assistant.nlu import thresholds


@pytest.mark.parametrize(
    ("ranking", "asks"),
    [
        ([], True),
        ([("vvk_procedure", thresholds.ASK_BELOW + 0.01), ("ground_health", 0.05)], False),
        ([("vvk_procedure", thresholds.ASK_BELOW - 0.01), ("ground_health", 0.05)], True),
        ([("crisis_suicide", 0.7), ("offtopic", 0.2)], False),
        ([("crisis_suicide", 0.3), ("offtopic", 0.25)], True),
        ([("refuse_forge", 0.85), ("vvk_procedure", 0.1)], False),
    ],
)
def test_the_bot_asks_when_a_wrong_answer_would_cost_more(ranking: list[tuple[str, float]], asks: bool) -> None:
    assert thresholds.asks(ranking) is asks


def test_a_cry_for_help_is_answered_sooner_than_a_question_of_law() -> None:
    assert thresholds.SOONER["crisis_suicide"] < thresholds.ASK_BELOW
    assert thresholds.SOONER["urgent_danger"] < thresholds.ASK_BELOW
