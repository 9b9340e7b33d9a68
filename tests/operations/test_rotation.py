"""Rotation: all opens before, during and after; a cut or an unreadable value loses nothing; old keys are gone."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text

from bot.cases.database import connect
from bot.cases.messages import Incoming
from bot.operations.rotation import rotate
from bot.vault import keys
from bot.vault.sealing import SealError
from tests.privacy.conftest import Instance, either, instance

__all__ = ["either", "instance"]

WORDS = "слова до смены ключа"


def no_pause(_seconds: float) -> None:
    """Go on at once."""


def opens(either: Instance, conversation: str) -> bool:
    services = either.services()
    shown = services.conversations.transcript(conversation, 0)
    kept = either.records().read(conversation, services.now().timestamp())
    services.close()
    return shown[0].text == WORDS and kept is not None and kept[1] == WORDS.encode()


def by_hand(instance: Instance, sql: str, **values: str) -> None:
    engine = connect(instance.settings.database)
    with engine.begin() as connection:
        connection.execute(text(sql), values)
    engine.dispose()


def versions(path: Path) -> set[str]:
    return set(json.loads(path.read_text())["keys"])


def test_who_signs_in_and_who_is_invited_still_can_after_a_rotation(either: Instance) -> None:
    services = either.services()
    person = services.people.add("ласточка", "длинный пароль")
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    at = services.now()
    services.factors.change(person, secret, pyotp.TOTP(secret).at(at))
    token = services.invitations.invite("чиж", ["editor"])
    services.close()
    rotate(either.settings, no_pause)
    after = either.services()
    assert after.people.name(person) == "ласточка"
    assert after.invitations.find(token).name == "чиж"
    assert after.factors.spend(person, pyotp.TOTP(secret).at(at + timedelta(seconds=30)), None) == "code"
    assert after.audit.check() == []
    after.close()


def test_after_a_rotation_everything_opens_and_the_old_keys_are_gone(either: Instance) -> None:
    conversation = either.talk("address", WORDS)
    old = either.settings.key_path.read_text()
    assert rotate(either.settings, no_pause) == 2
    assert opens(either, conversation)
    for path in (either.settings.key_path, either.settings.assistant_key_path):
        assert versions(path) == {"2"}
        assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(old)["keys"]["1"] not in either.settings.key_path.read_text()
    assert sorted(path.name for path in either.settings.key_path.parent.iterdir()) == [
        "assistant.json",
        "instance.json",
    ]


def test_a_running_process_goes_on_and_people_are_still_found(either: Instance) -> None:
    running = either.services()
    conversation = either.talk("address", WORDS)
    running.conversations.state(conversation)
    token = running.sealer.derive("web-session")
    rotate(either.settings, no_pause)
    assert running.conversations.find("web", "address") == conversation
    assert running.conversations.transcript(conversation, 0)[0].text == WORDS
    assert running.sealer.derive("web-session") == token
    fresh = running.conversations.open("web", "another", "ru")
    running.conversations.receive(fresh, "u1", Incoming(text=WORDS), WORDS)
    rotate(either.settings, no_pause)
    assert running.conversations.transcript(fresh, 0)[0].text == WORDS
    running.close()


def test_what_a_process_sealed_under_the_old_key_meanwhile_is_not_left_behind(either: Instance) -> None:
    late: list[str] = []

    def meanwhile(_seconds: float) -> None:
        if not late:
            by_hand(either, "UPDATE conversation SET wrapped_key = (SELECT body FROM old)")
            late.append("written")

    conversation = either.talk("address", WORDS)
    by_hand(either, "CREATE TABLE old AS SELECT wrapped_key AS body FROM conversation")
    assert rotate(either.settings, meanwhile) == 3
    assert late
    assert opens(either, conversation)


@pytest.mark.parametrize("cut_after", [1, 2])
def test_a_rotation_cut_short_is_finished_by_the_next_one(either: Instance, cut_after: int) -> None:
    conversation = either.talk("address", WORDS)
    pauses = 0

    def cut(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == cut_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate(either.settings, cut)
    assert opens(either, conversation)
    rotate(either.settings, no_pause)
    assert opens(either, conversation)
    for path in (either.settings.key_path, either.settings.assistant_key_path):
        assert len(versions(path)) == 1


def test_a_value_that_cannot_be_opened_stops_the_rotation_and_the_old_key_stays(either: Instance) -> None:
    conversation = either.talk("address", WORDS)
    either.talk("broken", WORDS)
    cut = "UPDATE conversation SET wrapped_key = substr(wrapped_key, 1, 40) WHERE id <> :id"
    by_hand(either, cut, id=conversation)
    with pytest.raises(SealError, match="tampered"):
        rotate(either.settings, no_pause)
    assert "1" in versions(either.settings.key_path)
    assert opens(either, conversation)


def test_a_key_file_of_the_first_version_rotates_and_its_people_are_still_found(either: Instance) -> None:
    path = either.settings.key_path
    ring = json.loads(path.read_text())
    del ring["root"]
    path.write_text(json.dumps(ring))
    conversation = either.talk("address", WORDS)
    rotate(either.settings, no_pause)
    services = either.services()
    assert services.conversations.find("web", "address") == conversation
    assert opens(either, conversation)
    services.close()


def test_a_destroyed_key_file_opens_nothing_any_more(either: Instance) -> None:
    either.talk("address", WORDS)
    keys.destroy(either.settings.key_path)
    keys.destroy(either.settings.key_path)
    with pytest.raises(keys.KeyFileError, match="missing"):
        keys.load(either.settings.key_path)
