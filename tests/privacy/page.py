"""The chat page without a browser: the same four requests, one cookie."""

from __future__ import annotations

import json
import re
import time
import uuid
from typing import Any

import httpx

ANSWER_WITHIN = 60.0  # seconds


class Page:
    """One person's page on the service at ``url``."""

    def __init__(self, url: str, cookie: str | None = None) -> None:
        self.url = url
        self._client = httpx.Client(base_url=url, headers={"origin": url.rstrip("/")}, trust_env=False, timeout=40)
        if cookie:
            self._client.cookies.set("chat", cookie, domain=self._client.base_url.host)
        self._seen = 0
        self.last: list[dict[str, Any]] = []
        self.text = ""
        self.open()

    def close(self) -> None:
        """Close the browser."""
        self._client.close()

    def open(self) -> None:
        """Open the page and read what is there."""
        self._client.post("chat/session", json={"lang": "ru"}).raise_for_status()
        self.read()

    def say(self, text: str) -> str:
        """Send text; return what was answered."""
        return self._send({"text": text})

    def press(self, title: str) -> str:
        """Press the newest button whose title matches; return what was answered."""
        for line in reversed(self.last):
            for button in line["buttons"]:
                if re.search(title, button["title"]):
                    return self._send({"button": button["token"]})
        raise AssertionError(f"no button {title!r} in {[b['title'] for r in self.last for b in r['buttons']]}")

    def files(self) -> dict[str, bytes]:
        """Return the files of the last answer by their suffix."""
        found = [file for line in self.last for file in line["files"]]
        return {file["id"].rpartition(".")[2]: self._client.get(f"chat/files/{file['id']}").content for file in found}

    def read(self) -> str:
        """Wait until nothing is worked on any more and return the bot's new lines."""
        until = time.monotonic() + ANSWER_WITHIN
        self.last = []
        while True:
            answer = self._client.get("chat/replies", params={"after": self._seen, "wait": 5})
            answer.raise_for_status()
            found = json.loads(answer.content)
            self.last += [line for line in found["items"] if line["author"] == "bot"]
            self._seen = max([self._seen, *(line["seq"] for line in found["items"])])
            if self.last and not found["typing"]:
                break
            assert time.monotonic() < until, "no answer"
        self.text = "\n\n".join(line["text"] for line in self.last)
        return self.text

    def get(self, path: str, **query: str) -> int:
        """Ask for anything; return the status."""
        return self._client.get(path, params=query).status_code

    def post(self, content: bytes) -> int:
        """Send raw bytes where messages go; return the status."""
        return self._client.post("chat/messages", content=content).status_code

    def send(self, content: dict[str, str]) -> int:
        """Send one message and do not wait; return the status."""
        return self._client.post("chat/messages", json={"id": str(uuid.uuid4()), **content}).status_code

    def _send(self, content: dict[str, str]) -> str:
        assert self.send(content) == 202
        return self.read()
