"""Rasa's tracker and the dialogue's state are told apart in one place, and nothing is lost between them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from ruamel.yaml import YAML

from actions import tracker as slots
from actions.base import KINDS
from bot.dialogue import Answer, Day, State
from bot.dialogue.facts import FACTS

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = YAML(typ="safe").load(ROOT / "domain.yml")


def tracker(message: dict[str, Any] | None = None, **kept: Any) -> Tracker:
    told = {"metadata": {"today": "2026-11-29", "lang": "ru"}, **(message or {})}
    return Tracker("c", kept, told, [], False, None, {}, "")


def test_a_state_goes_into_slots_and_comes_back_whole() -> None:
    before = State(
        date(2026, 11, 29), "ru", {"category": "contract", "asker": "relative", "in_zone": "unknown"},
        focus="ground_health", open="vvk_category", put={"vvk_category": 2}, asked=("category", "vvk_category"),
        first="vvk_on", waiting=("transfer",), mode="grief", shown=("transfer",), option="transfer",
        document="transfer", want_names="yes", named=("signer_rank",), drawn="transfer",
        last=(("topic", {"intent": "transfer"}),),
        answered=("topic:transfer",),
        offered={"option": "transfer"}, misses=1, ten_days=True,
    )  # fmt: skip
    kept = {event["name"]: event["value"] for event in slots.events(tracker(), before)}
    assert slots.state(tracker(**kept)) == before


def test_only_what_changed_is_written() -> None:
    kept = {event["name"]: event["value"] for event in slots.events(tracker(), slots.state(tracker()))}
    changed = slots.state(tracker(**kept)).after({"misses": 1})
    assert [event["name"] for event in slots.events(tracker(**kept), changed)] == ["misses"]


def test_every_slot_that_is_written_stands_in_the_domain_and_none_beside() -> None:
    written = {*FACTS, *(slots.SLOTS.get(name, name) for name in slots.FIELDS), *slots.DERIVED}
    assert written == set(DOMAIN["slots"])


def test_every_action_of_the_domain_is_ours_and_a_rule_chooses_it() -> None:
    rules = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "data" / "rules").glob("*.yml"))
    assert set(DOMAIN["actions"]) == set(KINDS)
    assert all(f"action: {name}\n" in rules for name in KINDS)


def test_a_message_becomes_a_reading_without_its_words() -> None:
    items: list[dict[str, Any]] = [
        {"entity": "answer_to", "value": {"question": "vvk_on", "act": "answers", "value": "2026-10-01",
                                          "precision": "month"}},
        {"entity": "vvk_on", "value": "2026-10-01", "start": 4, "end": 13},
        {"entity": "date_precision", "value": "month", "start": 4, "end": 13},
        {"entity": "motives", "value": "other"},
        {"entity": "doubt", "value": "report_filed_on:ahead"},
        {"entity": "also", "value": "transfer"},
    ]  # fmt: skip
    message = {
        "text": "ввк в октябре, куда его подавать?", "intent": {"name": "inform", "confidence": 0.9},
        "intent_ranking": [{"name": "inform", "confidence": 0.9}], "entities": items, "question": "vvk_when",
    }  # fmt: skip
    read = slots.heard(tracker(message), "choice")
    assert read.answer == Answer("vvk_on", "answers", "2026-10-01", "month")
    assert read.days == (Day("vvk_on", "2026-10-01", "month"),)
    assert (read.motives, read.also, read.doubts) == (("other",), ("transfer",), (("report_filed_on", "ahead"),))
    assert {"asks", "question_mark"} <= read.signs
    assert "октябре" not in str(read.as_data())


def test_a_reading_comes_back_from_its_data() -> None:
    message = {"text": "а если откажут?", "intent": {"name": "nlu_fallback", "confidence": 0.4}}
    read = slots.heard(tracker(message), "unsure")
    assert type(read).from_data(read.as_data()) == read


def test_a_question_is_heard_in_words_or_from_a_button_and_what_it_may_ask_by_likelihood() -> None:
    near = [{"id": "letter_v", "score": 0.5}, {"id": "letter_g", "score": 0.3}]
    words = slots.heard(tracker({"text": "дали В или Г, что это", "question": "", "questions": near}), "topic")
    assert words.question is None and words.may_ask == (("letter_v", 0.5), ("letter_g", 0.3)) and words.words == 6
    pressed = {"text": '/inform{"question": "letter_v"}', "entities": [{"entity": "question", "value": "letter_v"}]}
    button = slots.heard(tracker(pressed), "choice")
    assert button.question == "letter_v" and not button.typed and not button.may_ask and "question" not in button.told
