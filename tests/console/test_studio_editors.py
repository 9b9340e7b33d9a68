"""Cards of rules, topics of the law, words to read by and new questions are changed on a page, without a shell."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from bot.bootstrap import Services
from bot.settings import ROOT
from bot.studio.workspace import Workspace
from tests.console.conftest import Visitor
from tests.console.test_studio_files import commits, fields, look, space  # noqa: F401  # fixtures among them

Join = Callable[..., Visitor]
QUICK = 2.0  # seconds of a check
ASKED = {
    "ru": "\n".join(f"спрашиваю о медведях так, способ {word}" for word in
                    "первый второй третий четвёртый пятый шестой седьмой восьмой девятый десятый иной другой".split()),
    "en": "\n".join(f"a question on bears, way {word}" for word in "one two three four five six".split()),
    "uk": "\n".join(f"питаю про ведмедів, спосіб {word}" for word in "перший другий третій".split()),
}  # fmt: skip


def filled(**changed: str) -> dict[str, str]:
    told = {
        "part.id": "bears_in_unit", "part.title.ru": "Медведи в части", "part.title.en": "Bears in the unit",
        "part.short.ru": "О медведях сообщают рапортом.", "part.short.en": "Bears are reported to the commander.",
        "part.sources": "project_rules", "part.risk": "",
        **{f"part.asked.{lang}": text for lang, text in ASKED.items()},
    }  # fmt: skip
    return told | changed


@pytest.mark.parametrize(
    "path", ["/studio/cards/rules-answers", "/studio/topics/leave_annual", "/studio/words/reading-speaker",
             "/studio/words/conversation-told"],
)  # fmt: skip
def test_a_form_that_nobody_touched_changes_nothing_and_is_checked_at_once(join: Join, path: str) -> None:
    owl = join("сова", "trainer")
    sent: dict[str, object] = {**fields(owl.get(path)), "step": "look"}
    owl.post(path, sent)  # the first look reads the law
    begun = time.monotonic()
    answer = owl.post(path, sent)
    assert time.monotonic() - begun < QUICK
    assert "Ничего не изменено" in answer.text


def test_an_intent_goes_from_one_card_to_another(join: Join, space: Workspace, commits: list[tuple[str, str]]) -> None:  # noqa: F811
    owl, path = join("сова", "trainer"), "/studio/cards/rules-moves"
    sent = fields(owl.get(path))
    name = "part.an answer, a choice or a button"
    assert "когда inform" in sent[name]
    seen = owl.post(path, {**sent, name: sent[name].replace("или unsure\n", ""), "step": "look"})
    assert "<del>-           - intent: unsure</del>" in seen.text
    assert owl.post(path, {**fields(seen), "step": "save"}).status_code == 303
    assert space.changes() == ["data/rules/moves.yml"]
    assert commits == [("data/rules/moves.yml", "сова")]


def test_a_card_that_would_stop_the_training_is_refused_in_words(join: Join, space: Workspace) -> None:  # noqa: F811
    owl, path = join("сова", "trainer"), "/studio/cards/rules-drafting"
    for lines, said in (
        ("мой рассказ\nкогда greeting\nтогда action_take_story", "О greeting говорят две карточки по-разному"),
        ("мой рассказ\nкогда выдумка_одна", "темы выдумка_одна нет"),
        ("мой рассказ\nпотом greeting", "Строка 1 карточки не читается"),
    ):
        answer = look(owl, path, part__new_card=lines)
        assert said in answer.text
        assert 'value="save"' not in answer.text
    assert space.changes() == []


def test_the_wording_of_a_topic_speaks_when_a_legal_editor_approves_it(
    join: Join, services: Services, space: Workspace  # noqa: F811
) -> None:  # fmt: skip
    owl, heron, path = join("сова", "trainer"), join("цапля", "editor"), "/studio/topics/leave_annual"
    name = "bot/law/knowledge/ru/topics/leave_annual.yml"
    sent = fields(owl.get(path))
    title = next(key for key in sent if key.endswith(".title.ru"))
    seen = owl.post(path, {**sent, title: "Отпуск за год службы", "step": "look"})
    assert owl.post(path, {**fields(seen), "step": "save"}).status_code == 303
    assert services.knowledge.topics["leave_annual"].title.ru != "Отпуск за год службы"
    page = heron.get("/studio/approve").text
    assert name in page
    mark = page.split('name="seen" value="')[1].split('"')[0]
    assert heron.post("/studio/approve", {"name": name, "seen": mark}).status_code == 303
    services.refresh()
    assert services.knowledge.topics["leave_annual"].title.ru == "Отпуск за год службы"


def test_a_new_question_is_put_down_without_a_file_being_opened(
    join: Join, services: Services, space: Workspace  # noqa: F811
) -> None:  # fmt: skip
    owl, heron, path = join("сова", "trainer"), join("цапля", "editor"), "/studio/new-question/leave"
    name = "bot/law/knowledge/ru/questions/leave.yml"
    assert path in owl.get("/studio/questions/leave").text
    page = owl.get(path)
    assert "project_rules" in page.text, "the sources stand where they are asked for"
    seen = owl.post(path, {**fields(page), **filled(), "step": "look"})
    assert 'value="save"' in seen.text, seen.text
    assert owl.post(path, {**fields(seen), "step": "save"}).status_code == 303
    assert space.read(name).startswith((ROOT / name).read_text(encoding="utf-8"))
    assert "Медведи в части" in owl.get("/studio/questions/leave").text
    shown = heron.get("/studio/approve").text
    mark = shown.split('name="seen" value="')[1].split('"')[0]
    assert heron.post("/studio/approve", {"name": name, "seen": mark}).status_code == 303
    services.refresh()
    assert services.knowledge.asked["bears_in_unit"].rule.asked.ru[0].startswith("спрашиваю о медведях")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"part.id": "Медведь"}, "не подходит"),
        ({"part.id": "ten_days_absence"}, "Вопрос ten_days_absence уже есть"),
        ({"part.asked.ru": "один раз про медведей"}, "нужно хотя бы 12"),
        ({"part.short.en": ""}, "Не заполнено: short.en"),
        ({"part.sources": "no_such_source"}, "Закон не принял"),
        ({"part.title.ru": "Медведи " * 9}, "Закон не принял"),
    ],
)
def test_a_question_that_is_not_whole_or_stands_on_nothing_is_refused(
    join: Join, space: Workspace, changed: dict[str, str], said: str  # noqa: F811
) -> None:  # fmt: skip
    owl, path = join("сова", "trainer"), "/studio/new-question/leave"
    seen = owl.post(path, {**fields(owl.get(path)), **filled(**changed), "step": "look"})
    assert said in seen.text
    assert 'value="save"' not in seen.text
    assert space.changes() == []
