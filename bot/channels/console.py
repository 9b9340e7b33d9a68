"""The chat in a terminal, for people, and as JSON lines, for programs: both over `ChatPort`."""

from __future__ import annotations

import asyncio
import io
import json
import secrets
import threading
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from bot.channels.port import Button, ChatPort, NoConversationError, Replies, Reply
from bot.channels.text import clean

CHANNEL = "console"
# One look at a running turn, in seconds. A port that tells of the end of a turn answers sooner.
_LOOK = 1.0
# A turn may take so many seconds; then the line out says `timeout` and the rest comes with the next one.
_PATIENCE = 120.0
_IDLE = 25.0
# Files are for the user of this terminal and nobody else on the machine.
_FOLDER_MODE, _FILE_MODE = 0o700, 0o600


# Asks for the last turns of an address which rule spoke and what it saw, the newest last.
Why = Callable[[str, str], Awaitable[list[dict[str, Any]]]]
BEFORE_THE_DIALOGUE = {"rule": "gateway"}  # answered at once, without the dialogue


async def run(
    port: ChatPort, *, json_mode: bool, lang: str | None, stdin: TextIO, stdout: TextIO, files_dir: Path,
    why: Why | None = None,
) -> None:  # fmt: skip
    """Talk until the input ends. Files of the conversation are written to `files_dir`, readable by the user only.

    The folder is made with the first file, so a talk without files leaves nothing; an erased conversation takes its
    files and the folder along.

    JSON: a line in is `{"text": …}` or `{"button": token}`; the line out for it is
    `{"replies": [{"text", "buttons": [{"title", "token"}], "files": [{"name", "path"}]}]}`, the first with the welcome.
    A line that cannot be read, and a turn that does not end, add `"error"`: `bad_json`, `bad_message` or `timeout`.
    Plain: what the bot says is printed, buttons are numbered, and a number picks one.
    With ``why`` each turn is explained: beside the replies as ``"why"``, in plain as lines before them.
    """
    if isinstance(stdin, io.TextIOWrapper):
        stdin.reconfigure(errors="replace")
    console = _Console(port, lang, stdout, files_dir, why)
    await port.open(CHANNEL, console.address, lang)
    lines = _read(stdin)
    if json_mode:
        while (line := await lines.get()) is not None:
            await console.answer_json(line)
    else:
        await console.talk(lines, prompt="> " if stdin.isatty() else "")


async def explain(
    port: ChatPort, *, json_mode: bool, lang: str | None, stdin: TextIO, stdout: TextIO, why: Why
) -> None:
    """Send each line of the input as a message of one conversation and print only why it was answered as it was."""
    console = _Console(port, lang, stdout, Path(), why)
    await port.open(CHANNEL, console.address, lang)
    lines = _read(stdin)
    while (line := await lines.get()) is not None:
        because = await console.because(clean(line))
        print(json.dumps(because, ensure_ascii=False) if json_mode else _in_words(because), file=stdout, flush=True)


def _read(stdin: TextIO) -> asyncio.Queue[str | None]:
    """Lines of the input, then None. A thread of its own that nobody waits for: a terminal may never end its line."""
    loop, lines = asyncio.get_running_loop(), asyncio.Queue[str | None]()

    def read() -> None:
        with suppress(RuntimeError):  # the conversation is over and its loop closed
            for line in stdin:
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, None)

    threading.Thread(target=read, daemon=True).start()
    return lines


@dataclass
class _Console:
    port: ChatPort
    lang: str | None
    stdout: TextIO
    files_dir: Path
    why: Why | None = None
    explained: float = 0.0
    address: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    after: int = 0
    kept_from: int = 0
    buttons: tuple[Button, ...] = ()
    paths: dict[str, str | None] = field(default_factory=dict)

    # JSON

    async def answer_json(self, line: str) -> None:
        """One line in, one line out."""
        try:
            text, button = _message(line)
        except ValueError as error:
            self._print_json({"replies": [], "error": str(error)})
            return
        await self._send(text, button)
        replies, ended = await self._turn()
        out: dict[str, Any] = {"replies": [await self._as_dict(reply) for reply in replies]}
        if self.why:
            out["why"] = await self._because()
        self._print_json(out if ended else out | {"error": "timeout"})

    def _print_json(self, value: Mapping[str, Any]) -> None:
        print(json.dumps(value, ensure_ascii=False), file=self.stdout, flush=True)

    async def _as_dict(self, reply: Reply) -> dict[str, Any]:
        return {
            "text": reply.text,
            "buttons": [{"title": button.title, "token": button.token} for button in reply.buttons],
            "files": [{"name": file.name, "path": await self._save(file.id)} for file in reply.files],
        }

    # Plain

    async def talk(self, lines: asyncio.Queue[str | None], prompt: str) -> None:
        """Print what comes, also between the person's lines: an answer of an advocate may take days."""
        replies, _ = await self._turn()
        await self._print(replies, prompt)
        next_line = asyncio.create_task(lines.get())
        while True:
            news = asyncio.create_task(self._new(_IDLE))
            await asyncio.wait({next_line, news}, return_when=asyncio.FIRST_COMPLETED)
            if not next_line.done():
                await self._print(_of_bot(await news), prompt)
                continue
            news.cancel()
            with suppress(asyncio.CancelledError):
                await self._print(_of_bot(await news), "")
            if (line := next_line.result()) is None:
                return
            await self._send(*self._picked(clean(line)))
            replies, _ = await self._turn()
            if self.why:
                print(f"\n{_in_words(await self._because())}", file=self.stdout)
            await self._print(replies, prompt)
            next_line = asyncio.create_task(lines.get())

    def _picked(self, line: str) -> tuple[str | None, str | None]:
        if line.isdecimal() and 1 <= int(line) <= len(self.buttons):
            return None, self.buttons[int(line) - 1].token
        return line, None

    async def _print(self, replies: list[Reply], prompt: str) -> None:
        for reply in replies:
            print(f"\n{reply.text}", file=self.stdout)
            for file in reply.files:
                print(f"  -> {await self._save(file.id) or file.name}", file=self.stdout)
            for number, button in enumerate(reply.buttons, 1):
                print(f"  {number}. {button.title}", file=self.stdout)
            if reply.buttons:
                self.buttons = reply.buttons
        print(f"\n{prompt}" if replies and prompt else "", end="", file=self.stdout, flush=True)

    # Both

    async def because(self, text: str) -> dict[str, Any]:
        """Send a message and return why it was answered as it was."""
        await self._send(text, None)
        await self._turn()
        return await self._because()

    async def _because(self) -> dict[str, Any]:
        """What spoke since it was last asked."""
        assert self.why
        try:
            turns = await self.why(CHANNEL, self.address)
        except NoConversationError:  # erased by word
            return BEFORE_THE_DIALOGUE
        new = [turn for turn in turns if float(turn["at"]) > self.explained]
        if not new:
            return BEFORE_THE_DIALOGUE
        self.explained = float(new[-1]["at"])
        return {name: value for name, value in new[-1].items() if name != "at"}

    async def _send(self, text: str | None, button: str | None) -> None:
        update_id = str(uuid.uuid4())
        try:
            await self.port.receive(CHANNEL, self.address, update_id, text=text, button=button)
        except NoConversationError:
            # It was erased or ran out of time while the terminal stayed open.
            self._drop_files()
            await self.port.open(CHANNEL, self.address, self.lang)
            await self.port.receive(CHANNEL, self.address, update_id, text=text, button=button)

    async def _turn(self) -> tuple[list[Reply], bool]:
        """What the bot says until the turn has ended, and whether it has."""
        replies: list[Reply] = []
        until, wait = time.monotonic() + _PATIENCE, 0.0
        while time.monotonic() < until:
            news = await self._new(wait)
            replies += _of_bot(news)
            if not news.items and not news.typing:
                return replies, True
            wait = 0.0 if news.items else _LOOK
        return replies, False

    async def _new(self, wait: float) -> Replies:
        try:
            news = await self.port.replies(CHANNEL, self.address, after=self.after, wait=wait)
        except NoConversationError:
            self._drop_files()
            await asyncio.sleep(wait)  # the next message opens it again
            return Replies(items=(), typing=False)
        if news.kept_from > self.kept_from:  # what stood before was erased by word
            self._drop_files()
        self.kept_from = news.kept_from
        self.after = max([self.after, *(item.seq for item in news.items)])
        return news

    def _drop_files(self) -> None:
        """Remove what was written for a conversation that is no more, and the folder when nothing else is in it."""
        for path in filter(None, self.paths.values()):
            Path(path).unlink(missing_ok=True)
        self.paths.clear()
        with suppress(OSError):  # never made, or something of the person's own is in it
            self.files_dir.rmdir()

    async def _save(self, file_id: str) -> str | None:
        """Write a file once; its path, or None when it is gone."""
        if file_id not in self.paths:
            file = await self.port.file(CHANNEL, self.address, file_id)
            path = _write(self.files_dir, Path(file.name).name, file.content) if file else None
            self.paths[file_id] = str(path) if path else None
        return self.paths[file_id]


def _in_words(because: Mapping[str, Any]) -> str:
    """The explanation of a turn as a few short lines."""
    read = because.get("heard", {})
    lines = [f"[{because['rule']}] open={because.get('open')} mood={because.get('mood')} stage={because.get('stage')}"]
    lines += [f"    {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in read.items()]
    return "\n".join(lines)


def _message(line: str) -> tuple[str | None, str | None]:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("bad_json") from None
    match value:
        case {"text": str(text)} if len(value) == 1:
            return clean(text), None
        case {"button": str(token)} if len(value) == 1:
            return None, clean(token)
    raise ValueError("bad_message")


def _of_bot(news: Replies) -> list[Reply]:
    return [item for item in news.items if item.author == "bot"]


def _write(folder: Path, name: str, content: bytes) -> Path:
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    path, number = folder / (name or "file"), 1
    while path.exists():
        number += 1
        path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    path.touch(mode=_FILE_MODE)
    path.write_bytes(content)
    return path
