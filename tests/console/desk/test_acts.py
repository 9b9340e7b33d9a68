"""An act read today: one page, one confirmation, a second reader, and the warning goes from the running chat."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from html import unescape

import pytest

from bot.bootstrap import Services
from bot.console.desk.signing import desk_edits
from bot.console.edits import SOURCE, Edit
from bot.law import Profile, assess
from bot.law.checking import sentences
from bot.law.harm import in_order, weights
from bot.law.knowledge import Knowledge
from tests.console.conftest import Visitor
from tests.console.pageform import boxes, form

ACT = "fz_53"


def ids(law: Knowledge, act: str = ACT) -> list[str]:
    return [id for id, one in law.sources.items() if one.act == act]


def desk(services: Services) -> list[Edit]:
    return [one.edit for one in desk_edits(services).pending() if one.edit.kind == SOURCE]


def confirm(who: Visitor, act: str = ACT, which: str = "all", **changed: object) -> str:
    """Read an act first: its page, what opens, the signature. Returns the page before the signature."""
    page = who.get(f"/desk/acts/{act}").text
    sent = form(page, f"/desk/acts/{act}") | {"which": [which]} | changed
    preview = who.post(f"/desk/acts/{act}", sent)
    assert preview.status_code == 200, preview.text
    kept = who.post(f"/desk/acts/{act}/sign", dict(form(preview.text, f"/desk/acts/{act}/sign")))
    assert kept.status_code == 303, kept.text
    return preview.text


def second_reading(who: Visitor, act: str = ACT, **changed: object) -> int:
    page = who.get(f"/desk/acts/{act}/second").text
    sent = form(page, f"/desk/acts/{act}/second") | {"which": ["all"]} | changed
    return who.post(f"/desk/acts/{act}/second", sent).status_code


def test_acts_stand_in_the_order_of_harm_with_what_rests_on_them_and_the_days(
    first: Visitor, services: Services
) -> None:
    page = first.get("/desk").text
    law, today = services.knowledge, services.today()
    _, acts = weights(law, today)
    due = [id for id in in_order(acts, today) if acts[id].due(today)]
    places_of = [page.index(f'href="/desk/acts/{id}"') for id in due]
    assert places_of == sorted(places_of) and len(due) > 30
    top = acts[due[0]]
    assert f"Стоит ответов: {len(top.answers)}. Касается категорий: {top.meets} из 7." in page
    assert f"предупреждение стоит дней: {(today - top.last).days}" in page  # type: ignore[operator]
    assert "/desk/acts/project" not in page


def test_one_page_shows_every_place_of_an_act_beside_what_is_said_on_its_strength(
    first: Visitor, services: Services
) -> None:
    page, law = unescape(first.get(f"/desk/acts/{ACT}").text), services.knowledge
    for id in ids(law):
        assert law.sources[id].place.ru in page  # type: ignore[union-attr]
    assert law.acts[ACT].address in page
    assert "publication.pravo.gov.ru" in page
    assert "sources.yml" not in page and "YAML" not in page
    said = [text.ru for _, text, sources in sentences(law) if not set(ids(law)).isdisjoint(sources)]
    assert len(said) > 50 and all(text in page for text in said)


def test_one_confirmation_takes_all_places_and_nothing_is_live_before_the_second_signature(
    first: Visitor, second: Visitor, services: Services, serving: Services
) -> None:
    law, today = services.knowledge, services.today()
    before = law.known_through(ids(law))
    preview = confirm(first)
    assert "Фраз, с которых уйдёт предупреждение: " in preview
    serving.refresh()
    assert serving.knowledge.known_through(ids(law)) == before
    assert "ждут второго" in second.get("/desk").text
    assert second_reading(second) == 303
    serving.refresh()
    assert serving.knowledge.known_through(ids(law)) == today
    assert serving.knowledge.withdrawn == frozenset()
    assert serving.knowledge.approvals[ids(law)[0]].approved_by == "сова, дятел"
    audit = [(one.action, one.subject) for one in services.audit.entries()]
    assert ("desk_read", f"act:{ACT}") in audit and ("desk_signed", f"act:{ACT}") in audit


def test_only_the_marked_places_are_taken(first: Visitor, second: Visitor, services: Services) -> None:
    [one, other, *_] = ids(services.knowledge)
    before = services.knowledge.sources[other].known_through
    confirm(first, which="marked", row=[one])
    assert second_reading(second) == 303
    assert services.knowledge.sources[one].known_through == services.today()
    assert services.knowledge.sources[other].known_through == before


def test_who_read_first_cannot_sign_second(first: Visitor, services: Services) -> None:
    confirm(first)
    page = first.get(f"/desk/acts/{ACT}/second").text
    assert "Вы читали первым" in page
    assert boxes(page, "row") == []
    edits = [one.seen for one in desk(services)]
    answer = first.post(f"/desk/acts/{ACT}/second", {"row": edits})
    assert answer.status_code == 409
    assert services.live.state().sources == {}


def test_a_signature_is_not_taken_for_what_was_changed_meanwhile(
    first: Visitor, second: Visitor, services: Services
) -> None:
    [id, *_] = ids(services.knowledge)
    confirm(first, which="marked", row=[id])
    stale = form(second.get(f"/desk/acts/{ACT}/second").text, f"/desk/acts/{ACT}/second")
    confirm(first, which="marked", row=[id], **{f"edition.{id}": ["другая"]})
    assert second.post(f"/desk/acts/{ACT}/second", stale | {"which": ["all"]}).status_code == 409
    assert services.live.state().sources == {}


def test_certainty_edition_address_and_quotation_are_changed_and_what_rises_is_shown_before(
    first: Visitor, second: Visitor, services: Services
) -> None:
    id = "fz_53_51_1a"
    text = "Военнослужащий подлежит увольнению\n с военной службы по возрасту."
    preview = confirm(
        first,
        which="marked",
        row=[id],
        **{
            f"sure.{id}": ["P"], f"edition.{id}": ["01.12.2026"], f"address.{id}": ["pravo.gov.ru"],
            f"quote.{id}": ["подлежит увольнению с военной службы"], f"text.{id}": [text],
        },
    )  # fmt: skip
    assert "прочитано в самом акте" in preview and "01.12.2026" in preview
    mark = hashlib.sha256(" ".join(text.split()).encode()).hexdigest()
    assert mark[:16] in preview
    page = second.get(f"/desk/acts/{ACT}/second").text
    assert "<ins>01.12.2026</ins>" in page and "<ins>прочитано в самом акте</ins>" in page
    assert second_reading(second, **{f"text.{id}": [text.replace("\n", " ")]}) == 303
    source = services.knowledge.sources[id]
    assert (source.sure, source.edition, source.address, source.hash) == ("P", "01.12.2026", "pravo.gov.ru", mark)
    assert source.quote == "подлежит увольнению с военной службы"
    assert "отрывок" not in str(services.live.state())
    assert text not in services.settings.live_path.read_text()


def test_a_second_reader_with_another_text_is_told_and_signs_nothing(
    first: Visitor, second: Visitor, services: Services
) -> None:
    id = "fz_53_51_1a"
    confirm(first, which="marked", row=[id], **{f"text.{id}": ["По возрасту."]})
    page = second.get(f"/desk/acts/{ACT}/second").text
    sent = form(page, f"/desk/acts/{ACT}/second") | {"which": ["all"], f"text.{id}": ["По достижении возраста."]}
    answer = second.post(f"/desk/acts/{ACT}/second", sent)
    assert answer.status_code == 400
    assert "Первый читатель читал другой текст" in answer.text and "По достижении возраста." in answer.text
    assert services.live.state().sources == {}


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("quote", "слово " * 16, "больше пятнадцати слов"),
        ("edition", "", "Напишите редакцию"),
        ("sure", "R", "насколько источник надёжен"),
        ("address", "x" * 301, "Слишком длинно"),
    ],
)
def test_what_may_not_stand_is_said_in_words_and_what_was_typed_stays(
    first: Visitor, services: Services, field: str, value: str, told: str
) -> None:
    id = "fz_53_51_1a"
    sent = form(first.get(f"/desk/acts/{ACT}").text, f"/desk/acts/{ACT}")
    answer = first.post(f"/desk/acts/{ACT}", sent | {"row": [id], "which": ["marked"], f"{field}.{id}": [value]})
    assert answer.status_code == 400
    assert told in answer.text
    if field != "sure":
        assert f'value="{value.strip()}"' in answer.text
    assert boxes(answer.text, "row").count(id) == 1
    assert desk(services) == []


def test_a_quotation_must_stand_in_the_text_that_was_put_in(first: Visitor) -> None:
    id = "fz_53_51_1a"
    sent = form(first.get(f"/desk/acts/{ACT}").text, f"/desk/acts/{ACT}")
    more = {"row": [id], "which": ["marked"], f"quote.{id}": ["по возрасту"], f"text.{id}": ["по состоянию здоровья"]}
    answer = first.post(f"/desk/acts/{ACT}", sent | more)
    assert answer.status_code == 400
    assert "нет этой цитаты" in answer.text


def test_what_was_changed_but_not_marked_is_not_lost_silently(first: Visitor) -> None:
    sent = form(first.get(f"/desk/acts/{ACT}").text, f"/desk/acts/{ACT}")
    more = {"row": ["fz_53_51_2"], "which": ["marked"], "edition.fz_53_51_1a": ["01.12.2026"]}
    answer = first.post(f"/desk/acts/{ACT}", sent | more)
    assert answer.status_code == 400
    assert "не отметили" in answer.text and 'value="01.12.2026"' in answer.text


def test_the_switch_of_mobilisation_is_looked_up_by_a_tick_of_its_own(
    first: Visitor, second: Visitor, services: Services
) -> None:
    page = first.get("/desk/acts/decree_647").text
    assert boxes(page, "regime") == ["partial_mobilisation"]
    confirm(first, "decree_647")
    assert second_reading(second, "decree_647") == 303
    assert services.knowledge.regimes["partial_mobilisation"].known_through < services.today()
    confirm(first, "decree_647", which="marked", regime=["partial_mobilisation"])
    assert second_reading(second, "decree_647") == 303
    assert services.knowledge.regimes["partial_mobilisation"].known_through == services.today()


def test_an_editor_takes_an_act_back_to_what_the_project_says(
    first: Visitor, second: Visitor, services: Services
) -> None:
    before = dict(services.knowledge.sources)
    confirm(first)
    assert second_reading(second) == 303
    assert services.knowledge.sources != before
    assert first.post(f"/desk/acts/{ACT}/back").status_code == 303
    assert services.knowledge.sources == before
    assert desk(services) == []


def test_on_an_instance_whose_operator_does_not_let_it_a_signature_goes_into_the_patch_only(
    first: Visitor, second: Visitor, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(services.settings.__dict__, "live_readings", False)
    before = dict(services.knowledge.sources)
    confirm(first)
    assert second_reading(second) == 303
    assert services.knowledge.sources == before
    patch = first.get("/edits/patch").text
    assert f"+    known_through: {services.today()}" in patch
    assert 'approved_by: "сова, дятел"' in patch


def test_an_advocate_reads_and_an_outsider_does_not(second: Visitor, join: Callable[..., Visitor]) -> None:
    assert "Сверены все места" not in second.get(f"/desk/acts/{ACT}").text
    assert second.post(f"/desk/acts/{ACT}", {"which": "all"}).status_code == 403
    assert second.post(f"/desk/acts/{ACT}/sign", {"row": "fz_53_51_1a"}).status_code == 403
    assert second.post(f"/desk/acts/{ACT}/back").status_code == 403
    stranger = join("чиж", "trainer", "admin")
    assert stranger.get("/desk").status_code == 403
    assert stranger.get(f"/desk/acts/{ACT}/second").status_code == 403


def test_an_act_is_read_once_its_due_places_are_though_others_were_fresh_already(
    first: Visitor, services: Services
) -> None:
    """On the day on which a place was known to be true anyway, reading it changes nothing and is no reading to sign."""
    law, today = services.knowledge, services.today()
    [fresh] = [id for id, one in law.sources.items() if one.known_through == today and one.read_on == today]
    act = law.sources[fresh].act
    confirm(first, act)
    assert fresh not in [one.id for one in desk(services)]
    due = first.get("/desk").text.partition('id="due"')[2].partition('id="fresh"')[0]
    assert f'href="/desk/acts/{act}"' not in due


def test_no_such_act_is_no_page(first: Visitor) -> None:
    assert first.get("/desk/acts/nothing").status_code == 404
    assert first.get("/desk/acts/project").status_code == 404


def test_one_day_brings_the_whole_instance_up_to_date(
    first: Visitor, second: Visitor, services: Services, serving: Services
) -> None:
    """Both readers walk all acts as a browser would; what they open and press is counted."""
    law, today = services.knowledge, services.today()
    assert any(one.stale for one in assess(Profile(category="contract"), today, law))
    pages = presses = 0
    path = "/desk"
    due = first.get(path).text.count('href="/desk/acts/')
    pages += 1
    _, acts = weights(law, today)
    path = f"/desk/acts/{next(id for id in in_order(acts, today) if acts[id].due(today))}"
    presses += 1
    read = 0
    while path.startswith("/desk/acts/"):
        assert read < due, path
        page = first.get(path).text
        path = path.partition("?")[0]
        ticks = boxes(page, "regime")
        preview = first.post(path, form(page, path) | {"which": ["all"], "regime": ticks})
        kept = first.post(f"{path}/sign", dict(form(preview.text, f"{path}/sign")))
        pages, presses, read = pages + 2, presses + 2 + len(ticks), read + 1
        path = kept.headers["location"]
    assert read == due > 30
    found = second.get("/desk").text
    path = found[found.index('href="/desk/acts/') + 6 :].partition('"')[0]
    pages, presses, signed_acts = pages + 1, presses + 1, 0
    while path.startswith("/desk/acts/"):
        assert (signed_acts := signed_acts + 1) <= due, path
        page = second.get(path).text
        path = path.partition("?")[0]
        signed = second.post(path, form(page, path) | {"which": ["all"]})
        assert signed.status_code == 303, signed.text
        pages, presses = pages + 1, presses + 1
        path = signed.headers["location"]
    serving.refresh()
    law = serving.knowledge
    assert {one.known_through for one in law.sources.values()} == {today, None}
    assert law.regimes["partial_mobilisation"].known_through == today
    assert not any(one.stale for one in assess(Profile(category="contract"), today, law))
    assert law.withdrawn == frozenset()
    assert (pages, presses) == (3 * due + 2, 3 * due + 3)
