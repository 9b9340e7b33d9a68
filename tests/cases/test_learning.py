"""What is kept to learn from: a week and words that tell nothing, sealed, in no order, for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, inspect, text

from bot.cases import learning as kept
from bot.cases.learning import Learning, Sample
from bot.cases.renewal import renew
from bot.vault.sealing import Sealer
from tests.conftest import Clock


@pytest.fixture
def learning(engine: Engine, sealer: Sealer, clock: Clock) -> Learning:
    return Learning(engine, sealer, clock, timedelta(days=90))


def test_samples_come_back_as_they_were(learning: Learning) -> None:
    samples = {Sample(f"не отпускают {number}", "ru", (("greeting", 0.5),)) for number in range(5)}
    for sample in samples:
        learning.add(sample)
    assert set(learning.all()) == samples


def test_the_database_holds_a_week_and_sealed_bytes_and_no_more(
    learning: Learning, engine: Engine, clock: Clock
) -> None:
    clock.forward(days=3, hours=5)
    learning.add(Sample("канарейка", "ru"))
    assert {column["name"] for column in inspect(engine).get_columns("learning_sample")} == {"id", "week", "body"}
    with engine.connect() as connection:
        [row] = connection.execute(text("SELECT week, body FROM learning_sample"))
    assert str(row.week) == "2026-11-23"
    assert "канарейка".encode() not in bytes(row.body)


def test_old_ones_go_by_themselves_and_all_at_a_word(learning: Learning, clock: Clock) -> None:
    learning.add(Sample("старое", "ru"))
    clock.forward(days=80)
    learning.add(Sample("новое", "ru"))
    assert learning.purge() == 0
    clock.forward(days=16)
    assert learning.purge() == 1
    assert [sample.text for sample in learning.all()] == ["новое"]
    assert learning.clear() == 1
    assert learning.all() == ()


def test_a_rotation_of_keys_takes_them_along(learning: Learning, engine: Engine, sealer: Sealer) -> None:
    learning.add(Sample("слово", "ru"))
    assert renew(engine, sealer) == 0
    assert learning.all()[0].text == "слово"


def test_a_flood_fills_its_own_week_and_no_more(
    learning: Learning, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_A_WEEK", 20)
    learning.add(Sample("прошлая неделя", "ru"))
    clock.forward(days=7)
    for number in range(60):
        learning.add(Sample(f"поток {number}", "ru"))
    texts = [sample.text for sample in learning.all()]
    assert len(texts) == 21
    assert "прошлая неделя" in texts
    assert "поток 59" in texts, "the newest is always kept"
    assert {f"поток {number}" for number in range(40, 60)} != set(texts) - {"прошлая неделя"}, "it goes by lot, not age"
