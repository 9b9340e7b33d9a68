"""The real nginx and the real tor with the files that are shipped: what they let through, and what touches the disk."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.channels.server import Server
from tests.deploy import nginx, tor
from tests.running import ROOT, free_ports

CANARY = "канарейка-под-nginx"


@dataclass(frozen=True)
class Front:
    """nginx with the shipped file on a port of its own, in a folder that can be watched."""

    port: int
    folder: Path


async def _take(request: Request) -> PlainTextResponse:
    body = await request.body()
    await asyncio.sleep(0.5 if body else 0)
    return PlainTextResponse(str(len(body)))


def get(front: Front, path: str, name: str = "chat.example.org", content: bytes | None = None) -> httpx.Response:
    with httpx.Client(verify=False, trust_env=False, timeout=30) as client:
        method = "GET" if content is None else "POST"
        return client.request(
            method, f"https://127.0.0.1:{front.port}{path}", headers={"Host": name}, content=content,
            extensions={"sni_hostname": name},
        )  # fmt: skip


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The shipped file word for word, but for ports, certificates and folders."""
    if nginx.PROGRAM is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    app = Starlette(routes=[Route("/{path:path}", _take, methods=["GET", "POST"])])
    server = Server(app)
    server.start()
    (port,) = free_ports(1)
    configuration = nginx.configuration((ROOT / "deploy" / "nginx.conf").read_text("utf-8"), folder, port, server.port)
    nginx.check(configuration)
    process = subprocess.Popen([nginx.PROGRAM, "-c", str(configuration)])
    made = Front(port, folder)
    until = time.monotonic() + 20
    while not listens(port):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    yield made
    process.terminate()
    process.wait(20)
    server.stop()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_each_name_leads_to_its_application_and_any_other_to_nothing(front: Front) -> None:
    assert get(front, "/").text == "0"
    assert get(front, "/", "desk.example.org").text == "0"
    with pytest.raises(httpx.ConnectError):
        get(front, "/", "other.example.org")
    with pytest.raises(ssl.SSLError), socket.create_connection(("127.0.0.1", front.port)) as plain:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.wrap_socket(plain)  # by the bare address


@pytest.mark.parametrize(("name", "size"), [("chat.example.org", 60_000), ("desk.example.org", 900_000)])
def test_no_body_of_a_request_touches_the_disk(front: Front, name: str, size: int) -> None:
    body = (CANARY * (size // len(CANARY.encode()))).encode()
    touched = [path.stat().st_mtime_ns for path in sorted(front.folder.glob("tmp-*"))]
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(get, front, "/", name, body)
        while not asked.done():
            assert not [path for path in front.folder.glob("tmp-*/**/*") if path.is_file()]
        assert asked.result().text == str(len(body))
    assert [path.stat().st_mtime_ns for path in sorted(front.folder.glob("tmp-*"))] == touched, "a file came and went"


def test_a_body_that_would_go_to_the_disk_is_refused(front: Front) -> None:
    assert get(front, "/chat/messages", content=b"x" * 200_000).status_code == 413
    assert get(front, "/", "desk.example.org", b"x" * 1_100_000).status_code == 413


def test_a_crowd_of_openings_from_one_address_is_refused_and_pages_still_open(front: Front) -> None:
    with ThreadPoolExecutor(8) as threads:
        codes = [one.status_code for one in threads.map(lambda _: get(front, "/chat/session"), range(80))]
    assert codes.count(200) >= 30
    assert codes.count(429) >= 20
    assert get(front, "/").status_code == 200


@pytest.mark.skipif(tor.PROGRAM is None, reason="tor is not installed")
def test_tor_takes_the_file_and_has_the_proof_of_work(tmp_path: Path) -> None:
    tor.check((ROOT / "deploy" / "torrc").read_text("utf-8"), tmp_path)
    assert tor.PROGRAM is not None
    modules = subprocess.run([tor.PROGRAM, "--list-modules"], capture_output=True, text=True).stdout
    assert "pow: yes" in modules
