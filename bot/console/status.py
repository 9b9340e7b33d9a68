"""What the instance can and cannot do now: each finding is a code with its numbers, worded by the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

import httpx
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.bootstrap import Services
from bot.cases.database import reading
from bot.cases.models import Case
from bot.cases.people import ADVOCATE
from bot.cases.reviews import WAITING
from bot.ending import ahead
from bot.studio import training

ANSWER_WITHIN = 1.0  # seconds


@dataclass(frozen=True)
class Finding:
    """One thing: the text ``status_<code>``, whether it is well, what stands in the text, and until when it holds."""

    code: str
    ok: bool
    values: dict[str, object] = field(default_factory=dict)
    last: date | None = None


def examine(services: Services) -> Iterator[Finding]:
    """Yield the findings, from what answers people to what keeps the instance safe."""
    settings = services.settings
    for part, address in (
        ("gateway", f"http://{settings.host}:{settings.port}/health"),
        ("assistant", f"{settings.assistant_url}/webhooks/raport/ready"),
        ("actions", settings.actions_url.replace("/webhook", "/health")),
    ):
        yield Finding(f"part_{part}", _answers(address))
    yield Finding("model", training.is_current(settings))
    yield from _knowledge(services)
    yield from _people(services)
    yield from _cases(services)
    yield _backups(services)
    faults = services.audit.check()
    yield Finding("audit", not faults, {"n": len(faults)})


def _knowledge(services: Services) -> Iterator[Finding]:
    today, law = services.today(), services.knowledge
    old = [one for one in law.options.values() if law.is_stale(one.known_through, today)]
    yield Finding("law_fresh", not old, {"n": len(old), "of": len(law.options)})
    yield Finding("law_locked", not law.withdrawn, {"n": len(law.withdrawn)})
    late = [contact for contact in services.directory.contacts if contact.stale(today)]
    yield Finding("contacts", not late, {"n": len(late), "of": len(services.directory.contacts)})
    yield from _ending(services)


def _ending(services: Services) -> Iterator[Finding]:
    """Yield what will no longer work in the days to come: looked at now, it never stops."""
    for one in ahead(services.knowledge, services.directory, services.today()):
        yield Finding(f"until_{one.kind}", False, {"n": one.touched, "of": len(one.about)}, one.last)


def _people(services: Services) -> Iterator[Finding]:
    members = services.people.everybody()
    advocates = [member for member in members if ADVOCATE in member.roles]
    yield Finding("advocates", bool(advocates) or not services.settings.advocates, {"n": len(advocates)})
    if advocates and not services.settings.advocates:
        yield Finding("advocates_off", False)
    without = [member for member in members if not services.factors.has(member.id)]
    if without:
        yield Finding("no_generator", False, {"n": len(without)})
    yield Finding("recovery", services.people.has_recovery())
    duty = services.rota.on(services.today())
    yield Finding("duty", bool(duty) or not advocates, {"n": len(duty)})


def _cases(services: Services) -> Iterator[Finding]:
    with Session(reading(services.database)) as session:
        waiting = select(func.count(), func.min(Case.submitted_at)).where(Case.state == WAITING)
        count, oldest = session.execute(waiting).one()
        hours = int((services.now() - oldest).total_seconds() // 3600) if oldest else 0
        yield Finding("waiting", hours < 24, {"n": count, "hours": hours})
    dead = sum(1 for line in services.outbox.waiting() if line.state == "dead")
    yield Finding("outbox", not dead, {"n": dead})


def _backups(services: Services) -> Finding:
    settings = services.settings
    if not settings.operator_key_path.exists():
        return Finding("backup_none", settings.backup_days == 0)
    try:
        made = datetime.fromisoformat(settings.backup_mark_path.read_text())
    except (FileNotFoundError, ValueError):
        return Finding("backup_never", False)
    days = (services.now() - made).days
    return Finding("backup", days <= 7, {"days": days})


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=ANSWER_WITHIN, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
