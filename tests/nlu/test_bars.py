"""The bars of the model: a figure beyond one is named, the others are not."""

import pytest

from bot.assistant.nlu import bars

REACHED = {
    "by_language": {"ru": {"right": 0.81}, "en": {"right": 0.8}, "uk": {"right": 0.9}, "mixed": {"right": 0.7}},
    "offered": 0.94,
    "confidently_wrong": 0.03,
    "urgent_recall": 1.0,
    "urgent_false_alarms": 0.0,
    "refuse_recall": 0.96,
    "calibration_error": 0.05,
}


def test_every_bar_is_a_figure_of_the_score() -> None:
    assert all(bars.value(REACHED, name) is not None for name in bars.BARS)


def test_a_model_that_reaches_all_bars_misses_none() -> None:
    assert bars.missed(REACHED) == []


@pytest.mark.parametrize(
    ("figure", "value"), [("offered", 0.92), ("confidently_wrong", 0.031), ("urgent_recall", 0.97)]
)
def test_a_figure_beyond_its_bar_is_named(figure: str, value: float) -> None:
    (line,) = bars.missed({**REACHED, figure: value})
    assert line.startswith(f"{figure} is {value}")


def test_one_language_alone_can_miss_its_bar() -> None:
    found = bars.missed({**REACHED, "by_language": {**REACHED["by_language"], "en": {"right": 0.79}}})  # type: ignore[dict-item]
    assert found == ["en.right is 0.79, at least 0.8 is wanted"]


def test_a_language_without_messages_is_not_judged() -> None:
    assert bars.missed({**REACHED, "by_language": {"ru": {"right": 0.9}}}) == []
