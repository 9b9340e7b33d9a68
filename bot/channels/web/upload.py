"""A form with a file, read in memory: no part of it may touch the disk, where nobody would overwrite it."""

from __future__ import annotations

from collections.abc import Mapping

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from bot.channels.web.messages import WebError

MOST_PARTS = 8


class _Parts:
    """What the parser finds, by the names of the fields; a second part of a name is ignored."""

    def __init__(self) -> None:
        self.found: dict[str, bytes] = {}
        self._header = self._value = b""
        self._name: str | None = None
        self._data = bytearray()
        self._number = 0

    def begin(self) -> None:
        self._number += 1
        if self._number > MOST_PARTS:
            raise WebError(400, "bad_message")
        self._name, self._data = None, bytearray()

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            name = parse_options_header(self._value)[1].get(b"name")
            self._name = name.decode("ascii", "replace") if name is not None else None
        self._header = self._value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def end(self) -> None:
        if self._name is not None:
            self.found.setdefault(self._name, bytes(self._data))


def read_upload(content_type: str, body: bytes) -> Mapping[str, bytes]:
    """Return the fields of a multipart form; the name that a file had on the phone is not even looked at.

    WebError bad_type, bad_message.
    """
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise WebError(415, "bad_type")
    parts = _Parts()
    parser = MultipartParser(
        options[b"boundary"],
        {
            "on_part_begin": parts.begin, "on_header_field": parts.header_field, "on_header_value": parts.header_value,
            "on_header_end": parts.header_end, "on_part_data": parts.data, "on_part_end": parts.end,
        },
    )  # fmt: skip
    try:
        parser.write(body)
        parser.finalize()
    except MultipartParseError:  # not chained: it may quote what was sent
        raise WebError(400, "bad_message") from None
    return parts.found
