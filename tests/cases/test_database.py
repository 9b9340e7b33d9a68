"""What the database waits for the disk for: all but what nobody would miss."""

from __future__ import annotations

from pathlib import Path

from bot.cases.database import connect, migrate, passing

NORMAL, FULL = 1, 2


def test_only_what_may_be_lost_when_the_power_fails_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path / 'raport.db'}")
    migrate(engine)
    for made, waits in ((engine, FULL), (passing(engine), NORMAL), (engine, FULL)):  # over one connection
        with made.begin() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == waits
    engine.dispose()
