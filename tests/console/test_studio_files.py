"""A trainer changes what the bot learns from: he sees what is wrong and what differs before anything is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import httpx
import pytest

from bot.bootstrap import Services
from bot.settings import ROOT
from bot.studio.versions import Versions
from bot.studio.workspace import Workspace
from tests.console.conftest import Visitor

Join = Callable[..., Visitor]


@pytest.fixture
def space(services: Services) -> Workspace:
    return Workspace(ROOT, services.settings.studio_path)


@pytest.fixture(autouse=True)
def commits(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What would be committed: the tests leave the project's own repository alone."""
    kept: list[tuple[str, str]] = []
    monkeypatch.setattr(
        Versions, "keep", lambda _self, name, _text, author, _message: kept.append((name, author)) or ""
    )
    return kept


def fields(page: httpx.Response) -> dict[str, str]:
    """The form of an editor as a browser would send it."""
    hidden = dict(re.findall(r'<input type="hidden" name="(base|seen)" value="(\w+)"', page.text))
    parts = re.findall(r'name="(part\.[^"]+)"[^>]*>\n(.*?)</textarea>', page.text, re.DOTALL)
    return hidden | {name: unescape(text) for name, text in parts}


def look(visitor: Visitor, path: str, **changed: str) -> httpx.Response:
    sent = fields(visitor.get(path)) | {name.replace("__", "."): text for name, text in changed.items()}
    return visitor.post(path, {**sent, "step": "look"})


def test_an_example_is_added_after_a_look_and_only_its_line_differs(
    join: Join, space: Workspace, commits: list[tuple[str, str]], services: Services
) -> None:
    owl, path, name = join("сова", "trainer"), "/studio/examples/leave_annual", "data/nlu/ru/leave_annual.yml"
    before = space.read(name)
    lines = fields(owl.get(path))["part.ru"]
    seen = look(owl, path, part__ru=lines + "\nотпустят ли меня в отпуск к морю\n")
    assert "<ins>+     - отпустят ли меня в отпуск к морю</ins>" in seen.text
    assert space.changes() == [], "a look keeps nothing"
    assert owl.post(path, {**fields(seen), "step": "save"}).status_code == 303
    assert space.changes() == [name]
    assert [line for line in space.read(name).splitlines() if line not in before.splitlines()] == [
        "    - отпустят ли меня в отпуск к морю"
    ]
    assert commits == [(name, "сова")]
    assert "studio_file_changed" in {row.action for row in services.audit.entries(5, None)}
    assert name in owl.get("/studio/changes").text
    owl.post("/studio/changes/drop", {"name": name})
    assert space.changes() == []


def test_what_is_wrong_is_said_in_words_and_cannot_be_saved(join: Join, space: Workspace) -> None:
    owl, path = join("сова", "trainer"), "/studio/examples/greeting"
    lines = fields(owl.get(path))["part.ru"]
    seen = look(owl, path, part__ru=lines + "\nменя зовут [имя], здрасьте всем вам\n")
    assert "вместо скобок напишите обычное слово" in seen.text
    assert 'value="save"' not in seen.text
    assert "Проверить" in owl.post(path, {**fields(seen), "step": "save"}).text
    assert space.changes() == []


def test_nothing_is_saved_that_was_not_looked_at(join: Join, space: Workspace) -> None:
    owl, path = join("сова", "trainer"), "/studio/answers/sex"
    seen = look(owl, path)
    assert "Ничего не изменено" in seen.text
    sent = fields(seen)
    first = next(name for name in sent if name.startswith("part.values"))
    answer = owl.post(path, {**sent, first: sent[first] + "\nсовсем новый ответ", "step": "save"})
    assert answer.status_code == 200
    assert space.changes() == []
    assert owl.post(path, {**fields(answer), "step": "save"}).status_code == 303
    assert space.changes() == ["data/answers/sex.yml"]


def test_who_comes_too_late_is_told_and_loses_nothing(join: Join, space: Workspace) -> None:
    owl, path = join("сова", "trainer"), "/studio/answers/sex"
    stale = fields(owl.get(path))
    first = next(name for name in stale if name.startswith("part.values"))
    sent = fields(look(owl, path, **{first.replace(".", "__"): stale[first] + "\nодин новый ответ"}))
    owl.post(path, {**sent, "step": "save"})
    late = owl.post(path, {**stale, first: stale[first] + "\nдругой новый ответ", "step": "look"})
    assert late.status_code == 409
    assert "другой новый ответ" in late.text


def test_a_record_is_edited_in_both_languages_side_by_side_and_the_law_has_the_last_word(
    join: Join, space: Workspace
) -> None:
    owl = join("сова", "trainer")
    assert "/studio/questions/contract_expired/expiry_go_home" in owl.get("/studio/questions/contract_expired").text
    path = "/studio/questions/contract_expired/expiry_go_home"
    sent = fields(owl.get(path))
    assert {"part.title.ru", "part.title.en", "part.asked.ru", "part.answers.0.short.en"} <= sent.keys()
    seen = look(owl, path, part__title__ru="Контракт вышел: можно домой?")
    assert 'ru: "Контракт вышел: можно домой?"' in unescape(seen.text)
    assert owl.post(path, {**fields(seen), "step": "save"}).status_code == 303
    assert space.changes() == ["bot/law/knowledge/ru/questions/contract_expired.yml"]
    refused = look(owl, path, part__answers__0__short__ru=" ")
    assert "Закон не принял" in refused.text
    assert 'value="save"' not in refused.text


def test_every_file_that_is_listed_opens(join: Join) -> None:
    owl = join("сова", "trainer")
    listed = re.findall(r'href="(/studio/(?:answers|questions|examples)/[^"]+)"', owl.get("/studio/files").text)
    assert len(listed) > 150
    for path in listed[::9]:
        assert owl.get(path).status_code == 200, path


@pytest.mark.parametrize("path", ["/studio/examples/none", "/studio/answers/%2e%2e%2fx", "/studio/questions/awol/none"])
def test_what_is_not_there_is_not_found(join: Join, path: str) -> None:
    assert join("сова", "trainer").get(path).status_code == 404
