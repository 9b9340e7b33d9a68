"""Settings: declared once; a server does not start on a missing or placeholder secret."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings, SettingsError
from bot.vault import keys


def test_everything_an_instance_keeps_is_under_its_home(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert settings.key_path.is_relative_to(tmp_path)
    assert settings.model_path.is_relative_to(tmp_path)
    assert str(tmp_path) in settings.database
    assert str(tmp_path) in settings.tracker_database


def test_the_engine_and_the_actions_are_on_loopback_whatever_the_host() -> None:
    settings = Settings(host="0.0.0.0")
    assert settings.assistant_url.startswith("http://127.0.0.1:")
    assert settings.actions_url.startswith("http://127.0.0.1:")


def test_local_mode_needs_no_secret() -> None:
    Settings(mode="local").require_server_secrets()


def test_a_server_without_a_key_file_does_not_start() -> None:
    with pytest.raises(SettingsError, match="key_file_not_set"):
        Settings(mode="server").require_server_secrets()


def test_a_server_with_a_missing_key_file_does_not_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="key_file_missing"):
        Settings(mode="server", key_file=tmp_path / "none.json").require_server_secrets()


@pytest.mark.parametrize("content", ["changeme", '{"current": 1, "keys": {"1": "CHANGE-THIS"}}', "<placeholder>"])
def test_a_server_with_a_placeholder_for_a_key_does_not_start(tmp_path: Path, content: str) -> None:
    file = tmp_path / "key.json"
    file.write_text(content)
    with pytest.raises(SettingsError, match="placeholder_secret"):
        Settings(mode="server", key_file=file).require_server_secrets()


def test_a_server_with_a_real_key_starts(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    keys.create(file)
    Settings(mode="server", key_file=file).require_server_secrets()


def test_two_parts_cannot_share_a_port() -> None:
    with pytest.raises(ValidationError, match="must differ"):
        Settings(port=5005)
