"""Each part of a running service is held still for some seconds, as by a machine that swaps: no message is lost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from tests.running import Service, Visitor, start

STILL = 8.0
QUESTION = "что будет за самовольный уход из части?"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = start(tmp_path_factory.mktemp("stopped"))
    yield running
    running.stop()


@contextmanager
def held(service: Service, part: str) -> Iterator[None]:
    """Hold a part still; it goes on afterwards, the same processes as before."""
    pids = service.pids(part)
    assert pids, part
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)
    assert service.pids(part) == pids, "it was to be held, not killed"


@pytest.mark.parametrize("part", ["assistant", "actions", "gateway", "worker", "console"])
def test_what_is_asked_while_a_part_stands_still_is_answered_once_when_it_goes_on(service: Service, part: str) -> None:
    with Visitor(service, "ru") as calm:
        answer = calm.say(QUESTION)
    with Visitor(service, "ru") as person, ThreadPoolExecutor(1) as thread:
        with held(service, part):
            asked = thread.submit(person.say, QUESTION)
            time.sleep(STILL)
            assert asked.done() == (part in ("worker", "console")), "a message waits for no part that it does not need"
        said = asked.result()
        assert said.count(answer) == 1
        person.wait(2)
        assert person.screen().count(answer) == 1
