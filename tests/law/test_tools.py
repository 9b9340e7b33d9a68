"""check, diff, graph: the editor's tools."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bot.law import Knowledge, Profile, Verdict, changes, load
from bot.law.checking import check
from bot.law.graphing import dot, resting

TODAY = date(2026, 11, 22)


def test_check_lists_what_is_stale_and_nothing_is_an_error_as_it_ships(knowledge: Knowledge, copy: Path) -> None:
    findings = check(knowledge, TODAY, copy)
    assert [one for one in findings if one.level == "error"] == []
    stale = {one.about for one in findings if one.code == "stale"}
    assert "source:decree_647_5" in stale and "source:portal_titles" not in stale
    assert not any(about.startswith("regime:") for about in stale)
    assert [one.about for one in findings if one.code == "calendar"] == ["calendar:2027"]
    assert "not_compiled" not in {one.code for one in findings}


def test_before_the_recheck_date_only_what_nobody_followed_since_2023_is_stale(knowledge: Knowledge) -> None:
    unfollowed = {id for id, source in knowledge.sources.items() if source.known_through == date(2023, 8, 4)}
    assert unfollowed == {"uk_23", "uk_61", "uk_73", "uk_78", "uk_119", "uk_316", "upk_182", "upk_50"}
    stale = {one.about for one in check(knowledge, date(2026, 6, 4)) if one.code == "stale"}
    assert stale == {f"source:{id}" for id in unfollowed}


def test_check_says_when_the_switch_itself_is_out_of_date(knowledge: Knowledge) -> None:
    errors = [one for one in check(knowledge, date(2026, 12, 26)) if one.level == "error"]
    assert [one.about for one in errors] == ["regime:partial_mobilisation"]


def test_check_finds_a_sentence_whose_sources_do_not_name_its_article(copy: Path) -> None:
    path = copy / "topics" / "stay_rule.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("(КАС, ст. 85 и 223)", "(КАС, ст. 85 и 225)"), encoding="utf-8"
    )
    found = [one for one in check(load(copy), date(2026, 3, 1)) if one.code == "uncited"]
    assert [(one.about, one.level) for one in found] == [("topic:stay_rule", "error")]
    assert "225" in found[0].detail


def test_check_counts_what_no_advocate_has_reviewed(knowledge: Knowledge) -> None:
    assert [one.about for one in check(knowledge, TODAY) if one.code == "unreviewed"] == ["sources", "questions"]


def test_everything_rests_on_something_and_every_source_carries_something(knowledge: Knowledge) -> None:
    rests = resting(knowledge)
    assert set(rests) == set(knowledge.sources)
    assert all(rests.values())
    assert "option:health_unfit" in rests["decree_647_5b"]
    assert "regime:partial_mobilisation" in rests["portal_titles"]


def test_the_graph_is_drawn_from_source_to_option(knowledge: Knowledge) -> None:
    text = dot(knowledge)
    assert '"decree_647_5b" -> "option:health_unfit";' in text
    assert "topic:" not in text


def test_a_diff_over_21_09_2022_shows_what_closed(knowledge: Knowledge) -> None:
    man = Profile(category="contract", contract_ends_on=date(2022, 9, 1))
    found = {change.option: change for change in changes(man, date(2022, 9, 20), date(2022, 9, 21), knowledge)}
    assert (found["contract_expiry"].before, found["contract_expiry"].after) == (Verdict.POSSIBLE, Verdict.CLOSED)
    assert (found["own_wish"].before, found["own_wish"].after) == (Verdict.MAY_ASK, Verdict.CLOSED)
    assert "leave_family" not in found
    assert any("Указ № 647" in reason.text.ru for reason in found["contract_expiry"].reasons)


def test_a_diff_over_24_09_2022_shows_the_new_risks(knowledge: Knowledge) -> None:
    found = {
        c.option: c for c in changes(Profile(category="contract"), date(2022, 9, 23), date(2022, 9, 24), knowledge)
    }
    assert found["transfer"].before is found["transfer"].after
    assert "УК 337 ч.2.1" in found["transfer"].risks_new and "УК 337 ч.3" in found["transfer"].risks_gone


def test_a_diff_of_a_day_with_itself_is_empty(knowledge: Knowledge) -> None:
    assert changes(Profile(category="contract"), TODAY, TODAY, knowledge) == ()


def test_changed_verdicts_come_first(knowledge: Knowledge) -> None:
    found = changes(Profile(category="contract", vvk_category="Д"), date(2022, 9, 20), TODAY, knowledge)
    moved = [change.before is not change.after for change in found]
    assert moved == sorted(moved, reverse=True) and any(moved)
