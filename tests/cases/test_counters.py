"""Counters know a code, a week and a number; what concerns few is shown to nobody, and all of it goes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.cases.counters import LEAST, Counters
from tests.conftest import Clock

Count = Callable[[list[str]], None]


@pytest.fixture
def counters(engine: Engine, clock: Clock) -> Counters:
    return Counters(engine, clock)


@pytest.fixture
def count(engine: Engine, counters: Counters) -> Count:
    """Count codes in a transaction of their own."""

    def add(codes: list[str]) -> None:
        with Session(engine) as session, session.begin():
            counters.add(session, codes)

    return add


def test_what_came_up_often_enough_is_told_and_what_concerns_few_is_not(counters: Counters, count: Count) -> None:
    for at in range(LEAST):
        count(["asked.category", "turns"] if at else ["turns"])
    assert counters.counted(4) == {"turns": LEAST}
    count(["asked.category", "asked.category"])
    assert counters.counted(4)["asked.category"] == LEAST


def test_nothing_of_a_turn_is_counted_where_there_is_nothing(counters: Counters, count: Count) -> None:
    count([])
    assert counters.counted(4) == {}


def test_weeks_pass_and_what_is_old_goes(counters: Counters, count: Count, clock: Clock) -> None:
    for _ in range(LEAST):
        count(["turns"])
    clock.forward(days=28)
    assert counters.counted(4) == {}
    assert counters.counted(6) == {"turns": LEAST}
    assert counters.purge() == 0
    clock.forward(days=70)
    assert counters.purge() == 1
    assert counters.counted(99) == {}
