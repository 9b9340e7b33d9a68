"""What is signed or withdrawn on an instance reaches every part of it within seconds, and is there after a restart."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.bootstrap import Services
from bot.law import Profile, answer, assess
from bot.live import Live, Shut, State
from bot.settings import ROOT, Settings
from bot.studio.workspace import LAW, Workspace
from bot.vault import keys

HELPER = "peaceplea"
NAME = f"{LAW}questions/contract_expired.yml"
OLD, NEW = "Контракт кончился: можно домой?", "Контракт вышел: можно домой?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path / "home", mode="local", _env_file=None)
    for path in (made.key_path, made.assistant_key_path):
        keys.create(path)
    return made


@pytest.fixture
def serving(settings: Settings) -> Iterator[Services]:
    """Another part of the same instance, already at work."""
    made = Services(settings)
    assert made.knowledge and made.directory
    yield made
    made.close()


def title(services: Services) -> str:
    return services.knowledge.question("expiry_go_home").rule.title.ru


def live(settings: Settings) -> Live:
    return Live(settings.live_path, Workspace(ROOT, settings.approved_path))


def shut(settings: Settings, *names: str) -> None:
    live(settings).change(lambda state: replace(state, shut=dict.fromkeys(names, Shut("p1", "2026-12-01"))))


def test_a_withdrawn_answer_way_and_contact_vanish_from_a_running_part_and_come_back(
    settings: Settings, serving: Services
) -> None:
    law, directory, today = serving.knowledge, serving.directory, serving.today()
    question = next(iter(law.asked))
    shut(settings, f"question:{question}", "option:age_limit", f"contact:{HELPER}")
    serving.refresh()
    assert answer(question, Profile(), today, law).text == law.phrases.shut
    [way] = [one for one in assess(Profile(), today, law) if one.option == "age_limit"]
    assert way.reasons[0].text == law.phrases.shut
    offered = [one.id for one in directory.find(topic=None, on=today, limit=99)]
    assert HELPER not in offered and offered
    shut(settings)
    serving.refresh()
    assert not answer(question, Profile(), today, law).withdrawn
    assert HELPER in [one.id for one in directory.find(topic=None, on=today, limit=99)]


def test_a_part_that_keeps_current_takes_it_over_by_itself_within_seconds(
    settings: Settings, serving: Services
) -> None:
    serving.keep_current(every=0.05)
    shut(settings, "option:age_limit")
    until = time.monotonic() + 10
    while "option:age_limit" not in serving.knowledge.shut:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_it_is_there_after_a_restart(settings: Settings) -> None:
    shut(settings, f"contact:{HELPER}", "option:age_limit")
    fresh = Services(settings)
    assert fresh.knowledge.shut == {"option:age_limit"}
    assert fresh.directory.shut == {HELPER}


def test_nothing_is_loaded_anew_while_nothing_changed(serving: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(_: Live) -> None:
        raise AssertionError("the law was loaded")

    monkeypatch.setattr(Live, "law", forbidden)
    serving.refresh()


def test_a_file_that_is_none_of_ours_stops_the_start_and_changes_nothing_for_those_at_work(
    settings: Settings, serving: Services
) -> None:
    settings.edits_path.mkdir()
    settings.live_path.write_text(json.dumps({"sources": []}))
    before = dict(serving.knowledge.sources)
    with pytest.raises(ValueError, match="not a file"):
        serving.refresh()
    assert serving.knowledge.sources == before
    with pytest.raises(ValueError, match="not a file"):
        _ = Services(settings).knowledge


def test_what_is_kept_comes_back_as_it_was_put(settings: Settings) -> None:
    kept = live(settings)
    assert kept.state() == State()
    shut(settings, "option:age_limit")
    assert kept.state() == State(shut={"option:age_limit": Shut("p1", "2026-12-01")})
    assert kept.state().laid().shut == {"option:age_limit"}


def test_an_approved_record_speaks_and_goes_as_soon(settings: Settings, serving: Services) -> None:
    approved = Workspace(ROOT, settings.approved_path)
    approved.write(NAME, approved.read(NAME).replace(OLD, NEW), "owl")
    serving.refresh()
    assert title(serving) == title(Services(settings)) == NEW
    approved.write(NAME, (ROOT / NAME).read_text(encoding="utf-8"), "owl")
    serving.refresh()
    assert title(serving) == OLD


def test_where_the_law_refuses_a_record_the_projects_own_speaks_and_what_is_withdrawn_stays_so(
    settings: Settings, serving: Services, caplog: pytest.LogCaptureFixture
) -> None:
    approved = Workspace(ROOT, settings.approved_path)
    approved.write(NAME, approved.read(NAME).replace("sources: [decree_647_4", "sources: [no_such_source"), "owl")
    shut(settings, "option:age_limit")
    serving.refresh()
    assert title(serving) == OLD
    assert serving.knowledge.shut == {"option:age_limit"}
    assert "not used" in caplog.text
