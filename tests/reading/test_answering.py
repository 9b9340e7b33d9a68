"""What a message is to the question asked, of a ranking and of what rules read."""

from __future__ import annotations

import pytest

from bot.reading.answering import Answer, resolve


def test_a_sure_value_is_taken_without_any_rule() -> None:
    assert resolve("in_zone", [("yes", 0.9), ("no", 0.05)], {}) == Answer("answers", "yes")


def test_between_two_values_nothing_is_taken() -> None:
    assert resolve("in_zone", [("yes", 0.48), ("no", 0.44)], {}) == Answer("missed")


def test_what_a_rule_read_outweighs_a_weak_other_value() -> None:
    assert resolve("vvk_category", [("Б", 0.6), ("В", 0.3)], {"vvk_category": "В"}) == Answer("answers", "В")


def test_a_sure_other_value_outweighs_what_a_rule_read_in_passing() -> None:
    assert resolve("vvk_category", [("Б", 0.9), ("Д", 0.05)], {"vvk_category": "Д"}) == Answer("answers", "Б")


def test_a_question_that_names_a_value_is_no_answer() -> None:
    assert resolve("vvk_category", [("asks", 0.8), ("Д", 0.1)], {"vvk_category": "Д"}) == Answer("asks")


def test_another_fact_is_no_answer_to_this_question() -> None:
    assert resolve("in_zone", [("new_topic", 0.6), ("no", 0.2)], {"category": "contract"}) == Answer("new_topic")


@pytest.mark.parametrize("act", ["unsure", "refuses", "asks", "new_topic", "corrects"])
def test_what_answers_nothing_is_taken_for_what_it_is(act: str) -> None:
    assert resolve("sex", [(act, 0.6), ("male", 0.2)], {}) == Answer(act)


def test_a_day_is_what_the_rules_read_however_sure_the_ranking_is() -> None:
    assert resolve("vvk_on", [("date", 0.95)], {"vvk_on": "2026-11-08"}) == Answer("answers", "2026-11-08")
    assert resolve("vvk_on", [("date", 0.95), ("none", 0.02)], {}) == Answer("missed")


def test_no_report_yet_is_an_answer_even_beside_a_day() -> None:
    assert resolve("report_filed_on", [("none", 0.8), ("date", 0.1)], {"report_filed_on": "2026-11-23"}) == Answer(
        "answers", "none"
    )


def test_without_a_file_of_answers_the_rules_speak_alone() -> None:
    assert resolve("deadline", [], {"deadline": "2026-12-01"}) == Answer("answers", "2026-12-01")
    assert resolve("deadline", [], {}) == Answer("missed")
