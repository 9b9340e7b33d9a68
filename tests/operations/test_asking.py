"""`raport ask`: what it prints of an answer, of a choice and of nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.operations import asking

NONE: dict[str, Any] = {"question": None, "others": [], "scores": {}, "first": None, "facts": {}}


def asked(monkeypatch: pytest.MonkeyPatch, found: dict[str, Any], *arguments: str) -> str:
    monkeypatch.setattr(asking, "find", lambda texts, day: [found])
    result = CliRunner().invoke(app, ["ask", "…", "--on", "2026-11-29", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_answer_for_that_person_comes_with_sources_and_what_it_leads_to(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    profile = tmp_path / "him.yml"
    profile.write_text("asker: relative\n", encoding="utf-8")
    found = {**NONE, "question": "expiry_go_home"}
    told = json.loads(asked(monkeypatch, found, "--profile", str(profile), "--json"))
    assert list(told) == ["question", "answer", "sources", "leads", "first", "others"]
    assert "его контракт" in told["answer"]["text"] and told["answer"]["risk"]
    assert told["sources"][0]["cite"] == "Указ № 647, п. 4"
    assert told["leads"]["topic"] == "contract_expired"


def test_two_near_questions_are_named_and_none_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    scores = {"expiry_go_home": 0.71, "expiry_when_end": 0.2}
    found = {**NONE, "others": list(scores), "scores": scores}
    told = json.loads(asked(monkeypatch, found, "--json"))
    assert told["answer"] is None and [one["score"] for one in told["others"]] == [0.71, 0.2]
    assert "(71% Контракт кончился" in asked(monkeypatch, found)


def test_nothing_near_is_said_as_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, NONE).strip() == "-"


def test_a_cry_is_named_before_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    said = asked(monkeypatch, {**NONE, "question": "mind_exhausted", "first": "crisis_suicide"})
    assert said.startswith("!! crisis_suicide")


def test_a_day_told_in_the_question_is_counted_from_and_the_profile_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = {
        **NONE,
        "question": "waiting_no_answer",
        "facts": {"report_filed_on": "2026-10-20", "date_precision": "day"},
    }
    assert "вышли 19.11.2026" in asked(monkeypatch, found)
    profile = tmp_path / "him.yml"
    profile.write_text("report_filed_on: 2026-11-15\ndependants: [{relation: mother}]\n", encoding="utf-8")
    assert "до 15.12.2026" in asked(monkeypatch, found, "--profile", str(profile))
