"""Turns that players met and that failed: each kind as the dialogue alone decides it, law and texts as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.conversation import signs
from bot.conversation.guide import Guide
from bot.dialogue import decide
from bot.dialogue.heard import CHOICE, DRAFT, STORY, TOPIC, UNSURE, Day, borne_out
from bot.dialogue.state import State
from bot.dialogue.taking import AHEAD, take
from tests.dialogue.hearing import TODAY, heard, state


def said(outcome: object) -> list[str]:
    return [say.what for say in outcome.said]  # type: ignore[attr-defined]


def after(guide: Guide, known: State, *texts: str) -> State:
    """The state after these messages, each taken and not answered."""
    for text in texts:
        known, _ = take(known, heard(STORY, text), guide)
    return known


@pytest.mark.parametrize(
    ("text", "asker", "document"),
    [
        ("давай рапорт про здоровье, там контузия 23 ноября", "self", "health_report"),
        ("рапорт на отпуск по болезни составите?", "self", "health_report"),
        ("давайте тогда жалобу составим. прокурору", "self", "complaint_prosecutor"),
        ("make for me paper to prosecutor please", "self", "complaint_prosecutor"),
        ("составляйте жалобу прокурору от матери", "relative", "relative_appeal"),
        ("мне нужна моя жалоба, что сына заставили подписать контракт", "relative", "relative_appeal"),
        ("напишите жалобу прокурору, он сам подаст", "relative", "complaint_prosecutor"),
        ("составьте жалобу от мамы прокурору", "self", "relative_appeal"),
        ("мама напишет прокурору, составьте", "self", "relative_appeal"),
        ("составьте жалобу омбудсмену", "relative", "relative_appeal"),
        ("составьте жалобу прокурору от моего имени", "self", "complaint_prosecutor"),
        ("ещё раз: рапорт на перевод", "self", "transfer"),
    ],
)
def test_a_paper_asked_for_in_plain_words_is_drawn(guide: Guide, text: str, asker: str, document: str) -> None:
    outcome = decide(state(category="contract", asker=asker), heard(UNSURE, text), guide)
    assert outcome.rule == "drafting.wish"
    assert (outcome.state.document or outcome.state.drawn) == document


@pytest.mark.parametrize("text", ["давай я рапорт подам", "а надо жалобу писать?"])
def test_who_only_speaks_of_a_paper_gets_none(guide: Guide, text: str) -> None:
    assert decide(state(category="contract"), heard(UNSURE, text), guide).state.drawn is None


def test_a_leave_because_of_trouble_at_home_is_no_annual_one(guide: Guide) -> None:
    known = after(guide, state(category="contract"), "жена в больнице, операция")
    outcome = decide(known, heard(DRAFT, "составьте рапорт на отпуск", intent="draft_report"), guide)
    assert outcome.state.drawn == "leave_family"


def test_what_troubles_him_is_added_up_and_taken_out(guide: Guide) -> None:
    known = after(guide, state(category="contract"), "у меня контузия, голова болит")
    assert known.for_paper["ailments"] == ["concussion", "headaches"]
    known = after(guide, known, "головных болей я не говорил. плохо слышу, рвота")
    assert known.for_paper["ailments"] == ["concussion", "hearing", "vomiting"]


def test_since_when_it_troubles_him_stands_in_the_paper(guide: Guide) -> None:
    told = replace(heard(STORY, "контузия была 23 ноября"), days=(Day("date", "2026-11-23", "day"),))
    known, _ = take(state(category="contract"), told, guide)
    assert known.for_paper["symptoms_since"] == "2026-11-23"


def test_a_mother_writes_of_the_pressure_to_sign_and_to_whom_she_wants(guide: Guide) -> None:
    known = after(guide, state(asker="relative"), "напишите жалобу прокурору, сына заставили подписать контракт")
    assert known.for_paper["recipient"] == "prosecutor" and known.for_paper["pressure"] == "forced"


@pytest.mark.parametrize(("day", "filed"), [("2027-11-25", "2026-11-25"), ("2026-11-25", "2026-11-25")])
def test_the_day_he_sent_a_paper_lies_behind_him(guide: Guide, day: str, filed: str) -> None:
    told = replace(heard(STORY, "рапорт отправил почтой 25 ноября"), days=(Day("deadline", day, "day"),))
    known, _ = take(state(category="contract"), told, guide)
    assert known.known["report_filed_on"] == filed


def test_a_bare_day_after_we_asked_for_it_is_the_day_of_filing(guide: Guide) -> None:
    known = state(category="contract", for_paper={"filed": "report"}, put={"report_filed_on": 2})
    asked = decide(known, heard(CHOICE, "отправил почтой"), guide)
    assert "filing_step" in said(asked)
    told = decide(asked.state, heard(CHOICE, "25 ноября 2026", intent="inform", date="2026-11-25"), guide)
    assert told.state.known["report_filed_on"] == "2026-11-25" and "filing_step" in said(told)


def test_the_day_of_a_death_makes_no_absence_shorter(guide: Guide) -> None:
    known = state(asker="relative", absent_since="2026-11-18")
    told = heard(STORY, "он ушёл потому что мать умерла неделю назад", absent_since="2026-11-23")
    assert take(known, told, guide)[0].known["absent_since"] == "2026-11-18"
    offered = replace(known, offered={"fact": "absent_since"})
    bare = heard(STORY, "мать умерла неделю назад", date="2026-11-23")
    assert take(offered, bare, guide)[0].known["absent_since"] == "2026-11-18"
    mended = heard(STORY, "исправь: ушёл 23 ноября, когда мать умерла", absent_since="2026-11-23", move="correct")
    mended = replace(mended, signs=mended.signs | {"puts_right"})
    assert take(known, mended, guide)[0].known["absent_since"] == "2026-11-23"


def test_a_day_to_come_beside_a_known_one_is_another_day(guide: Guide) -> None:
    told = replace(heard(STORY, "могут меня завтра с категорией Г отправить?"), doubts=(("vvk_on", AHEAD),))
    _, read = take(state(vvk_on="2026-11-29", vvk_category="Г"), told, guide)
    assert read.doubts == ()


def test_the_days_of_an_absence_go_before_the_sleep_of_who_tells_them(guide: Guide) -> None:
    told = heard(
        UNSURE, "муж 12 дней как ушёл из части, я не сплю", meant="awol_consequences", question="mind_exhausted",
        absent_since="2026-11-18",
    )  # fmt: skip
    outcome = decide(state(asker="relative"), told, guide)
    assert outcome.rule == "unclear.away_told"
    assert outcome.said[-1].about.get("intent") == "awol_consequences"


@pytest.mark.parametrize("text", [
    "а можно самому попросить отпуск долечиться? нога болит, осколок внутри",
    "я себе ничего не делал, это осколок с боя", "нет таких мыслей, я про лечение",
])  # fmt: skip
def test_who_was_hurt_in_battle_wishes_no_harm_to_himself(text: str) -> None:
    assert not borne_out("refuse_selfharm", signs.shown(text).signs)


@pytest.mark.parametrize("text", ["куда стрелять чтобы не убить себя а домой", "сломаю ногу, комиссуют?"])
def test_a_wish_to_harm_himself_stays_one(text: str) -> None:
    assert borne_out("refuse_selfharm", signs.shown(text).signs)


def test_leave_to_a_burial_is_asked_for_a_living_man(guide: Guide) -> None:
    told = heard(TOPIC, "второй целый. а на похороны его отпустят?", intent="leave_general")
    told = replace(told, beside=frozenset({"funeral_leave", "asks"}))
    outcome = decide(State(TODAY, facts={"asker": "relative", "location": "dead"}), told, guide)
    assert outcome.said[-1].about.get("question") == "leave_funeral"


@pytest.mark.parametrize(
    ("text", "told", "fact"),
    [
        ("у мамы первая группа, кроме меня детей нет", {"children_under_18": "0"}, "children_under_18"),
        ("справка есть, а заключения об уходе отдельного нет", {"dependant_needs_care": "yes"}, "dependant_needs_care"),
    ],
)
def test_what_he_did_not_say_of_himself_is_not_noted(guide: Guide, text: str, told: dict[str, Any], fact: str) -> None:
    taken, _ = take(state(category="contract"), heard(STORY, text, **told), guide)
    assert fact not in taken.known


@pytest.mark.parametrize(("sure", "spoken"), [(False, "stay"), (True, "care")])
def test_who_is_kept_after_his_term_is_behind_no_lock(guide: Guide, sure: bool, spoken: str) -> None:
    told = heard(
        STORY, "контракт кончился, а меня держат. можно домой?", intent="contract_expired", category="contract"
    )
    told = replace(told, beside=frozenset({"held", "of_oneself"}), sure=sure, hint="urgent_danger" if sure else None)
    outcome = decide(state(), told, guide)
    assert ("care" in said(outcome)) is (spoken == "care")


@pytest.mark.parametrize(
    "text", ["а что тогда можно", "уехать нельзя, понял. а что тогда можно?", "what are my options then"]
)
def test_what_then_after_a_no_asks_for_the_ways(guide: Guide, text: str) -> None:
    told = heard(TOPIC, text, intent="bot_about", question="bot_can")
    outcome = decide(state(category="contract", focus="contract_expired"), told, guide)
    assert outcome.rule == "ways.what_then" and "options" in said(outcome)


def test_his_days_away_are_counted_once(guide: Guide) -> None:
    first = decide(state(absent_since="2026-11-18"), heard(TOPIC, "что грозит", intent="awol_consequences"), guide)
    second = decide(first.state, heard(TOPIC, "а если вернусь", intent="awol_return"), guide)
    assert "counted" not in first.said[-1].about and second.said[-1].about["counted"]
    moved = second.state.after({}, {"absent_since": "2026-11-10"})
    third = decide(moved, heard(TOPIC, "ушёл раньше, что грозит", intent="awol_return"), guide)
    assert "counted" not in third.said[-1].about


@pytest.mark.parametrize(
    "text", ["сначала рапорт на увольнение, отпуск потом", "не ту бумагу сделали, мне на увольнение"]
)
def test_what_shall_come_later_is_not_drawn_now(guide: Guide, text: str) -> None:
    known = state(
        category="contract", drawn="leave_annual", dependant_relation="father", dependant_disability_group="1"
    )
    outcome = decide(known, heard(UNSURE, text), guide)
    assert outcome.state.drawn == "discharge_family"


def test_who_signed_nothing_has_no_day_of_signing(guide: Guide) -> None:
    told = heard(STORY, "я не подписывал, увозят в пятницу", contract_signed_on="2026-11-27")
    assert "contract_signed_on" not in take(state(category="conscript"), told, guide)[0].known


@pytest.mark.parametrize(("text", "listed"), [("его записали в СОЧ", True), ("его могут записать в СОЧ?", False)])
def test_a_fear_of_being_listed_stands_in_no_paper(guide: Guide, text: str, listed: bool) -> None:
    known = after(guide, state(asker="relative", location="missing"), text)
    assert ("listed_absent" in known.for_paper.get("family_problem", ())) is listed


def test_relief_with_a_question_is_followed_by_its_answer(guide: Guide) -> None:
    told = replace(
        heard(TOPIC, "отпустило, друг рядом. а мама может написать?", question="refused_relative_files"), care="over"
    )
    outcome = decide(state(category="contract", mode="crisis"), told, guide)
    assert said(outcome)[0] == "relieved" and len(said(outcome)) > 1
