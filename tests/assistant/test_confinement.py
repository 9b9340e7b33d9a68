"""What the assistant cannot do any more once it is shut in, whoever has found a way into it."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.assistant import confinement
from tests.running import ROOT, free_ports

SHUT_IN = """
import errno, json, os, socket, subprocess, sys
from pathlib import Path
from bot.assistant.confinement import confine
own, listens, calls = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
version = confine([own / "reads"], [own / "writes"], listens, [calls])
tried = {}

def attempt(name, what):
    try:
        what()
        tried[name] = "yes"
    except PermissionError:
        tried[name] = "no"
    except OSError as error:
        tried[name] = "no" if error.errno == errno.EXDEV else type(error).__name__  # so is a link out refused

def connect(port, host="127.0.0.1"):
    with socket.socket() as one:
        one.settimeout(2)
        one.connect((host, port))

def bind(port):
    with socket.socket() as one:
        one.bind(("127.0.0.1", port))

attempt("reads its own", lambda: (own / "reads" / "file").read_text())
attempt("writes its own", lambda: (own / "writes" / "new").write_text("x"))
attempt("reads others", lambda: (own / "secret").read_text())
attempt("lists others", lambda: os.listdir(own))
attempt("writes where it reads", lambda: (own / "reads" / "new").write_text("x"))
attempt("changes what it reads", lambda: (own / "reads" / "file").write_text("x"))
attempt("removes what it reads", lambda: (own / "reads" / "file").unlink())
attempt("takes out by a link", lambda: os.link(own / "reads" / "file", own / "writes" / "linked"))
attempt("starts a program", lambda: subprocess.run(["/bin/true"]))
attempt("calls its port", lambda: connect(calls))
attempt("calls another port", lambda: connect(listens + 1))
attempt("listens on its port", lambda: bind(listens))
attempt("listens elsewhere", lambda: bind(listens + 1))
attempt("signals others", lambda: os.kill(os.getppid(), 0))
print(version, json.dumps(tried))
"""


ALLOWED = {"reads its own", "writes its own", "calls its port", "listens on its port"}


@pytest.fixture
def own() -> Iterator[Path]:
    """A folder that does not lie below the one for temporary files, which the assistant may use."""
    (ROOT / "tests" / "artifacts").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "tests" / "artifacts") as folder:
        yield Path(folder)


@pytest.mark.parametrize("python", [sys.executable, str(ROOT / ".venv-assistant" / "bin" / "python")])
def test_it_reads_writes_and_calls_what_was_named_and_nothing_else(python: str, own: Path) -> None:
    for name in ("reads", "writes"):
        (own / name).mkdir(parents=True)
    (own / "reads" / "file").write_text("x")
    (own / "secret").write_text("x")
    (listens, calls) = free_ports(2)
    with socket.create_server(("127.0.0.1", calls)), socket.socket() as other:
        code = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + SHUT_IN
        command = [python, "-c", code, str(own), str(listens), str(calls)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=own, timeout=60)
        other.close()
    assert done.returncode == 0, done.stderr
    version, _, told = done.stdout.partition(" ")
    tried = json.loads(told)
    if version == "0":
        pytest.skip("this kernel has no Landlock")
    open_to_old = set[str]()
    if int(version) < confinement.WITH_PORTS:
        open_to_old |= {"calls another port", "listens elsewhere"}
    if int(version) < confinement.WITH_SCOPES:
        open_to_old |= {"signals others"}
    assert {name for name, answer in tried.items() if answer == "yes"} - open_to_old == ALLOWED
    assert {answer for name, answer in tried.items() if name not in ALLOWED | open_to_old} == {"no"}


def test_where_the_kernel_has_none_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    class Old:
        def syscall(self, *_given: object) -> int:
            return -1

    monkeypatch.setattr(confinement.ctypes, "CDLL", lambda *_given, **_named: Old())
    assert confinement.confine([], [], 1, []) == 0
