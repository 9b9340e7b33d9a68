"""A fresh machine, brought up by ``raport setup`` and the script that it writes, as docs/operator.md says.

It is this machine in a mount namespace: users, settings, units and data are its own and go with the test.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from bot.operations.setup import hidden
from tests.deploy import nginx
from tests.deploy.test_setup import asked
from tests.running import MODEL, ROOT, free_ports

MACHINE = ROOT / "tests" / "deploy" / "machine.sh"
UNSHARE = ["unshare", "--mount", "sh", str(MACHINE)]
ANSWERS = ("/var/lib/raport", "both", "spravka.example.net", "none", "/var/backups/raport")
START_WITHIN = 1800.0  # the first start trains a model where the tests have none yet


def pythons() -> list[str]:
    """The homes of the two interpreters, where every user but the service's may not enter."""
    found = [(ROOT / env / "bin" / "python").resolve() for env in (".venv", ".venv-assistant")]
    return [str(path.parents[1]) for path in found if hidden(path) and os.getuid() == 0]


def on_a_fresh_machine(folder: Path, script: str, **more_env: str) -> subprocess.Popen[str]:
    """Run a shell script on a machine of its own; a skipped test where the kernel allows none."""
    (folder / "machine").mkdir()
    command = [*UNSHARE, str(folder / "machine"), *pythons(), "--", "sh", "-eu", "-c", script]
    if subprocess.run([*command[:-2], "-c", "true"], capture_output=True).returncode:
        pytest.skip("no mount namespace is allowed here")
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **more_env}, cwd=ROOT
    )


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """What ``raport setup`` wrote for the answers."""
    done = asked(tmp_path / "made", *ANSWERS)
    assert done.returncode == 0, done.stderr
    tmp_path.chmod(0o755)
    return tmp_path / "made"


INSTALL = """
sh "$MADE/install.sh" >/dev/null 2>&1
stat -c '%n %U:%G %a' /var/lib/raport /etc/raport/environment /etc/raport/keys /etc/raport/keys/*.json
stat -c '%n %U:%G %a' /var/backups/raport
ls /etc/systemd/system/raport* /etc/nginx/conf.d/raport.conf 2>&1 || true
for name in spravka desk.spravka; do
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=$name \
        -keyout /etc/ssl/$name.example.net.key -out /etc/ssl/$name.example.net.pem 2>/dev/null
done
keys=$(sha256sum /etc/raport/keys/*)
echo RAPORT_ADVOCATES=true >>/etc/raport/environment
sh "$MADE/install.sh" >/dev/null 2>&1
[ "$keys" = "$(sha256sum /etc/raport/keys/*)" ] && echo keys stay
grep -c RAPORT_ADVOCATES /etc/raport/environment
grep -c ^HiddenServiceDir /etc/tor/torrc
ls /etc/nginx/conf.d/raport.conf
cat "$FOLDER/asked"
"""
RUN = """
sh "$MADE/install.sh" >/dev/null 2>&1
cp -r "$MODELS" /var/lib/raport/models
chown -R raport:raport /var/lib/raport/models
printf '%s\\n' $PORTS >>/etc/raport/environment
raport run &
until curl -s --noproxy '*' "127.0.0.1:$PORT/health" | grep -q '"ready":true'; do kill -0 $! || exit; sleep 0.5; done
echo up
raport people add snegir --role admin --role advocate
raport backup /var/backups/raport/first
stat -c '%U %a' /var/backups/raport/first
raport doctor || true
find /var/lib/raport /var/backups/raport ! -user raport
kill -INT "$(ps -o pid= --ppid $!)"
wait $! && echo ended well
"""


def said(machine: subprocess.Popen[str]) -> str:
    """All that the script said, once it has ended well."""
    output, _ = machine.communicate(timeout=START_WITHIN)
    assert machine.returncode == 0, output
    return output


@pytest.mark.skipif(nginx.PROGRAM is None, reason="nginx is not installed")
def test_the_script_brings_all_to_its_place_and_changes_nothing_when_run_again(made: Path, tmp_path: Path) -> None:
    script = on_a_fresh_machine(tmp_path, INSTALL, MADE=str(made), FOLDER=str(tmp_path / "machine"))
    assert said(script).splitlines() == [
        "/var/lib/raport raport:raport 700",
        "/etc/raport/environment root:raport 640",
        "/etc/raport/keys raport:raport 700",
        "/etc/raport/keys/assistant.json raport:raport 600",
        "/etc/raport/keys/instance.json raport:raport 600",
        "/var/backups/raport raport:raport 700",
        "ls: cannot access '/etc/nginx/conf.d/raport.conf': No such file or directory",  # its certificates are missing
        "/etc/systemd/system/raport-backup.service",
        "/etc/systemd/system/raport-backup.timer",
        "/etc/systemd/system/raport.service",
        "keys stay",
        "2",
        "2",
        "/etc/nginx/conf.d/raport.conf",
        *[
            "systemctl daemon-reload",
            "systemctl enable --now raport.service",
            "systemctl enable --now raport-backup.timer",
            "systemctl restart tor",
        ],
        *[
            "systemctl daemon-reload",
            "systemctl enable --now raport.service",
            "systemctl enable --now raport-backup.timer",
            "systemctl reload nginx",
            "systemctl restart tor",
        ],
    ]
    assert not Path("/etc/raport").exists(), "the test has touched this machine"


def test_the_service_runs_as_its_own_user_and_the_operators_commands_reach_it(made: Path, tmp_path: Path) -> None:
    ports = free_ports(4)
    names = ("RAPORT_PORT", "RAPORT_CONSOLE_PORT", "RAPORT_ASSISTANT_PORT", "RAPORT_ACTIONS_PORT")
    given = " ".join(f"{name}={port}" for name, port in zip(names, ports, strict=True))
    script = on_a_fresh_machine(
        tmp_path, RUN, MADE=str(made), MODELS=str(MODEL.parent), PORTS=given, PORT=str(ports[0])
    )
    lines = said(script).splitlines()
    after = lines[lines.index("up") :]
    assert any(line.startswith("https://desk.spravka.example.net/join/") for line in after)
    assert "raport 600" in after
    for part in ("assistant", "actions", "gateway", "console"):
        assert f"ok   {part} answers" in after
    assert "ok   instance key" in after
    assert not any(line.startswith(("/var/lib/raport", "/var/backups/raport")) for line in after)
    assert after[-1] == "ended well"
