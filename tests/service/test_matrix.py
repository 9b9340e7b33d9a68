"""A whole service with Matrix and the page: a talk begun on one goes on in the other by a code."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator

import pytest

from tests.channels.matrix.synapse import Person, Synapse
from tests.running import Service, Visitor, start

PATIENCE = 90.0


@pytest.fixture(scope="module")
def synapse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Synapse]:
    running = Synapse(tmp_path_factory.mktemp("synapse"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def account(synapse: Synapse) -> tuple[str, str]:
    return synapse.register("spravka")


@pytest.fixture(scope="module")
def talking(synapse: Synapse, account: tuple[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    env = {"RAPORT_MATRIX_HOMESERVER": synapse.url, "RAPORT_MATRIX_USER": account[0], "RAPORT_MATRIX_TOKEN": account[1]}
    running = start(tmp_path_factory.mktemp("instance"), **env)
    yield running
    running.stop()


def said_since(anna: Person, room: str, bot: str, before: int) -> list[str]:
    return [content.get("body", "") for content in anna.heard(room, bot)[before:]]


def answer(anna: Person, room: str, bot: str, act: Callable[[], object]) -> str:
    """Do something; what the bot says to it until it is silent."""
    before, heard, quiet = len(anna.heard(room, bot)), 0, 0
    act()
    give_up = time.monotonic() + PATIENCE
    while quiet < 6:
        assert time.monotonic() < give_up, said_since(anna, room, bot, before)
        time.sleep(0.5)
        said = said_since(anna, room, bot, before)
        quiet = quiet + 1 if said and len(said) == heard else 0
        heard = len(said)
    return "\n\n".join(said_since(anna, room, bot, before))


def test_a_talk_from_the_page_goes_on_in_matrix_with_numbers_for_buttons(
    talking: Service, synapse: Synapse, account: tuple[str, str]
) -> None:
    with Visitor(talking, "ru") as page:
        page.say("контракт кончился в мае, не отпускают, мать инвалид 1 группы")
        code = re.search(r"[0-9]{4}(?:[ -][0-9]{4})+|\+?[0-9][0-9 ()-]{9,}", page.say("код возврата"))
        assert code, "no code was given"
    anna, (bot, _) = synapse.person("anna"), account
    room = anna.invites(bot)
    give_up = time.monotonic() + PATIENCE
    while bot not in anna.members(room):
        assert time.monotonic() < give_up
        time.sleep(0.2)
    welcome = answer(anna, room, bot, lambda: anna.says(room, "/start"))
    assert "стереть" in welcome
    answer(anna, room, bot, lambda: anna.says(room, code[0].strip()))
    shown = answer(anna, room, bot, lambda: anna.says(room, "какие есть выходы"))
    assert re.search(r"^1[.)] ", shown, re.MULTILINE), shown
    chosen = answer(anna, room, bot, lambda: anna.says(room, "1"))
    assert chosen
    receipt = answer(anna, room, bot, lambda: anna.says(room, "стереть"))
    assert "стёрто" in receipt.lower()
    anna.close()
