"""The trained model on messages that are not in its training data."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.running import MODEL, Service

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


def ask(module: str, *arguments: str, text: str = "") -> str:
    """Run a module of the assistant's environment on the trained model; its standard output."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RAPORT_MODEL": str(MODEL)}
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-m", module, *arguments],
        cwd=ROOT, env=env, input=text, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def figures(service: Service) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ask("bot.assistant.nlu.score", "--json"))
    return found


@pytest.mark.parametrize(("lang", "right"), [("ru", 0.75), ("en", 0.75), ("mixed", 0.7), ("uk", 0.7)])
def test_messages_are_understood_at_once(figures: dict[str, Any], lang: str, right: float) -> None:
    assert figures["by_language"][lang]["right"] >= right


def test_the_right_intent_is_among_the_three_offered(figures: dict[str, Any]) -> None:
    assert figures["offered"] >= 0.92


def test_a_wrong_answer_is_rarely_given_with_confidence(figures: dict[str, Any]) -> None:
    assert figures["confidently_wrong"] <= 0.03


def test_confidence_means_what_it_says(figures: dict[str, Any]) -> None:
    assert figures["calibration_error"] <= 0.08


def test_danger_is_not_seen_where_there_is_none(figures: dict[str, Any]) -> None:
    assert figures["urgent_false_alarms"] <= 0.01


def test_a_line_in_is_an_object_out(service: Service) -> None:
    lines = ["контракт кончился в мае, не отпускают, мать инвалид 1 группы", "", "hello", "фырмык хыртыр"]
    out = [json.loads(line) for line in ask("bot.assistant.nlu.parse", "--json", text="\n".join(lines)).splitlines()]
    assert [found["text"] for found in out] == [line for line in lines if line]
    assert {"text", "lang", "intent", "confidence", "ranking", "asks", "entities"} == set(out[0])
    assert out[0]["intent"] == "contract_expired"
    assert out[1]["lang"] == "en"
    assert out[2]["asks"] is True
    assert [item["confidence"] for item in out[0]["ranking"]] == sorted(
        (item["confidence"] for item in out[0]["ranking"]), reverse=True
    )


def test_the_confusion_matrix_is_drawn(service: Service, tmp_path: Path) -> None:
    picture = tmp_path / "confusion.png"
    ask("bot.assistant.nlu.score", "--picture", str(picture))
    assert picture.read_bytes().startswith(b"\x89PNG")
