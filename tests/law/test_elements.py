"""A risk keeps every element of its offence, and is not told as certain to whom it may not cover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.law import Profile, assess
from bot.law.knowledge import Knowledge
from bot.law.text import Text

TODAY = date(2026, 11, 29)
READ: dict[str, dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("elements.yml").read_text("utf-8"))
# A number of years, months or days of punishment, or that it is a crime at all.
PUNISHED = re.compile(r"\bдо \d+ (?:лет|месяцев|из)|от \d+ до \d+|преступлени|наказыва|наказуем|освобо|ответственности")
PART_OF_A_LATER_TIME = date(2022, 9, 24)


def crimes(knowledge: Knowledge) -> Iterator[tuple[str, Text, tuple[str, ...], date]]:
    """Every sentence that names what a deed brings: where it stands, its words, its sources, from which day."""
    said: list[tuple[str, Text, tuple[str, ...], date]] = []
    for group in knowledge.risks.values():
        said += [(one.rule.id, one.version.text, one.version.sources, one.version.from_) for one in group]
    said += [(one.rule.id, one.rule.text, one.rule.sources, one.rule.from_) for one in knowledge.absence]
    for rules in (
        {id: one.sentences for id, one in knowledge.topics.items()},
        {id: one.answers for id, one in knowledge.myths.items()},
    ):
        said += [(id, one.text, one.sources, one.from_) for id, ones in rules.items() for one in ones]
    for id, option in knowledge.options.items():
        branches = [(version.from_, branch.because) for version in option.versions for branch in version.branches]
        said += [(id, because.text, because.sources, from_) for from_, because in branches]
        said += [(id, note.statement.text, note.statement.sources, note.from_) for note in option.notes]
    for id, question in knowledge.asked.items():
        said += [(id, rule.short, rule.sources, rule.from_) for rule, _ in question.answers]
    yield from (one for one in said if PUNISHED.search(one[1].ru))


@pytest.mark.parametrize("source", sorted(id for id, row in READ.items() if "must" in row))
def test_a_sentence_on_a_crime_names_every_element_that_was_read(knowledge: Knowledge, source: str) -> None:
    row = READ[source]
    told = [one for one in crimes(knowledge) if source in one[2]]
    assert told, "nothing rests on it"
    for about, text, _, begins in told:
        wanted = [row["must"], row.get("since_2022_09_24", {})] if begins >= PART_OF_A_LATER_TIME else [row["must"]]
        for lang in ("ru", "en"):
            for pattern in (pattern for rules in wanted for pattern in rules.get(lang, ())):
                assert re.search(pattern, text.in_(lang), re.IGNORECASE), (
                    f"{about}, {lang}: {text.in_(lang)!r} lacks {pattern!r}"
                )


def test_every_place_of_the_criminal_code_was_read_element_by_element(knowledge: Knowledge) -> None:
    later = {"uk_801_781"}  # known from reviews only
    assert {id for id, source in knowledge.sources.items() if source.act == "uk"} - later == READ.keys()


def risks(knowledge: Knowledge, lang: str = "ru", **profile: object) -> list[str]:
    """The texts of all risks of all ways for a profile."""
    found = assess(Profile.from_mapping(profile), TODAY, knowledge)
    return [risk.text.in_(lang) for answer in found for risk in answer.risks]


def test_a_volunteer_is_not_told_the_articles_on_absence_as_certain(knowledge: Knowledge) -> None:
    told = risks(knowledge, category="volunteer")
    assert not [text for text in told if "до 5 лет" in text or "Отсутствие больше" in text or "дезертирство" in text]
    assert any("для добровольца, мы не знаем" in text for text in told)


def test_a_contract_soldier_is_told_that_a_filed_report_does_not_make_leaving_lawful(knowledge: Knowledge) -> None:
    told = " ".join(risks(knowledge, category="contract"))
    assert "И с поданным рапортом" in told
    assert "пока рапорт не решён" not in told


def test_lateness_is_an_offence_only_without_a_valid_reason(knowledge: Knowledge) -> None:
    late = [text for text in risks(knowledge, category="contract") if text.startswith("Опоздание")]
    assert late
    assert all("без уважительной причины" in text for text in late)
    late = [text for text in risks(knowledge, "en", category="contract") if "late from leave" in text]
    assert late
    assert all("without a valid reason" in text for text in late)


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_volunteer_is_told_no_article_on_military_service_as_certain(knowledge: Knowledge, lang: str) -> None:
    of_service = {"332", "333", "334", "337", "338", "339", "340", "352"}
    for answer in assess(Profile(category="volunteer"), TODAY, knowledge):
        for risk in answer.risks:
            named = set(re.findall(r"\d{3}", risk.act or ""))
            assert not named & of_service or risk.trigger == "refusal_statement", risk.id
    said = " ".join(risks(knowledge, lang, category="volunteer"))
    assert ("мы не знаем" if lang == "ru" else "we do not know") in said


def test_combat_is_told_first_and_part_one_only_outside_it(knowledge: Knowledge) -> None:
    told = [risk for risk in knowledge.risks["refusing"] if risk.version.holds(TODAY)]
    assert [risk.version.act for risk in told][:4] == ["УК 332 ч.2.1", "УК 332 ч.2.2", "УК 332 ч.1", "УК 332 ч.2"]
    assert "2 до 3" in told[0].version.text.ru and "Вред доказывать не нужно" in told[0].version.text.ru


def test_before_september_2022_part_one_held_in_combat_too(knowledge: Knowledge) -> None:
    told = [risk for risk in knowledge.risks["refusing"] if risk.version.holds(date(2022, 9, 23))]
    assert [risk.version.act for risk in told if risk.version.act] == ["УК 332 ч.1", "УК 332 ч.2"]
    assert not [risk for risk in told if "Вне войны" in risk.version.text.ru]
