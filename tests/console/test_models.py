"""The page of models: a trainer trains, compares, promotes and goes back; a worse one waits for a second person."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.assistant.nlu import bars
from bot.bootstrap import Services
from bot.console.texts import load_texts
from bot.settings import Settings
from bot.studio import progress, training
from bot.studio.progress import Progress
from bot.studio.shelf import Shelf
from tests.console.conftest import Visitor
from tests.studio.conftest import Instance

Join = Callable[..., Visitor]


@pytest.fixture
def instance(services: Services) -> Instance:
    """Models of the console's own instance, made by the stand-in."""
    return Instance(services.settings.home)


def trained(instance: Instance, services: Services, **how: object) -> str:
    instance.next(**how)
    return training.train(instance.settings, lambda line: None, services.now).name


@pytest.fixture
def shelf(services: Services) -> Shelf:
    return Shelf(services.settings.model_path)


def test_a_model_that_is_not_worse_is_promoted_with_one_press_and_taken_back_with_another(
    join: Join, services: Services, instance: Instance, shelf: Shelf
) -> None:
    owl = join("сова", "trainer")
    first = trained(instance, services)
    shelf.promote(first, "2026-11-22", "start")
    second = trained(instance, services, right=0.93)
    page = owl.get(f"/studio/models/{second}").text
    assert "93.0%" in page
    assert "Можно ставить" in page
    assert owl.post(f"/studio/models/{second}/promote").status_code == 303
    assert shelf.serving() == second
    assert f"Вернуть {first}" in owl.get("/studio/models").text
    assert owl.post("/studio/models/rollback", {"reason": "плохо читает"}).status_code == 303
    assert shelf.serving() == first
    assert "плохо читает" in owl.get("/studio/models").text
    actions = [row.action for row in services.audit.entries(10, None)]
    assert {"model_promoted", "model_rolled_back"} <= set(actions)


def test_a_worse_one_waits_for_a_second_person_with_a_reason(
    join: Join, services: Services, instance: Instance, shelf: Shelf
) -> None:
    owl, wren = join("сова", "trainer"), join("щегол", "trainer")
    first = trained(instance, services)
    shelf.promote(first, "2026-11-22", "start")
    worse = trained(instance, services, crisis=2)
    path = f"/studio/models/{worse}"
    assert "Не услышано криков отчаяния" in owl.get(path).text
    for reason in ("", "в корпусе неверная строка"):
        answer = owl.post(f"{path}/promote", {"reason": reason})
        assert answer.status_code == 409
        assert shelf.serving() == first
    assert "Нужен ещё один человек" in answer.text
    assert "сова согласен: в корпусе неверная строка" in wren.get(path).text
    assert wren.post(f"{path}/promote", {"reason": "согласен, строка неверна"}).status_code == 303
    assert shelf.serving() == worse


def test_each_cell_of_the_confusions_leads_to_its_messages(
    join: Join, services: Services, instance: Instance, shelf: Shelf
) -> None:
    owl, name = join("сова", "trainer"), trained(instance, services)
    page = owl.get(f"/studio/models/{name}/messages?meant=greeting").text
    assert "heldout_d.yml:3" in page
    assert owl.get(f"/studio/models/{name}/pictures/about.json").status_code == 404
    shelf.path(name, "confusion.svg").write_text("<svg/>")
    assert owl.get(f"/studio/models/{name}/pictures/confusion.svg").headers["content-type"] == "image/svg+xml"


def test_the_bar_tells_the_stage_and_the_time_left(join: Join, services: Services, shelf: Shelf) -> None:
    owl, now = join("сова", "trainer"), services.now().timestamp()
    shelf.folder.mkdir(parents=True, exist_ok=True)
    with shelf.locked("training"):
        progress.write(shelf.progress, Progress(now, "reading", now).enter("exam", now + 1))
        told = owl.get("/studio/models/training").json()
        assert told["runs"]
        assert "экзамен" in told["text"]
        assert owl.post("/studio/models/train").headers["location"].endswith("trains_already")
        assert "<progress" in owl.get("/studio/models").text
    assert not owl.get("/studio/models/training").json()["runs"]


def test_the_button_begins_a_training_in_a_process_of_its_own(
    join: Join, services: Services, trainings: list[Settings]
) -> None:
    assert join("сова", "trainer").post("/studio/models/train").status_code == 303
    assert trainings == [services.settings]


def test_whatever_a_comparison_holds_has_a_word(services: Services) -> None:
    names = {name.partition(".")[0] for name in bars.BARS}
    for texts in load_texts().values():
        assert {f"figure_{name}" for name in names} <= texts.keys()
