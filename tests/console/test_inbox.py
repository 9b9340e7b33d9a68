"""The inbox: what was misread, without anybody in it, is named with one press and becomes examples after a check."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.bootstrap import Services
from bot.cases.learning import Sample
from bot.settings import ROOT
from bot.studio.versions import Versions
from bot.studio.workspace import Workspace
from tests.console.conftest import Visitor
from tests.console.test_studio_files import fields

Join = Callable[..., Visitor]
READ = (("leave_general", 0.41), ("transfer", 0.2))


@pytest.fixture(autouse=True)
def commits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Versions, "keep", lambda *_: "")


def cards(page: str) -> list[tuple[str, list[str]]]:
    """The text shown first of each card and the ids behind it."""
    found = re.findall(r'<li class="card">(.*?)</form>', page, re.DOTALL)
    ids = [re.findall(r'name="id" value="(\w+)"', card) for card in found]
    return [(re.findall(r"<strong>(.*?)</strong>", card)[0], of) for card, of in zip(found, ids, strict=True)]


def test_like_messages_are_one_card_with_what_was_read_and_the_rule_that_spoke(join: Join, services: Services) -> None:
    for text in ("как перевестись в другую часть", "как мне перевестись в другую часть", "мороз"):
        services.learning.add(Sample(text, "ru", READ, "sure", "answer_topic"))
    page = join("сова", "trainer").get("/studio/inbox").text
    assert sorted(len(ids) for _, ids in cards(page)) == [1, 2]
    assert "leave_general 0.41, transfer 0.20" in page
    assert "Ответило правило answer_topic." in page


def test_one_press_names_a_whole_group_and_what_is_of_no_use_goes(join: Join, services: Services) -> None:
    owl = join("сова", "trainer")
    for text in ("как перевестись в другую часть", "как мне перевестись в другую часть", "мороз"):
        services.learning.add(Sample(text, "ru", READ))
    shown = dict(cards(owl.get("/studio/inbox").text))
    pair = next(ids for ids in shown.values() if len(ids) == 2)
    answer = owl.post("/studio/inbox/label", {"id": pair, "chosen": "transfer"})
    assert answer.headers["location"].startswith("/studio/inbox?last=transfer")
    page = owl.get("/studio/inbox?last=transfer").text
    [(text, [single])] = cards(page)
    assert "как предыдущее, transfer" in page
    assert owl.post("/studio/inbox/label", {"id": [single], "chosen": "none"}).status_code == 303
    assert {one.label for one in services.learning.all()} == {"transfer"}
    assert owl.post("/studio/inbox/label", {"id": pair, "label": "no_such"}).status_code == 400


def test_nothing_becomes_an_example_before_a_person_has_checked_it(join: Join, services: Services) -> None:
    owl, space = join("сова", "trainer"), Workspace(ROOT, services.settings.studio_path)
    services.learning.add(Sample("меня из [место] переведут ли поближе к родне", "ru", READ, label="transfer"))
    assert "/studio/examples/transfer?from=inbox" in owl.get("/studio/inbox/labelled").text
    path = "/studio/examples/transfer"
    sent = {**fields(owl.get(f"{path}?from=inbox")), "from": "inbox"}
    assert sent["part.ru"].rstrip().endswith("поближе к родне")
    assert "вместо скобок" in owl.post(path, {**sent, "step": "look"}).text
    assert len(services.learning.all()) == 1
    mended = {**sent, "part.ru": sent["part.ru"].replace("[место]", "Сибири")}
    seen = owl.post(path, {**mended, "step": "look"})
    assert owl.post(path, {**fields(seen), "from": "inbox", "step": "save"}).status_code == 303
    assert "меня из Сибири переведут ли поближе к родне" in space.read("data/nlu/ru/transfer.yml")
    assert services.learning.all() == ()


def test_an_answer_to_a_question_of_ours_is_named_among_its_answers(join: Join, services: Services) -> None:
    owl = join("сова", "trainer")
    services.learning.add(Sample("да вроде как туда едем", "ru", READ, "missed", "", "in_zone"))
    page = owl.get("/studio/inbox").text
    assert 'value="answer:in_zone:values.yes"' in page
    [(_, ids)] = cards(page)
    owl.post("/studio/inbox/label", {"id": ids, "label": "answer:in_zone:values.yes", "question": "in_zone"})
    sent = fields(owl.get("/studio/answers/in_zone?from=inbox"))
    assert sent["part.values.yes.ru"].rstrip().endswith("да вроде как туда едем")


def test_a_question_that_people_ask_is_named_by_its_title_and_waits_in_its_record(
    join: Join, services: Services
) -> None:
    owl = join("сова", "trainer")
    services.learning.add(Sample("обязан ли я сдавать телефон ротному", "ru", READ))
    page = owl.get("/studio/inbox").text
    record = next(iter(services.knowledge.asked))
    title = services.knowledge.asked[record].rule.title.ru
    assert f'<option value="{title}">' in page
    [(_, ids)] = cards(page)
    answer = owl.post("/studio/inbox/label", {"id": ids, "label": "transfer", "asked": title})
    assert answer.headers["location"].startswith("/studio/inbox?last=asked")
    found = re.search(r'href="(/studio/questions/[^"]+)\?from=inbox"', owl.get("/studio/inbox/labelled").text)
    assert found
    sent = fields(owl.get(f"{found[1]}?from=inbox"))
    assert sent["part.asked.ru"].rstrip().endswith("обязан ли я сдавать телефон ротному")
    assert owl.post("/studio/inbox/label", {"id": ids, "label": "transfer", "asked": "нет такого"}).status_code == 400
