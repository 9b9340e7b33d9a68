"""The audit log: ids and codes only, and whatever is done to its rows behind its back shows."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from bot.cases.audit import Audit
from bot.vault.sealing import Sealer
from tests.conftest import Clock


@pytest.fixture
def audit(engine: Engine, sealer: Sealer, clock: Clock, tmp_path: Path) -> Audit:
    return Audit(engine, sealer, clock, tmp_path / "audit.head", timedelta(days=180))


@pytest.fixture
def written(audit: Audit, clock: Clock) -> Audit:
    """A log of five rows."""
    for number in range(5):
        audit.add("person", "case_opened", f"case{number}")
        clock.forward(minutes=1)
    return audit


def faults(audit: Audit) -> list[tuple[int, str]]:
    return [(fault.seq, fault.code) for fault in audit.check()]


def run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


def test_rows_come_newest_first_and_the_chain_is_whole(written: Audit) -> None:
    assert [entry.subject for entry in written.entries()] == [f"case{n}" for n in (4, 3, 2, 1, 0)]
    assert [entry.seq for entry in written.entries(limit=2, before=4)] == [3, 2]
    assert faults(written) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET actor = 'other' WHERE seq = 3",
        "UPDATE audit SET action = 'signed_in' WHERE seq = 3",
        "UPDATE audit SET subject = '' WHERE seq = 3",
        "UPDATE audit SET at = '2026-11-22 09:00:00.000000' WHERE seq = 3",
        "UPDATE audit SET previous = '' WHERE seq = 3",
        "UPDATE audit SET hash = (SELECT hash FROM audit WHERE seq = 2) WHERE seq = 3",
    ],
)
def test_any_changed_column_shows(written: Audit, engine: Engine, change: str) -> None:
    run(engine, change)
    assert (3, "changed") in faults(written)


@pytest.mark.parametrize(
    ("gone", "shown"),
    [("= 3", (3, "removed")), ("= 1", (1, "removed")), ("<= 4", (1, "removed")), (">= 4", (5, "cut_off"))],
)
def test_any_removed_row_shows(written: Audit, engine: Engine, gone: str, shown: tuple[int, str]) -> None:
    run(engine, f"DELETE FROM audit WHERE seq {gone}")
    assert shown in faults(written)


def test_an_emptied_log_shows(written: Audit, engine: Engine) -> None:
    run(engine, "DELETE FROM audit")
    assert faults(written) == [(5, "cut_off")]


def test_rows_renumbered_to_close_a_gap_show(written: Audit, engine: Engine) -> None:
    run(engine, "DELETE FROM audit WHERE seq = 3")
    run(engine, "UPDATE audit SET seq = 3 WHERE seq = 4")
    run(engine, "UPDATE audit SET seq = 4 WHERE seq = 5")
    assert faults(written)


def test_a_missing_or_broken_head_shows_until_the_next_row(written: Audit, tmp_path: Path) -> None:
    (tmp_path / "audit.head").unlink()
    assert faults(written) == [(5, "cut_off")]
    (tmp_path / "audit.head").write_text("nonsense")
    assert faults(written) == [(0, "cut_off")]
    written.add("person", "signed_in")
    assert faults(written) == []


def test_old_rows_go_on_their_day_and_the_log_says_so_and_stays_whole(written: Audit, clock: Clock) -> None:
    clock.forward(days=180)
    written.add("person", "signed_in")
    assert written.trim() == 0
    clock.forward(days=1, minutes=1)
    assert written.trim() == 5
    assert [(entry.action, entry.subject) for entry in written.entries()] == [("audit_trimmed", "5"), ("signed_in", "")]
    assert faults(written) == []
    assert written.trim() == 0


def test_a_log_that_was_trimmed_still_shows_a_removed_row(written: Audit, engine: Engine, clock: Clock) -> None:
    clock.forward(days=182)
    written.trim()
    for _ in range(3):
        written.add("person", "signed_in")
    assert faults(written) == []
    run(engine, "DELETE FROM audit WHERE seq = 7")
    assert faults(written) == [(7, "removed")]


@pytest.mark.parametrize(
    "words", [("у меня болит спина", "", ""), ("", "Words of a man", ""), ("", "code", "слова человека")]
)
def test_words_are_refused(audit: Audit, words: tuple[str, str, str]) -> None:
    with pytest.raises(ValueError, match="codes and ids"):
        audit.add(*words)
    assert audit.entries() == []


def test_rows_of_several_writers_at_once_make_one_chain(audit: Audit) -> None:
    threads = [threading.Thread(target=lambda: [audit.add("p", "signed_in") for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.seq for entry in audit.entries()] == list(range(40, 0, -1))
    assert faults(audit) == []
