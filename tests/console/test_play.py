"""Playing a talk: two sides with their reasons, kept only where it is made a test, forgotten with the page."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.bootstrap import Services
from bot.console.app import build
from bot.console.studio import rehearsing
from bot.console.studio.rehearsing import Rehearsing
from bot.settings import ROOT
from bot.studio import talks
from bot.studio.shelf import Shelf
from bot.studio.workspace import Workspace
from tests.channels.server import Server
from tests.console.conftest import Visitor
from tests.console.test_studio_files import commits, space  # noqa: F401  # fixtures among them

Join = Callable[..., Visitor]
SAID = "служу по контракту, хочу уволиться"
PATIENCE = 120  # seconds: the machine may be loaded


@pytest.fixture
def stage(services: Services) -> Rehearsing:
    """Where rehearsals are played, without Rasa."""
    return Rehearsing(services.settings, "tests.rehearsal.process")


@pytest.fixture
def console(services: Services, stage: Rehearsing) -> Iterator[Server]:
    """The application, with a model that serves and a candidate."""
    shelf = Shelf(services.settings.model_path)
    shelf.folder.mkdir(parents=True)
    for number in (1, 2):
        archive = shelf.folder / "new"
        archive.write_bytes(bytes([number]))
        name = shelf.add(archive, f"2026-11-0{number}").name
        if number == 1:
            shelf.promote(name, "2026-11-01", "start")
    app = build(services)
    app.state.rehearsing = stage
    server = Server(app)
    server.start()
    yield server
    for who in (member.id for member in services.people.everybody()):
        stage.end(who)
    server.stop()


def candidate(services: Services) -> str:
    shelf = Shelf(services.settings.model_path)
    return next(one.name for one in shelf.all() if one.name != shelf.serving())


def state(owl: Visitor) -> str:
    return str(owl.get("/studio/play/state").json()["state"])


def played(owl: Visitor, services: Services) -> None:
    """Begin and wait until both sides are loaded."""
    sent: dict[str, object] = {"model": candidate(services), "lang": "ru", "changes": "yes"}
    assert owl.post("/studio/play/start", sent).status_code == 303
    until = time.monotonic() + PATIENCE
    while state(owl) == "loading" and time.monotonic() < until:
        time.sleep(0.3)
    assert state(owl) == "ready"


def say(owl: Visitor, **said: object) -> str:
    answer = owl.post("/studio/play/say", said)
    assert answer.status_code == 303, answer.text
    return owl.get("/studio/play").text


def test_a_talk_is_played_on_both_sides_with_reasons_and_forgotten(join: Join, services: Services) -> None:
    owl, crow = join("сова", "trainer"), join("ворона", "trainer")
    played(owl, services)
    page = say(owl, text=SAID)
    assert page.count("Ответило правило stories.") == 2
    assert page.count('<a href="/studio/cards/rules-main#part-1">') == 2 or "/studio/cards/rules-" in page
    assert page.count("facts.category") == 2
    assert "изменилось" in page
    assert "Одновременно может только один" in crow.get("/studio/play").text
    assert SAID not in crow.get("/studio/play").text
    assert crow.post("/studio/play/start", {"model": candidate(services), "lang": "ru"}).status_code == 409
    assert not holds(services.settings.home, SAID)
    assert owl.post("/studio/play/end").status_code == 303
    assert SAID not in owl.get("/studio/play").text
    assert state(owl) == "none"


def test_a_talk_becomes_a_test_with_one_press_and_is_played_again_on_its_day(
    join: Join, services: Services, space: Workspace, commits: list[tuple[str, str]]  # noqa: F811
) -> None:  # fmt: skip
    owl = join("сова", "trainer")
    played(owl, services)
    say(owl, text=SAID)
    say(owl, text="отпуск")
    told = owl.post("/studio/play/download", {"name": "he tells and asks", "side": "left"})
    assert [one.name for one in talks.talks("any", told.text)] == ["he tells and asks"]
    assert owl.post("/studio/play/keep", {"name": "he tells and asks", "side": "right"}).status_code == 303
    names = ["tests/dialogue/readings/played.json", "tests/dialogue/talks/played.yml"]
    assert space.changes() == names
    assert sorted(name for name, _ in commits) == names
    text = space.read(names[1])
    assert text.startswith((ROOT / names[1]).read_text(encoding="utf-8"))
    made = next(one for one in talks.talks("played", text) if one.name == "he tells and asks")
    assert made.turns[0]["facts"] == {"category": "contract"}
    assert len(talks.readings(space.read(names[0]))[made.name]) == len(made.turns) == 2
    assert owl.post("/studio/play/keep", {"name": "he tells and asks", "side": "right"}).status_code == 409
    assert owl.post("/studio/play/run", {"talk": "played: he tells and asks"}).status_code == 303
    page = owl.get("/studio/play").text
    assert "Проигран разговор «he tells and asks»" in page
    assert "Разговор ждал другого" not in page
    other = next(one for one in talks.talks("digression", read("digression")) if one.turns[0].get("asks"))
    owl.post("/studio/play/run", {"talk": f"digression: {other.name}"})
    assert "Разговор ждал другого" in owl.get("/studio/play").text, "without a model it goes otherwise"


def test_what_could_tell_who_somebody_is_becomes_no_test(join: Join, services: Services, space: Workspace) -> None:  # noqa: F811
    owl = join("сова", "trainer")
    played(owl, services)
    say(owl, text="мой номер 89123456789")
    answer = owl.post("/studio/play/keep", {"name": "номер", "side": "right"})
    assert "похоже на номер" in answer.text
    assert space.changes() == []


def test_a_rehearsal_nobody_looks_at_ends_and_its_process_with_it(
    join: Join, services: Services, monkeypatch: pytest.MonkeyPatch, stage: Rehearsing
) -> None:
    monkeypatch.setattr(rehearsing, "_LOOK", 0.2)
    monkeypatch.setattr(rehearsing, "LEFT", 1.0)
    owl = join("сова", "trainer")
    played(owl, services)
    found = stage.of(owl.person_id)
    assert found
    until = time.monotonic() + PATIENCE
    while stage.of(owl.person_id) and time.monotonic() < until:
        time.sleep(0.2)
    assert found.process.wait(PATIENCE) != 0
    assert found.exchanges == []
    assert owl.post("/studio/play/say", {"text": SAID}).status_code == 409


def test_nobody_plays_while_a_model_is_trained(join: Join, services: Services) -> None:
    owl = join("сова", "trainer")
    with Shelf(services.settings.model_path).locked("training"):
        answer = owl.post("/studio/play/start", {"model": candidate(services), "lang": "ru"})
    assert "Идёт обучение" in answer.text
    assert state(owl) == "none"


def test_the_map_of_the_rules_leads_to_every_card(join: Join) -> None:
    owl = join("сова", "trainer")
    page = owl.get("/studio/graph")
    while "Картинка рисуется" in page.text:
        page = owl.get("/studio/graph")
    links = set(re.findall(r'<a href="(/studio/cards/[^"]+)"', page.text))
    assert any(link.startswith("/studio/cards/rules-moves#part-") for link in links)
    drawn = set(re.findall(r'xlink:href="(/studio/cards/[^"]+)"', svg(page)))
    assert drawn == links
    assert "style=" not in svg(page), "the page allows no style of its own"


def svg(page: httpx.Response) -> str:
    found = re.search(r"<svg.*?</svg>", page.text[page.text.index("<main") :], re.DOTALL)
    assert found, page.text
    return found[0]


def read(stem: str) -> str:
    return (ROOT / "tests" / "dialogue" / "talks" / f"{stem}.yml").read_text(encoding="utf-8")


def holds(folder: Path, text: str) -> bool:
    files = (path for path in folder.rglob("*") if path.is_file())
    return any(text.encode() in path.read_bytes() for path in files)
