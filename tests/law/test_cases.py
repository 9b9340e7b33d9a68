"""Every case of cases/*.yml, which a lawyer can read and add to.

A case names a date, a profile, and any of:

- `expect`: option to verdict, or to a mapping of verdict, standing, reason, reason_not, risk, risk_not, documents,
  counsel, stale, step, deadline;
- `questions`: option to facts that must be asked, in this order among them; `not_asked`: facts that must not be;
- `topics`: id to words it must say; `order`: options as they must follow each other;
- `absence`: acts of today and of the next stage.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.law import Assessment, Knowledge, Profile, absence, assess, questions

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((Path(__file__).parent / "cases").glob("*.yml"))
    for case in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
]
KEYS = {"name", "on", "profile", "expect", "questions", "not_asked", "topics", "order", "absence"}


def test_there_are_at_least_a_hundred_and_twenty_cases() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize("case", CASES)
def test_the_case_is_answered_as_the_lawyer_wrote(case: dict[str, Any], knowledge: Knowledge) -> None:
    assert set(case) <= KEYS and len(case) > 3, "a case needs a name, a date, a profile and something to expect"
    on: date = case["on"]
    profile = Profile.from_mapping(case["profile"])
    answers = {answer.option: answer for answer in assess(profile, on, knowledge)}
    for option, wanted in case.get("expect", {}).items():
        _compare(answers[option], {"verdict": wanted} if isinstance(wanted, str) else wanted)
    for option, names in case.get("questions", {}).items():
        asked = questions(profile, on, knowledge, option)
        assert [name for name in asked if name in names] == names
    for option, names in case.get("not_asked", {}).items():
        assert set(names).isdisjoint(questions(profile, on, knowledge, option))
    for id, words in case.get("topics", {}).items():
        assert words in " ".join(sentence.text.ru for sentence in knowledge.topic(id, on).sentences)
    if "order" in case:
        places = [list(answers).index(option) for option in case["order"]]
        assert places == sorted(places)
    if "absence" in case:
        _compare_absence(case["absence"], profile, on, knowledge)


def _compare(answer: Assessment, wanted: dict[str, Any]) -> None:
    said = " ".join(reason.text.ru for reason in answer.reasons)
    acts = {risk.act for risk in answer.risks}
    days = {term.id: term.on for term in answer.deadlines}
    for key, value in wanted.items():
        match key:
            case "verdict":
                assert answer.verdict == value, f"{answer.option}: {said}"
            case "standing":
                assert answer.standing == value
            case "reason":
                assert value in said
            case "reason_not":
                assert value not in said
            case "risk":
                assert value in acts
            case "risk_not":
                assert value not in acts
            case "documents":
                assert list(answer.documents) == value
            case "counsel":
                assert answer.counsel == value
            case "stale":
                assert answer.stale is value
            case "step":
                assert value in [step.id for step in answer.steps]
            case "deadline":
                assert {id: days[id] for id in value} == value
            case _:
                pytest.fail(f"a case cannot expect {key!r}")


def _compare_absence(wanted: dict[str, Any] | None, profile: Profile, on: date, knowledge: Knowledge) -> None:
    found = absence(profile, on, knowledge)
    if wanted is None:
        assert found is None
        return
    assert found is not None
    assert [stage.act for stage in found.now] == wanted["now"]
    assert [stage.act for stage in found.next] == wanted["next"]
    if "next_on" in wanted:
        assert {stage.begins_on for stage in found.next} == {wanted["next_on"]}
    assert found.advice and all(said.sources for said in found.advice)
