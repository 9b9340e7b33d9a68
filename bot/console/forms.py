"""What a form has sent: bounded, plain fields only, never a file."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.channels.web.guard import read_body
from bot.channels.web.messages import WebError
from bot.console.errors import ConsoleError

MOST_FIELDS = 400
FORM_TYPE = "application/x-www-form-urlencoded"


class Form:
    """The fields of a form in their order."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields = fields

    def one(self, name: str) -> str:
        """Return the first value of a field, empty without one. Lines end in ``\\n``."""
        return next(self._values(name), "")

    def all(self, name: str) -> list[str]:
        """Return all values of a field."""
        return list(self._values(name))

    def items(self) -> list[tuple[str, str]]:
        """Return names and values as they were sent."""
        return list(self._fields)

    def _values(self, name: str) -> Iterator[str]:
        return (value.replace("\r\n", "\n") for key, value in self._fields if key == name)


async def read_form(request: Request, limit: int) -> Form:
    """Return the form of a request of at most ``limit`` bytes; ConsoleError bad_type, too_long, bad_form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise ConsoleError(415, "bad_type")
    try:
        body = await read_body(request, limit)
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except WebError as error:
        raise ConsoleError(error.status, "too_long") from None
    except ValueError:  # not chained: the decoder's error quotes what was typed
        raise ConsoleError(400, "bad_form") from None
    if any("\x00" in text for field in fields for text in field):
        raise ConsoleError(400, "bad_form")
    return Form(fields)
