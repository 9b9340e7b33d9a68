"""What the bot says is changed on a page and speaks seconds after a legal editor's word; what is wrong is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from bot.bootstrap import Services
from bot.conversation.consents import Consents
from bot.settings import ROOT
from bot.studio.workspace import Workspace
from tests.console.conftest import Visitor
from tests.console.test_studio_files import commits, fields, look, space  # noqa: F401  # fixtures among them

Join = Callable[..., Visitor]
GREETING, BUTTONS = "templates/replies/ru/greeting.j2", "templates/replies/ru/buttons.yml"


def greeting(services: Services) -> str:
    return services.replies.render("greeting", "ru", on=services.today())


def approve(heron: Visitor, name: str) -> int:
    page = heron.get("/studio/approve").text
    mark = re.findall(rf'name="name" value="{re.escape(name)}"><input type="hidden" name="seen" value="(\w+)"', page)
    return heron.post("/studio/approve", {"name": name, "seen": mark[0]}).status_code


def changed(owl: Visitor, path: str, part: str, before: str, after: str) -> int:
    sent = fields(owl.get(path))
    assert before in sent[part]
    seen = owl.post(path, {**sent, part: sent[part].replace(before, after), "step": "look"})
    return owl.post(path, {**fields(seen), "step": "save"}).status_code


def test_a_form_of_a_reply_that_nobody_touched_changes_nothing(join: Join, space: Workspace) -> None:  # noqa: F811
    owl = join("сова", "trainer")
    for path in ("/studio/replies/options", "/studio/replies/_shared", "/studio/captions/actions"):
        assert "Ничего не изменено" in look(owl, path).text, path
    assert space.changes() == []


def test_a_wording_speaks_when_a_legal_editor_approves_it_and_goes_back_as_fast(
    join: Join, services: Services, commits: list[tuple[str, str]]  # noqa: F811
) -> None:  # fmt: skip
    owl, heron = join("сова", "trainer"), join("цапля", "editor")
    assert changed(owl, "/studio/replies/greeting", "part.ru", "Здравствуйте", "Доброго дня") == 303
    assert commits == [(GREETING, "сова")], "the English file was not touched"
    assert "Доброго дня" not in greeting(services)
    assert approve(heron, GREETING) == 303
    assert "Доброго дня" in greeting(services)
    other = Services(services.settings, services.now)  # another process of the instance
    assert "Доброго дня" in greeting(other)
    assert heron.post("/studio/approve/drop", {"name": GREETING}).status_code == 303
    other.refresh()
    assert "Здравствуйте" in greeting(services)
    assert "Здравствуйте" in greeting(other)
    other.close()


def test_a_caption_reaches_whoever_holds_the_captions_already(join: Join, services: Services) -> None:
    owl, heron, consents = join("сова", "trainer"), join("цапля", "editor"), services.consents
    assert changed(owl, "/studio/captions/actions", "part.learning_yes.ru", "Да, можно", "Да, учитесь") == 303
    assert approve(heron, BUTTONS) == 303
    assert isinstance(consents, Consents)
    assert services.replies.captions.caption("actions", "learning_yes", "ru") == "Да, учитесь"
    assert services.guided._forms._captions.caption("actions", "learning_yes", "ru") == "Да, учитесь"


@pytest.mark.parametrize(
    ("path", "part", "before", "after", "said"),
    [
        ("/studio/replies/greeting", "part.ru", "{% if asker", "{% if asked", "менять нельзя"),
        ("/studio/replies/greeting", "part.ru", "Я здесь.", "Я здесь. {{ secrets }}", "менять нельзя"),
        ("/studio/replies/greeting", "part.ru", "Я здесь.", 'Я здесь. {{ "', "скобки не закрыты"),
        ("/studio/replies/greeting", "part.ru", "Я здесь.", "По статье вы правы.", "своими словами его не пишут"),
        ("/studio/replies/greeting", "part.ru", "Я здесь.", "Через 10 дней уволят.", "число 10"),
        ("/studio/replies/greeting", "part.ru", "Я здесь.", "Я с тобой.", "Пишите на вы"),
        ("/studio/replies/greeting", "part.ru", "Я здесь.", "слово " * 21, "слишком длинное предложение"),
        ("/studio/replies/welcome", "part.ru", "«стереть»", "нам", "здесь должно стоять стереть"),
        ("/studio/captions/actions", "part.back.ru", "Назад", "Сначала", "стоит на двух кнопках"),
        ("/studio/captions/actions", "part.back.ru", "Назад", "Назад " * 8, "не поместится на кнопку"),
        ("/studio/captions/actions", "part.back.ru", "Назад", "Назад {n}", "должны остаться"),
    ],
)
def test_what_would_break_a_reply_or_say_what_it_must_not_is_refused_in_words(
    join: Join, services: Services, space: Workspace, path: str, part: str, before: str, after: str, said: str  # noqa: F811
) -> None:  # fmt: skip
    owl = join("сова", "trainer")
    sent = fields(owl.get(path))
    seen = owl.post(path, {**sent, part: sent[part].replace(before, after), "step": "look"})
    assert said in seen.text
    assert 'value="save"' not in seen.text
    assert space.changes() == []


def test_a_wrong_reply_is_refused_by_the_editor_and_never_loaded(join: Join, services: Services) -> None:
    space, live = Workspace(ROOT, services.settings.studio_path), Workspace(ROOT, services.settings.approved_path)  # noqa: F811
    space.write(GREETING, space.read(GREETING).replace("{% else %}", "{% els %}"), "somebody")
    heron, before = join("цапля", "editor"), greeting(services)
    assert approve(heron, GREETING) == 409
    assert live.changes() == []
    live.write(GREETING, space.read(GREETING), "somebody")  # put there by hand
    services.refresh()
    assert greeting(services) == before, "the old stays"


def test_a_quoted_word_in_a_tag_may_be_another(join: Join, space: Workspace) -> None:  # noqa: F811
    owl = join("сова", "trainer")
    assert changed(owl, "/studio/replies/draft_offer", "part.ru", '"Могу составить"', '"Могу написать"') == 303
    assert "Могу написать" in space.read("templates/replies/ru/draft_offer.j2")
