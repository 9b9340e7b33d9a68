"""Training tells what Rasa warned of, and does not begin with lines that Rasa would leave out."""

from pathlib import Path

import pytest

from bot.bootstrap import now
from bot.settings import Settings
from bot.studio import training

SKIPPED = (
    "rasa/io.py:100: UserWarning: Issue found while processing 'data/nlu/en/{name}.yml': The item '{name}' contains an "
    "example that doesn't start with a '-' symbol:   - I don't want {name}\nThis training example will be skipped.\n"
)


def test_warnings_are_told_by_kind_and_count_without_the_examples() -> None:
    log = SKIPPED.format(name="a") + SKIPPED.format(name="b") + "x.py:1: DeprecationWarning: old\n"
    [(skipped, twice), (old, once)] = training.warnings_in(log).most_common()
    assert (twice, once) == (2, 1)
    assert "doesn't start with" in skipped
    assert "want" not in skipped
    assert old == "DeprecationWarning: old"


def test_training_does_not_begin_where_rasa_would_skip_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data" / "nlu" / "ru"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("nlu:\n- intent: a\n  examples: |\n    - раз\n      - два\n", encoding="utf-8")
    monkeypatch.setattr(training, "ROOT", tmp_path)
    monkeypatch.setattr(training, "fingerprint", lambda: "")
    with pytest.raises(training.TrainingError, match=r"ru/a\.yml:5"):
        training.train(Settings(home=tmp_path), lambda line: None, now)


def test_a_line_that_rasa_skipped_fails_the_training(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rasa = tmp_path / "rasa"
    rasa.write_text(f"#!/bin/sh\ncat <<'END'\n{SKIPPED.format(name='a')}END\ntouch \"$5/new.tar.gz\"\n")
    rasa.chmod(0o700)
    settings = Settings(home=tmp_path, assistant_python=tmp_path / "python")
    said: list[str] = []
    with pytest.raises(training.TrainingError, match="Rasa skipped 1 "):
        training.train(settings, said.append, now)
    assert "model: 1 × UserWarning" in said[1]
    assert not settings.model_path.exists()
