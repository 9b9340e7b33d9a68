"""What a page refuses."""

from __future__ import annotations


class ConsoleError(Exception):
    """A request that is not served. ``status`` is for HTTP, ``code`` names the text ``error_<code>``."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
