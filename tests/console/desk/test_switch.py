"""The emergency switch: one press takes an answer, a way or a contact out of the running chat, another puts it back."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

from bot.bootstrap import Services
from bot.law import Profile, answer
from tests.console.conftest import Visitor

HELPER = "peaceplea"


def test_an_advocate_finds_an_answer_by_its_words_and_takes_it_away_with_one_press(
    second: Visitor, services: Services, serving: Services
) -> None:
    id, question = next(iter(services.knowledge.asked.items()))
    page = unescape(second.get("/desk/switch", params={"q": question.rule.asked.ru[0], "kind": "question"}).text)
    assert question.rule.title.ru in page and f'action="/desk/switch/question/{id}/shut"' in page
    assert second.post(f"/desk/switch/question/{id}/shut").status_code == 303
    serving.refresh()
    told = answer(id, Profile(), services.today(), serving.knowledge)
    assert told.withdrawn and told.text == serving.knowledge.phrases.shut
    away = unescape(second.get("/desk/switch").text)
    assert question.rule.title.ru in away and "Кто: дятел" in away
    [row] = [one for one in services.audit.entries() if one.action == "desk_shut"]
    assert (row.actor, row.subject) == (second.person_id, f"question:{id}")


def test_only_an_editor_puts_it_back(second: Visitor, first: Visitor, services: Services, serving: Services) -> None:
    for path in (f"contact/{HELPER}", "option/age_limit"):
        assert second.post(f"/desk/switch/{path}/shut").status_code == 303
        assert second.post(f"/desk/switch/{path}/open").status_code == 403
    serving.refresh()
    assert HELPER not in [one.id for one in serving.directory.find(topic=None, on=services.today(), limit=99)]
    assert serving.knowledge.shut == {"option:age_limit"}
    for path in (f"contact/{HELPER}", "option/age_limit"):
        assert first.post(f"/desk/switch/{path}/open").status_code == 303
    serving.refresh()
    assert HELPER in [one.id for one in serving.directory.find(topic=None, on=services.today(), limit=99)]
    assert serving.knowledge.shut == frozenset()
    actions = [one.action for one in services.audit.entries()]
    assert actions.count("desk_shut") == actions.count("desk_opened") == 2


def test_an_answer_to_a_rumour_is_taken_away_like_a_topic(
    second: Visitor, services: Services, serving: Services
) -> None:
    id, myth = next(iter(services.knowledge.myths.items()))
    assert myth.claim.ru in unescape(second.get("/desk/switch", params={"q": myth.claim.ru}).text)
    assert second.post(f"/desk/switch/topic/myth_{id}/shut").status_code == 303
    serving.refresh()
    told = serving.knowledge.topic(f"myth_{id}", services.today())
    assert told.withdrawn and [one.text for one in told.sentences] == [serving.knowledge.phrases.shut]


def test_a_paper_that_was_taken_away_is_neither_offered_nor_drawn_by_the_running_chat(
    second: Visitor, services: Services, serving: Services
) -> None:
    guide, facts, today = serving.guide, {"category": "mobilised", "asker": "self"}, services.today()
    papers = guide.documents("vvk_referral", facts, today)
    assert "vvk_referral" in papers
    assert second.post("/desk/switch/paper/vvk_referral/shut").status_code == 303
    serving.refresh()
    assert guide.documents("vvk_referral", facts, today) == tuple(one for one in papers if one != "vvk_referral")
    talk = serving.turns.open("web", "somebody", "ru")
    name = serving.catalogue.get("vvk_referral").title["ru"]
    for said in (
        guide.offer("vvk_referral", facts, "ru", today, "self"),
        *guide.draft(talk, "a", "vvk_referral", facts, "vvk_referral", "ru", today, "self"),
    ):
        assert name in said.text and "проверяет юрист" in said.text and "files" not in said.extra


def test_a_number_that_was_taken_away_stands_in_no_answer_in_danger(
    second: Visitor, services: Services, serving: Services
) -> None:
    known = [(one.id, serving.directory.phone(one.id)) for one in serving.directory.contacts]
    id = next(id for id, number in known if number and id != HELPER)
    assert second.post(f"/desk/switch/contact/{id}/shut").status_code == 303
    serving.refresh()
    assert serving.directory.phone(id) == ""


def test_what_is_not_there_cannot_be_taken_away_or_put_back(first: Visitor, services: Services) -> None:
    for path in ("question/nothing/shut", "source/uk_337_1/shut", "option/age_limit/open"):
        assert first.post(f"/desk/switch/{path}").status_code == 404
    assert not services.settings.live_path.exists()


def test_the_switch_names_no_file_and_is_not_for_outsiders(first: Visitor, join: Callable[..., Visitor]) -> None:
    page = first.get("/desk/switch?kind=option").text
    assert ".yml" not in page
    assert page.count("/shut") == 30
    assert join("чиж", "trainer", "admin").get("/desk/switch").status_code == 403
