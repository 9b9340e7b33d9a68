"""``raport setup``: five answers make files that the real programs take and a fresh machine is brought up with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.operations.setup import MESSENGERS, PROBLEMS, WAYS, Answers, SetupError, desk, domain, files, folder
from bot.settings import Settings
from tests.deploy import nginx, systemd, tor
from tests.running import RAPORT, ROOT, free_ports

WEB = ("/srv/raport/data", "web", "spravka.example.net", "none", "/srv/copies")
CANARY = "/srv/elsewhere"


def asked(target: Path, *answers: str) -> subprocess.CompletedProcess[str]:
    """Run the command as the operator does, an answer a line."""
    given = "".join(f"{answer}\n" for answer in answers)
    return subprocess.run([str(RAPORT), "setup", str(target)], input=given, capture_output=True, text=True, cwd=ROOT)


def written(answers: Answers) -> dict[str, str]:
    """What the command writes for these answers."""
    return dict(files(answers, Path("/opt/raport"), ROOT / "deploy"))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The settings of the machine that runs the tests, out of the way."""
    for name in [name for name in os.environ if name.startswith("RAPORT_")]:
        monkeypatch.delenv(name)
    yield monkeypatch


def test_five_answers_make_the_files_and_name_the_next_commands(tmp_path: Path) -> None:
    done = asked(tmp_path / "made", *WEB)
    assert done.returncode == 0, done.stderr
    assert all(f"{number}/5 " in done.stdout for number in range(1, 6))
    names = {"raport.service", "raport-backup.service", "raport-backup.timer", "nginx.conf"}
    assert {path.name for path in (tmp_path / "made").iterdir()} == names | {"environment", "install.sh", "raport.sh"}
    assert f"sudo sh {tmp_path / 'made'}/install.sh" in done.stdout
    assert "spravka.example.net and desk.spravka.example.net" in done.stdout
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "made").iterdir())
    assert "chat.example.org" not in text
    assert "/var/lib/raport" not in text
    assert "/opt/raport" not in text


def test_what_will_not_do_is_said_and_asked_again(tmp_path: Path) -> None:
    done = asked(
        tmp_path / "made", "srv", "/home/me/raport", WEB[0], "tor", "web", "https://a/", WEB[2], "x", "none", "-"
    )
    assert done.returncode == 0, done.stderr
    for code, about in (("folder", "srv"), ("hidden", "/home/me/raport"), ("way", "tor"), ("domain", "https://a/")):
        assert PROBLEMS[code].format(about=about) in done.stdout
    assert not (tmp_path / "made" / "raport-backup.timer").exists()
    assert "RAPORT_BACKUP_DAYS=0\n" in (tmp_path / "made" / "environment").read_text("utf-8")


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    done = asked(tmp_path, *WEB)
    assert done.returncode == 2
    assert PROBLEMS["exists"].format(about=tmp_path) in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    "given", ["", "relative", "/", "/srv/a b", "/srv/$(id)", "/srv/;x", "/srv/../root", "/срв", "/tmp/x"]
)
def test_a_folder_that_a_shell_or_a_unit_would_misread_is_refused(given: str) -> None:
    with pytest.raises(SetupError):
        folder(given)


@pytest.mark.parametrize(
    "given", ["", "localhost", "a b.org", "http://a.org", "a.org/", "-a.org", "a..org", "a.org;", "справка.рф"]
)
def test_a_name_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(SetupError, match="domain"):
        domain(given)


def test_the_console_stands_beside_the_page() -> None:
    assert desk("chat.example.org") == desk("www.example.org") == desk("example.org") == "desk.example.org"
    assert desk("pomosh.example.org") == "desk.pomosh.example.org"


@pytest.mark.parametrize(("way", "messengers"), list(product(WAYS, MESSENGERS)))
def test_the_settings_are_taken_by_the_settings(way: str, messengers: str, environment: pytest.MonkeyPatch) -> None:
    answers = Answers(CANARY, way, "" if way == "onion" else "spravka.example.net", messengers, "")
    text = written(answers)["environment"]
    for line in text.splitlines():
        if line.startswith("RAPORT_"):
            environment.setenv(*line.split("=", 1))
    settings = Settings()
    assert (settings.mode, settings.home) == ("server", Path(CANARY))
    assert settings.chat_url.startswith("https://spravka" if answers.domain else "http://127.0.0.1:")
    assert ("# RAPORT_TELEGRAM_TOKEN=" in text) == (messengers in ("telegram", "both"))
    assert ("# RAPORT_MATRIX_TOKEN=" in text) == (messengers in ("matrix", "both"))


@pytest.mark.parametrize("data", [CANARY, "/var/lib/raport"])
@pytest.mark.skipif(systemd.PROGRAM is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_units_and_opens_the_folders_of_the_answers_alone(data: str, tmp_path: Path) -> None:
    made = written(Answers(data, "onion", "", "none", "/srv/copies"))
    units = {name: text for name, text in made.items() if name.endswith((".service", ".timer"))}
    systemd.verify(units, tmp_path)
    for name, text in units.items():
        if name.endswith(".service"):
            systemd.secure(name, text, tmp_path, at_most=2.0)
    assert ("StateDirectory=raport" in units["raport.service"]) == (data == "/var/lib/raport")
    assert f"ReadWritePaths={data} /srv/copies\n" in units["raport-backup.service"]
    assert data == "/var/lib/raport" or f"ReadWritePaths=/etc/raport/keys {data}\n" in units["raport.service"]


@pytest.mark.parametrize("messengers", MESSENGERS)
def test_nothing_leaves_the_machine_unless_a_messenger_has_to_be_reached(messengers: str) -> None:
    unit = written(Answers(CANARY, "onion", "", messengers, ""))["raport.service"].splitlines()
    shut = {"IPAddressDeny=any", "IPAddressAllow=localhost"} & set(unit)
    assert len(shut) == (2 if messengers == "none" else 0)


@pytest.mark.skipif(nginx.PROGRAM is None, reason="nginx is not installed")
def test_nginx_takes_the_file(tmp_path: Path) -> None:
    port, behind = free_ports(2)
    text = written(Answers(*WEB))["nginx.conf"]
    nginx.check(nginx.configuration(text, tmp_path, port, behind))
    assert sorted(path.name for path in tmp_path.glob("*.pem")) == [
        "desk.spravka.example.net.pem",
        "spravka.example.net.pem",
    ]


@pytest.mark.skipif(tor.PROGRAM is None, reason="tor is not installed")
def test_tor_takes_the_file(tmp_path: Path) -> None:
    tor.check(written(Answers(*WEB[:1], "onion", "", "none", ""))["torrc"], tmp_path)
