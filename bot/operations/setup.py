"""``raport setup``: five questions, then the files of a server in a folder, and the next commands.

The files are those of ``deploy/`` word for word, but for the answers: what is shipped is what is tested.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bot.settings import ROOT

WAYS = {"web": ("nginx.conf",), "onion": ("torrc",), "both": ("nginx.conf", "torrc")}
MESSENGERS = {"none": (), "telegram": ("TELEGRAM",), "matrix": ("MATRIX",), "both": ("TELEGRAM", "MATRIX")}
ALWAYS, BACKUP = ("raport.service", "raport.sh", "install.sh"), ("raport-backup.service", "raport-backup.timer")
# What the files of ``deploy/`` say, and what is put in its place.
PROJECT, DATA, COPIES = "/opt/raport", "/var/lib/raport", "/var/backups/raport"
PAGE, DESK = "chat.example.org", "desk.example.org"
# The units hide these from the service (ProtectHome, PrivateTmp, PrivateDevices), or a start empties them.
HIDDEN = tuple(map(Path, ("/home", "/root", "/tmp", "/var/tmp", "/run", "/dev", "/proc", "/sys")))
FOLDER = re.compile(r"(/[\w.-]+)+")
DOMAIN = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


class SetupError(Exception):
    """An answer or a place will not do.

    ``code``: folder, hidden, domain, way, messengers, exists; ``about`` is the path or word in question.
    """

    def __init__(self, code: str, about: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.about = about


PROBLEMS = {
    "folder": "{about}: give a whole path such as /srv/raport, of Latin letters, digits, dots, dashes and slashes.",
    "hidden": "{about}: the service is shut out of /home, /root and temporary folders. Take one such as /srv/raport.",
    "domain": "{about}: give a name such as spravka.example.org, in Latin letters, without https:// and slashes.",
    "way": "{about}: answer web, onion or both.",
    "messengers": "{about}: answer none, telegram, matrix or both.",
    "exists": "{about} is there already and is no empty folder. Name another.",
}


@dataclass(frozen=True)
class Answers:
    """The five answers: where data live, how people come, under which name, which messengers, where copies go."""

    data: str
    way: str
    domain: str  # empty on an onion address
    messengers: str
    copies: str  # empty for none


def files(answers: Answers, project: Path, shipped: Path) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file for the server; ``project`` is where Raport lies, ``shipped`` is ``deploy/``."""
    names = [*ALWAYS, *(BACKUP if answers.copies else ()), *WAYS[answers.way]]
    for name in names:
        text = (shipped / name).read_text("utf-8")
        if name == "raport.service" and answers.data != DATA:
            # systemd makes this folder below /var/lib only; elsewhere install.sh makes it, and the unit opens it.
            text = _without(text, "StateDirectory=", "StateDirectoryMode=")
            text = text.replace("ReadWritePaths=/etc/raport/keys", f"ReadWritePaths=/etc/raport/keys {DATA}")
        if name == "raport.service" and answers.messengers == "none":
            text = text.replace("# IPAddress", "IPAddress")
        yield name, _in_place(text, answers, project)
    yield "environment", _in_place(_environment(answers, shipped), answers, project)


def hidden(path: Path) -> bool:
    """Return whether the units shut the service out of ``path``."""
    return any(path.is_relative_to(folder) for folder in HIDDEN)


def folder(given: str) -> str:
    """Return an answer that names a folder; SetupError."""
    path = given.strip().rstrip("/")
    if not FOLDER.fullmatch(path) or not path.isascii() or ".." in path.split("/"):
        raise SetupError("folder", given)
    if hidden(Path(path)):
        raise SetupError("hidden", given)
    return path


def domain(given: str) -> str:
    """Return an answer that names the page; SetupError."""
    name = given.strip().lower()
    if not DOMAIN.fullmatch(name):
        raise SetupError("domain", given)
    return name


def desk(name: str) -> str:
    """Return the console's name beside the page's: chat.example.org and desk.example.org, or desk.example.org."""
    first, _, rest = name.partition(".")
    return f"desk.{rest}" if first in ("chat", "www") and "." in rest else f"desk.{name}"


def one_of(known: dict[str, tuple[str, ...]], code: str) -> Callable[[str], str]:
    """Return what takes only the words of ``known``; SetupError ``code``."""

    def take(given: str) -> str:
        if (word := given.strip().lower()) not in known:
            raise SetupError(code, given)
        return word

    return take


def setup(
    target: Annotated[Path, typer.Argument(help="the folder to write to; it must not be there yet, or be empty")],
) -> None:
    """Ask five questions, write the files of a server into a folder and say what comes next."""
    from bot.service import stop

    try:
        answers = _ask()
        _write(answers, target)
    except SetupError as error:
        stop(PROBLEMS[error.code].format(about=error.about))
    typer.echo(f"\nWritten to {target}. What comes next; docs/operator.md tells more of each:")
    for number, step in enumerate(_next(answers, target.resolve()), 1):
        typer.echo(f"{number}. {step}")


def _ask() -> Answers:
    data = _question("1/5 Where shall the service keep its data?", folder, DATA)
    way = _question("2/5 How do people come: web (https), onion (Tor) or both?", one_of(WAYS, "way"), "web")
    name = "" if way == "onion" else _question("3/5 The name of the page, such as spravka.example.org?", domain, None)
    if way == "onion":
        typer.echo("3/5 Tor makes the names by itself.")
    messengers = _question(
        "4/5 Messengers beside the page: none, telegram, matrix or both?", one_of(MESSENGERS, "messengers"), "none"
    )
    copies = _question("5/5 Where shall sealed nightly copies go (- for none)?", _folder_or_none, COPIES)
    return Answers(data, way, name, messengers, copies)


def _question(words: str, take: Callable[[str], str], default: str | None) -> str:
    """Ask until the answer will do."""
    while True:
        try:
            return take(typer.prompt(words, default=default))
        except SetupError as error:
            typer.echo(PROBLEMS[error.code].format(about=error.about))


def _folder_or_none(given: str) -> str:
    return "" if given.strip() == "-" else folder(given)


def _write(answers: Answers, target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise SetupError("exists", str(target))
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, text in files(answers, ROOT, ROOT / "deploy"):
        (target / name).write_text(text, "utf-8")


def _next(answers: Answers, target: Path) -> Iterator[str]:
    pythons = ((ROOT / env / "bin" / "python").resolve() for env in (".venv", ".venv-assistant"))
    if shut := next((path for path in (ROOT, *pythons) if hidden(path)), None):
        yield (
            f"The service is shut out of {shut}. Put the project into /opt/raport and make its environments there with "
            "`UV_PYTHON_INSTALL_DIR=/opt/python python3 scripts/install.py`; then begin again."
        )
    yield f"Read {target}/environment and {target}/install.sh: the settings, and all that will be done."
    if answers.domain:
        names = f"{answers.domain} and {desk(answers.domain)}"
        yield f"Install nginx. Let {names} lead here, each with a certificate where {target}/nginx.conf says."
    if answers.way != "web":
        yield "Install Tor, 0.4.8 or newer: `tor --list-modules` has to say `pow: yes`."
    yield f"sudo sh {target}/install.sh" + (
        " - it prints the operator's key, once. Write it on paper: without it no copy opens." if answers.copies else ""
    )
    if answers.way == "onion":
        yield (
            "Put the onion addresses that it names into /etc/raport/environment, then `sudo systemctl restart raport`."
        )
    if answers.messengers != "none":
        yield "Get a token, put it into /etc/raport/environment, then `sudo systemctl restart raport`."
    yield "sudo raport people add NAME --role admin --role advocate"
    yield "sudo raport people recovery - before the first case; write that key on paper too."
    yield "sudo raport doctor"


def _environment(answers: Answers, shipped: Path) -> str:
    lines = []
    for line in (shipped / "environment.example").read_text("utf-8").splitlines():
        other = {"TELEGRAM", "MATRIX"} - set(MESSENGERS[answers.messengers])
        if any(line.startswith(f"# RAPORT_{name}_") for name in other):
            continue
        if not answers.domain and line.startswith(("RAPORT_PUBLIC_URL=", "RAPORT_CONSOLE_URL=")):
            line = f"# {line.partition('=')[0]}=http://….onion/"
        if not answers.copies and line.startswith("RAPORT_BACKUP_DAYS="):
            line = "RAPORT_BACKUP_DAYS=0"
        lines.append(line)
    return "\n".join(lines) + "\n"


def _in_place(text: str, answers: Answers, project: Path) -> str:
    placed = {PROJECT: str(project), DATA: answers.data, COPIES: answers.copies or COPIES}
    if answers.domain:
        placed |= {PAGE: answers.domain, DESK: desk(answers.domain)}
    # In one go: an answer may hold what another stands for.
    return re.sub("|".join(map(re.escape, placed)), lambda found: placed[found[0]], text)


def _without(text: str, *begins: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(begins))
