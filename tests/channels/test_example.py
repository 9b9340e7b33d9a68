"""The example of docs/channels.md is a real messenger: it goes through the part like any other."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

from bot.channels import messengers
from bot.conversation.engine import EngineReply
from tests.channels.example_channel import Folders
from tests.channels.pocket import until, with_echo
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]
ROOT = Path(__file__).resolve().parents[2]


class Chat:
    """One person's folder."""

    def __init__(self, root: Path) -> None:
        self.folder = root / "chat"
        (self.folder / "in").mkdir(parents=True)
        self.count = 0

    def writes(self, text: str) -> None:
        self.count += 1
        part = self.folder / "draft"
        part.write_text(text, "utf-8")
        part.rename(self.folder / "in" / f"{self.count}.txt")

    def reads(self) -> list[str]:
        out = self.folder / "out"
        return [path.read_text("utf-8") for path in sorted(out.glob("*.txt"))] if out.exists() else []


def test_a_person_talks_picks_by_number_and_wipes_in_the_example(instance: Instance, tmp_path: Path) -> None:
    services = instance.services()
    engine = with_echo(services)
    engine.answer = lambda text: (EngineReply(f"эхо: {text}", (("Да", "/affirm"), ("Нет", "/deny"))),)
    chat = Chat(tmp_path / "folders")

    async def story() -> None:
        part = asyncio.create_task(messengers.run(services, [Folders(tmp_path / "folders")]))
        chat.writes("расскажи")
        await until(lambda: any("эхо: расскажи\n\n1. Да\n2. Нет" in text for text in chat.reads()))
        chat.writes("2")
        await until(lambda: any("эхо: /deny" in text for text in chat.reads()))
        chat.writes("стереть")
        await until(lambda: len(chat.reads()) == 1 and not list((chat.folder / "taken").iterdir()))
        part.cancel()
        with suppress(asyncio.CancelledError):
            await part

    asyncio.run(story())
    assert "Стёрто" in chat.reads()[0]
    services.close()


def test_the_guide_tells_of_everything_a_messenger_must_have_and_the_example_is_short() -> None:
    guide = (ROOT / "docs" / "channels.md").read_text("utf-8")
    example = (ROOT / "tests" / "channels" / "example_channel.py").read_text("utf-8")
    for name in ("run", "send", "delete", "handle", "typing", "close"):
        assert f"`{name}`" in guide
        assert f"async def {name}(" in example
    assert len(example.splitlines()) < 100
