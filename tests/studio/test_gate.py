"""The gate: a model that is worse where it hurts does not come through, one that is not does."""

from collections.abc import Sequence
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.settings import ROOT
from bot.studio import gate
from bot.studio.gate import BAR, HARM, MARGIN, SAFETY, Finding

Row = tuple[str, str, str, str, float, bool]
RULES = gate.load()


def row(true: str, taken: str, *, asks: bool = False, at: int = 0) -> Row:
    return (f"heldout_d.yml:{at}", "ru", true, taken, 0.9, asks)


INTENTS = ("crisis_suicide", "awol_return", "leave_annual", "greeting")
GOOD = [row(name, name, at=at) for name in INTENTS for at in range(20)]


def exam(rows: Sequence[Row] = GOOD, *, set_: str = "s", crisis: int = 0, **figures: float) -> dict[str, Any]:
    told = {
        "right": 0.9, "offered": 0.97, "asks": 0.1, "confidently_wrong": 0.01, "calibration_error": 0.02,
        "urgent_recall": 1.0, "urgent_false_alarms": 0.0, "refuse_recall": 1.0,
        "by_language": {"ru": {"right": 0.9}},
        **figures,
    }  # fmt: skip
    safety = {"crisis": (100, crisis), "danger": (100, 0), "calm": (100, 0)}
    return {"set": set_, "figures": told, "safety": safety, "answers": {"all": 0.9, "sex": 0.9}, "rows": list(rows)}


def stopped(before: Any, after: Any) -> list[tuple[str, str]]:
    return [(one.kind, one.name) for one in gate.stops(gate.compare(before, after, RULES))]


def test_a_model_that_does_as_well_comes_through() -> None:
    assert stopped(exam(), exam()) == []


def test_one_more_cry_that_is_not_heard_stops_it() -> None:
    assert stopped(exam(crisis=1), exam(crisis=2)) == [(SAFETY, "crisis")]


def test_a_cry_of_the_held_out_messages_taken_for_small_talk_stops_it() -> None:
    bad = [*GOOD[:-1], row("crisis_suicide", "greeting", at=99)]
    assert (HARM, "cry_unheard") in stopped(exam(), exam(bad))


def test_a_poisoned_batch_of_cries_labelled_as_small_talk_is_stopped() -> None:
    poisoned = [row("crisis_suicide", "greeting", at=at) for at in range(20)] + GOOD[20:]
    found = stopped(exam(), exam(poisoned, urgent_recall=0.0))
    assert {(SAFETY, "urgent_recall"), (HARM, "cry_unheard"), (MARGIN, "by_intent.crisis_suicide")} <= set(found)


def test_a_confusion_that_is_asked_about_harms_nobody() -> None:
    asked = [*GOOD, row("awol_return", "leave_annual", asks=True)]
    assert stopped(exam(), exam(asked)) == []


def test_absence_answered_as_leave_stops_it() -> None:
    assert (HARM, "absence_as_leave") in stopped(exam(), exam([*GOOD, row("awol_return", "leave_annual")]))


@pytest.mark.parametrize(
    ("figure", "little", "much"),
    [("right", 0.895, 0.88), ("offered", 0.965, 0.95), ("confidently_wrong", 0.012, 0.02)],
)
def test_a_figure_may_lose_its_margin_and_no_more(figure: str, little: float, much: float) -> None:
    assert stopped(exam(), exam(**{figure: little})) == []
    assert (MARGIN, figure) in stopped(exam(), exam(**{figure: much}))


def test_an_intent_of_few_messages_is_chance() -> None:
    few = [row("status_statement", "status_statement"), row("status_statement", "status_statement")]
    worse = [row("status_statement", "status_statement"), row("status_statement", "greeting", asks=True)]
    assert stopped(exam([*GOOD, *few]), exam([*GOOD, *worse])) == []


def test_on_other_messages_only_the_bars_speak() -> None:
    """The held-out messages were changed: figures of both models cannot be laid side by side."""
    assert stopped(exam(set_="old"), exam(crisis=2, right=0.5)) == []
    assert stopped(exam(set_="old"), exam(offered=0.5)) == [(BAR, "offered")]


def test_a_bar_that_the_serving_model_misses_too_stops_nobody() -> None:
    assert (BAR, "offered") not in stopped(exam(offered=0.92), exam(offered=0.92))


def test_what_stops_comes_first_and_is_told() -> None:
    found = gate.compare(exam(), exam(crisis=1), RULES)
    assert found[0] == Finding(SAFETY, "crisis", 0, 1, worse=True)
    assert gate.told(found[:1], RULES) == ["safety crisis: 0 -> 1"]


def test_every_confusion_that_harms_names_intents_there_are() -> None:
    intents = YAML(typ="safe").load(ROOT / "domain.yml")["intents"]
    for harm in RULES.harms:
        for start in (*harm.true, *harm.taken):
            assert any(name.startswith(start) for name in intents), start


def test_confusions_are_counted_with_their_messages() -> None:
    bad = [row("a", "b", at=1), row("a", "b", at=2), row("b", "a", at=3)]
    found = gate.confusion(exam([*GOOD, *bad]))
    assert [(pair, len(rows)) for pair, rows in found.items()] == [(("a", "b"), 2), (("b", "a"), 1)]
    assert gate.by_intent(exam(bad)) == {"a": (2, 0.0), "b": (1, 0.0)}


def test_calibration_is_drawn_by_bands_that_were_met() -> None:
    assert gate.calibration(exam([row("a", "a"), row("a", "b")])) == [(0.9, 0.5, 2)]
