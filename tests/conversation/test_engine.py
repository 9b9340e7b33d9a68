"""The engine over its port: one that hangs holds up one turn at a time, and what it says wrongly is a code."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.assistant.records import Records
from bot.bootstrap import now
from bot.conversation.engine import EngineUnavailableError, RasaEngine
from tests.channels.server import Server


class Assistant:
    """Answers turns as a test says."""

    def __init__(self) -> None:
        self.hangs = threading.Event()
        self.go_on = threading.Event()
        self.asked = 0
        self.odd = b""
        self.server = Server(Starlette(routes=[Route("/webhooks/raport/turn", self._turn, methods=["POST"])]))
        self.server.start()

    def _turn(self, _request: Request) -> Response:
        self.asked += 1
        if self.hangs.is_set():
            self.go_on.wait(30)
        return Response(self.odd) if self.odd else JSONResponse({"replies": [{"text": "понял"}]})


@pytest.fixture
def assistant() -> Iterator[Assistant]:
    made = Assistant()
    yield made
    made.go_on.set()
    made.server.stop()


@pytest.fixture
def engine(assistant: Assistant, tmp_path: Path) -> Iterator[RasaEngine]:
    records = Records(f"sqlite:///{tmp_path / 'assistant.db'}")
    made = RasaEngine(lambda: assistant.server.url, "token", records, now, timeout=0.5)
    yield made
    made.close()
    records.close()


def code(engine: RasaEngine) -> str:
    """What became of a turn."""
    try:
        return engine.turn("c", "m", "слово", {})[0].text
    except EngineUnavailableError as error:
        return error.code


def test_one_that_hangs_is_asked_by_one_turn_at_a_time_until_it_answers(
    assistant: Assistant, engine: RasaEngine
) -> None:
    assistant.hangs.set()
    assert code(engine) == "ReadTimeout"
    asking = threading.Thread(target=code, args=[engine])
    asking.start()
    while assistant.asked < 2:
        asking.join(0.01)
    assert [code(engine) for _ in range(5)] == ["hangs"] * 5
    assert assistant.asked == 2
    asking.join()
    assistant.hangs.clear()
    assert [code(engine) for _ in range(3)] == ["понял"] * 3


def test_an_answer_that_cannot_be_read_is_a_code(assistant: Assistant, engine: RasaEngine) -> None:
    assistant.odd = b"{"
    assert code(engine) == "odd_answer"
