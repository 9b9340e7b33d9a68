"""sqlmap over the running console, signed in, finds no way into the database."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.channels.server import Server
from tests.console.conftest import Visitor

TOGETHER = 75.0  # seconds for all runs; what is left over then is cut and counts as nothing found
FOUND = "sqlmap identified the following injection point"
SQLMAP = Path(sys.executable).with_name("sqlmap")


@pytest.mark.skipif(not SQLMAP.exists(), reason="left out: sqlmap is not installed")
def test_sqlmap_finds_nothing(join: object, tmp_path: Path) -> None:
    owl: Visitor = join("сова", "admin", "advocate", "editor")  # type: ignore[operator]
    base, csrf = str(owl.client.base_url).rstrip("/"), owl.csrf()
    cookie = f"console={owl.client.cookies['console']}; console-form=abcdefghijkl; lang=ru"
    forms = {
        "/sign-in?next=*": None,
        "/audit?before=5*": None,
        "/rota?from=2026-11-22*": None,
        f"/people/{owl.person_id}*": None,
        "/law/options/age_limit*?on=2026-11-22*": None,
        "/queue?category=health*&lang=ru*": None,
        "/people/invite": f"csrf={csrf}&login=x*&role=editor*",
        "/me/devices/0123456789abcdef*/end": f"csrf={csrf}",
        "/rota": f"csrf={csrf}&from=2026-11-22*&2026-11-22={owl.person_id}*",
    }
    targets = list(forms.items())
    until, asked = time.monotonic() + TOGETHER, 0
    for number, (path, data) in enumerate(targets):
        left = until - time.monotonic()
        if left < 5:
            break
        said = attack(base + path, data, cookie, base, tmp_path / str(number), left / (len(targets) - number))
        assert FOUND not in said, said
        asked += said.count("does not seem to be injectable")
    assert asked >= 3, "sqlmap hardly ran"


@pytest.mark.skipif(not SQLMAP.exists(), reason="left out: sqlmap is not installed")
def test_the_same_attack_finds_a_hole_where_there_is_one(tmp_path: Path) -> None:
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.executescript("CREATE TABLE bird (id INTEGER, name TEXT); INSERT INTO bird VALUES (1, 'owl'), (2, 'wren')")

    async def careless(request: Request) -> Response:
        try:
            rows = database.execute(f"SELECT name FROM bird WHERE id = {request.query_params['id']}").fetchall()
        except sqlite3.Error:
            rows = []
        return PlainTextResponse(f"birds found: {rows}")

    server = Server(Starlette(routes=[Route("/birds", careless)]))
    server.start()
    said = attack(f"{server.url}/birds?id=1*", None, "a=b", server.url, tmp_path, 90)
    server.stop()
    database.close()
    assert FOUND in said, said


def attack(url: str, data: str | None, cookie: str, origin: str, folder: Path, seconds: float) -> str:
    """Run sqlmap on one address; return what it said until it ended or the time was over."""
    command = [
        str(SQLMAP), "-u", url, "--batch", "--level=1", "--risk=1", "--technique=BEU", "--threads=4",
        "--cookie", cookie, "--param-exclude=csrf", "--headers", f"Origin: {origin}\nSec-Fetch-Site: same-origin",
        "--output-dir", str(folder), "--flush-session", "--disable-coloring", "--ignore-code=*", "--ignore-redirects",
        *(("--data", data) if data else ()),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace")
    return done.stdout
