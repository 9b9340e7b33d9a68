"""What trainers changed of the records speaks when a legal editor, who is somebody else, has approved it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.bootstrap import Services
from bot.settings import ROOT
from bot.studio.workspace import LAW, Workspace
from tests.console.conftest import Visitor

Join = Callable[..., Visitor]
NAME = f"{LAW}questions/contract_expired.yml"
OLD, NEW = "Контракт кончился: можно домой?", "Контракт вышел: можно домой?"


@pytest.fixture
def space(services: Services) -> Workspace:
    return Workspace(ROOT, services.settings.studio_path)


def seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    assert found, page
    return found[1]


def test_an_editor_approves_and_the_service_says_it(join: Join, services: Services, space: Workspace) -> None:
    assert services.knowledge.question("expiry_go_home").rule.title.ru == OLD
    space.write(NAME, space.read(NAME).replace(OLD, NEW), "somebody")
    owl = join("сова", "editor")
    page = owl.get("/studio/approve").text
    assert NEW in page
    assert owl.post("/studio/approve", {"name": NAME, "seen": seen(page)}).status_code == 303
    made = Services(services.settings, services.now)
    assert made.knowledge.question("expiry_go_home").rule.title.ru == NEW
    assert "record_approved" in {row.action for row in services.audit.entries(5, None)}
    owl.post("/studio/approve/drop", {"name": NAME})
    assert Services(services.settings).knowledge.question("expiry_go_home").rule.title.ru == OLD


def test_nobody_approves_his_own_words_or_words_he_has_not_seen(
    join: Join, services: Services, space: Workspace
) -> None:
    owl = join("сова", "editor", "trainer")
    space.write(NAME, space.read(NAME).replace(OLD, NEW), owl.person_id)
    page = owl.get("/studio/approve").text
    assert "Одобрить должен другой" in owl.post("/studio/approve", {"name": NAME, "seen": seen(page)}).text
    space.write(NAME, space.read(NAME).replace(NEW, "Ещё иначе?"), "somebody")
    assert owl.post("/studio/approve", {"name": NAME, "seen": seen(page)}).status_code == 409
    assert Workspace(ROOT, services.settings.approved_path).changes() == []


def test_what_the_law_refuses_cannot_be_approved(join: Join, services: Services, space: Workspace) -> None:
    space.write(NAME, space.read(NAME).replace("sources: [decree_647_4", "sources: [no_such_source"), "somebody")
    owl = join("сова", "editor")
    answer = owl.post("/studio/approve", {"name": NAME, "seen": seen(owl.get("/studio/approve").text)})
    assert answer.status_code == 409
    assert "no_such_source" in answer.text
    assert Workspace(ROOT, services.settings.approved_path).changes() == []
