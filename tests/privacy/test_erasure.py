"""One word wipes a person out of both databases: twice, while the engine is away, and after a crash at every step."""

from __future__ import annotations

import os
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot.assistant.records import LostUpdateError
from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.service import forget_due
from bot.vault import sqlite
from tests.privacy.conftest import Instance

WORDS = "меня держат в подвале, зовут Фёдор Канарейкин"
CRASHED = 9
CLOCK = re.compile(rb"[-\d:. ]+")


def wipe(services: Services, conversation: str) -> None:
    services.erasure.erase(conversation, reopen_in="ru")


def secrets_of(instance: Instance) -> list[bytes]:
    """Return all ids, keys and sealed values that stand in both databases now.

    Without what stays: the hash of the address, which goes on, of the id that is now refused, and the advocate.
    """
    stays = ("conversation.address_hash", "tracker.id", "alembic_version.version_num")
    people = {f"person.{column}" for column in ("id", "name", "login_hash", "public_key", "locked_key")}
    held = instance.values(*stays, *people, "case_key.person_id")
    return [value for value in held if len(value) > 19 and not CLOCK.fullmatch(value)]


def dies_at(step: int, services: Services) -> None:
    """Make this process die, as by ``kill -9``, at its ``step``-th statement, commit or emptied log."""
    done = 0

    def count(*_: object, **__: object) -> None:
        nonlocal done
        done += 1
        if done == step:
            os._exit(CRASHED)

    engines: list[Engine] = [services.erasures._engine, services.records._engine]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", count)
        event.listen(engine, "commit", count)
    empty = sqlite.empty_log

    def empty_log(connection: object) -> bool:
        count()
        return empty(connection)

    sqlite.empty_log = empty_log


def in_another_process(work: Callable[[], None]) -> int:
    """Run ``work`` in a fork and return its exit code; what it does to its modules stays there."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_wherever_it_crashes_the_worker_leaves_the_person_wiped_and_told_once(
    either: Instance, tmp_path: Path, channel: str
) -> None:
    conversation = either.talk_with_everything("address", WORDS, channel)
    doomed = secrets_of(either)
    assert len(doomed) > 25
    step, codes = 0, [CRASHED]
    while codes[-1] == CRASHED:
        step += 1
        assert step < 100
        copy = either.copy(tmp_path / f"copy{step}")

        def crash(copy: Instance = copy, step: int = step) -> None:
            services = copy.services()
            dies_at(step, services)
            wipe(services, conversation)

        codes.append(in_another_process(crash))
        services = copy.services()
        if services.conversations.find(channel, "address") == conversation:
            # Died before the one step that counts: nothing is half gone, and the word comes again.
            assert len(services.conversations.transcript(conversation, 0)) == 5
            assert services.reviews.case_of(conversation) is not None
            wipe(services, conversation)
        forget_due(services)
        forget_due(services)
        fresh = services.conversations.find(channel, "address")
        assert fresh is not None
        assert [line.text.startswith("Стёрто") for line in services.conversations.transcript(fresh, 0)] == [True]
        assert list(services.erasures.unfinished()) == []
        services.close()
        raw = copy.raw()
        assert [value for value in doomed if value in raw] == [], f"left after a crash at step {step}"
        copy.remove()
    assert step > 12
    assert codes[-1] == 0


def test_the_wipe_word_needs_neither_the_engine_nor_its_turn_in_the_queue(either: Instance) -> None:
    conversation = either.talk("address", WORDS)
    services = either.services()
    assert not services.engine.is_ready()
    assert services.turns.receive(conversation, "wipe", Incoming(text="стереть"))
    fresh = services.conversations.find("web", "address")
    assert fresh not in (None, conversation)
    assert either.records().read(conversation, services.now().timestamp()) is None
    raw = either.raw()
    assert WORDS.encode() not in raw
    assert conversation.encode() not in raw
    services.close()


def test_the_button_erases_without_the_engine_too(either: Instance) -> None:
    services = either.services()
    conversation = services.turns.open("web", "address", "ru")
    services.conversations.say(conversation, services.turns._sayings.confirm_erase("ru", services.today()))
    yes = services.conversations.transcript(conversation, 0)[-1].buttons[0]
    services.turns.receive(conversation, "u1", Incoming(button=yes.token))
    assert services.conversations.find("web", "address") != conversation
    services.close()


def test_a_turn_under_way_cannot_write_the_assistants_record_back(either: Instance) -> None:
    conversation = either.talk("address", WORDS)
    services = either.services()
    now = services.now().timestamp()
    records = either.records()
    seen, _ = records.read(conversation, now) or (0, b"")
    wipe(services, conversation)
    for version in (seen, 0):
        with pytest.raises(LostUpdateError):
            records.write(conversation, version, b"late", now=now, keep=60)
    assert records.read(conversation, now) is None
    records.close()
    services.close()


def test_a_busy_assistants_database_delays_no_erasure_and_the_receipt_says_so(instance: Instance) -> None:
    conversation = instance.talk("address", WORDS)
    services = instance.services()
    with closing(sqlite3.connect(instance.home / "assistant.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        services.records._engine.dispose()
        event.listen(services.records._engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=20"))
        wipe(services, conversation)
        fresh = services.conversations.find("web", "address")
        assert fresh not in (None, conversation)
        [receipt] = services.conversations.transcript(fresh, 0)
        assert "служебные пометки" in receipt.text
        assert list(services.erasures.unfinished()) == [conversation]
        other.execute("ROLLBACK")
    forget_due(services)
    assert list(services.erasures.unfinished()) == []
    assert len(services.conversations.transcript(fresh, 0)) == 1
    assert conversation.encode() not in instance.raw()
    services.close()


def test_many_at_once_under_load_all_end_wiped(either: Instance) -> None:
    doomed = [either.talk(f"doomed{number}", WORDS) for number in range(4)]
    stays = either.talk("stays", WORDS)
    services = either.services()
    stop = threading.Event()
    failures: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except BaseException as error:  # a test's thread: shown below
                failures.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        return thread

    def keep_talking() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            services.conversations.receive(stays, f"load{number}", Incoming(text=WORDS), WORDS)

    load = guarded(keep_talking)
    erasing = [guarded(lambda c=c: wipe(services, c)) for c in doomed for _ in range(2)]
    for thread in erasing:
        thread.join(60)
    stop.set()
    load.join(60)
    forget_due(services)
    assert failures == []
    for number in range(4):
        fresh = services.conversations.find("web", f"doomed{number}")
        assert fresh is not None
        assert len(services.conversations.transcript(fresh, 0)) == 1
    raw = either.raw()
    assert [conversation for conversation in doomed if conversation.encode() in raw] == []
    assert stays.encode() in raw
    services.close()


def test_a_silent_conversation_goes_without_a_word(either: Instance) -> None:
    conversation = either.talk("address", WORDS)
    services = either.services()
    services.erasure.erase(conversation)
    assert services.conversations.find("web", "address") is None
    assert conversation.encode() not in either.raw()
    services.close()
