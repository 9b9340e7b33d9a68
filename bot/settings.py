"""Every setting of the app, declared once. Values come from ``RAPORT_…`` environment variables.

``make run`` uses the local mode, which makes its own key file under ``var/``. In server mode a missing or
placeholder secret stops the start.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDERS = ("change", "secret", "example", "placeholder", "password", "todo")


class SettingsError(Exception):
    """A setting forbids the start. ``code`` names the reason, ``setting`` the variable."""

    def __init__(self, code: str, setting: str) -> None:
        super().__init__(f"{code}: {setting}")
        self.code = code
        self.setting = setting


class Settings(BaseSettings):
    """The settings; frozen once read. Paths left empty follow ``home``; times are hours, sizes are characters."""

    model_config = SettingsConfigDict(env_prefix="RAPORT_", frozen=True, extra="ignore")

    mode: Literal["local", "server"] = Field("server", description="local makes its own key; server demands one")
    home: Path = Field(ROOT / "var", description="where an instance keeps everything")
    host: str = Field("127.0.0.1", description="address the chat page listens on")
    port: int = Field(8080, ge=1, le=65535, description="port of the chat page")
    assistant_port: int = Field(5005, ge=1, le=65535, description="loopback port of the assistant (Rasa)")
    actions_port: int = Field(5055, ge=1, le=65535, description="loopback port of the custom actions")
    console_host: str = Field("127.0.0.1", description="address the advocates' console listens on")
    console_port: int = Field(8081, ge=1, le=65535, description="port of the advocates' console")
    public_url: str = Field("", description="address people open, when it differs from host and port")
    chat_hosts: str = Field("", description="further names the chat page answers to, comma-separated: mirrors")
    console_url: str = Field("", description="address advocates open, when it differs from host and port")
    database_url: str = Field("", description="SQLAlchemy address; empty is SQLite under home")
    tracker_database_url: str = Field("", description="the assistant's own database; empty is SQLite under home")
    key_file: Path | None = Field(None, description="instance key file; empty is home/keys/instance.json")
    assistant_python: Path = Field(
        ROOT / ".venv-assistant" / "bin" / "python", description="interpreter of the assistant environment"
    )
    model: Path | None = Field(None, description="trained model; empty is home/models/current.tar.gz")
    idle_hours: int = Field(24, ge=1, description="a silent conversation is erased after this")
    draft_hours: int = Field(48, ge=1, description="a delivered draft is erased after this")
    case_days: int = Field(30, ge=1, description="a sealed case is erased this long after its last step")
    audit_days: int = Field(180, ge=1, description="how long it is kept who did what in the console")
    learning_days: int = Field(30, ge=7, description="a redacted message kept for trainers goes after this")
    backup_days: int = Field(0, ge=0, description="how long you keep backups of cases, told to people; 0 is no backups")
    max_message: int = Field(4000, ge=100, description="longest message taken, in characters")
    late_seconds: int = Field(60, ge=5, description="a message that waits longer turns /health to 503")
    telegram_token: SecretStr = Field(SecretStr(""), description="the Telegram bot's token; empty is no Telegram")
    telegram_api: str = Field("https://api.telegram.org", description="the Bot API server, when it is one's own")
    telegram_webhook: bool = Field(False, description="true when Telegram calls public_url; false asks it for updates")
    matrix_homeserver: str = Field("", description="address of the Matrix homeserver; empty is no Matrix")
    matrix_user: str = Field("", description="the bot's full Matrix name, such as @raport:example.org")
    matrix_token: SecretStr = Field(SecretStr(""), description="access token of that Matrix user")
    advocates: bool = Field(False, description="true when advocates review drafts on this instance")
    live_readings: bool = Field(
        True, description="false keeps readings and sentences that two signed for the next release only"
    )

    @property
    def key_path(self) -> Path:
        """The instance key file."""
        return self.key_file or self.home / "keys" / "instance.json"

    @property
    def assistant_key_path(self) -> Path:
        """The assistant's own key file, beside the instance's."""
        return self.key_path.with_name("assistant.json")

    @property
    def operator_key_path(self) -> Path:
        """The public half of the operator's key, to which backups are sealed."""
        return self.key_path.with_name("operator.pub")

    @property
    def audit_head_path(self) -> Path:
        """The number and hash of the newest row of the audit log, beside the database."""
        return self.home / "audit.head"

    @property
    def backup_mark_path(self) -> Path:
        """When the last backup was made, as an ISO time."""
        return self.home / "backup.last"

    @property
    def edits_path(self) -> Path:
        """Changes to contacts and law that the legal editor made in the console, as files for version control."""
        return self.home / "edits"

    @property
    def reserve_path(self) -> Path:
        """Nothing, of some size: room on the disk that is kept for erasing."""
        return self.home / "reserve"

    @property
    def studio_path(self) -> Path:
        """The files that trainers changed, in their places, over the project's own."""
        return self.home / "studio"

    @property
    def approved_path(self) -> Path:
        """The question records that a legal editor approved since the release, over the project's own."""
        return self.home / "approved"

    @property
    def live_path(self) -> Path:
        """What two have signed, or an editor withdrew at once: laid over the project's law and contacts."""
        return self.edits_path / "live.json"

    @property
    def farewell_path(self) -> Path:
        """The farewell of an instance that was closed; whoever comes reads it and nothing else."""
        return self.home / "farewell.txt"

    @property
    def database(self) -> str:
        """SQLAlchemy address of the app's database."""
        return self.database_url or f"sqlite:///{self.home / 'raport.db'}"

    @property
    def tracker_database(self) -> str:
        """SQLAlchemy address of the assistant's database."""
        return self.tracker_database_url or f"sqlite:///{self.home / 'assistant.db'}"

    @property
    def model_path(self) -> Path:
        """The model the assistant serves."""
        return self.model or self.home / "models" / "current.tar.gz"

    @property
    def chat_url(self) -> str:
        """The address a person opens."""
        return self.public_url or f"http://{self.host}:{self.port}/"

    @property
    def known_hosts(self) -> frozenset[str]:
        """The names the chat page answers to beside loopback and onion addresses; lower case, without ports."""
        named = (name.strip().lower() for name in self.chat_hosts.split(","))
        return frozenset({self.host.lower(), urlsplit(self.public_url).hostname or "", *named}) - {""}

    @property
    def console_hosts(self) -> frozenset[str]:
        """The names the console answers to beside loopback and onion addresses; lower case, without ports."""
        return frozenset({self.console_host.lower(), urlsplit(self.console_url).hostname or ""}) - {""}

    @property
    def console_address(self) -> str:
        """The address an advocate opens."""
        return self.console_url or f"http://{self.console_host}:{self.console_port}/"

    @property
    def assistant_port_path(self) -> Path:
        """The port the assistant listens on since another model was promoted, while the service runs."""
        return self.home / "assistant.port"

    @property
    def assistant_url(self) -> str:
        """Where the assistant listens now: always loopback. It moves when another model is promoted: ask each time."""
        try:
            port = int(self.assistant_port_path.read_text())
        except (FileNotFoundError, ValueError):
            port = self.assistant_port
        return f"http://127.0.0.1:{port}"

    @property
    def actions_url(self) -> str:
        """Where the custom actions listen: always loopback."""
        return f"http://127.0.0.1:{self.actions_port}/webhook"

    @model_validator(mode="after")
    def _ports_differ(self) -> Settings:
        if len({self.port, self.console_port, self.assistant_port, self.actions_port}) != 4:
            raise ValueError("RAPORT_PORT, RAPORT_CONSOLE_PORT, RAPORT_ASSISTANT_PORT, RAPORT_ACTIONS_PORT must differ")
        return self

    def require_server_secrets(self) -> None:
        """Stop a server-mode start on a missing or placeholder key file; SettingsError."""
        if self.mode == "local":
            return
        if self.key_file is None:
            raise SettingsError("key_file_not_set", "RAPORT_KEY_FILE")
        if not self.key_file.exists():
            raise SettingsError("key_file_missing", "RAPORT_KEY_FILE")
        head = self.key_file.read_text(encoding="utf-8", errors="replace")[:200].lower()
        if any(word in head for word in PLACEHOLDERS):
            raise SettingsError("placeholder_secret", "RAPORT_KEY_FILE")
