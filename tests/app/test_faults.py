"""A file of the instance that is damaged, foreign, full or shut: one sentence for the operator, and no traceback."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import service
from bot.bootstrap import Services, now
from bot.cases.messages import Incoming
from bot.cases.reserve import ROOM, Reserve
from bot.faults import DATABASE, KEY_FILE
from bot.settings import Settings
from bot.vault import keys
from tests.privacy.conftest import Instance, either, instance
from tests.running import RAPORT, ROOT, free_ports

__all__ = ["either", "instance"]

PYTHON = RAPORT.with_name("python")
PORTS = ("", "CONSOLE_", "ASSISTANT_", "ACTIONS_")


def raport(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the instance in ``home``, to its end."""
    ports = {f"RAPORT_{name}PORT": str(port) for name, port in zip(PORTS, free_ports(4), strict=True)}
    env = {**os.environ, "RAPORT_HOME": str(home), "RAPORT_MODE": "local", **ports}
    return subprocess.run([str(RAPORT), *words], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120)


def says(done: subprocess.CompletedProcess[str], line: str) -> None:
    """It ended with this sentence and nothing else."""
    assert done.stderr.strip() == line, done.stderr
    assert done.returncode == 2


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def spoil(path: Path) -> None:
    path.write_bytes(b"this was a database once" * 400)


def tear(path: Path) -> None:
    """Spoil the middle: the head is in order."""
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\xa5" * (len(content) - 8192 - 4096)
    path.write_bytes(content)


@pytest.fixture
def talked(instance: Instance) -> Instance:
    """An instance with a talk and somebody who signs in, at rest."""
    instance.talk("one", "слова", lines=20)
    services = instance.services()
    services.people.add("ласточка", "длинный пароль", ["admin"])
    services.erasures.overwrite()
    instance.close()
    return instance


@pytest.mark.parametrize("damage", [cut, spoil, tear])
def test_a_damaged_database_stops_the_start_with_a_sentence(talked: Instance, damage: Callable[[Path], None]) -> None:
    for rest in talked.home.glob("raport.db-*"):
        rest.unlink()
    damage(talked.home / "raport.db")
    says(raport(talked.home, "run"), DATABASE["damaged"])


def test_another_instances_key_stops_the_start_with_a_sentence(talked: Instance) -> None:
    path = talked.settings.key_path
    path.unlink()
    keys.create(path)
    says(raport(talked.home, "run"), f"{path}: {KEY_FILE['foreign']}")


def test_one_row_that_cannot_be_opened_stops_nothing(talked: Instance) -> None:
    services = talked.services()
    with services.database.begin() as connection:
        connection.execute(text("UPDATE person SET name = x'00'"))
    service.check_files(talked.settings)


def test_a_command_before_the_first_start_says_so(tmp_path: Path) -> None:
    keys.create(Settings(home=tmp_path).key_path)
    says(raport(tmp_path, "people", "list"), DATABASE["no_tables"])


def test_a_home_that_is_open_to_others_is_shut_and_the_operator_told(tmp_path: Path) -> None:
    home, told = tmp_path / "home", list[str]()
    home.mkdir()
    home.chmod(0o755)
    service.prepare(Settings(home=home, mode="local"), told.append)
    assert home.stat().st_mode & 0o777 == 0o700
    assert f"{home}: was open to others on this machine, and is shut now" in told
    told.clear()
    service.prepare(Settings(home=home, mode="local"), told.append)
    assert told == []


def on_a_disk_of_its_own(talked: Instance, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script with RAPORT_HOME on a disk of 16 MB; a skipped test where none can be had."""
    allowed = subprocess.run(["unshare", "--mount", "--map-root-user", "true"], capture_output=True)
    if allowed.returncode:
        pytest.skip("no mount namespace is allowed here")
    disk = talked.home.parent / "disk"
    disk.mkdir()
    begin = f'mount -t tmpfs -o size=16m,mode=700 none "{disk}"; cp -r "{talked.home}/." "{disk}"; '
    env = {**os.environ, "RAPORT_HOME": str(disk), "RAPORT_MODE": "local", "PYTHONPATH": str(ROOT)}
    command = ["unshare", "--mount", "--map-root-user", "sh", "-euc", begin + script]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120, cwd=ROOT)


FULL = """
import os, sys
from sqlalchemy.exc import OperationalError
from bot.bootstrap import build
from bot.cases.messages import Incoming
from bot.faults import sentence
from bot.settings import Settings

services = build(Settings())
talk = services.turns.open("web", "one", "ru")
if "with" in sys.argv:
    services.reserve.keep()
filler = open(services.settings.home / "filler", "wb", buffering=0)
try:
    while True:
        filler.write(bytes(4096))
except OSError as error:
    print(sentence(error))
for words in ("ещё слово", "стереть"):
    try:
        services.turns.receive(talk, words, Incoming(text=words))
    except OperationalError as error:
        print(words, "-", sentence(error))
fresh = services.conversations.find("web", "one")
lines = services.conversations.transcript(fresh, 0)
print("erased" if fresh != talk and [line.author for line in lines] == ["bot"] else "kept")
print("finished" if not services.erasures.unfinished() else "noted")
"""


def test_on_a_full_disk_words_are_refused_and_the_wipe_word_still_erases(talked: Instance) -> None:
    done = on_a_disk_of_its_own(talked, f"exec \"{PYTHON}\" -c '{FULL}' with")
    assert done.returncode == 0, done.stderr
    full = DATABASE["full"]
    assert done.stdout.splitlines() == [full, f"ещё слово - {full}", "erased", "finished"]
    assert "слово" not in done.stderr


def test_without_the_room_that_is_kept_for_it_a_full_disk_would_hold_the_erasure_up(talked: Instance) -> None:
    done = on_a_disk_of_its_own(talked, f"exec \"{PYTHON}\" -c '{FULL}'")
    full = DATABASE["full"]
    assert done.stdout.splitlines() == [full, f"ещё слово - {full}", f"стереть - {full}", "kept", "finished"]


@pytest.mark.parametrize("room", ["with", "without"])
def test_on_a_full_disk_the_kill_switch_destroys_all_of_it(talked: Instance, room: str) -> None:
    ports = " ".join(f"RAPORT_{name}PORT={port}" for name, port in zip(PORTS, free_ports(4), strict=True))
    fill = f"\"{PYTHON}\" -c '{FULL.partition('for words')[0]}' {room} >/dev/null; "
    left = 'find "$RAPORT_HOME" -type f ! -name filler'
    done = on_a_disk_of_its_own(talked, f'{fill} env {ports} "{RAPORT}" erase --all; {left}')
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("destroyed: the keys and the databases")


def test_a_read_only_disk_stops_the_start_with_a_sentence(talked: Instance) -> None:
    ports = " ".join(f"RAPORT_{name}PORT={port}" for name, port in zip(PORTS, free_ports(4), strict=True))
    done = on_a_disk_of_its_own(talked, f'mount -o remount,ro "$RAPORT_HOME"; exec env {ports} "{RAPORT}" run')
    says(done, DATABASE["shut"])


def test_the_room_is_kept_once_given_back_once_and_taken_again(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve")
    assert not reserve.spend()
    for _ in range(2):
        reserve.keep()
        reserve.keep()
        assert (tmp_path / "reserve").stat().st_blocks * 512 >= ROOM
        assert reserve.spend()
        assert list(tmp_path.iterdir()) == []


def test_erasing_twice_at_once_erases_once_and_tells_once(either: Instance) -> None:
    talk = either.talk("one", "слова")
    services = either.services()
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: services.erasure.erase(talk, reopen_in="ru"), range(4)))
    fresh = services.conversations.find("web", "one")
    assert fresh not in (None, talk)
    assert [line.author for line in services.conversations.transcript(fresh or "", 0)] == ["bot"]
    assert services.erasures.unfinished() == []


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=400)])
def test_a_clock_that_jumps_keeps_nobody_from_erasing(either: Instance, jump: timedelta) -> None:
    talk = either.talk("one", "слова")
    late = Services(either.settings, lambda: now() + jump)
    late.turns.receive(talk, "w", Incoming(text="стереть"))
    fresh = late.conversations.find("web", "one")
    assert fresh not in (None, talk)
    assert late.erasures.unfinished() == []
    late.close()
    services = either.services()
    service.forget_due(services)
    assert services.turns.open("web", "one", "ru")
