"""Runs the tests that need Rasa in the assistant's own environment, a process for each file."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"
FILES = sorted((Path(__file__).parent / "side").glob("check_*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_assistants_side_holds(file: Path, request: pytest.FixtureRequest) -> None:
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    if file.stem == "check_postgresql":
        postgres: Postgres = request.getfixturevalue("postgres")
        env["RAPORT_TEST_POSTGRESQL"] = postgres.url(postgres.fresh()).replace("+psycopg", "")
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-m", "unittest", "-q", str(file.relative_to(ROOT))],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
