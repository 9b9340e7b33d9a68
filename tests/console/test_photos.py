"""Photos and sight on the page of a case: looked at in place by who may, and whether the person saw what was sent."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from bot.bootstrap import Services
from bot.photos import remade
from tests.console.conftest import Visitor
from tests.console.test_cases import Join, numbers
from tests.photos.pictures import jpeg


def add(services: Services, case: str, photo: bytes) -> None:
    with Session(services.database) as session, session.begin():
        services.photographs.adding(case, photo)(session)


def show_all(services: Services, case: str) -> None:
    """The person's page shows all there is."""
    conversation = services.reviews.conversation_of(case)
    services.sight.shown(conversation, services.conversations.state(conversation).last_seq)


def test_a_photo_is_looked_at_on_the_page_of_its_case(me: Visitor, case: str, services: Services) -> None:
    assert "Фото от человека" not in me.get(f"/cases/{case}").text
    photo = remade(jpeg())
    add(services, case, photo)
    page = me.get(f"/cases/{case}").text
    [address] = set(re.findall(rf'src="(/cases/{case}/photos/\d+)"', page))
    assert "Фото 1, прислано" in page
    shown = me.get(address)
    assert shown.content == photo
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["content-disposition"] == "inline"
    assert "no-store" in shown.headers["cache-control"]


def test_a_photo_is_a_word_of_the_person_in_the_queue(me: Visitor, case: str, services: Services) -> None:
    assert me.post(f"/cases/{case}/questions", {"question": "Пришлите отказ."}).status_code == 303
    assert "новые слова" not in me.get("/queue").text
    add(services, case, remade(jpeg()))
    assert "новые слова" in me.get("/queue").text


def test_who_has_no_key_finds_no_photo_and_no_number_gives_another_item(
    me: Visitor, case: str, join: Join, services: Services
) -> None:
    add(services, case, remade(jpeg()))
    [seq] = set(re.findall(rf'src="/cases/{case}/photos/(\d+)"', me.get(f"/cases/{case}").text))
    assert join("Сокол").get(f"/cases/{case}/photos/{seq}").status_code == 404
    assert join("Чиж", "editor").get(f"/cases/{case}/photos/{seq}").status_code == 403
    for nonsense in ("1", "0", "99", "x", "-1"):
        assert me.get(f"/cases/{case}/photos/{nonsense}").status_code == 404


def test_a_question_and_a_decision_say_whether_they_were_seen(me: Visitor, case: str, services: Services) -> None:
    assert me.post(f"/cases/{case}/questions", {"question": "Когда была ВВК?"}).status_code == 303
    assert "Ещё не показано на его экране." in me.get(f"/cases/{case}").text
    show_all(services, case)
    page = me.get(f"/cases/{case}").text
    assert "Показано на его экране." in page and "Ещё не показано" not in page
    sent = {"code": "approved", "text": "", "warned": "yes", **numbers(me, case)}
    assert me.post(f"/cases/{case}/decision", sent).status_code == 303
    page = me.get(f"/cases/{case}").text
    assert page.count("Ещё не показано на его экране.") == 2  # in the talk, and beside the decision


def test_an_open_page_hears_that_it_was_seen(me: Visitor, case: str, services: Services) -> None:
    assert me.post(f"/cases/{case}/questions", {"question": "Когда была ВВК?"}).status_code == 303
    [before] = me.get(f"/cases/{case}/pulse").json()["seen"].values()
    show_all(services, case)
    [after] = me.get(f"/cases/{case}/pulse").json()["seen"].values()
    assert (before, after) == ("Ещё не показано на его экране.", "Показано на его экране.")
    added = me.get(f"/cases/{case}/pulse?after=0").json()["said"]
    assert added[-1]["seen"] == after
