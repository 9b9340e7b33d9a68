"""``raport doctor``: what is installed, running, stale or missing, and how to mend it, a line each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import httpx
from sqlalchemy.exc import SQLAlchemyError

from bot.bootstrap import build
from bot.channels import messengers
from bot.operations.supply import against, pins, read_advisories
from bot.service import read_settings
from bot.settings import ROOT, Settings, SettingsError
from bot.studio import training
from bot.vault import keys
from bot.vault.keys import KeyFileError

LATE = timedelta(minutes=5)  # a message that waits longer does not just wait its turn
OLD_AFTER = 30  # days after which advisories are worth bringing anew
CONTACT = re.compile(r"^(Contact|Key): *(.*)$", re.MULTILINE)
STAMP = "raport-locks.sha256"


@dataclass(frozen=True)
class Finding:
    """One line: ``ok`` is whether all is well, ``mend`` says what to do when not; ``soon``: well, not for long."""

    what: str
    ok: bool
    mend: str = ""
    soon: bool = False


def run_doctor(say: Callable[[str], None]) -> int:
    """Print all findings; returns 1 when something needs mending."""
    findings = list(examine(read_settings(), _today()))
    for found in findings:
        mark = "MEND" if not found.ok else "SOON" if found.soon else "ok  "
        say(f"{mark} {found.what}{': ' + found.mend if found.soon or not found.ok else ''}")
    return 0 if all(found.ok for found in findings) else 1


def examine(settings: Settings, on: date) -> Iterator[Finding]:
    """Yield what was found out about this instance on the date ``on``."""
    yield _environment(".venv-assistant", [ROOT / "locks" / "assistant.txt"])
    yield Finding("model", training.is_current(settings), "run `raport train`, then `raport promote`")
    yield _key(settings)
    database = settings.home / "raport.db"
    if not settings.database_url:
        yield Finding("database", database.exists(), "start once with `make run`")
    yield from _knowledge(settings, on)
    yield from _supply(on)
    yield _contact()
    yield from _messengers(settings)
    for name, url in (
        ("assistant", f"{settings.assistant_url}/webhooks/raport/ready"),
        ("actions", settings.actions_url.replace("/webhook", "/health")),
        ("gateway", f"http://{settings.host}:{settings.port}/health"),
        ("console", f"http://{settings.console_host}:{settings.console_port}/health"),
    ):
        yield Finding(f"{name} answers", _answers(url), "start the service with `make run`")


def _messengers(settings: Settings) -> Iterator[Finding]:
    """Tell whether messengers are set up rightly and whether what is on its way arrives."""
    try:
        names = [messenger.name for messenger in messengers.configured(settings)]
    except (SettingsError, KeyFileError) as error:
        yield Finding("messengers", False, f"{error.code.replace('_', ' ')}; see docs/operator.md")
        return
    if not names:
        return
    services = build(settings)
    try:
        waiting = services.outbox.waiting()
    except SQLAlchemyError:
        return  # the database is a finding of its own
    finally:
        services.close()
    yield Finding(f"messengers: {', '.join(names)}", True)
    late = sum(one.state != "dead" and one.created_at < services.now() - LATE for one in waiting)
    yield Finding("messages arrive", not late, f"{late} wait longer than five minutes: is the messenger reachable?")
    dead = sum(one.state == "dead" for one in waiting)
    yield Finding("no message given up", not dead, f"{dead} given up: `raport outbox list`")


def _environment(name: str, locks: list[Path]) -> Finding:
    stamp = ROOT / name / STAMP
    digest = hashlib.sha256()
    for lock in locks:
        digest.update(lock.read_bytes())
    fits = stamp.exists() and stamp.read_text() == digest.hexdigest()
    return Finding(f"environment {name}", fits, "run `python3 scripts/install.py`")


def _key(settings: Settings) -> Finding:
    try:
        keys.load(settings.key_path)
    except keys.KeyFileError as error:
        return Finding("instance key", False, f"{error.code.replace('_', ' ')}; see docs/operator.md")
    return Finding("instance key", True)


def _knowledge(settings: Settings, on: date) -> Iterator[Finding]:
    from bot.ending import ahead
    from bot.live import Live
    from bot.studio.workspace import Workspace

    live = Live(settings.live_path, Workspace(ROOT, settings.approved_path))
    law, directory = live.law(), live.contacts()
    late = [entry.id for entry in directory.contacts if entry.stale(on)]
    yield Finding("contacts checked in time", not late, f"{len(late)} are past their date: `raport contacts check`")
    for one in ahead(law, directory, on):
        what, then = _ENDINGS[one.kind]
        words = {"about": ", ".join(one.about), "last": one.last, "n": one.touched, "number": len(one.about)}
        yield Finding(what.format(**words), one.last >= on, then.format(**words), soon=True)


# What is known until a day, and what no longer works after it.
_ENDINGS = {
    "contacts": (
        "{number} contacts are checked until {last}",
        "people then see a warning over each, and no case can be sent on to {n} of them: check them, "
        "renew `checked_on` and `recheck_by`",
    ),
    "regime": (
        "{about} is known until {last}",
        "then nobody knows whether it is on: {n} ways out say so and what it shuts stays shut, even if it has ended. "
        "Look it up, renew `known_through` in regimes.yml",
    ),
    "calendar": (
        "working days are known until {last}",
        "{n} terms that end in {about} are moved by the holidays of the law alone and may be a day wrong. "
        "Read the Government's order on days off, complete calendar/{about}.yml",
    ),
    "sources": (
        "{number} sources of the law are checked until {last}",
        "then {n} answers are a notch less sure and carry a warning: {about}. Read them again, renew `known_through`",
    ),
    "rules": (
        "{number} rules end on {last}",
        "then they are no longer said: {about}. Read what came after them and write it down",
    ),
}


def _supply(on: date) -> Iterator[Finding]:
    """Tell whether anything is known against what is installed, and how old that knowledge is."""
    known = read_advisories()
    touched = sorted({pin.name for pin, _ in against(pins(), known)})
    yield Finding("no advisory against a locked package", not touched, f"{', '.join(touched)}: `raport locks check`")
    age = (on - known.as_of).days
    if not known.source:
        yield Finding("advisories: none were ever brought", True, "bring them: `raport locks take`", soon=True)
    else:
        yield Finding(f"advisories: {age} days old", True, "bring newer: `raport locks take`", soon=age > OLD_AFTER)


def _contact() -> Finding:
    """Tell whether whoever finds a fault can reach somebody here, sealed."""
    told = dict(CONTACT.findall((ROOT / "SECURITY.md").read_text("utf-8")))
    missing = [name for name in ("Contact", "Key") if not told.get(name) or "‹" in told[name]]
    mend = f"fill in {' and '.join(missing)} in SECURITY.md: nobody knows yet whom to tell of a fault"
    return Finding("security contact with a key", not missing, mend)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=1.0, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _today() -> date:
    from bot.bootstrap import now

    return now().date()
