"""The files for a server: they parse, they fit each other and the settings, and they open nothing to the world."""

from __future__ import annotations

import re
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.channels import serving
from bot.settings import Settings
from tests.deploy import systemd
from tests.running import ROOT

DEPLOY = ROOT / "deploy"
UNITS = ("raport.service", "raport-backup.service", "raport-backup.timer")
SETTING = re.compile(r"\bRAPORT_[A-Z_]+\b")


def unit(name: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False, allow_no_value=False, delimiters=("=",), comment_prefixes=("#",))
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read_string((DEPLOY / name).read_text("utf-8"))
    return parser


def compose() -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load((DEPLOY / "compose.yml").read_text("utf-8"))
    return found


@pytest.mark.skipif(systemd.PROGRAM is None, reason="systemd-analyze is not installed")
def test_systemd_finds_no_fault_with_the_units(tmp_path: Path) -> None:
    systemd.verify({name: (DEPLOY / name).read_text("utf-8") for name in UNITS}, tmp_path)


@pytest.mark.skipif(systemd.PROGRAM is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_little_of_the_machine_is_open_to_what_the_units_start(name: str, tmp_path: Path) -> None:
    systemd.secure(name, (DEPLOY / name).read_text("utf-8"), tmp_path, at_most=2.0)


def test_every_setting_that_is_named_exists() -> None:
    known = {f"RAPORT_{name.upper()}" for name in Settings.model_fields}
    files = [*DEPLOY.iterdir(), ROOT / "docs" / "operator.md"]
    for file in files:
        assert set(SETTING.findall(file.read_text("utf-8"))) <= known, file.name


def test_the_example_of_settings_is_taken_by_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for line in (DEPLOY / "environment.example").read_text("utf-8").splitlines():
        if (line := line.removeprefix("# ")).startswith("RAPORT_"):
            monkeypatch.setenv(*line.split("=", 1))
    settings = Settings()
    assert settings.mode == "server"
    assert settings.chat_url.startswith("https://")
    assert settings.matrix_user.startswith("@")


def test_the_service_may_write_where_its_settings_lead_and_nowhere_else() -> None:
    service = unit("raport.service")["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["StateDirectory"] == "raport"
    assert service["ReadWritePaths"] == "/etc/raport/keys"
    example = (DEPLOY / "environment.example").read_text("utf-8")
    assert "RAPORT_HOME=/var/lib/raport\n" in example
    assert "RAPORT_KEY_FILE=/etc/raport/keys/" in example
    assert (service["User"], service["LimitCORE"], service["KillSignal"]) == ("raport", "0", "SIGINT")
    assert service["MemorySwapMax"] == "0"
    assert int(service["LimitNOFILE"]) >= serving.DESCRIPTORS


def test_containers_open_ports_to_this_machine_only_and_keep_keys_apart() -> None:
    (service,) = compose()["services"].values()
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert set(compose()["volumes"]) == {volume.split(":")[0] for volume in service["volumes"]}
    home, key = service["environment"]["RAPORT_HOME"], service["environment"]["RAPORT_KEY_FILE"]
    mounted = [volume.split(":")[1] for volume in service["volumes"]]
    assert home in mounted
    assert str(Path(key).parent) in mounted
    assert not Path(key).is_relative_to(home)
    assert service["read_only"] is True
    dockerfile = (DEPLOY / service["build"]["dockerfile"].removeprefix("deploy/")).read_text("utf-8")
    assert "\nUSER raport\n" in dockerfile
    assert "secret" not in dockerfile.lower()


def test_nothing_that_is_secret_or_grown_goes_into_an_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".git", "var", "deploy/environment", ".venv"} <= set(ignored)


def test_the_ports_behind_nginx_and_tor_are_the_services_own() -> None:
    settings = Settings()
    ports = {str(settings.port), str(settings.console_port)}
    for name in ("nginx.conf", "torrc"):
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", (DEPLOY / name).read_text("utf-8"))) == ports, name
    private = {str(settings.assistant_port), str(settings.actions_port)}
    assert not any(port in (DEPLOY / "nginx.conf").read_text("utf-8") for port in private)


def test_nginx_writes_down_nobody_and_hands_the_name_through() -> None:
    stranger, *servers = re.split(r"^server \{", (DEPLOY / "nginx.conf").read_text("utf-8"), flags=re.MULTILINE)[1:]
    assert "access_log off;" in stranger
    assert len(servers) == 2
    for server in servers:
        assert server.count("{") + 1 == server.count("}")
        assert "access_log off;" in server
        assert "proxy_set_header Host $http_host;" in server
        assert 'proxy_set_header X-Forwarded-For "";' in server
        lines = [line.strip() for line in server.splitlines() if line.strip() and not line.strip().startswith("#")]
        assert all(line.endswith((";", "{", "}")) for line in lines)
