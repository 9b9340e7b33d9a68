"""Messengers over the real stores: answered once and in order whatever fails, taken back when asked, fair to all."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies

from bot.bootstrap import Services
from bot.cases.messages import Button, FileRef, Incoming, Outgoing, Reply
from bot.channels import messengers
from bot.channels.messenger import Inbox, Parcel, SendError
from bot.channels.parcels import numbered, parcels, split, units
from bot.conversation.engine import EngineReply
from bot.conversation.turns import MOST_A_MINUTE
from tests.channels.pocket import CAPABILITIES, EchoEngine, Pocket, until, with_echo
from tests.privacy.conftest import Instance, instance

__all__ = ["instance"]

START = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def services(instance: Instance) -> Iterator[Services]:
    made = instance.services()
    yield made
    made.close()


@pytest.fixture
def engine(services: Services) -> EchoEngine:
    return with_echo(services)


@asynccontextmanager
async def running(services: Services, pocket: Pocket) -> AsyncIterator[Inbox]:
    """Run the part with one messenger."""
    task = asyncio.create_task(messengers.run(services, [pocket]))
    await until(lambda: pocket.inbox)
    assert pocket.inbox
    try:
        yield pocket.inbox
    finally:
        pocket.inbox = None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def play(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(story())  # type: ignore[arg-type]


def echoes(pocket: Pocket, address: str) -> list[str]:
    return [text.removeprefix("эхо: ") for text in pocket.texts(address) if text.startswith("эхо: ")]


def test_the_first_contact_is_welcomed_before_the_answer(services: Services, engine: EchoEngine) -> None:
    pocket = Pocket()

    async def story() -> None:
        async with running(services, pocket) as inbox:
            await inbox.text("chat", "u1", "p1", "кто ты", "ru")
            await until(lambda: len(pocket.texts("chat")) == 2)

    play(story)
    assert "стереть" in pocket.texts("chat")[0]
    assert echoes(pocket, "chat") == ["кто ты"]


def test_messages_are_answered_once_and_in_order_though_updates_come_twice(
    services: Services, engine: EchoEngine
) -> None:
    pocket = Pocket()

    async def story() -> None:
        async with running(services, pocket) as inbox:
            for number in range(12):
                await inbox.text("chat", f"u{number}", f"p{number}", f"слово {number}", None)
                await inbox.text("chat", f"u{number // 2}", f"p{number // 2}", f"слово {number // 2}", None)
            await until(lambda: len(echoes(pocket, "chat")) >= 12)

    play(story)
    assert echoes(pocket, "chat") == [f"слово {number}" for number in range(12)]


def test_what_fails_for_a_while_is_sent_later_once_and_in_order(
    services: Services, engine: EchoEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.sender.FIRST_WAIT", 0.01)
    pocket, chance = Pocket(), random.Random(7)

    def before(_: Pocket, __: str, ___: Parcel) -> None:
        if chance.random() < 0.4:
            raise chance.choice(
                [SendError("server_error"), SendError("limited", retry_after=0.05), OSError("reset"), TimeoutError()]
            )

    def after(_: Pocket, __: str, ___: Parcel) -> None:
        if chance.random() < 0.4:
            raise chance.choice([SendError("timeout", uncertain=True), OSError("reset")])

    pocket.before, pocket.after = before, after

    async def story() -> None:
        async with running(services, pocket) as inbox:
            for number in range(10):
                for chat in ("a", "b"):
                    await inbox.text(chat, f"u{number}", f"p{number}", f"слово {number}", None)
            await until(lambda: not services.outbox.waiting() and len(echoes(pocket, "b")) >= 10, 60)

    play(story)
    assert echoes(pocket, "a") == echoes(pocket, "b") == [f"слово {number}" for number in range(10)]
    assert pocket.probed


def test_a_hanging_chat_delays_nobody_else(services: Services, engine: EchoEngine) -> None:
    pocket = Pocket()
    hung = asyncio.Event()
    send = pocket.send

    async def slow(address: str, parcel: Parcel, key: str, *, again: bool, after: Sequence[str] = ()) -> str:
        if address == "slow":
            await hung.wait()
        return await send(address, parcel, key, again=again, after=after)

    pocket.send = slow  # type: ignore[method-assign]

    async def story() -> None:
        async with running(services, pocket) as inbox:
            await inbox.text("slow", "u", "p", "слово", None)
            for number in range(5):
                await inbox.text(f"c{number}", "u", "p", "слово", None)
            await until(lambda: all(echoes(pocket, f"c{number}") for number in range(5)))
            assert pocket.texts("slow") == []
            hung.set()
            await until(lambda: echoes(pocket, "slow"))

    play(story)


def test_a_refused_line_is_put_aside_and_the_next_goes_on(services: Services, engine: EchoEngine) -> None:
    pocket = Pocket()

    def before(_: Pocket, __: str, parcel: Parcel) -> None:
        if "плохое" in parcel.text:
            raise SendError("refused", permanent=True)

    pocket.before = before

    async def story() -> None:
        async with running(services, pocket) as inbox:
            for number, word in enumerate(("раз", "плохое", "три")):
                await inbox.text("chat", f"u{number}", f"p{number}", word, None)
            await until(lambda: "три" in echoes(pocket, "chat") and len(services.outbox.waiting()) == 1)
            pocket.before = None
            assert [(one.state, one.code) for one in services.outbox.waiting()] == [("dead", "refused")]
            assert services.outbox.retry() == 1
            await until(lambda: "плохое" in echoes(pocket, "chat") and not services.outbox.waiting())

    play(story)
    assert echoes(pocket, "chat") == ["раз", "три", "плохое"]
    assert list(services.outbox.waiting()) == []


def test_what_a_killed_sender_may_have_sent_is_probed_and_not_sent_twice(
    services: Services, engine: EchoEngine
) -> None:
    pocket = Pocket()
    conversation = services.turns.open("pocket", "chat", "ru")
    letter = services.outbox.claim(conversation)
    assert letter
    assert not letter.again
    asyncio.run(pocket.send("chat", Parcel("welcome"), letter.key, again=False))  # and then the process is killed

    async def story() -> None:
        async with running(services, pocket):
            await until(lambda: not services.outbox.waiting())

    play(story)
    assert pocket.texts("chat") == ["welcome"]
    assert pocket.probed == [(letter.key, ())]


def test_a_lost_message_is_looked_for_above_all_that_was_known_before_it_and_nothing_later(
    services: Services, engine: EchoEngine
) -> None:
    pocket = Pocket(known="m900")
    conversation = services.turns.open("pocket", "chat", "ru")
    services.trail.note(conversation, "m7")
    letter = services.outbox.claim(conversation, pocket.newest())
    assert letter
    services.trail.note(conversation, "m950")  # said after the try

    async def story() -> None:
        async with running(services, pocket):
            await until(lambda: not services.outbox.waiting())

    play(story)
    assert pocket.probed == [(letter.key, ("m900", "m7"))]


def test_the_wipe_word_takes_back_both_sides_messages_and_leaves_the_receipt(
    services: Services, engine: EchoEngine
) -> None:
    pocket = Pocket()

    async def story() -> None:
        async with running(services, pocket) as inbox:
            await inbox.text("chat", "u1", "p1", "моя история", None)
            await until(lambda: len(pocket.texts("chat")) == 2)
            await inbox.text("chat", "u2", "p2", "стереть", None)
            await until(lambda: len(pocket.deleted["chat"]) == 4 and pocket.texts("chat"))

    play(story)
    assert set(pocket.deleted["chat"]) == {"p1", "p2", "m1", "m2"}
    assert ["Стёрто" in text for text in pocket.texts("chat")] == [True]
    assert list(services.trail.due("pocket")) == []


def test_a_choice_is_numbered_where_there_are_no_buttons_and_its_number_picks_it(
    services: Services, engine: EchoEngine
) -> None:
    pocket = Pocket().can(buttons=False)
    engine.answer = lambda text: (EngineReply(f"эхо: {text}", (("Да", "/affirm"), ("Нет", "/deny"), ("Назад", "/b"))),)

    async def story() -> None:
        async with running(services, pocket) as inbox:
            await inbox.text("chat", "u1", "p1", "вопрос", None)
            await until(lambda: echoes(pocket, "chat"))
            assert pocket.texts("chat")[-1] == "эхо: вопрос\n\n1. Да\n2. Нет\n\n«Назад»"
            await inbox.text("chat", "u2", "p2", "2", None)
            await until(lambda: len(echoes(pocket, "chat")) == 2)

    play(story)
    assert [text for _, text in engine.heard] == ["вопрос", "/deny"]


def test_who_blocks_the_bot_is_sent_nothing_and_forgotten_after_a_day_unless_he_is_back(
    services: Services, engine: EchoEngine
) -> None:
    pocket = Pocket()

    def gone(_: Pocket, address: str, __: Parcel) -> None:
        if address == "gone":
            raise SendError("blocked", gone=True)

    pocket.before = gone

    async def story() -> None:
        async with running(services, pocket) as inbox:
            for chat in ("gone", "back"):
                await inbox.text(chat, "u1", "p1", "слово", None)
            await until(lambda: echoes(pocket, "back"))
            await inbox.blocked("back", "u2")
            services.conversations.say(services.conversations.find("pocket", "back") or "", [Outgoing("новость")])
            await inbox.unblocked("back", "u3")
            await until(lambda: "новость" in pocket.texts("back"))

    play(story)
    with services.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT blocked_at IS NOT NULL, expires_at FROM conversation").all()
    assert sorted(row[0] for row in rows) == [0, 1]
    assert services.conversations.find("pocket", "gone")
    later = Services(services.settings, lambda: services.now() + timedelta(hours=25))
    later.__dict__["engine"] = engine
    for conversation in later.conversations.expired():
        later.erasure.expire(conversation)
    later.close()
    assert services.conversations.find("pocket", "gone") is None


def test_one_who_floods_slows_nobody_and_is_told_once(services: Services, engine: EchoEngine) -> None:
    pocket = Pocket()

    def slowly(text: str) -> tuple[EngineReply, ...]:
        time.sleep(0.01)
        return (EngineReply(f"эхо: {text}"),)

    engine.answer = slowly

    async def story() -> None:
        async with running(services, pocket) as inbox:

            async def flood() -> None:
                for number in range(3 * MOST_A_MINUTE):
                    await inbox.text("flood", f"u{number}", f"p{number}", f"ещё {number}", None)

            flooding = asyncio.create_task(flood())
            await until(lambda: len(engine.heard) >= 3)
            for person in range(10):
                await inbox.text(f"person {person}", "u", "p", "я один", None)
            await until(lambda: all(echoes(pocket, f"person {person}") for person in range(10)))
            await flooding
            await until(lambda: not services.outbox.waiting() and len(echoes(pocket, "flood")) == MOST_A_MINUTE)

    play(story)
    order = [text == "я один" for _, text in engine.heard]
    assert sum(order) == 10
    assert order.index(True) < MOST_A_MINUTE, "the people came last: this proves nothing"
    assert sum("Подождите минуту" in text for text in pocket.texts("flood")) == 1
    assert "Стёрто" in wiped(services, "flood")


def wiped(services: Services, chat: str) -> str:
    """Write the wipe word; it is heard however much somebody wrote before."""
    conversation = services.conversations.find("pocket", chat)
    assert conversation
    services.turns.receive(conversation, "last", Incoming(text="стереть"))
    fresh = services.conversations.find("pocket", chat)
    assert fresh
    return services.conversations.transcript(fresh, 0)[-1].text


CODE = re.compile(r"8 9\d\d \d{3}-\d\d-\d\d доб\. \d{4}")


def test_a_talk_goes_on_from_the_page_to_a_messenger_and_back(services: Services, engine: EchoEngine) -> None:
    pocket, turns, conversations = Pocket(), services.turns, services.conversations
    engine.answer = lambda text: (EngineReply(f"эхо: {text}", (("Да", "/affirm"),)),)

    def on_page(address: str, update: str, text: str) -> list[str]:
        turns.receive(turns.open("web", address, "ru"), update, Incoming(text=text))
        conversation = conversations.find("web", address)
        assert conversation
        while turns.work(conversation):
            pass
        return [line.text for line in conversations.transcript(conversation, 0)]

    on_page("page", "u1", "моя история")
    told = CODE.search(on_page("page", "u2", "код возврата")[-1])
    assert told
    on_page("page", "u3", told[0])

    async def story() -> None:
        async with running(services, pocket) as inbox:
            await inbox.text("chat", "v1", "p1", told[0], None)
            await until(
                lambda: not services.outbox.waiting() and any("теперь здесь" in t for t in pocket.texts("chat"))
            )
            assert conversations.find("web", "page") is None
            assert "работает" in pocket.texts("chat")[-1], "the last line of the page comes along"
            await inbox.text("chat", "v2", "p2", "ещё вопрос", None)
            await until(lambda: echoes(pocket, "chat") == ["ещё вопрос"])
            await inbox.text("chat", "v3", "p3", "код возврата", None)
            await until(lambda: not services.outbox.waiting() and CODE.search(pocket.texts("chat")[-1]))

    play(story)
    back = CODE.search(pocket.texts("chat")[-1])
    assert back
    chat = conversations.find("pocket", "chat")
    assert chat
    turns.receive(chat, "v4", Incoming(text=back[0]))
    conversations.say(chat, [Outgoing("не дошло до мессенджера")])
    lines = on_page("page two", "u4", back[0])
    assert conversations.find("pocket", "chat") is None
    assert [text for text in lines if text in ("моя история", "эхо: моя история", "ещё вопрос", "эхо: ещё вопрос")] == [
        "моя история", "эхо: моя история", "ещё вопрос", "эхо: ещё вопрос",
    ]  # fmt: skip
    assert "не дошло до мессенджера" in lines
    assert list(services.outbox.waiting()) == []
    on_page("page two", "u5", "стереть")
    taken = {one for task in services.trail.due("pocket") for one in task.message_ids}
    assert {"p1", "p2", "p3"} < taken, "the wipe on the page clears the messenger too"


def test_undelivered_lines_go_along_to_another_chat(services: Services, engine: EchoEngine) -> None:
    turns, conversations = services.turns, services.conversations
    first = turns.open("pocket", "one", "ru")
    turns.receive(first, "u1", Incoming(text="код возврата"))
    told = CODE.search(conversations.transcript(first, 0)[-1].text)
    assert told
    turns.receive(first, "u2", Incoming(text=told[0]))
    before = [line.text for line in conversations.transcript(first, 0) if line.author == "bot"]
    second = turns.open("pocket", "two", "ru")
    turns.receive(second, "u3", Incoming(text=told[0]))
    pocket = Pocket()

    async def story() -> None:
        async with running(services, pocket):
            await until(lambda: not services.outbox.waiting())

    play(story)
    assert pocket.texts("one") == []
    assert pocket.texts("two")[: len(before)] == before


@given(text=strategies.text(alphabet="аб \n.😀", max_size=300), limit=strategies.integers(4, 60))
def test_a_long_text_is_cut_into_pieces_that_fit_and_lose_nothing(text: str, limit: int) -> None:
    pieces = list(split(text.strip(), limit))
    assert all(0 < units(piece) <= limit for piece in pieces if piece)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_text_is_cut_between_paragraphs_where_it_can_be_and_files_follow_with_the_picture_first() -> None:
    files = tuple(FileRef(f"d.{kind}", f"d.{kind}", "x/y", preview=kind == "png") for kind in ("pdf", "png"))
    line = Reply(seq=1, text="а" * 30 + "\n\n" + "б" * 30, at=START, buttons=(Button("Да", "t"),), files=files)
    got = parcels(line, replace(CAPABILITIES, text_limit=40))
    assert got == (Parcel("а" * 30), Parcel("б" * 30, (Button("Да", "t"),)), files[1], files[0])


def test_own_numbers_of_titles_are_kept_and_moves_get_none() -> None:
    titles = ("1. Уход", "Другие варианты", "3", "Назад")
    found = numbered([Button(title, title) for title in titles])
    assert {number: button.title for number, button in found.items()} == {
        "1": "1. Уход", "3": "3", "2": "Другие варианты",
    }  # fmt: skip


def test_a_line_tried_again_by_the_operator_is_not_looked_for_among_later_ones(
    services: Services, engine: EchoEngine
) -> None:
    conversation = services.turns.open("pocket", "chat", "ru")
    first = services.outbox.claim(conversation, "m1")
    assert first
    services.outbox.give_up(first, "odd_answer")
    services.conversations.say(conversation, [Outgoing("позже")])
    later = services.outbox.claim(conversation, "m5")
    assert later
    assert later.id != first.id
    services.outbox.arrived(later, "m6", last=True)
    assert services.outbox.retry(first.id) == 1
    again = services.outbox.claim(conversation, "m8")
    assert again
    assert (again.id, again.again, again.after) == (first.id, True, ("m1", "m6"))
