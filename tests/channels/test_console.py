"""The chat in a terminal: one JSON line out for each line in, and plain text with numbered buttons."""

from __future__ import annotations

import asyncio
import io
import json
import os
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels import console
from bot.channels.port import FileContent, FileRef
from tests.channels.fake_port import Conversation, FakePort


def answer(conversation: Conversation, text: str) -> None:
    """Two lines a turn; «файл» hands out two of the same name."""
    if text == "файл":
        files = tuple(FileRef(id_, "dokument-1.pdf", "application/pdf") for id_ in ("a", "b", "gone"))
        conversation.say("Готово", files=files)
        return
    conversation.say(f"Вы написали: {text}")
    time.sleep(0.02)
    conversation.say("Выберите", "Да", "Нет")


@pytest.fixture
def port() -> FakePort:
    """A port that takes a moment for each turn."""
    port = FakePort(answer, delay=0.05)
    port.files = {
        "a": FileContent("dokument-1.pdf", "application/pdf", b"first"),
        "b": FileContent("../../dokument-1.pdf", "application/pdf", b"second"),
    }
    return port


def talk(port: FakePort, text: str, folder: Path, *, json_mode: bool) -> str:
    out = io.StringIO()
    asyncio.run(
        console.run(
            port, json_mode=json_mode, lang="ru", stdin=io.StringIO(text), stdout=out, files_dir=folder / "files"
        )
    )
    return out.getvalue()


def talk_json(port: FakePort, folder: Path, *lines: Any) -> list[dict[str, Any]]:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    answers = [json.loads(line) for line in talk(port, text, folder, json_mode=True).splitlines()]
    assert len(answers) == len(lines)
    return answers


def test_each_line_in_gets_one_line_out_after_its_turn(port: FakePort, tmp_path: Path) -> None:
    token = "t-" + "Нет".encode().hex()
    first, second = talk_json(port, tmp_path, {"text": "раз"}, {"button": token})
    buttons = [{"title": "Да", "token": "t-" + "Да".encode().hex()}, {"title": "Нет", "token": token}]
    assert first == {
        "replies": [
            {"text": "Здравствуйте.", "buttons": [], "files": []},
            {"text": "Вы написали: раз", "buttons": [], "files": []},
            {"text": "Выберите", "buttons": buttons, "files": []},
        ]
    }
    assert [reply["text"] for reply in second["replies"]] == ["Вы написали: Нет", "Выберите"]
    assert port.only.lang == "ru"
    assert [(text, button) for _, text, button in port.only.received] == [("раз", None), (None, token)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{", "bad_json"),
        ("", "bad_json"),
        ("[" * 100_000, "bad_json"),
        ("[]", "bad_message"),
        ('"text"', "bad_message"),
        ('{"text": 1}', "bad_message"),
        ('{"text": "a", "button": "b"}', "bad_message"),
        ("{}", "bad_message"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_the_talk_goes_on(
    port: FakePort, tmp_path: Path, line: str, code: str
) -> None:
    bad, good = talk_json(port, tmp_path, line, {"text": "раз"})
    assert bad == {"replies": [], "error": code}
    assert [reply["text"] for reply in good["replies"]] == ["Здравствуйте.", "Вы написали: раз", "Выберите"]


@pytest.mark.parametrize("text", ["", "я" * 10_000, "😀", "<b>{{ 7*7 }}</b>", "\ud800", "a\x00b"])
def test_any_text_reaches_the_conversation_and_it_answers(port: FakePort, tmp_path: Path, text: str) -> None:
    (answered,) = talk_json(port, tmp_path, {"text": text})
    (received,) = [text for _, text, _ in port.only.received]
    assert received == text.replace("\ud800", "\ufffd").replace("\x00", "")
    assert answered["replies"][1]["text"] == f"Вы написали: {received}"


def test_files_are_written_once_side_by_side_for_their_owner_only(port: FakePort, tmp_path: Path) -> None:
    (answered,) = talk_json(port, tmp_path, {"text": "файл"})
    files = answered["replies"][-1]["files"]
    assert [file["name"] for file in files] == ["dokument-1.pdf"] * 3
    paths = [Path(file["path"]) for file in files[:2]]
    assert [path.read_bytes() for path in paths] == [b"first", b"second"]
    assert files[2]["path"] is None
    assert {path.parent for path in paths} == {tmp_path / "files"}
    assert [stat.S_IMODE(path.stat().st_mode) for path in (paths[0].parent, *paths)] == [0o700, 0o600, 0o600]


def test_a_talk_without_files_leaves_no_folder(port: FakePort, tmp_path: Path) -> None:
    talk_json(port, tmp_path, {"text": "раз"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("in_its_place", [True, False])
def test_after_an_erasure_nothing_is_left_of_the_files(port: FakePort, tmp_path: Path, in_its_place: bool) -> None:
    def erase(conversation: Conversation, text: str) -> None:
        answer(conversation, text)
        if text == "стереть" and in_its_place:
            conversation.kept_from = conversation.lines[-1].seq
        elif text == "стереть":
            port.conversations.clear()

    port.answer = erase
    handed_out, _, _ = talk_json(port, tmp_path, {"text": "файл"}, {"text": "стереть"}, {"text": "раз"})
    assert handed_out["replies"][-1]["files"][0]["path"]
    assert list(tmp_path.iterdir()) == []


def test_an_erasure_leaves_alone_what_the_person_put_beside_the_files(port: FakePort, tmp_path: Path) -> None:
    def erase(conversation: Conversation, text: str) -> None:
        answer(conversation, text)
        if text == "стереть":
            (tmp_path / "files" / "own.txt").write_text("own")
            conversation.kept_from = conversation.lines[-1].seq

    port.answer = erase
    talk_json(port, tmp_path, {"text": "файл"}, {"text": "стереть"})
    assert [path.name for path in (tmp_path / "files").iterdir()] == ["own.txt"]


def test_a_conversation_erased_meanwhile_is_opened_again(port: FakePort, tmp_path: Path) -> None:
    def forgetful(conversation: Conversation, text: str) -> None:
        answer(conversation, text)
        if text == "стереть":
            port.conversations.clear()

    port.answer = forgetful
    erased, again = talk_json(port, tmp_path, {"text": "стереть"}, {"text": "раз"})
    assert "error" not in erased
    assert [line.text for line in port.only.lines] == ["Здравствуйте.", "раз", "Вы написали: раз", "Выберите"]
    assert again["replies"]


def test_a_turn_that_never_ends_is_admitted(port: FakePort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_PATIENCE", 0.3)
    monkeypatch.setattr(console, "_LOOK", 0.05)
    port.delay = 1.0
    (answered,) = talk_json(port, tmp_path, {"text": "раз"})
    assert answered["error"] == "timeout"
    assert [reply["text"] for reply in answered["replies"]] == ["Здравствуйте."]


def test_plain_talk_shows_the_welcome_first_and_a_number_picks_a_button(port: FakePort, tmp_path: Path) -> None:
    shown = talk(port, "раз\n2\n3\nфайл\n", tmp_path, json_mode=False)
    assert shown.startswith("\nЗдравствуйте.\n")
    assert "\nВыберите\n  1. Да\n  2. Нет\n" in shown
    assert f"  -> {tmp_path / 'files' / 'dokument-1.pdf'}\n" in shown
    assert "t-" + "Нет".encode().hex() not in shown
    received = [(text, button) for _, text, button in port.only.received]
    assert received == [("раз", None), (None, "t-" + "Нет".encode().hex()), ("3", None), ("файл", None)]


class SlowInput(io.StringIO):
    """A person who thinks before the end of his input."""

    def __init__(self, gate: threading.Event) -> None:
        super().__init__()
        self.gate = gate

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        self.gate.wait(10)
        return iter(())


def test_what_comes_between_two_lines_is_shown_at_once(port: FakePort, tmp_path: Path) -> None:
    gate, out = threading.Event(), io.StringIO()

    def advocate() -> None:
        while "Здравствуйте." not in out.getvalue():
            time.sleep(0.01)
        port.only.say("Адвокат ответил.")
        while "Адвокат ответил." not in out.getvalue() and not gate.wait(0.01):
            pass
        gate.set()

    threading.Thread(target=advocate, daemon=True).start()
    talking = console.run(
        port, json_mode=False, lang=None, stdin=SlowInput(gate), stdout=out, files_dir=tmp_path / "files"
    )
    asyncio.run(asyncio.wait_for(talking, 10))
    assert out.getvalue() == "\nЗдравствуйте.\n\nАдвокат ответил.\n"


def test_bytes_that_are_no_text_do_not_end_the_talk(tmp_path: Path) -> None:
    program = f"""
import asyncio, sys
from pathlib import Path
from bot.channels import console
from tests.channels.fake_port import FakePort
asyncio.run(console.run(FakePort(), json_mode=False, lang=None, stdin=sys.stdin, stdout=sys.stdout,
                        files_dir=Path({str(tmp_path)!r})))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        input="\xff\n".encode("latin-1") + "да\n".encode(),
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        cwd=Path(__file__).parents[2],
        timeout=30,
        check=True,
    )
    assert "Вы написали: да" in done.stdout.decode()


def test_each_turn_is_explained_by_the_rule_that_spoke_or_by_the_gateway(port: FakePort, tmp_path: Path) -> None:
    told = [[{"at": 1.0, "rule": "stories.story", "open": "category"}], [{"at": 1.0, "rule": "stories.story"}]]

    async def why(_channel: str, _address: str) -> list[dict[str, Any]]:
        return told.pop(0)

    out = io.StringIO()
    lines = io.StringIO("раз\nдва\n")
    asyncio.run(console.explain(port, json_mode=True, lang="ru", stdin=lines, stdout=out, why=why))
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"rule": "stories.story", "open": "category"},
        {"rule": "gateway"},
    ]
