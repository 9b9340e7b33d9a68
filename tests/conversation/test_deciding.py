"""What an advocate does and what the person is told of it: both or neither, wherever the process dies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.cases.people import Unlocked
from bot.cases.reviews import CLOSED
from tests.conversation.chatting import Chat, Heard
from tests.privacy.conftest import Instance, cheap_passwords, either, instance

__all__ = ["cheap_passwords", "either", "instance"]

PASSWORD = "длинный пароль"
Act = Callable[[Services, str, Unlocked], object]


class Died(BaseException):
    """The process is gone; what was not committed is rolled back as the database does it."""


def opened(instance: Instance) -> Services:
    services = instance.services()
    services.__dict__["engine"] = Heard()
    return services


def seen(services: Services, case: str, me: Unlocked) -> dict[str, int]:
    found = services.casework.open(case, me)
    return {"file": found.newest.seq, "decision": found.decided.seq if found.decided else 0}


def say(services: Services, text: str) -> None:
    conversation = services.conversations.find("web", "address")
    assert conversation
    services.turns.receive(conversation, text, Incoming(text=text))


ACTS: dict[str, Act] = {
    "claim": lambda services, case, me: services.deciding.claim(case, me),
    "ask": lambda services, case, me: services.deciding.ask(case, me, "Когда был отказ?"),
    "approve": lambda services, case, me: services.deciding.decide(
        case, me, seen(services, case, me), "approved", "Подавайте.", warned=True
    ),
    "return": lambda services, case, me: services.deciding.decide(
        case, me, seen(services, case, me), "returned", "Почините дату."
    ),
    "release": lambda services, case, me: services.deciding.release(case, me),
    "send on": lambda services, case, me: services.deciding.decide(
        case, me, seen(services, case, me), "handed_over", "", addresses="Те, кто помогает"
    ),
    "close": lambda services, case, me: services.deciding.close(case, me),
    "take back": lambda services, case, me: say(services, "забрать дело"),
}


def state(services: Services, case: str, me: Unlocked) -> tuple[object, ...]:
    """Return what of the case and of the chat must go together."""
    conversation = services.conversations.find("web", "address")
    assert conversation
    lines = services.conversations.transcript(conversation, 0)
    found = services.reviews.case_of(conversation)
    if found is None:
        return None, len(lines)
    items = [item.kind for item in services.reviews.open_case(case, me)]
    files = [file.name for line in lines for file in line.files]
    return items, found.assigned_to, found.state == CLOSED, len(lines), files


@pytest.mark.parametrize("what", ACTS)
def test_wherever_it_is_cut_off_the_person_was_told_what_the_case_says_and_nothing_else(
    either: Instance, tmp_path: Path, what: str
) -> None:
    services = opened(either)
    services.people.add("первая", PASSWORD)
    me = services.people.unlock("первая", PASSWORD)
    chat = Chat(services)
    draft = chat.draft()
    services.wishes.consent(chat.id, "review", True)
    services.submitting.submit(chat.id, draft)
    case = services.reviews.case_of(chat.id)
    assert case
    if what != "claim":
        services.deciding.claim(case.id, me)
    before = state(services, case.id, me)
    step, found, done = 0, set(), False
    while not done:
        step += 1
        left = step

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise Died

        event.listen(services.database, "before_cursor_execute", count)
        event.listen(services.database, "commit", count)
        try:
            ACTS[what](services, case.id, me)
            done = True
        except Died:
            pass
        event.remove(services.database, "before_cursor_execute", count)
        event.remove(services.database, "commit", count)
        after = state(services, case.id, me)
        found.add(str(after))
        if after != before:
            assert done, f"died at {step} and left {after}"
    assert step > 4
    assert found == {str(before), str(after)}
