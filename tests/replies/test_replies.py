"""Rendering with the real law and directory: every reply in both languages for both kinds of people."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import replies
from bot.law import OPEN, Profile, Verdict, assess
from bot.replies import ReplyError
from bot.replies.wording import day

Render = Callable[..., str]
World = Any  # see conftest
TODAY = date(2026, 11, 22)
STEMS = replies.load().topics
QUOTING = (
    "review_approved",
    "review_returned",
    "review_declined",
    "review_handed_over",
    "review_question",
    "ukrainian",
)  # an advocate's own words, and the one sentence that is said in Ukrainian
INFORMATION = """vvk_procedure ground_health ground_children ground_age ground_conscience ground_other leave_conscript
leave_mobilised forced_contract leave_annual transfer report_submission commander_refuses complaint_court risks_refusal
awol_consequences awol_deadlines awol_return detention_search threats_by_command lost_contact money_documents
out_of_scope_law refuse_hide refuse_forge refuse_violence refuse_border refuse_selfharm crisis_suicide urgent_danger
welcome bot_about contacts language_switch goodbye offtopic gibberish abuse privacy_trace delete_data status_ack
greeting""".split()


def test_every_intent_that_is_answered_by_a_text_has_one() -> None:
    assert set(INFORMATION) <= set(STEMS)


@pytest.mark.parametrize("asker", ["self", "relative"])
@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("stem", STEMS)
def test_every_reply_renders_clean(render: Render, stem: str, lang: str, asker: str) -> None:
    text = render(stem, lang, asker)
    assert text
    assert text == text.strip()
    assert not re.search(r"\{\{|\}\}|\{%|%\}|None|Undefined|True|False|\bslovo\b", text)
    assert not re.search(r"\n\n\n| \n|[ ]{2,}|\.\.(?!\.)| [,.;:!?](?!\.)", text)


@pytest.mark.parametrize("asker", ["self", "relative"])
@pytest.mark.parametrize("stem", [stem for stem in STEMS if stem not in QUOTING])
def test_an_english_reply_is_english(render: Render, stem: str, asker: str) -> None:
    text = render(stem, "en", asker)
    cyrillic = re.findall(r"[А-Яа-яё]+", re.sub(r"^(Address|Sources|VVK|•.*\().*$", "", text, flags=re.MULTILINE))
    assert len([word for word in cyrillic if not word.isupper()]) <= 3  # short names of acts are printed as they are


@pytest.mark.parametrize("stem", [s for s in STEMS if s.startswith("ask_")])
def test_a_question_to_a_relative_is_about_him(render: Render, stem: str) -> None:
    told = render(stem, asker="relative")
    assert not re.search(
        r"\b(вы служите|вас призвали|ваш контракт|у вас нет|вам отказали|вы проходили)\b", told.lower()
    )


@pytest.mark.parametrize(
    "stem",
    ["ask_category", "ask_location", "ask_birth_year", "risks_refusal", "draft_ready", "option", "crisis_suicide"],
)
def test_a_relative_reads_other_words_than_the_soldier(render: Render, stem: str) -> None:
    assert render(stem, asker="relative") != render(stem, asker="self")


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_risk_stands_before_the_first_step(render: Render, lang: str, context: dict[str, Any]) -> None:
    text = render("option", lang)
    risk = context["assessment"].risks[0].text.in_(lang).removesuffix(".")
    step = context["assessment"].steps[0].text.in_(lang)
    assert 0 <= text.index(risk) < text.index(step)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_an_option_says_its_verdict_its_sources_and_the_one_day_on_which_they_were_known(
    render: Render, world: World, context: dict[str, Any], lang: str
) -> None:
    text = render("option", lang)
    assessment = context["assessment"]
    # «На 22 ноября» above «мы знаем закон на 6 марта» said that the law of that day had been read.
    assert assessment.stale and ("22 ноября 2026 года" if lang == "ru" else "22 November 2026") not in text
    assert world.replies.captions.caption("verdict", assessment.verdict.value, lang) in text
    day = assessment.known_through
    checked = (
        f"Проверено на {day:%d.%m.%Y}, могло измениться: " if lang == "ru" else f"Checked for {day}, may have changed: "
    )
    assert text.count(checked) == 1


@pytest.mark.parametrize("full", [True, False])
def test_a_short_answer_too_says_once_that_the_law_was_not_checked_for_long(
    world: World, context: dict[str, Any], full: bool
) -> None:
    profile = Profile.from_mapping({"category": "contract", "motives": ["moral_beliefs"]})
    for on in (date(2026, 3, 1), TODAY):
        for assessment in assess(profile, on, world.knowledge):
            values = {**context, "assessment": assessment, "risks": (), "steps": (), "full": full}
            text = world.replies.render(
                "option", "ru", on=on, knowledge=world.knowledge, directory=world.directory, **values
            )
            told = text.count("Проверено на") + text.count("Эти сведения проверены по")
            assert told == (1 if assessment.stale else 0), assessment.option


def test_the_options_name_what_is_open_and_why_the_named_one_is_closed(render: Render, context: dict[str, Any]) -> None:
    text = render("options")
    # Who asked for none of them finds the titles on the buttons; only what is not merely asked for is told apart.
    for place, one in enumerate(context["open"], 1):
        assert (f"{place}. {one.title.ru}" in text) == (one.option in context["meant"] or one.verdict != "may_ask")
    closed = context["closed"][0]
    assert closed.title.ru in text
    assert closed.reasons[0].text.ru in text


def test_without_an_open_way_what_remains_is_said(render: Render) -> None:
    text = render("options", open=[], closed=[])
    assert "остаются" in text


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("asker", ["self", "relative"])
@pytest.mark.parametrize("stem", ["crisis_suicide", "urgent_danger"])
def test_help_in_a_crisis_goes_out_whatever_else_fails(world: World, stem: str, asker: str, lang: str) -> None:
    text = world.replies.render(stem, lang, on=TODAY, asker=asker)
    assert len(text) > 200
    assert "?" in text


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_in_a_crisis_a_person_comes_first_and_no_law_or_form(render: Render, lang: str) -> None:
    text = render("crisis_suicide", lang)
    first = text.splitlines()[0]
    assert ("Спасибо" in first) if lang == "ru" else ("Thank you" in first)
    assert not re.search(r"Источники|Sources|УК|ст\.", text)


def test_filing_dates_carry_whose_clock_they_are(render: Render, context: dict[str, Any]) -> None:
    text = render("filing")
    dated = [one for one in context["deadlines"] if one.on]
    assert {"own", "authority", "limitation"} <= {one.clock for one in dated}
    for one in dated:
        assert day(one.on, "ru") in text
    assert "ваша дата" in text
    assert "не срок закона" in text


def test_contacts_carry_both_organisations_of_the_article(render: Render) -> None:
    text = render("contacts", topic=None, limit=5)
    assert "Союз комитетов солдатских матерей" in text
    assert "иностранный агент» с 21.04.2023" in text


def test_what_was_understood_is_said_in_plain_words(render: Render) -> None:
    text = render("understood")
    assert "• Служба: по контракту" in text
    assert "• Конец контракта: 3 мая 2026 года" in text
    assert "мать, инвалидность 1 группы, есть заключение МСЭ об уходе, больше ухаживать некому" in text
    assert "В рапорте отказано" not in text


def test_an_absence_is_counted_and_the_next_stage_named(render: Render, context: dict[str, Any]) -> None:
    text = render("awol_consequences")
    assert "19 ноября 2026 года" in text
    assert context["absence"].now[0].text.ru[1:].removesuffix(".") in text
    assert "Считаем с" not in render("awol_consequences", absence=None)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=80).filter(lambda value: bool(value.strip()) and value.isprintable()))
def test_whatever_an_advocate_writes_is_printed_and_never_run(render: Render, words: str) -> None:
    assert words.strip() in render("review_returned", comment=words)


@pytest.mark.parametrize("words", ["{{ 7 * 7 }}", "{% for x in y %}", "{# hidden #}", "{{ law('vvk_procedure') }}"])
def test_signs_of_a_template_in_a_value_stay_signs(render: Render, words: str) -> None:
    assert words in render("review_returned", comment=words)


def test_a_missing_value_is_a_typed_error_that_names_the_reply(world: World) -> None:
    with pytest.raises(ReplyError) as caught:
        world.replies.render("progress", "ru", on=TODAY)
    assert caught.value.code == "missing_value"
    assert "ru/progress" in caught.value.detail


@pytest.mark.parametrize(
    ("stem", "code"), [("nothing", "unknown_reply"), ("vvk_procedure", "no_knowledge"), ("contacts", "no_directory")]
)
def test_what_a_reply_cannot_do_without_is_a_typed_error(world: World, stem: str, code: str) -> None:
    with pytest.raises(ReplyError) as caught:
        world.replies.render(stem, "ru", on=TODAY)
    assert caught.value.code == code


def test_another_language_is_answered_in_russian(world: World) -> None:
    assert world.replies.render("goodbye", "uk", on=TODAY) == world.replies.render("goodbye", "ru", on=TODAY)


def test_law_long_unchecked_is_shown_with_a_warning(render: Render, world: World) -> None:
    topic = world.knowledge.topic("vvk_procedure", TODAY)
    assert topic.stale is ("Проверено на" in render("vvk_procedure"))
    fresh = world.replies.render(
        "vvk_procedure", "ru", on=date(2026, 3, 1), knowledge=world.knowledge, directory=world.directory
    )
    assert "⚠ Мы знаем закон" not in fresh


def test_long_lists_of_sources_are_cut(render: Render) -> None:
    for stem in INFORMATION:
        for line in render(stem).splitlines():
            if line.startswith("Источники: "):
                assert line.count(";") <= 3


@pytest.mark.parametrize("stem", ["awol_deadlines", "ground_age", "options", "option"])
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_no_answer_dates_the_law_later_than_it_was_read(render: Render, stem: str, lang: str) -> None:
    text = render(stem, lang, absence=None)
    head = text.split("⚠ Мы знаем" if lang == "ru" else "⚠ We know the law")[0]
    assert not re.search(r"(на|on|On|На) 22 (ноября|November) 2026", head)


@pytest.mark.parametrize("verdict", ["right", "possible", "may_ask", "not_bound", "contested", "unknown", "closed"])
def test_no_way_is_called_dangerous_for_want_of_an_advocate(
    render: Render, context: dict[str, Any], verdict: str
) -> None:
    changed = replace(context["assessment"], verdict=Verdict(verdict), counsel="required")
    text = render("option", assessment=changed)
    assert "адвокат" in text and "опасно" not in text
    assert bool(re.search("(Просить об этом|Не подписывать) законно", text)) is (verdict in OPEN)
