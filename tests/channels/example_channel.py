"""A whole messenger in under a hundred lines, for whoever adds one: a chat is a folder, a message is a file in it.

``<root>/<chat>/in/<number>.txt`` is what a person writes, ``<root>/<chat>/out/<key>…`` what he gets.
See docs/channels.md. As a part of Raport it would be ``bot/channels/folders.py``, named in ``messengers.MODULES``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from bot.channels.messenger import Capabilities, Inbox, Parcel, SendError

LOOK = 0.05  # seconds between looks for new messages


class Folders:
    """The messenger over ``root``. There are no buttons here: choices come numbered, and a number picks one."""

    name: ClassVar[str] = "folders"
    capabilities = Capabilities(
        buttons=False, edit=False, typing=False, text_limit=2000, per_minute=60, delete_within=timedelta(days=365)
    )

    def __init__(self, root: Path) -> None:
        self._root = root

    async def run(self, inbox: Inbox) -> None:
        """Receive until cancelled. A message is acknowledged (put among the taken ones) only after the inbox has it."""
        while True:
            for path in sorted(self._root.glob("*/in/*.txt"), key=lambda path: int(path.stem)):
                chat = path.parent.parent.name
                # The update id is the same however often the message is read; the inbox takes it once.
                await inbox.text(chat, path.stem, path.name, path.read_text("utf-8"), None)
                taken = path.parent.parent / "taken"
                taken.mkdir(exist_ok=True)
                path.rename(taken / path.name)
            await asyncio.sleep(LOOK)

    def newest(self) -> str | None:
        """Not needed here: the key makes a second try harmless."""
        return None

    async def send(self, address: str, parcel: Parcel, key: str, *, again: bool, after: Sequence[str] = ()) -> str:
        """Send one parcel. Here the key makes a second try harmless; where it does not, ``again`` says to look."""
        chat = self._root / address
        if not chat.is_dir():
            raise SendError("no_chat", gone=True)
        out = chat / "out"
        out.mkdir(exist_ok=True)
        sent = next(out.glob(f"*-{key}.*"), None)
        if sent is not None:
            return sent.name
        suffix = Path(parcel.file.name).suffix if parcel.file else ".txt"
        name = f"{len(list(out.iterdir())):06}-{key}{suffix}"
        part = chat / "part"  # a reader sees a whole file or none
        try:
            part.write_bytes(parcel.file.content if parcel.file else parcel.text.encode())
            part.rename(out / name)
        except OSError:
            raise SendError("disk", uncertain=True) from None
        return name

    async def delete(self, address: str, message_ids: Sequence[str]) -> None:
        """Take back messages of either side."""
        for message_id in message_ids:
            for folder in ("in", "taken", "out"):
                (self._root / address / folder / message_id).unlink(missing_ok=True)

    async def handle(self) -> str:
        """How people find the bot."""
        return str(self._root)

    async def typing(self, address: str) -> None:
        """Nothing shows it here."""

    async def close(self) -> None:
        """Nothing stays open."""
