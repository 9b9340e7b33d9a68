"""A paper asked for, drawn and put right: which one a bare «пиши» means, what goes into it, what is not put in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation.guide import Guide
from bot.dialogue import Outcome, decide
from bot.dialogue.heard import CHOICE, DRAFT, MOVE, STORY, TOPIC, UNSURE, Day
from bot.dialogue.papers import document_facts
from bot.dialogue.state import State
from bot.dialogue.taking import take
from tests.dialogue.hearing import heard, state


def said(outcome: Outcome) -> list[str]:
    return [say.what for say in outcome.said]


def drawn(**facts: object) -> State:
    return state(category="contract", drawn="discharge_health", vvk_category="Д", **facts)


def test_a_bare_wish_after_an_answer_that_leads_aside_is_for_the_paper_of_his_case(guide: Guide) -> None:
    aside = {"document": "copy_request", "option": None, "implied": "yes"}
    known = state(category="contract", vvk_category="Д", offered=aside)
    for text in ("рапорт напиши. Командиру полковнику Дееву, я ефрейтор Лунин А.П.", "давай пиши"):
        assert decide(known, heard(UNSURE, text), guide).state.drawn == "discharge_health"
    named = decide(known, heard(UNSURE, "составьте рапорт на копию контракта"), guide)
    assert named.state.drawn == "copy_request"
    nothing_else = state(category="contract", offered=aside)
    assert decide(nothing_else, heard(UNSURE, "давай пиши"), guide).state.drawn == "copy_request"


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        (MOVE, "не ефрейтор, мл сержант уже дали. и Деев подполковник, исправь", {"move": "correct"}),
        (TOPIC, "ой не Терехин, Терёшин, поправьте", {}),
        (STORY, "Лунин Артём Петрович, младший сержант", {}),
    ],
)
def test_a_correction_after_a_paper_draws_it_anew(guide: Guide, kind: str, text: str, told: dict[str, str]) -> None:
    outcome = decide(drawn(), heard(kind, text, **told), guide)
    assert said(outcome) == ["drawn_anew", "draft"]
    assert outcome.said[-1].about["again"] and outcome.state.drawn == "discharge_health"


def test_the_rank_that_he_says_is_his_replaces_the_one_he_denies(guide: Guide) -> None:
    told = heard(STORY, "не ефрейтор, мл сержант уже дали", rank="ефрейтор")
    assert decide(drawn(for_paper={"rank": "ефрейтор"}), told, guide).state.for_paper["rank"] == "младший сержант"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("и допиши что ехать 3го отказываюсь", "refusal"),
        ("впиши что воевать не буду", "refusal"),
        ("add that i refuse to go", "refusal"),
        ("допиши что мать умерла, кто там проверять будет", "untrue"),
    ],
)
def test_what_no_paper_may_hold_is_not_put_into_one_that_stands(guide: Guide, text: str, kind: str) -> None:
    outcome = decide(drawn(), heard(UNSURE, text), guide)
    assert (said(outcome), outcome.said[0].about["kind"]) == (["not_put_in"], kind)
    assert outcome.state.drawn == "discharge_health"


def test_who_is_refused_may_say_so_in_his_paper(guide: Guide) -> None:
    outcome = decide(drawn(), heard(UNSURE, "допиши что командир отказывается принимать рапорт"), guide)
    assert "not_put_in" not in said(outcome)


@pytest.mark.parametrize("asker", ["self", "relative"])
@pytest.mark.parametrize("document", ["discharge_health", "leave_family"])
@pytest.mark.parametrize("kind", ["refusal", "untrue"])
def test_why_it_is_not_put_in_names_its_risk_and_what_is_lawful(
    guide: Guide, kind: str, document: str, asker: str
) -> None:
    for lang, lawful in (("ru", "Прошу"), ("en", "Прошу")):
        text = guide.not_put_in(kind, document, lang, state().today, asker).text
        assert "⚠" in text and len(text.split()) < 75
        assert (lawful in text) is (kind == "refusal")


@pytest.mark.parametrize(
    "text",
    [
        "понял. дальше что с ней делать, кому копию", "куда его нести командиру или в строевую",
        "и кому это нести, мне или ему", "куда её прям сейчас ночью", "i give who",
    ],
)  # fmt: skip
def test_where_a_drawn_paper_goes_is_told_at_once(guide: Guide, text: str) -> None:
    for kind in (UNSURE, TOPIC, STORY):
        outcome = decide(drawn(), heard(kind, text, intent="report_submission" if kind == TOPIC else ""), guide)
        assert outcome.rule == "filing.carry" and outcome.said[0].about["item"] == "filing"


def test_a_comrade_gets_the_same_paper_and_nothing_of_the_first_man(guide: Guide) -> None:
    first = drawn(location="hospital", for_paper={"drew": "discharge_health", "ailments": ["wound"], "rank": "рядовой"})
    text = "Я с соседней койки, Осипов Глеб, сержант, контузия. мне такой же"
    outcome = decide(first, heard(STORY, text, rank="сержант"), guide)
    assert said(outcome) == ["draft"] and not outcome.said[0].about["again"]
    assert outcome.state.for_paper == {"drew": "discharge_health", "ailments": ["concussion"], "rank": "сержант"}
    assert "vvk_category" not in outcome.state.known and outcome.state.known["location"] == "hospital"


def test_who_has_enough_of_papers_gets_no_new_one(guide: Guide) -> None:
    outcome = decide(drawn(), heard(UNSURE, "голова раскалывается, не могу больше эти бумаги"), guide)
    assert "draft" not in said(outcome)


def test_names_alone_are_for_the_paper_that_was_spoken_of(guide: Guide) -> None:
    text = "Гусев Павел Андреевич, рядовой, командир подполковник Терехин"
    hers = state(asker="relative", category="contract", for_paper={"leave_reason": "illness", "relation": "father"})
    assert decide(hers, heard(CHOICE, text), guide).state.drawn == "leave_family"
    assert decide(state(category="contract"), heard(CHOICE, text), guide).state.drawn is None, "no paper was spoken of"


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ("пишите. Савченко Любовь Тимофеевна я, он Савченко Глеб Юрьевич", "relative_appeal"),
        ("составьте ему. Зуев Никита, старшина", "discharge_family"),
    ],
)
def test_who_is_named_says_who_signs(guide: Guide, text: str, document: str) -> None:
    known = state(
        asker="relative", category="contract", dependant_relation="mother", dependant_disability_group="1",
        dependant_other_carer="no",
    )  # fmt: skip
    assert decide(known, heard(UNSURE, text), guide).state.drawn == document


def test_names_given_with_another_paper_draw_that_one(guide: Guide) -> None:
    offered = {"document": "complaint_superior", "option": None}
    known = state(category="contract", report_filed_on="2026-10-14", offered=offered)
    told = heard(TOPIC, "жалобу прокурору. Гали Тимур Айратович прапорщик", intent="complaint_court")
    assert decide(known, told, guide).state.drawn == "complaint_prosecutor"


def test_the_letter_of_who_seeks_him_is_put_right_too(guide: Guide) -> None:
    known = state(asker="relative", location="missing", drawn="relative_appeal")
    outcome = decide(known, heard(STORY, "ой он 2004го. и фамилия у него Горшков по отцу"), guide)
    assert said(outcome)[:2] == ["drawn_anew", "draft"]


def test_the_end_of_the_term_by_his_word_stands_in_the_paper(guide: Guide) -> None:
    told = replace(heard(STORY, "контракт, 14 октября кончился"), days=(Day("date", "2026-10-14", "day"),))
    assert take(state(category="contract"), told, guide)[0].known["contract_ends_on"] == "2026-10-14"
    signed = replace(heard(STORY, "подписал 14 октября"), days=(Day("date", "2026-10-14", "day"),))
    assert "contract_ends_on" not in take(state(category="contract"), signed, guide)[0].known


def test_the_mothers_letter_says_that_he_is_a_conscript_who_signed_a_blank_sheet(guide: Guide) -> None:
    known, _ = take(state(category="conscript"), heard(STORY, "ну пустой лист вчера подписал без текста"), guide)
    told = heard(DRAFT, "составьте ей жалобу тогда. мама Пчёлкина Лариса Олеговна, я Пчёлкин Данил")
    known, _ = take(known, told, guide)
    facts = document_facts(known.known, known.for_paper, document="relative_appeal")
    assert (facts["category"], facts["pressure"], facts["serviceman_is"]) == ("conscript", "blank", "son")
    assert facts["family_problem"] == ["forced"]


def test_a_letter_tells_of_no_report_that_nobody_handed_in() -> None:
    asked = document_facts({}, {}, document="relative_appeal", focus="commander_refuses")
    filed = document_facts({}, {"filed": "report"}, document="relative_appeal", focus="commander_refuses")
    assert "family_problem" not in asked and filed["family_problem"] == ["report"]


def test_a_beating_told_after_the_letter_stands_in_it(guide: Guide) -> None:
    known = state(asker="relative", drawn="relative_appeal", for_paper={"drew": "relative_appeal"})
    outcome = decide(known, heard(UNSURE, "ещё били его один раз, добавьте"), guide)
    assert said(outcome)[:2] == ["drawn_anew", "draft"]
    assert "beaten" in outcome.state.for_paper["family_problem"]


def test_a_death_at_home_told_of_himself_makes_no_relative_of_him(guide: Guide) -> None:
    told = heard(STORY, "отец умер, командир порвал рапорт при мне", asker="relative")
    assert take(state(), told, guide)[0].asker == "self"


def test_who_names_himself_and_his_man_is_a_relative(guide: Guide) -> None:
    text = "пишите. Савченко Любовь Тимофеевна я, он Савченко Глеб Юрьевич. на то что врачам не показывают"
    outcome = decide(state(category="convict_contract", for_paper={"ailments": ["wound"]}), heard(UNSURE, text), guide)
    assert (outcome.state.asker, outcome.state.drawn) == ("relative", "relative_appeal")
    assert outcome.state.for_paper["family_problem"] == ["health"]


def test_the_paper_of_his_letter_is_meant_before_anything_else_of_him_is_known(guide: Guide) -> None:
    known = state(vvk_category="Д", offered={"document": "copy_request", "option": None, "implied": "yes"})
    told = heard(UNSURE, "рапорт напиши. Командиру полковнику Дееву, я ефрейтор Лунин А.П.")
    assert decide(known, told, guide).state.drawn == "discharge_health"


def test_the_letter_of_a_comrade_is_not_his(guide: Guide) -> None:
    told = heard(UNSURE, "А Вовке нашему В дали у него рука. ему то же самое писать", vvk_category="В")
    outcome = decide(drawn(), told, guide)
    assert outcome.state.known["vvk_category"] == "Д" and "draft" not in said(outcome)


def test_a_complaint_after_a_refusal_is_the_next_one_of_his_report(guide: Guide) -> None:
    known = state(category="contract", report_filed_on="2026-10-14", for_paper={"filed": "report"})
    told = heard(UNSURE, "а вот жалобу на него сделай. Тишков Олег, ст сержант")
    assert decide(known, told, guide).state.drawn == "complaint_superior"


def test_who_is_named_with_a_wish_for_a_statement_of_a_crime_gets_it(guide: Guide) -> None:
    beaten = state(category="contract", for_paper={"incident": ["violence"]})
    told = heard(UNSURE, "напиши мне заявление это. Косых Роман, рядовой")
    assert decide(beaten, told, guide).state.drawn == "statement_investigators"
