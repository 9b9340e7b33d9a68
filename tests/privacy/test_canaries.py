"""Unique words go through every way into a running service; then no file, log or temporary folder holds any of them."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.bootstrap import build
from bot.cases.casefile import CaseFile
from bot.cases.reviews import Item
from bot.reports import Document
from bot.settings import Settings
from tests.privacy.page import Page
from tests.running import RAPORT, ROOT, Service, start

STORY = "контракт кончился в мае, не отпускают, мать инвалид 1 группы"
PASSWORD = "длинный пароль 1"
PARTS = ("assistant", "actions", "gateway", "worker")
WAYS = re.compile("Вот что открыто")


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """A service whose temporary files and output can be searched."""
    (tmp_path / "tmp").mkdir()
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("RAPORT_ADVOCATES", "true")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    running = start(tmp_path / "home")
    yield running
    if running.process.poll() is None:
        running.stop()


class Canaries:
    """Words that stand nowhere else, one for each way; ``sung`` are those that were really sent."""

    def __init__(self) -> None:
        self.sung: list[str] = []

    def __call__(self, way: str) -> str:
        word = f"канарейка{way}{os.urandom(4).hex()}"
        self.sung.append(word)
        return word

    def name(self) -> str:
        word = "Канарейковский"
        self.sung.append(word[:-2])  # an ending may change in the document
        return word

    def found_in(self, raw: bytes) -> list[str]:
        """Return the words that stand in ``raw`` in any way of writing that the parts use."""
        return [word for word in self.sung if any(form in raw for form in forms(word))]


def forms(word: str) -> set[bytes]:
    """Return a word as UTF-8, UTF-16, JSON and in an address, with and without capitals."""
    written = {word, word.lower(), word.capitalize(), word.upper()}
    return {
        form
        for one in written
        for form in (
            one.encode(),
            one.encode("utf-16-le"),
            json.dumps(one)[1:-1].encode(),
            quote(one).encode(),
            one.encode().hex().encode(),
        )
    }


def everything(service: Service, folder: Path) -> bytes:
    """Return the raw bytes of every file that the service could have written."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "current.tar.gz"]
    assert {"raport.db", "assistant.db"} <= {path.name for path in files}
    return b"\0".join(path.read_bytes() for path in files)


def through_the_story(page: Page, canary: Canaries) -> None:
    """Tell a story, answer the form, take a report with names: words at each step."""
    page.say(f"{STORY} {canary('story')}")
    page.say(f"а кто прочитает {canary('side')}?")
    for _ in range(12):
        if WAYS.search(page.text):
            break
        page.say("не знаю")
    page.press("ход")
    page.press("ВВК")
    page.press("Составить рапорт")
    page.press("имен|имён|Имен")
    page.press("впечатать")
    name = canary.name()
    for _ in range(10):
        if page.files():
            break
        page.say(f"{name} Пётр Ильич" if "амили" in page.text or "зовут" in page.text else "пропустить")
    texts = page.files()
    assert name[:-2].lower() in texts["txt"].decode().lower(), "the name never came into the report: no test"


def through_a_case(page: Page, service: Service, canary: Canaries) -> None:
    """Show the report to an advocate, be asked, answer; the advocate's words and a clean report come back."""
    services = build(Settings(home=service.home, mode="local", advocates=True))
    page.press("Показать адвокату")
    assert "Кто прочтёт" in page.text
    page.press("Да, показать")
    me = services.people.unlock("ласточка", PASSWORD)
    [case] = services.reviews.visible_to(me)
    services.correspondence.ask(case.id, me, f"Когда? {canary('question')}")
    page.read()
    page.press("Ответить")
    page.say(f"в мае {canary('answer')}")
    file, *_, answer = services.reviews.open_case(case.id, me)
    assert canary.sung[-1].encode() in answer.content
    document = Document.from_dict(CaseFile.from_bytes(file.content).document)
    words = f"Подавайте. {canary('delivered')}"
    give = services.correspondence.delivering(case.id, document, words)
    services.reviews.write(case.id, me, Item("decision", "advocate", words.encode()), also=give)
    page.read()
    assert page.files()["pdf"]
    services.close()


def be_learnt_from(page: Page, canary: Canaries) -> None:
    """Agree to be learnt from; what is then kept holds no word that is not known to be plain."""
    for _ in range(3):
        page.say(f"ыфваждло {canary('missed')} щшзхъ")
    page.say("спасибо")  # a calm moment: only then is one asked
    page.press("Да, можно")
    for _ in range(2):
        page.say(f"ыфваждло {canary('learnt')} щшзхъ")


def by_the_operator(service: Service, folder: Path) -> None:
    """Back up, export what was learnt, and look at the instance, as an operator does."""
    for command in (
        ("backup", "--make-key", str(folder / "backup.bin")),
        ("learning", "list"),
        ("learning", "export", str(folder / "learnt.jsonl")),
        ("doctor",),
    ):
        with (folder / f"{command[0]}.out").open("a") as out:
            subprocess.run([str(RAPORT), *command], env=service.env, cwd=ROOT, stdout=out, stderr=out, timeout=120)
    assert (folder / "backup.bin").stat().st_size > 500
    assert (folder / "learnt.jsonl").exists()


def badly(page: Page, canary: Canaries) -> None:
    """Send what is no proper message."""
    assert page.send({"text": canary("long") + "а" * 9000}) == 422
    page.say(f'/inform{{"option": "{canary("command")}"}}')
    page.say(f"{{{{ 7 * 7 }}}} <b>{canary('markup')}</b>")
    page.say(f"my contract is over and {canary('english')}")
    assert page.send({"text": canary("extra"), "more": canary("key")}) in (400, 422)
    page.post(f'{{"id": "{canary("json")}'.encode())
    page.get(f"chat/files/{canary('file')}.pdf")
    page.get("chat/replies", after=canary("query"))
    page.get(canary("path"))
    cookie = f"{canary('cookie').encode().hex()}.{canary('signature').encode().hex()}"
    Page(page.url, cookie).close()


def while_parts_are_away(page: Page, service: Service, canary: Canaries) -> None:
    """Write while the actions and then the assistant are being killed."""
    service.kill("actions")
    page.say(f"что мне грозит {canary('actions')}")
    service.kill("assistant")
    page.say(f"можно ли в отпуск {canary('assistant')}")


def test_no_word_is_found_after_a_kill_and_none_but_the_key_opens_them(watched: Service, tmp_path: Path) -> None:
    canary = Canaries()
    page, other = Page(watched.url), Page(watched.url)
    services = build(Settings(home=watched.home, mode="local"))
    services.people.add("ласточка", PASSWORD)
    services.close()
    through_the_story(page, canary)
    through_a_case(page, watched, canary)
    be_learnt_from(page, canary)
    badly(page, canary)
    terminal = watched.chat()
    terminal.say(f"как уволиться {canary('terminal')}")
    terminal.close()
    by_the_operator(watched, tmp_path)
    while_parts_are_away(page, watched, canary)
    limits = [Path(f"/proc/{pid}/limits").read_text() for part in PARTS for pid in watched.pids(part)]
    assert len(limits) >= len(PARTS)
    assert all(re.search(r"core file size\s+0\s+0", text) for text in limits), "a crash would write the memory down"

    other.say(f"{STORY} {canary('erased')}")
    with closing(sqlite3.connect(watched.home / "raport.db")) as raw:
        ids = {row[0] for row in raw.execute("SELECT id FROM conversation")}
    assert "Стёрто" in other.say("стереть")
    with closing(sqlite3.connect(watched.home / "raport.db")) as raw:
        erased = ids - {row[0] for row in raw.execute("SELECT id FROM conversation")}
    assert len(erased) == 1

    page.send({"text": canary("last")})
    page.close()
    other.close()
    for pid in [*(pid for part in PARTS for pid in watched.pids(part)), watched.process.pid]:
        os.kill(pid, signal.SIGKILL)
    watched.process.wait(30)
    output = (watched.home / "service.log").read_text()
    assert "assistant: ended" in output, "the log of all parts is not where it was looked for"
    left = everything(watched, tmp_path)
    assert canary.found_in(left) == []
    assert not [one for one in erased if one.encode() in left]
    assert "Traceback" not in output


def test_a_word_that_leaked_would_be_found_however_it_was_written() -> None:
    canary = Canaries()
    word = canary("way")
    for leak in (word.encode(), word.upper().encode("utf-16-le"), json.dumps(word).encode(), quote(word).encode()):
        assert canary.found_in(b"before " + leak + b" after") == [word]
    assert canary.found_in("канарейка".encode()) == []
