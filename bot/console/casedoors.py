"""What the pages of a case share: who may pass, what is said when not, what is in the log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import Request

from bot.cases.casework import Opened
from bot.cases.conversations import ConversationNotFoundError
from bot.cases.people import ADVOCATE
from bot.cases.reviews import ReviewError
from bot.console.errors import ConsoleError
from bot.console.forms import Form
from bot.console.routing import me, services

WHO = frozenset({ADVOCATE})  # nobody else ever holds a case's key

# A case that is another's, was taken back or never was looks the same: an id tells nothing.
_GONE = (404, "case_gone")
_REFUSED = {
    "not_yours": (403, "case_not_yours"),
    "newer": (409, "case_newer"),
    "nobody_to_read": (409, "case_last_reader"),
    "unknown_person": (400, "case_no_person"),
}


@contextmanager
def door() -> Iterator[None]:
    """Turn what a case refuses into a page that says so; ConsoleError."""
    try:
        yield
    except ReviewError as error:
        raise ConsoleError(*_REFUSED.get(error.code, _GONE)) from None
    except ConversationNotFoundError:
        raise ConsoleError(*_GONE) from None


def case_id(request: Request) -> str:
    """Return the id in the address."""
    return str(request.path_params["case"])


def opened(request: Request) -> Opened:
    """Return the case of the address, opened with the key of who asks; ConsoleError."""
    with door():
        return services(request).casework.open(case_id(request), me(request).unlocked)


def log(request: Request, action: str) -> None:
    """Write down that this was done to the case."""
    services(request).audit.add(me(request).person_id, action, case_id(request))


def number(text: str) -> int:
    """Return the number of an item that a form has sent; one that is none fits no item."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def values(sent: Form, prefix: str) -> dict[str, str]:
    """Return the fields whose name begins with ``prefix``, without it; several of one name as lines."""
    names = dict.fromkeys(name for name, _ in sent.items() if name.startswith(prefix))
    return {name.removeprefix(prefix): "\n".join(sent.all(name)) for name in names}
