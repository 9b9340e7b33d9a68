"""The pages of a case: who may pass, what is shown, what is kept, and what the person hears in the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from bot.bootstrap import Services
from bot.cases.designations import designation
from bot.cases.messages import Incoming
from bot.cases.reviews import Item
from bot.console import bundle, caseacts, caseedit, casepage, queue
from bot.console.routing import Page
from tests.console.casehelp import FACTS, heard, submitted, whole
from tests.console.conftest import PASSWORD, Visitor

Join = Callable[..., Visitor]
MARKUP = '<script>alert(1)</script><b>x</b> {{ 7 * 7 }} {% include "base.html" %} #read("/etc/passwd")'


def numbers(me: Visitor, case: str) -> dict[str, str]:
    """The numbers that a decision stands on, from the page as it is."""
    html = me.get(f"/cases/{case}").text
    found = {name: re.search(rf'name="{name}" value="(\d+)"', html) for name in ("version", "decided")}
    return {name: match[1] for name, match in found.items() if match}


def base(me: Visitor, case: str, page: str = "text") -> str:
    match = re.search(r'name="based_on" value="(\d+)"', me.get(f"/cases/{case}/{page}").text)
    assert match
    return match[1]


def test_the_queue_shows_two_words_and_no_identity(me: Visitor, services: Services) -> None:
    case, _ = submitted(services)
    html = me.get("/queue").text
    assert f'href="/cases/{case}"' in html
    assert "удерживают" in html
    assert "Канарейкин" not in html
    rows = me.get("/queue/rows").json()
    assert [row["id"] for row in rows] == [case]
    assert "Канарейкин" not in str(rows)


def test_the_queue_is_sent_again_only_when_it_changed(me: Visitor, services: Services) -> None:
    submitted(services)
    tag = me.get("/queue/rows").headers["etag"]
    assert me.get("/queue/rows", headers={"if-none-match": tag}).status_code == 304
    submitted(services, address="other")
    assert me.get("/queue/rows", headers={"if-none-match": tag}).status_code == 200


def test_a_case_of_mine_that_is_answered_says_both(me: Visitor, case: str) -> None:
    me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "returned", "text": "Нужна дата."})
    [row] = me.get("/queue/rows").json()
    assert {"моё", "дан ответ"} <= {label["text"] for label in row["labels"]}


def test_a_case_is_found_by_the_words_by_which_the_person_calls_it(me: Visitor, case: str, services: Services) -> None:
    other, _ = submitted(services, address="other")
    for lang in ("ru", "en"):
        words = designation(case, lang)
        for asked in (words, words.upper(), words[: len(words) // 2 + 2]):
            found = [row["id"] for row in me.get("/queue/rows", params={"words": asked}).json()]
            assert case in found, asked
    assert other not in [row["id"] for row in me.get("/queue/rows", params={"words": designation(case, "ru")}).json()]
    assert me.get("/queue/rows", params={"words": "нет такого дела"}).json() == []
    assert designation(case, "ru") in me.get("/queue", params={"words": designation(case, "ru")}).text


def test_no_words_find_a_case_whose_key_is_anothers(me: Visitor, join: Join, services: Services) -> None:
    other = join("Сокол")
    case, _ = submitted(services)
    assert me.post(f"/cases/{case}/claim").status_code == 303
    assert other.get("/queue/rows", params={"words": designation(case, "ru")}).json() == []


def test_an_edit_after_the_approval_says_that_the_person_holds_the_old_paper(
    me: Visitor, case: str, services: Services
) -> None:
    said = "У человека на руках прежняя бумага"
    me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "approved", "text": "", "warned": "yes"})
    assert said not in me.get(f"/cases/{case}").text
    services.casework.rewrite(
        case, services.people.unlock("Ласточка", PASSWORD), int(base(me, case)), {"request": "Прошу иначе."}
    )
    assert said in me.get(f"/cases/{case}").text
    assert me.post(f"/cases/{case}/resume").status_code == 303
    me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "approved", "text": "", "warned": "yes"})
    assert said not in me.get(f"/cases/{case}").text


def test_filters_narrow_and_nonsense_is_no_filter(me: Visitor, services: Services) -> None:
    case, _ = submitted(services)
    assert case in me.get("/queue?category=mobilised&lang=ru&option=vvk_referral&state=waiting").text
    assert case not in me.get("/queue?category=contract").text
    for query in ("category='%20OR%201=1--", "after=../../etc", "state=%3Cscript%3E", "after=%F0%9F%92%A9"):
        answer = me.get(f"/queue?{query}")
        assert answer.status_code == 200
        assert case in answer.text


def test_the_queue_tells_in_how_many_cases_it_is_my_turn(me: Visitor, case: str, services: Services) -> None:
    other, _ = submitted(services, address="other")
    assert "Ждут меня: 1" in me.get("/queue").text
    mine = me.get("/queue?turn=mine").text
    assert case in mine
    assert other not in mine
    me.post(f"/cases/{case}/questions", {"question": "Когда была ВВК?"})
    assert "Ждут меня: " not in me.get("/queue").text
    assert case not in me.get("/queue?turn=mine").text


def test_the_page_of_a_case_tells_it_in_words(me: Visitor, case: str) -> None:
    html = me.get(f"/cases/{case}").text
    for words in ("По мобилизации", "Держат взаперти", "осколочного", "Канарейкин"):
        assert words in html
    picture = me.get(f"/cases/{case}/page.png")
    assert picture.content.startswith(b"\x89PNG")
    assert picture.headers["cache-control"] == "no-store"
    for path in ("history", "text", "fields"):
        assert me.get(f"/cases/{case}/{path}").status_code == 200, path


def test_the_second_to_claim_is_told_and_reads_nothing(me: Visitor, join: Join, services: Services) -> None:
    other = join("Сокол")
    case, conversation = submitted(services)
    assert other.get(f"/cases/{case}").status_code == 200
    assert me.post(f"/cases/{case}/claim").status_code == 303
    late = other.post(f"/cases/{case}/claim")
    assert late.status_code == 404
    assert "взял другой адвокат" in late.text
    assert 'href="/queue"' in late.text.partition("<main")[2]
    assert other.get(f"/cases/{case}").status_code == 404
    assert heard(services, conversation).count("взял адвокат") == 1


def test_an_advocate_without_a_key_finds_nothing_behind_any_address(
    me: Visitor, case: str, join: Join, services: Services
) -> None:
    stranger = join("Чужой")
    seen = {"me": services.reviews.state(case, services.people.unlock(me.name, me.password)).items}
    routes: list[Page] = [*queue.routes(), *casepage.routes(), *caseedit.routes(), *bundle.routes(), *caseacts.routes()]
    sent = {
        "code": "filed_on", "value": "21.11.2026", "comment": "x", "question": "x", "text": "x",
        "person": stranger.person_id,
        "version": "1", "decided": "0", "based_on": "1", "form": "text", "paper.whole": "x", "fact.date": "",
    }  # fmt: skip
    tried = 0
    for route in routes:
        if "{case}" not in route.path:
            continue
        tried += 1
        for target in (case, "0" * 16, "%2e%2e", "x" * 300):
            path = route.path.replace("{case}", target)
            answer = stranger.get(path) if route.method == "GET" else stranger.post(path, dict(sent))
            assert answer.status_code == 404, (route.method, path, answer.status_code)
            assert "Канарейкин" not in answer.text
    assert tried >= 20
    after = services.reviews.state(case, services.people.unlock(me.name, me.password)).items
    assert after == seen["me"]


def test_who_is_no_advocate_has_no_case(case: str, join: Join) -> None:
    for role in ("trainer", "editor", "admin"):
        other = join(f"Чужой-{role}", role)
        assert other.get("/queue").status_code == 403
        assert other.get(f"/cases/{case}").status_code == 403
        assert other.post(f"/cases/{case}/claim").status_code == 403


def test_a_rewritten_text_is_shown_beside_the_template_and_in_the_history(
    me: Visitor, case: str, services: Services
) -> None:
    done = me.post(
        f"/cases/{case}/text", {"based_on": base(me, case), "paper.whole": whole(services, "Прошу направить на ВВК.")}
    )
    assert done.status_code == 303
    html = me.get(f"/cases/{case}").text
    assert "<ins>" in html
    assert "<del>" in html
    assert "<ins>" in me.get(f"/cases/{case}/history").text


def test_a_save_on_an_older_version_loses_neither_text(me: Visitor, case: str, services: Services) -> None:
    first = base(me, case)
    me.post(f"/cases/{case}/text", {"based_on": first, "paper.whole": whole(services, "Первый текст просьбы.")})
    late = me.post(f"/cases/{case}/text", {"based_on": first, "paper.whole": whole(services, "Второй текст просьбы.")})
    assert late.status_code == 409
    assert "Первый текст просьбы." in late.text
    assert "Второй текст просьбы." in late.text
    again = me.get(f"/cases/{case}/text").text
    assert "Второй текст просьбы." in again
    joined = re.search(r'name="based_on" value="(\d+)"', late.text)
    assert joined
    me.post(f"/cases/{case}/text", {"based_on": joined[1], "paper.whole": whole(services, "Общий текст просьбы.")})
    html = me.get(f"/cases/{case}").text
    assert "Общий" in html


def test_changed_answers_draw_the_paper_anew_and_a_wrong_one_keeps_the_rest(me: Visitor, case: str) -> None:
    wrong = me.post(
        f"/cases/{case}/fields",
        {"based_on": base(me, case, "fields"), "fact.date": "вчера", "fact.complaints": "Болит голова."},
    )
    assert wrong.status_code == 422
    assert "Болит голова." in wrong.text
    done = me.post(
        f"/cases/{case}/fields",
        {"based_on": base(me, case, "fields"), "fact.date": "22.11.2026", "fact.complaints": "Болит голова."},
    )
    assert done.status_code == 303
    html = me.get(f"/cases/{case}").text
    assert "Болит голова" in html
    assert "осколочного" not in html
    assert "Канарейкин" in html


def test_what_was_typed_and_not_saved_comes_back_after_the_session(me: Visitor, case: str, services: Services) -> None:
    sent = {"form": "text", "based_on": base(me, case), "paper.whole": whole(services, "Недописанная просьба")}
    assert me.post(f"/cases/{case}/unsaved", sent).status_code == 204
    me.client.cookies.clear()
    assert me.get(f"/cases/{case}/text").status_code == 303
    me.sign_in()
    assert "несохранённая правка" in me.get(f"/cases/{case}").text
    assert "Недописанная просьба" in me.get(f"/cases/{case}/text").text
    assert me.post(f"/cases/{case}/unsaved/drop").status_code == 303
    assert "Недописанная просьба" not in me.get(f"/cases/{case}/text").text


def test_a_form_sent_after_the_session_ended_is_there_after_signing_in(
    me: Visitor, case: str, services: Services
) -> None:
    sent = {"based_on": base(me, case), "paper.whole": whole(services, "Текст, который нельзя потерять.")}
    token = me.csrf()
    me.client.cookies.clear()
    answer = me.post(f"/cases/{case}/text", sent, csrf=token)
    assert answer.status_code == 401
    assert "Текст, который нельзя потерять." in answer.text


@pytest.mark.parametrize("where", ["text", "comment", "question", "decision", "complaints", "message", "event"])
def test_markup_and_templates_in_any_field_are_words(where: str, me: Visitor, services: Services) -> None:
    facts = {**FACTS, "complaints": MARKUP} if where == "complaints" else FACTS
    case, conversation = submitted(services, facts)
    me.post(f"/cases/{case}/claim")
    if where == "text":
        me.post(f"/cases/{case}/text", {"based_on": base(me, case), "paper.whole": whole(services, MARKUP)})
    elif where == "comment":
        me.post(f"/cases/{case}/comments", {"block": "request", "comment": MARKUP})
    elif where == "question":
        me.post(f"/cases/{case}/questions", {"question": MARKUP})
    elif where == "event":
        me.post(f"/cases/{case}/events", {"code": "number", "value": MARKUP[:50]})
    elif where == "message":
        services.reviews.add_item(case, Item("message", "person", MARKUP.encode()))
    elif where == "decision":
        me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "returned", "text": MARKUP})
    for path in ("", "/text", "/fields", "/history"):
        answer = me.get(f"/cases/{case}{path}")
        assert answer.status_code == 200, (path, answer.text[:300])
        assert "<script>alert" not in answer.text
        assert "49" not in re.sub(r'[a-z-]+="[^"]*"', "", answer.text)
    assert "alert(1)" in me.get(f"/cases/{case}").text or where == "event"
    assert me.get(f"/cases/{case}/page.png").status_code == 200
    if where in ("question", "decision"):
        assert "{{ 7 * 7 }}" in heard(services, conversation)


def test_approval_brings_the_clean_paper_into_the_chat_once(me: Visitor, case: str, services: Services) -> None:
    conversation = services.reviews.conversation_of(case)
    me.post(
        f"/cases/{case}/text", {"based_on": base(me, case), "paper.whole": whole(services, "Прошу направить на ВВК.")}
    )
    sent = {**numbers(me, case), "code": "approved", "text": "Подайте в двух экземплярах."}
    assert me.post(f"/cases/{case}/decision", sent).status_code == 303
    assert me.post(f"/cases/{case}/decision", sent).status_code == 409
    lines = [line for line in services.conversations.transcript(conversation, 0) if line.files]
    assert len(lines) == 1
    assert "Подайте в двух экземплярах." in lines[0].text
    contents = {}
    for file in lines[0].files:
        found = services.drafts.file(conversation, file.id)
        assert found is not None
        contents[file.id.rpartition(".")[2]] = found.content
    assert set(contents) == {"docx", "pdf", "txt", "png"}
    text = contents["txt"].decode()
    assert "Прошу направить на ВВК." in " ".join(text.split())
    assert "ЧЕРНОВИК" not in text
    assert "Одобрено" in me.get(f"/cases/{case}").text


def test_an_answered_case_is_taken_up_again_and_decided_anew(me: Visitor, case: str, services: Services) -> None:
    conversation = services.reviews.conversation_of(case)
    me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "returned", "text": "Нужна дата."})
    assert "Одобрить и отправить" not in me.get(f"/cases/{case}").text
    assert me.post(f"/cases/{case}/resume").status_code == 303
    sent = {**numbers(me, case), "code": "approved", "text": ""}
    assert me.post(f"/cases/{case}/decision", sent).status_code == 303
    assert len([line for line in services.conversations.transcript(conversation, 0) if line.files]) == 1


def test_a_dangerous_text_is_approved_only_by_who_has_read_the_warning(
    me: Visitor, case: str, services: Services
) -> None:
    me.post(
        f"/cases/{case}/text",
        {"based_on": base(me, case), "paper.whole": whole(services, "Отказываюсь выполнять приказы.")},
    )
    assert "Похоже на отказ" in me.get(f"/cases/{case}").text
    sent = {**numbers(me, case), "code": "approved", "text": "слова, что уже написаны"}
    refused = me.post(f"/cases/{case}/decision", sent)
    assert refused.status_code == 422
    assert "слова, что уже написаны" in refused.text
    assert me.post(f"/cases/{case}/decision", {**sent, "warned": "yes"}).status_code == 303


def test_declining_names_who_helps_instead(me: Visitor, case: str, services: Services) -> None:
    conversation = services.reviews.conversation_of(case)
    contact = re.search(r'name="contact" value="([^"]+)"', me.get(f"/cases/{case}").text)
    assert contact
    empty = me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "declined", "contact": contact[1]})
    assert empty.status_code == 422
    sent = {**numbers(me, case), "code": "declined", "contact": contact[1], "text": "Это не наша область."}
    assert me.post(f"/cases/{case}/decision", sent).status_code == 303
    said = heard(services, conversation)
    assert "Это не наша область." in said
    name = next(one for one in services.directory.contacts if one.id == contact[1]).name.ru
    assert name in said


def organisations(me: Visitor, case: str) -> list[str]:
    return re.findall(r'name="organisation" value="([^"]+)"', me.get(f"/cases/{case}").text)


def test_only_independent_and_freshly_checked_organisations_are_offered(me: Visitor, services: Services) -> None:
    case, _ = submitted(services)
    me.post(f"/cases/{case}/claim")
    offered = {one.id: one for one in services.directory.contacts if one.id in organisations(me, case)}
    assert offered
    for one in offered.values():
        assert (one.kind, one.offered) == ("ngo", "dialogue")
        assert one.status.legal not in ("unknown", "state", "service", "foreign")
    me.clock.forward(days=59)  # all entries are past their date, the case is not
    me.sign_in()
    services.reviews.add_item(case, Item("message", "person", b"?"))
    assert organisations(me, case) == []
    assert "Сейчас передать некому" in me.get(f"/cases/{case}").text


def test_handing_over_tells_who_it_is_and_what_the_risk_is_and_sends_them_nothing(
    me: Visitor, case: str, services: Services
) -> None:
    conversation = services.reviews.conversation_of(case)
    sent = {**numbers(me, case), "code": "handed_over", "text": ""}
    assert me.post(f"/cases/{case}/decision", sent).status_code == 422
    state = next(one.id for one in services.directory.contacts if one.status.legal == "state")
    assert me.post(f"/cases/{case}/decision", {**sent, "organisation": state}).status_code == 422
    [chosen, *_] = organisations(me, case)
    assert me.post(f"/cases/{case}/decision", {**sent, "organisation": chosen}).status_code == 303
    line = services.conversations.transcript(conversation, 0)[-1]
    contact = next(one for one in services.directory.contacts if one.id == chosen)
    for words in contact.lines("ru", services.today()):
        assert words in line.text
    assert "ничего не послали" in line.text
    assert {file.name.rpartition(".")[2] for file in line.files} == {"docx", "pdf", "txt", "png"}
    assert [button.title for button in line.buttons] == ["Написать адвокату"]
    assert contact.name.ru in me.get(f"/cases/{case}").text.partition('id="talk"')[2]
    services.reviews.add_item(case, Item("message", "person", "Не ответили.".encode()))
    assert "Не ответили." in me.get(f"/cases/{case}").text.partition('id="facts"')[0]  # at a glance
    assert "Одобрить и отправить" in me.get(f"/cases/{case}").text  # in work again


def test_a_paper_that_can_hurt_its_signer_is_not_given_along(me: Visitor, case: str, services: Services) -> None:
    conversation = services.reviews.conversation_of(case)
    me.post(
        f"/cases/{case}/text",
        {"based_on": base(me, case), "paper.whole": whole(services, "Отказываюсь выполнять приказы.")},
    )
    chosen = organisations(me, case)[0]
    sent = {**numbers(me, case), "code": "handed_over", "organisation": chosen, "text": "Они ближе."}
    assert me.post(f"/cases/{case}/decision", sent).status_code == 303
    line = services.conversations.transcript(conversation, 0)[-1]
    assert "Они ближе." in line.text
    assert line.files == ()
    assert "во вложении" not in line.text


def test_the_person_hears_whenever_others_may_read_and_not_why(
    me: Visitor, case: str, join: Join, services: Services
) -> None:
    conversation, other = services.reviews.conversation_of(case), join("Сокол")
    before = heard(services, conversation)
    for path, words in (("share", "второй адвокат"), ("share", ""), ("pass-on", "перейдёт к другому")):
        assert me.post(f"/cases/{case}/{path}", {"person": other.person_id}).status_code == 303
        news, before = heard(services, conversation).removeprefix(before), heard(services, conversation)
        assert (words in news) if words else news == "", path
        assert "тяжело" not in news
    assert other.post(f"/cases/{case}/claim").status_code == 303
    assert other.post(f"/cases/{case}/release").status_code == 303
    assert heard(services, conversation).count("перейдёт к другому") == 2


def test_a_question_goes_into_the_chat_and_the_answer_comes_into_the_case(
    me: Visitor, case: str, services: Services
) -> None:
    conversation = services.reviews.conversation_of(case)
    assert me.post(f"/cases/{case}/questions", {"question": "Когда была ВВК?"}).status_code == 303
    assert "Когда была ВВК?" in heard(services, conversation)
    services.reviews.add_item(case, Item("message", "person", "В октябре.".encode()))
    html = me.get(f"/cases/{case}").text
    assert "Когда была ВВК?" in html
    assert "В октябре." in html
    assert "новые слова" in me.get("/queue").text


def press(services: Services, conversation: str, title: str) -> str:
    """Press the newest button with this title in the chat; return what was answered."""
    lines = services.conversations.transcript(conversation, 0)
    token = next(b.token for line in reversed(lines) for b in line.buttons if b.title == title)
    services.turns.receive(conversation, f"press {len(lines)}", Incoming(button=token))
    return services.conversations.transcript(conversation, 0)[-1].text


def test_a_filing_sets_both_clocks_and_reminds_only_after_a_yes(me: Visitor, case: str, services: Services) -> None:
    conversation = services.reviews.conversation_of(case)
    assert me.post(f"/cases/{case}/events", {"code": "filed_on", "value": "21.11.2026"}).status_code == 303
    clocks = me.get(f"/cases/{case}").text.partition('id="clocks"')[2].partition('id="decide"')[0]
    for words in (
        "21.12.2026",
        "осталось 29 дн.",
        "21.02.2027",
        "Жалоба военному прокурору",
        "Опоздание можно объяснить",
    ):
        assert words in clocks
    assert services.reminders.all(conversation) == []
    assert "Напомнить?" in heard(services, conversation)
    assert "не напомню" in press(services, conversation, "Не надо")
    assert services.reminders.all(conversation) == []
    press(services, conversation, "Напомнить")
    days = [day for _, day in services.reminders.all(conversation)]
    assert date(2027, 2, 14) in days  # a week before the right is lost
    assert all(day > services.today() for day in days)


def test_an_answer_stops_the_clock_of_the_command_and_not_that_of_the_right(
    me: Visitor, case: str, services: Services
) -> None:
    me.post(f"/cases/{case}/events", {"code": "filed_on", "value": "21.11.2026"})
    before = heard(services, services.reviews.conversation_of(case))
    me.post(f"/cases/{case}/events", {"code": "answered", "value": "22.11.2026"})
    assert heard(services, services.reviews.conversation_of(case)) == before
    clocks = me.get(f"/cases/{case}").text.partition('id="clocks"')[2].partition('id="decide"')[0]
    command, _, rights = clocks.partition("Когда пропадёт право")
    assert "осталось" not in command
    assert "выполнено" in command
    assert "осталось" in rights


def test_a_note_with_a_wrong_day_keeps_what_was_typed(me: Visitor, case: str) -> None:
    wrong = me.post(f"/cases/{case}/events", {"code": "refused", "value": "когда-то"})
    assert wrong.status_code == 422
    assert "когда-то" in wrong.text
    assert me.post(f"/cases/{case}/events", {"code": "root", "value": "1"}).status_code == 400


def test_a_hard_case_goes_on_to_others_without_a_question(me: Visitor, case: str, join: Join) -> None:
    assert me.post(f"/cases/{case}/pass-on").status_code == 409  # nobody else could read it
    other = join("Сокол")
    done = me.post(f"/cases/{case}/pass-on")
    assert done.headers["location"].startswith("/queue")
    assert me.get(f"/cases/{case}").status_code == 404
    assert other.get(f"/cases/{case}").status_code == 200


def test_a_second_reader_reads_and_comments_and_decides_nothing(me: Visitor, case: str, join: Join) -> None:
    other = join("Сокол")
    assert me.post(f"/cases/{case}/share", {"person": other.person_id}).status_code == 303
    assert other.post(f"/cases/{case}/comments", {"block": "", "comment": "Согласен."}).status_code == 303
    assert "Согласен." in me.get(f"/cases/{case}").text
    assert other.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "approved"}).status_code == 403
    assert other.post(f"/cases/{case}/text", {"based_on": "1", "paper.whole": "x"}).status_code == 403
    assert other.post(f"/cases/{case}/assign", {"person": other.person_id}).status_code == 403
    assert other.post(f"/cases/{case}/close").status_code == 403
    assert other.post(f"/cases/{case}/questions", {"question": "x"}).status_code == 403
    assert other.post(f"/cases/{case}/events", {"code": "filed_on", "value": "21.11.2026"}).status_code == 403
    assert me.post(f"/cases/{case}/assign", {"person": other.person_id}).status_code == 303
    assert me.get(f"/cases/{case}").status_code == 404
    assert me.post(f"/cases/{case}/share", {"person": "nobody"}).status_code == 404


def test_a_closed_case_is_gone_on_its_date(me: Visitor, case: str, services: Services) -> None:
    me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "approved", "text": ""})
    assert me.post(f"/cases/{case}/close").status_code == 303
    assert case not in me.get("/queue").text
    me.clock.forward(days=services.settings.case_days + 1)
    services.reviews.purge()
    me.sign_in()
    assert me.get(f"/cases/{case}").status_code == 404


def test_the_log_holds_codes_and_ids_and_no_word(me: Visitor, case: str, services: Services) -> None:
    me.post(f"/cases/{case}/comments", {"block": "", "comment": "секретные слова"})
    me.post(f"/cases/{case}/decision", {**numbers(me, case), "code": "returned", "text": "ещё слова"})
    rows = [(row.action, row.subject) for row in services.audit.entries()]
    for action in ("case_claimed", "case_commented", "case_returned"):
        assert (action, case) in rows
    assert "слова" not in str(rows)
