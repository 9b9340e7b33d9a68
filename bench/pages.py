"""What silent pages cost a gateway, and how long one who writes waits beside them: `Chat` over SQLite, without HTTP.

Run with ``python -m bench.pages [PAGES]``. Each page asks again when its poll is over, as a browser does. The engine
repeats what it hears, so that all that is measured is the gateway's own.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bot import service
from bot.bootstrap import build
from bot.channels.chat import Chat
from bot.settings import Settings
from tests.channels.pocket import with_echo

PAGES, POLL, SILENT = 2000, 25.0, 50.0  # seconds of a poll, as the page asks, and of the silence that is measured
MESSAGES, PAUSE = 15, 0.5


async def stay(chat: Chat, address: str, late: float) -> None:
    """Come ``late`` seconds from now, since people do not all come at once, and wait for news until cancelled."""
    await asyncio.sleep(late)
    seen = 0
    while True:
        found = await chat.replies("web", address, after=seen, wait=POLL)
        seen = found.items[-1].seq if found.items else seen


async def talk(chat: Chat, address: str) -> list[float]:
    """Write messages and return how many milliseconds each waited for its answer."""
    await chat.open("web", address, "ru")
    seen = (await chat.replies("web", address, after=0, wait=0)).items[-1].seq
    waited = []
    for number in range(MESSAGES):
        begun, answered = time.perf_counter(), False
        await chat.receive("web", address, str(number), text="какие риски", button=None)
        while not answered:
            found = await chat.replies("web", address, after=seen, wait=POLL)
            seen = found.items[-1].seq if found.items else seen
            answered = any(line.author == "bot" for line in found.items)
        waited.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(PAUSE)
    return waited


def told(name: str, waited: list[float]) -> None:
    """Print one row."""
    print(f"{name}: median {statistics.median(waited):.0f} ms, longest {max(waited):.0f} ms", flush=True)


async def measure(chat: Chat, pages: int) -> None:
    """Measure and print."""
    async with chat.run():
        told("a talker alone waits", await talk(chat, "alone"))
        for number in range(pages):
            await chat.open("web", f"page {number}", "ru")
        print(f"{pages} pages are open", flush=True)
        before = time.process_time()
        await asyncio.sleep(SILENT)
        alone = time.process_time() - before
        tasks = [asyncio.create_task(stay(chat, f"page {at}", POLL * at / pages)) for at in range(pages)]
        await asyncio.sleep(POLL)  # what stands there is read first
        before = time.process_time()
        await asyncio.sleep(SILENT)
        each = (time.process_time() - before - alone) * 1000 / SILENT / pages
        print(f"a silent page: {each:.3f} ms of the processor a second", flush=True)
        told("a talker beside them waits", await talk(chat, "beside"))
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def main(pages: int = PAGES) -> None:
    """Measure in a folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home) / "home", mode="local")
        service.prepare(settings, lambda _line: None)
        services = build(settings)
        with_echo(services)
        services.warm_to_hear()
        try:
            asyncio.run(measure(Chat(services), pages))
        finally:
            services.close()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
