"""The guided way over the real stores: questions, checks, ways, papers, and what passes to and from the talk."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.bootstrap import Services
from bot.cases.messages import Incoming
from bot.cases.people import Unlocked
from bot.conversation.engine import EngineUnavailableError
from bot.conversation.guided import Screen
from bot.conversation.guidedforms import ProblemError
from tests.conversation.chatting import Chat, Heard


class Form:
    """Somebody who goes through the pages."""

    def __init__(self, services: Services, chat: Chat) -> None:
        self._services, self._chat = services, chat
        self._numbers = itertools.count(1)

    @property
    def screen(self) -> Screen:
        return self._services.guided.look(self._chat.id, "ru")

    @property
    def asked(self) -> str:
        field = self.screen.field
        assert field
        return field.name

    @property
    def answers(self) -> dict[str, str]:
        return {name: said for name, _, said in self.screen.answers}

    def press(self, go: str, **values: str | list[str]) -> Screen | None:
        lists = {name: [given] if isinstance(given, str) else given for name, given in values.items()}
        return self._services.guided.press(self._chat.id, f"form-{next(self._numbers)}", go, lists, "ru")

    def answer(self, name: str, **values: str | list[str]) -> None:
        """Skip all questions until this one and answer it."""
        for _ in range(15):
            if self.asked == name:
                self.press("next", **values)
                return
            self.press("skip")
        raise AssertionError(f"{name} is never asked")

    def to_the_check(self) -> None:
        for _ in range(15):
            if self.screen.at == "check":
                return
            self.press("skip")
        raise AssertionError("the questions do not end")


@pytest.fixture
def there(heard: Heard) -> dict[str, Any]:
    """The facts that the talk knows."""
    known: dict[str, Any] = {}
    heard.facts = lambda _conversation: known  # type: ignore[attr-defined]
    return known


@pytest.fixture
def form(advocated: Services, chat: Chat, there: Mapping[str, Any]) -> Form:
    """A form whose first two questions are answered: he writes of himself, it is his health."""
    form = Form(advocated, chat)
    assert form.screen.at == "start"
    form.press("begin")
    form.press("next", value="self")
    form.press("next", value="ground_health")
    return form


def to_a_paper(form: Form, title: str) -> None:
    form.press("ways")
    found = [(paper, way.option) for way in form.screen.ways for paper, name in way.papers if title in name]
    form.press(f"paper:{found[0][0]}:{found[0][1]}")


def test_only_what_can_change_the_ways_is_asked_and_all_of_it_can_be_passed_over(form: Form) -> None:
    form.answer("category", value="mobilised")
    form.answer("vvk_category", value="В")
    form.to_the_check()
    assert form.answers["category"] == "По мобилизации"
    assert form.answers["vvk_category"] == "В (ограниченно годен)"
    assert "пропущено" in form.answers.values()
    form.press("ways")
    ways = {way.option: way for way in form.screen.ways}
    assert "health_limited" in ways
    assert "Чем вы рискуете" in ways["health_limited"].full
    assert len(ways["health_limited"].brief) < len(ways["health_limited"].full)


def test_an_answer_that_is_changed_leads_back_to_the_check_and_changes_the_ways(form: Form) -> None:
    form.answer("category", value="contract")
    form.answer("vvk_category", value="В")
    form.to_the_check()
    form.press("change:vvk_category")
    assert form.screen.field
    assert form.screen.field.value == "В"
    form.press("next", value="Д")
    assert form.screen.at == "check"
    form.press("ways")
    assert form.screen.ways[0].option == "health_unfit"


def test_back_takes_the_last_answer_back_up_to_the_first_page(form: Form) -> None:
    form.answer("category", value="contract")
    form.press("back")
    assert form.asked == "category"
    for name in ("reason", "asker"):
        form.press("back")
        assert form.asked == name
    form.press("back")
    assert form.screen.at == "start"


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("category", {}, "choose"),
        ("category", {"value": "admiral"}, "choose"),
        ("absent_since", {"year": "2026", "month": "11"}, "date"),
        ("absent_since", {"year": "2099", "month": "01", "day": "01"}, "future"),
        ("vvk_on", {"year": "2026", "month": "02", "day": "31"}, "date"),
        ("contract_ends_on", {"year": "2020", "month": "01", "day": "01"}, "order"),
        ("birth_year", {"value": "1800"}, "wrong_number"),
    ],
)
def test_what_cannot_be_meant_is_said_and_not_taken(
    advocated: Services, form: Form, chat: Chat, name: str, values: dict[str, str], code: str
) -> None:
    sheet = json.loads(advocated.conversations.answers(chat.id)["guided"])
    sheet |= {"at": "asked", "asked": name, "facts": {"asker": "self", "contract_signed_on": "2024-05-01"}}
    advocated.conversations.keep_answer(chat.id, "guided", json.dumps(sheet))
    with pytest.raises(ProblemError) as stopped:
        form.press("next", **values)
    assert stopped.value.code == code
    assert form.asked == name


def test_a_month_is_enough_where_no_term_runs_from_the_day(advocated: Services, form: Form, chat: Chat) -> None:
    sheet = json.loads(advocated.conversations.answers(chat.id)["guided"])
    sheet |= {"at": "asked", "asked": "vvk_on"}
    advocated.conversations.keep_answer(chat.id, "guided", json.dumps(sheet))
    form.press("next", year="2026", month="05")
    form.to_the_check()
    assert form.answers["vvk_on"] == "май 2026 года"


def test_a_paper_asks_for_what_it_needs_one_by_one_and_stands_in_the_talk_too(form: Form, chat: Chat) -> None:
    form.answer("category", value="mobilised")
    form.to_the_check()
    to_a_paper(form, "военно-врачебную")
    asked = []
    while form.screen.at == "paper":
        asked.append(form.asked)
        if form.screen.field and form.screen.field.kind == "text" and len(asked) == 1:
            form.press("next", value="болит спина после ранения")
        else:
            form.press("skip")
    assert len(asked) > 2
    assert form.screen.at == "drawn"
    paper = next(line for line in chat.lines if line.paper)
    assert "болит спина после ранения" in paper.text
    assert {file.name.rpartition(".")[2] for file in paper.files} == {"png", "pdf", "docx", "txt"}
    form.press("ways")
    assert form.answers["category"] == "По мобилизации", "the drawing of a paper drops no answer of the form"


def test_words_that_would_hurt_him_on_paper_are_refused_with_the_reason(form: Form, chat: Chat) -> None:
    form.to_the_check()
    to_a_paper(form, "военно-врачебную")
    form.press("next", value="я убежал из части и буду прятаться")
    with pytest.raises(ProblemError) as stopped:
        form.press("draw")
    assert stopped.value.text
    assert not any(line.paper for line in chat.lines)


def test_the_talk_is_told_everything_as_one_message_and_only_what_is_new(
    form: Form, chat: Chat, heard: Heard, advocated: Services
) -> None:
    form.answer("category", value="mobilised")
    assert form.press("talk") is None
    while advocated.turns.work(chat.id):
        pass
    (told,) = heard.texts
    assert told.startswith("/ground_health{")
    assert json.loads(told.partition("ground_health")[2]) == {"asker": "self", "category": "mobilised"}
    assert "Мои ответы в анкете" in [line.text for line in chat.lines]
    form.press("begin")
    form.answer("vvk_category", value="Д")
    form.press("talk")
    while advocated.turns.work(chat.id):
        pass
    assert heard.texts[-1] == '/ground_health{"vvk_category": "Д"}'


def test_a_month_is_told_to_the_talk_as_a_month(form: Form, chat: Chat, heard: Heard, advocated: Services) -> None:
    sheet = json.loads(advocated.conversations.answers(chat.id)["guided"])
    sheet |= {"facts": {"asker": "self", "vvk_on": "2026-05"}, "told": {"asker": "self"}}
    advocated.conversations.keep_answer(chat.id, "guided", json.dumps(sheet))
    form.press("talk")
    while advocated.turns.work(chat.id):
        pass
    assert '/inform{"vvk_on": "2026-05-01", "date_precision": "month"}' in heard.texts


def test_what_the_talk_knows_is_not_asked_and_what_was_mended_there_counts(
    form: Form, there: dict[str, Any]
) -> None:  # fmt: skip
    form.answer("category", value="contract")
    form.press("talk")
    there |= {"asker": "self", "category": "mobilised", "vvk_category": "В"}
    form.press("begin")
    form.to_the_check()
    assert form.answers["category"] == "По мобилизации"
    assert form.answers["vvk_category"] == "В (ограниченно годен)"


def test_the_form_works_while_the_engine_is_away(form: Form, heard: Heard) -> None:
    def away(_conversation: str) -> dict[str, Any]:
        raise EngineUnavailableError("ConnectError")

    heard.facts = away  # type: ignore[attr-defined]
    form.press("begin")
    assert form.screen.at == "asked"


def test_a_cry_for_help_in_a_box_is_heard_and_leads_to_the_talk(form: Form, chat: Chat) -> None:
    form.to_the_check()
    to_a_paper(form, "военно-врачебную")
    assert form.press("next", value="я хочу умереть, нет больше сил жить") is None
    assert "8-800" in chat.last or "112" in chat.last


def test_the_code_comes_in_the_talk_and_brings_the_answers_along(
    form: Form, chat: Chat, advocated: Services
) -> None:  # fmt: skip
    form.answer("category", value="mobilised")
    assert form.press("save") is None
    code = next(line.text.partition(": ")[2].splitlines()[0] for line in chat.lines if "код похож" in line.text)
    advocated.turns.receive(chat.id, "typed", Incoming(text=code))
    other = advocated.turns.open("web", "another", "ru")
    advocated.turns.receive(other, "back", Incoming(text=code))
    moved = advocated.conversations.find("web", "another")
    assert moved
    assert "По мобилизации" in [said for _, _, said in advocated.guided.look(moved, "ru").answers]


def test_nothing_of_it_outlives_an_erasure(form: Form, chat: Chat, advocated: Services) -> None:
    form.answer("category", value="mobilised")
    advocated.erasure.erase(chat.id)
    fresh = advocated.turns.open("web", "address", "ru")
    assert advocated.guided.look(fresh, "ru").answers == ()


def test_the_advocate_gets_the_words_of_the_box_and_the_server_cannot_read_them(
    advocated: Services, advocate: Unlocked, chat: Chat, there: Mapping[str, Any]
) -> None:
    form = Form(advocated, chat)
    form.press("begin")
    form.press("next", value="self")
    form.press("next", value="ground_health")
    form.to_the_check()
    to_a_paper(form, "военно-врачебную")
    form.press("draw")
    assert form.screen.can_show
    form.press("show")
    assert "Что уйдёт" in form.screen.text
    assert form.press("send", value="операция назначена на март") is None
    (case,) = advocated.reviews.visible_to(advocate)
    items = advocated.reviews.open_case(case.id, advocate)
    assert [item.content.decode() for item in items if item.kind == "message"] == ["операция назначена на март"]
    assert "операция" not in " ".join(line.text for line in chat.lines)
