"""People who talk to a whole service, on the page and in Telegram, while its parts are killed at random.

``run`` returns what came of it. A talk is well answered when its screen is that of a quiet talk afterwards in which
the same is said: every answer once and in its place, whatever an answer owes to what was said before it. Used by a
test (about a minute) and by ``bench/faults.py`` (ten minutes).
"""

from __future__ import annotations

import random
import re
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx

from tests.channels.telegram.fake import FakeTelegram
from tests.running import Service, start

QUESTIONS = (
    "кто ты?",
    "привет",
    "спасибо",
    "кто прочитает мои сообщения?",
    "что будет за самовольный уход из части?",
    "как проходит ВВК?",
    "какая завтра погода в Москве?",
)
STORY = "контракт кончился в мае, не отпускают, мать инвалид 1 группы"
WAYS, NOTICE = re.compile("Вот что открыто"), re.compile("сохранил|Сохранил")
PARTS = ("gateway", "messengers", "gateway", "messengers", "worker", "actions", "assistant")
QUIET = 3  # talks at once when all is over
PATIENCE = 240.0  # seconds for one answer: an assistant needs half a minute to come back, and may be killed again


@dataclass
class Report:
    """What came of a run. ``wrong`` names each person whose screen is not as it must be, and how."""

    people: int = 0
    messages: int = 0
    reports: int = 0
    kills: dict[str, int] = field(default_factory=dict)
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        waits = sorted(self.waits) or [0.0]
        at = {share: waits[min(len(waits) - 1, int(len(waits) * share))] for share in (0.5, 0.95, 1.0)}
        return (
            f"{self.people} people, {self.messages} messages, {self.reports} reports, kills {self.kills}; "
            f"wrong screens {len(self.wrong)}, messages doubled in Telegram {self.doubled}; "
            f"answers after {at[0.5]:.1f} s (median), {at[0.95]:.1f} s (95 %), {at[1.0]:.1f} s (worst)"
        )


class Talker(Protocol):
    """A person on some channel."""

    name: str

    def send(self, text: str) -> None:
        """Send a text; returns when the channel has it."""

    def screen(self) -> list[tuple[str, str]]:
        """Return (author, text) of all that stands there, oldest first."""


class PageTalker:
    """A person on the page, whose browser tries again as the real one does."""

    def __init__(self, service: Service, name: str) -> None:
        self.name = name
        origin = service.url.rstrip("/")
        self._client = httpx.Client(base_url=origin, headers={"Origin": origin}, timeout=30, trust_env=False)
        self._ask("POST", "/chat/session", json={"lang": "ru"})

    def send(self, text: str) -> None:
        """See Talker."""
        self._ask("POST", "/chat/messages", json={"id": str(uuid.uuid4()), "text": text})

    def press(self, title: str) -> None:
        """Press the newest button whose title holds ``title``."""
        for line in reversed(self.lines()):
            for button in line["buttons"]:
                if title in button["title"]:
                    self._ask("POST", "/chat/messages", json={"id": str(uuid.uuid4()), "button": button["token"]})
                    return
        raise AssertionError(f"{self.name}: no button {title!r}")

    def lines(self) -> list[dict[str, Any]]:
        """Return all lines."""
        found: list[dict[str, Any]] = self._ask("GET", "/chat/replies", params={"after": 0, "wait": 0}).json()["items"]
        return found

    def is_quiet(self) -> bool:
        """Tell whether every message has been answered."""
        return not self._ask("GET", "/chat/replies", params={"after": 0, "wait": 0}).json()["typing"]

    def screen(self) -> list[tuple[str, str]]:
        """See Talker."""
        return [(line["author"], line["text"]) for line in self.lines()]

    def file(self, file_id: str) -> bytes:
        """Return a file."""
        return self._ask("GET", f"/chat/files/{file_id}").content

    def close(self) -> None:
        """Leave the page."""
        self._client.close()

    def _ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._client.request(method, path, **more)
                if answer.status_code < 400:
                    return answer
                assert answer.status_code in (429, 503), f"{self.name}: {answer.status_code} {answer.text}"
            except httpx.TransportError:
                pass
            assert time.monotonic() < until, f"{self.name}: the page did not come back"
            time.sleep(0.3)


class TelegramTalker:
    """A person in Telegram."""

    def __init__(self, telegram: FakeTelegram, number: int) -> None:
        self.name = f"telegram {number}"
        self._person = telegram.person(number)
        self._person.says("/start")
        self._person.hears("стереть", PATIENCE)  # the first notice
        self._seen = len(self._person.sees())

    def send(self, text: str) -> None:
        """See Talker."""
        self._person.says(text)

    def screen(self) -> list[tuple[str, str]]:
        """See Talker."""
        return [(seen.author, seen.text) for seen in self._person.sees()[self._seen :]]


def said_since(screen: Sequence[tuple[str, str]], count: int) -> list[str]:
    """Return what the bot said after the person's message number ``count`` (from 1), without its excuses."""
    own = [at for at, (author, _) in enumerate(screen) if author == "person"]
    if len(own) < count:
        return []
    return [text for author, text in screen[own[count - 1] + 1 :] if author == "bot" and not NOTICE.search(text)]


def ask(talker: Talker, text: str, count: int) -> float:
    """Send a message and wait for an answer that stays the same for a second; returns seconds."""
    begun = time.monotonic()
    talker.send(text)
    seen, since = [""], begun
    while True:
        now = said_since(talker.screen(), count)
        if now and now == seen and time.monotonic() - since > 1.5:
            return since - begun
        if now != seen:
            seen, since = now, time.monotonic()
        if time.monotonic() - begun > PATIENCE:
            raise AssertionError(f"{talker.name}: no answer to message {count}")
        time.sleep(0.2)


def said_again(talker: Talker, asked: Sequence[str]) -> list[str]:
    """Say the same in a talk of its own, one after the other; return the answers."""
    for count, text in enumerate(asked, 1):
        ask(talker, text, count)
    return said_since(talker.screen(), 1)


def judge(talker: Talker, asked: Sequence[str], wanted: Sequence[str], report: Report) -> None:
    """Compare a screen with what must stand there, once as much stands there."""
    until = time.monotonic() + PATIENCE
    while len(said_since(talker.screen(), 1)) < len(wanted) and time.monotonic() < until:
        time.sleep(0.3)
    time.sleep(3)  # for what should not come any more
    screen = talker.screen()
    own = [text for author, text in screen if author == "person"]
    heard = said_since(screen, 1)
    once = [text for at, text in enumerate(heard) if wanted[: at + 1] == heard[: at + 1]]
    if own == list(asked) and heard == list(wanted):
        return
    without_doubles = _undoubled(heard, wanted)
    if own == list(asked) and without_doubles == list(wanted) and talker.name.startswith("telegram"):
        report.doubled += len(heard) - len(wanted)
        return
    report.wrong.append(
        f"{talker.name}: {len(own)} of {len(asked)} kept, right until answer {len(once)} of {len(wanted)}"
    )


def _undoubled(heard: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """Return what was heard, leaving out a message that repeats the one before where none was wanted."""
    left: list[str] = []
    for text in heard:
        if not (left and left[-1] == text and (len(left) >= len(wanted) or wanted[len(left)] != text)):
            left.append(text)
    return left


def chatter(talker: Talker, over: threading.Event, seed: int, report: Report) -> list[str]:
    """Talk until it is over: one question after the other, now and then two at once; return what was asked."""
    chance, asked = random.Random(seed), list[str]()
    try:
        while not over.is_set():
            for _ in range(chance.choice((1, 1, 1, 2))):
                asked.append(question := chance.choice(QUESTIONS))
                if len(asked) > 1 and chance.random() < 0.2:
                    talker.send(question)  # and the next one right after it
                    asked.append(question := chance.choice(QUESTIONS))
                report.waits.append(ask(talker, question, len(asked)))
            time.sleep(chance.uniform(0.5, 3.0))
    except AssertionError as error:
        report.wrong.append(str(error))
        return []
    report.messages += len(asked)
    return asked


def drafter(talker: PageTalker, over: threading.Event, report: Report) -> None:
    """Tell the story, take a report, and read its files when all is over."""

    def settle(act: Callable[[], None]) -> str:
        before = len(talker.lines())
        act()
        until = time.monotonic() + PATIENCE
        while True:
            lines = talker.lines()[before:]
            said = [line["text"] for line in lines if line["author"] == "bot" and not NOTICE.search(line["text"])]
            if said and talker.is_quiet():
                return "\n".join(said)
            assert time.monotonic() < until, f"{talker.name}: no answer"
            time.sleep(0.3)

    try:
        settle(lambda: talker.send(STORY))
        said = settle(lambda: talker.send("какие есть выходы"))
        assert WAYS.search(said), f"{talker.name}: no ways out"
        settle(lambda: talker.press("ход"))
        settle(lambda: talker.press("Составить рапорт"))
        over.wait()
        kinds = [file["id"] for line in talker.lines() for file in line["files"]]
        assert len(kinds) == len(set(kinds)) >= 4, f"{talker.name}: {len(kinds)} files"
        pdf = next(file for file in kinds if file.endswith(".pdf"))
        assert talker.file(pdf).startswith(b"%PDF"), f"{talker.name}: the report cannot be read"
        report.reports += 1
    except (AssertionError, StopIteration) as error:
        report.wrong.append(f"{talker.name}: {error}")


def run(home: Path, seconds: float, people: int = 50, every: float = 8.0, seed: int = 7) -> Report:
    """Let ``people`` talk for ``seconds`` while a part is killed about ``every`` so many; a tenth draws a report."""
    report, over, chance = Report(people=people), threading.Event(), random.Random(seed)
    with FakeTelegram() as telegram, ExitStack() as pool:
        service = start(home, **telegram.env)

        def page(name: str) -> PageTalker:
            talker = PageTalker(service, name)
            pool.callback(talker.close)
            return talker

        def someone(number: int, name: str = "") -> Talker:
            return TelegramTalker(telegram, 10_000 + number) if number % 2 else page(f"page {number}{name}")

        try:
            drafters = max(1, people // 10)
            drawing = [
                threading.Thread(target=drafter, args=(page(f"drafter {n}"), over, report)) for n in range(drafters)
            ]
            for thread in drawing:
                thread.start()
            talkers = [someone(number) for number in range(people - drafters)]
            many = pool.enter_context(ThreadPoolExecutor(len(talkers)))
            talks = [many.submit(chatter, talker, over, number, report) for number, talker in enumerate(talkers)]
            until = time.monotonic() + seconds
            parts: list[str] = []
            while time.monotonic() < until:
                time.sleep(chance.uniform(0.5, 1.5) * every)
                parts = parts or chance.sample(PARTS, len(PARTS))
                part = parts.pop()
                if service.pids(part):  # else it is still on its way back
                    service.kill(part)
                    report.kills[part] = report.kills.get(part, 0) + 1
            over.set()
            for thread in drawing:
                thread.join()
            asked = [talk.result() for talk in talks]
            again = pool.enter_context(ThreadPoolExecutor(QUIET))
            quiet = [someone(number + 2 * people, " again") for number in range(len(talkers))]
            for talker, said, wanted in zip(talkers, asked, again.map(said_again, quiet, asked), strict=True):
                judge(talker, said, wanted, report)
            report.wrong += telegram.complaints
        finally:
            with suppress(subprocess.TimeoutExpired):  # killed then; a slow end is another test's matter
                service.stop()
    return report
