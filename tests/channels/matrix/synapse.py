"""A real homeserver (Synapse) on this machine, and people who use it through its public interface."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.running import free_ports

SECRET = "shared-secret-of-the-tests"
START_WITHIN = 90.0
PATIENCE = 30.0
CONFIG = """
server_name: localhost
report_stats: false
pid_file: {folder}/pid
signing_key_path: {folder}/signing.key
media_store_path: {folder}/media
log_config: {folder}/log.yaml
database: {{name: sqlite3, args: {{database: {folder}/homeserver.db}}}}
listeners:
  - {{port: {port}, type: http, bind_addresses: ["127.0.0.1"], resources: [{{names: [client], compress: false}}]}}
registration_shared_secret: {secret}
macaroon_secret_key: {secret}
form_secret: {secret}
trusted_key_servers: []
allow_guest_access: false
enable_registration: false
url_preview_enabled: false
presence: {{enabled: false}}
rc_message: {{per_second: 1000, burst_count: 1000}}
rc_invites: {{per_room: {{per_second: 1000, burst_count: 1000}}, per_user: {{per_second: 1000, burst_count: 1000}}}}
rc_joins: {{local: {{per_second: 1000, burst_count: 1000}}, remote: {{per_second: 1000, burst_count: 1000}}}}
rc_room_creation: {{per_second: 1000, burst_count: 1000}}
"""
LOG = "version: 1\nroot: {level: ERROR}\ndisable_existing_loggers: true\n"


class Synapse:
    """The homeserver; ``folder`` keeps its files."""

    def __init__(self, folder: Path) -> None:
        (port,) = free_ports(1)
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        config = folder / "homeserver.yaml"
        config.write_text(CONFIG.format(folder=folder, port=port, secret=SECRET))
        (folder / "log.yaml").write_text(LOG)
        self._command = [sys.executable, "-m", "synapse.app.homeserver", "-c", str(config)]
        subprocess.run([*self._command, "--generate-keys"], check=True, cwd=folder, capture_output=True)
        self._client = httpx.Client(base_url=self.url, trust_env=False, timeout=PATIENCE)
        self._names = itertools.count(1)
        self.start()

    def start(self) -> None:
        """Return when it answers."""
        with (self._folder / "output").open("a") as output:
            self._process = subprocess.Popen(self._command, cwd=self._folder, stdout=output, stderr=output)
        until = time.monotonic() + START_WITHIN
        while True:
            try:
                if self._client.get("/_matrix/client/versions").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            assert self._process.poll() is None, (self._folder / "output").read_text()[-2000:]
            assert time.monotonic() < until, "the homeserver did not come up"
            time.sleep(0.1)

    def stop(self) -> None:
        """End it; it can be started again where it was."""
        self._process.terminate()
        self._process.wait(30)

    def close(self) -> None:
        """End it for good."""
        self.stop()
        self._client.close()

    def register(self, name: str) -> tuple[str, str]:
        """Make a user; his full name and an access token."""
        name = f"{name}{next(self._names)}"
        nonce = self._client.get("/_synapse/admin/v1/register").json()["nonce"]
        password = secrets.token_hex(8)
        mac = hmac.new(SECRET.encode(), "\0".join([nonce, name, password, "notadmin"]).encode(), hashlib.sha1)
        body = {"nonce": nonce, "username": name, "password": password, "admin": False, "mac": mac.hexdigest()}
        made = self._client.post("/_synapse/admin/v1/register", json=body).raise_for_status().json()
        return made["user_id"], made["access_token"]

    def person(self, name: str) -> Person:
        """A new person."""
        return Person(self, *self.register(name))


class Person:
    """Somebody with a plain client: what he sends and sees is what the homeserver says."""

    def __init__(self, synapse: Synapse, user: str, token: str) -> None:
        self.user = user
        self._client = httpx.Client(
            base_url=f"{synapse.url}/_matrix/client/v3", headers={"Authorization": f"Bearer {token}"},
            trust_env=False, timeout=PATIENCE,
        )  # fmt: skip
        self._transactions = itertools.count(1)

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def do(self, method: str, path: str, body: Any = None) -> Any:
        """One request; its answer."""
        return self._client.request(method, path, json=body).raise_for_status().json()

    def invites(self, *others: str, encrypted: bool = False) -> str:
        """Make a direct room with others; its id."""
        body: dict[str, Any] = {"preset": "trusted_private_chat", "is_direct": True, "invite": list(others)}
        if encrypted:
            state = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
            body["initial_state"] = [state]
        return str(self.do("POST", "/createRoom", body)["room_id"])

    def says(self, room: str, text: str) -> str:
        """Write a text; the id of the event."""
        return self.sends(room, {"msgtype": "m.text", "body": text})

    def sends(self, room: str, content: dict[str, Any], kind: str = "m.room.message") -> str:
        """Send any event; its id."""
        number = next(self._transactions)
        return str(self.do("PUT", f"/rooms/{room}/send/{kind}/{number}", content)["event_id"])

    def sees(self, room: str) -> list[dict[str, Any]]:
        """The events of a room, oldest first; of what was taken back the content is empty."""
        return list(reversed(self.do("GET", f"/rooms/{room}/messages?dir=b&limit=500")["chunk"]))

    def heard(self, room: str, who: str) -> list[dict[str, Any]]:
        """The contents of another's messages, oldest first."""
        return [e["content"] for e in self.sees(room) if e["sender"] == who and e["type"] == "m.room.message"]

    def members(self, room: str) -> set[str]:
        """Who is in a room."""
        return set(self.do("GET", f"/rooms/{room}/joined_members")["joined"])

    def downloads(self, uri: str) -> bytes:
        """A file of the homeserver's store."""
        path = uri.removeprefix("mxc://")
        answer = self._client.get(f"{self._client.base_url.scheme}://{self._client.base_url.netloc.decode()}"
                                  f"/_matrix/client/v1/media/download/{path}")  # fmt: skip
        return answer.raise_for_status().content
