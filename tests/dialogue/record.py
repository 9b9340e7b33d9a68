"""Records what the trained model hears in each message of the talks, and prints how they go.

    python -m tests.dialogue.record [STEM …]

Run it after a training, and after a change of rules by which another question stands open when a message comes.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot import service
from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.settings import Settings
from tests.dialogue.playing import ROOT, Direct, Reader
from tests.dialogue.talks import ON, Talk, keep, talks

NOON = datetime.fromisoformat(f"{ON}T12:00:00").replace(tzinfo=UTC)


def main(stems: list[str]) -> None:
    """Play the talks of these files, or all, over the gateway, and keep every reading."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home), mode="local")
        service.prepare(settings, lambda _line: None)
        services = Services(settings, lambda: NOON)
        reader = Reader(_environment(Settings()))
        engine = services.__dict__["engine"] = Direct(services, reader)
        wanted = [talk for talk in talks() if not stems or talk.file in stems]
        found: dict[str, dict[str, list[Any]]] = {}
        for number, talk in enumerate(wanted):
            found.setdefault(talk.file, {})[talk.name] = _play(services, engine, talk, f"a{number}")
        for file, of_file in found.items():
            keep(file, of_file)
        reader.close()
        services.close()


def _environment(settings: Settings) -> Mapping[str, str]:
    model = str(settings.model_path)
    return {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "RAPORT_MODEL": model}


def _play(services: Services, engine: Direct, talk: Talk, address: str) -> list[Any]:
    services.turns.open("web", address, talk.lang)
    print(f"\n== {talk.file}: {talk.name}")
    heard: list[Any] = []
    for number, turn in enumerate(talk.turns):
        conversation = services.conversations.find("web", address)
        assert conversation
        before = services.conversations.state(conversation).last_seq
        seen = len(engine.turns)
        message = Incoming(text=turn["say"]) if "say" in turn else _button(services, conversation, turn["press"])
        services.turns.receive(conversation, f"{address}-{number}", message)
        while services.turns.work(conversation):
            pass
        new = engine.turns[seen:]
        heard.append(new[-1]["reading"] if new else None)
        rule = new[-1]["rule"] if new else "gateway"
        print(f"> {turn.get('say') or turn['press']}\n    {rule}, open={new[-1]['open'] if new else '?'}")
        conversation = services.conversations.find("web", address)
        for line in services.conversations.transcript(str(conversation), before):
            if line.author == "bot":
                print(f"    < {line.text[:110]!r} {[button.title[:16] for button in line.buttons][:4]}")
    return heard


def _button(services: Services, conversation: str, title: str) -> Incoming:
    for line in reversed(services.conversations.transcript(conversation, 0)):
        for button in line.buttons:
            if title in button.title:
                return Incoming(button=button.token)
    raise SystemExit(f"no button {title!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
