"""The trained model on messages that are not in its training data."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.assistant.nlu import bars, examples, thresholds
from tests.running import MODEL, Service

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


def ask(module: str, *arguments: str, text: str = "", code: int = 0) -> str:
    """Run a module of the assistant's environment on the trained model; its standard output."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RAPORT_MODEL": str(MODEL)}
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-m", module, *arguments],
        cwd=ROOT, env=env, input=text, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == code, done.stderr[-2000:]
    return done.stdout


@pytest.fixture(scope="module")
def scored(service: Service, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path]:
    """The figures and the picture of the confusion matrix."""
    picture = tmp_path_factory.mktemp("scored") / "confusion.png"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "RAPORT_MODEL": str(MODEL)}
    command = [str(PYTHON), "-W", "ignore", "-m", "bot.assistant.nlu.score", "--json", "--picture", str(picture)]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == bool(bars.missed(found))
    return found, picture


@pytest.mark.parametrize("name", bars.BARS)
def test_the_model_reaches(scored: tuple[dict[str, Any], Path], name: str) -> None:
    reached = bars.value(scored[0], name)
    assert reached is not None
    assert reached <= bars.BARS[name] if name in bars.AT_MOST else reached >= bars.BARS[name]


def test_every_intent_has_its_own_figure(scored: tuple[dict[str, Any], Path]) -> None:
    by_intent = scored[0]["by_intent"]
    held_out = list(examples.held_out(ROOT / "tests" / "nlu"))
    assert set(by_intent) == {message.intent for message in held_out}
    right = sum(by_intent[message.intent] for message in held_out) / len(held_out)
    assert right == pytest.approx(scored[0]["right"], abs=0.002)


def test_the_confusion_matrix_is_drawn(scored: tuple[dict[str, Any], Path]) -> None:
    assert scored[1].read_bytes().startswith(b"\x89PNG")


def test_a_model_below_a_bar_is_not_good_enough(service: Service, tmp_path: Path) -> None:
    """The same model on messages filed under the wrong intents: the score must say no."""
    (tmp_path / "heldout_x.yml").write_text(
        "\n".join(f'- text: "{text}"\n  lang: ru\n  intent: greeting' for text in ("у меня грыжа", "контракт истёк")),
        encoding="utf-8",
    )
    assert "taken for" in ask("bot.assistant.nlu.score", "--tests", str(tmp_path), code=1)


def test_a_line_in_is_an_object_out(service: Service) -> None:
    lines = ["контракт кончился в мае, не отпускают, мать инвалид 1 группы", "", "hello", "фырмык хыртыр"]
    out = [json.loads(line) for line in ask("bot.assistant.nlu.parse", "--json", text="\n".join(lines)).splitlines()]
    assert [found["text"] for found in out] == [line for line in lines if line]
    assert {"text", "lang", "intent", "confidence", "ranking", "asks", "entities", "safety"} == set(out[0])
    assert out[0]["intent"] == "contract_expired"
    assert out[1]["lang"] == "en"
    for found in out:
        assert found["asks"] is thresholds.asks([(item["intent"], item["confidence"]) for item in found["ranking"]])
    assert [item["confidence"] for item in out[0]["ranking"]] == sorted(
        (item["confidence"] for item in out[0]["ranking"]), reverse=True
    )


def test_what_the_safety_layer_is_sure_of_is_said_first(service: Service) -> None:
    told = json.loads(ask("bot.assistant.nlu.parse", "--json", text="не хочу больше жить, сделаю это сегодня ночью"))
    assert told["safety"]["kind"] == "crisis"
    assert told["intent"] == told["ranking"][0]["intent"] == "crisis_suicide"
    assert told["asks"] is False
