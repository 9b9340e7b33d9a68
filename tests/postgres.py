"""A PostgreSQL of the tests' own: a cluster in a temporary folder, reached by its socket, and a database for each test.

Without its programs the tests run on SQLite alone and say so; under CI=true they must be there.
"""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.cases.database import connect, migrate

HARMLESS = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=16MB"
)
EMPTY = "empty"  # the migrated database that others are copied from


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


class Postgres:
    """One running cluster."""

    def __init__(self, bin: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self._user = "postgres" if os.geteuid() == 0 else None  # it refuses to run as root
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        data = self.folder / "data"
        self._run(bin / "initdb", "-D", data, "-A", "trust", "-U", "raport", "-E", "UTF8", "--locale=C", "--no-sync")
        command = [bin / "postgres", "-D", data, "-k", self.folder, "-c", "listen_addresses=", *HARMLESS.split()]
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                command, user=self._user, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        self._numbers = itertools.count()
        self._admin = create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")
        self._wait()
        self._create(EMPTY)
        engine = connect(self.url(EMPTY))
        migrate(engine)
        engine.dispose()

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"postgresql+psycopg://raport@/{name}?host={self.folder}"

    def fresh(self, template: str = EMPTY) -> str:
        """Return the name of a new database, migrated and empty, or a copy of ``template``, which nobody uses then."""
        with self._admin.connect() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"), {"name": template}
            )
        name = f"t{next(self._numbers)}"
        self._create(name, template)
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever still uses it."""
        with self._admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))

    def stop(self) -> None:
        """End it and remove its files."""
        self._admin.dispose()
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _create(self, name: str, template: str = "template0") -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))

    def _wait(self) -> None:
        for _ in range(300):
            try:
                with self._admin.connect():
                    return
            except Exception:  # not yet
                assert self._process.poll() is None, (self.folder / "log").read_text()
                time.sleep(0.1)
        raise AssertionError("PostgreSQL did not start")

    def _run(self, *command: object) -> None:
        done = subprocess.run(
            [str(part) for part in command], user=self._user, cwd=self.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr


def started() -> Postgres:
    """Return a running cluster; skips the test where there is none, fails under CI=true."""
    bin = programs()
    if bin is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is not installed, and CI leaves nothing out")
        pytest.skip("PostgreSQL is not installed here: only SQLite is tested")
    return Postgres(bin)
