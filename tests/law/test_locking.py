"""A changed source withdraws what rests on it until somebody approves the change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.law import Knowledge, NotKnownError, Profile, Standing, Verdict, absence, assess, load
from bot.law.graphing import resting
from bot.law.locking import approve, approved

Spoil = Callable[[str, str, str], Path]
ON = date(2026, 3, 1)
CHANGES = [
    ("edition", '    edition: "21.09.2022"', '    edition: "01.02.2026"'),
    ("date it was read", "    read_on: 2026-11-22", "    read_on: 2026-11-23"),
    ("certainty", "    sure: Px", "    sure: P"),
    ("last known day", "    known_through: 2026-03-06", "    known_through: 2026-11-22"),
]


def change(folder: Path, source: str, old: str, new: str) -> None:
    """Edits one source of sources.yml."""
    path = folder / "sources.yml"
    head, entry = path.read_text(encoding="utf-8").split(f"  - id: {source}\n")
    assert old in entry
    path.write_text(f"{head}  - id: {source}\n{entry.replace(old, new, 1)}", encoding="utf-8")


def test_nothing_is_withdrawn_as_it_ships(knowledge: Knowledge) -> None:
    assert knowledge.withdrawn == frozenset()
    assert set(knowledge.approvals) == set(knowledge.sources)


@pytest.mark.parametrize(("old", "new"), [pytest.param(*c[1:], id=c[0]) for c in CHANGES])
def test_a_changed_source_withdraws_the_options_that_rest_on_it_and_no_others(copy: Path, old: str, new: str) -> None:
    change(copy, "decree_647_5b", old, new)
    knowledge = load(copy)
    assert knowledge.withdrawn == {"decree_647_5b"}
    touched = {
        name.removeprefix("option:") for name in resting(knowledge)["decree_647_5b"] if name.startswith("option:")
    }
    assert "health_unfit" in touched and "leave_family" not in touched
    for answer in assess(Profile.from_mapping({"category": "contract", "vvk_category": "Д"}), ON, knowledge):
        if answer.option in touched:
            assert (answer.verdict, answer.standing) == (Verdict.UNKNOWN, Standing.WITHDRAWN)
            assert answer.documents == () and answer.counsel == "required"
            assert "Источник этого ответа изменился" in answer.reasons[0].text.ru
            assert answer.risks, "risks are still told"
        else:
            assert answer.standing is Standing.IN_FORCE


def test_a_changed_address_withdraws_nothing(spoil: Spoil) -> None:
    folder = spoil("sources.yml", 'address: "pastebin.com/A4HCccNC"', 'address: "government.ru"')
    assert load(folder).withdrawn == frozenset()


def test_a_new_source_waits_for_approval(copy: Path) -> None:
    path = copy / "lock.yml"
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("  kas_219:")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert load(copy).withdrawn == {"kas_219"}


def test_templates_and_replies_lose_it_too(copy: Path) -> None:
    change(copy, "uk_337_21", "редакция до 04.08.2023", "редакция до 01.10.2026")
    knowledge = load(copy)
    with pytest.raises(NotKnownError) as caught:
        knowledge.fact("awol_years_2_10", ON)
    assert caught.value.code == "withdrawn"
    topic = knowledge.topic("awol_consequences", ON)
    assert topic.withdrawn and topic.documents == ()
    assert [sentence.text for sentence in topic.sentences] == [knowledge.phrases.withdrawn]
    found = absence(Profile.from_mapping({"category": "contract", "absent_since": "2026-02-20"}), ON, knowledge)
    assert found is not None and found.withdrawn


def test_approval_brings_it_back_and_names_who_and_when(copy: Path) -> None:
    change(copy, "decree_647_5b", "    read_on: 2026-11-22", "    read_on: 2026-11-23")
    knowledge = load(copy)
    approve(copy, knowledge, knowledge.withdrawn, by="A. Advocate", on=date(2026, 11, 23))
    again = load(copy)
    assert again.withdrawn == frozenset()
    assert again.approvals["decree_647_5b"].approved_by == "A. Advocate"
    assert again.approvals["decree_647_5b"].approved_on == date(2026, 11, 23)
    assert again.approvals["kas_219"] == knowledge.approvals["kas_219"]


def test_approving_one_source_leaves_the_other_withdrawn(copy: Path) -> None:
    for id in ("decree_647_5b", "kas_219"):
        change(copy, id, "    read_on: 2026-11-22", "    read_on: 2026-11-23")
    approve(copy, load(copy), ["kas_219"], by="A. Advocate", on=date(2026, 11, 23))
    assert load(copy).withdrawn == {"decree_647_5b"}


def test_an_unknown_source_cannot_be_approved(knowledge: Knowledge) -> None:
    with pytest.raises(NotKnownError):
        approved(knowledge, ["rumour"], by="A. Advocate", on=ON)


@pytest.mark.parametrize("name", ["", "  ", 'A"B', "A\nB"])
def test_an_approval_needs_a_name_on_one_line(knowledge: Knowledge, name: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        approved(knowledge, [], by=name, on=ON)
