"""Whole messages as people write them: whose case they tell, what they say of the man served and what they do not."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import facts

TODAY = date(2026, 11, 29)


def rows() -> Iterator[tuple[str, str, str]]:
    table = Path(__file__).with_name("spoken.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            text, told, never = line.split("\t")
            yield text, told, never


@pytest.mark.parametrize(("text", "told", "never"), list(rows()))
def test_a_message_gives_what_it_says_of_the_man_served_and_no_more(text: str, told: str, never: str) -> None:
    found: dict[str, list[str]] = {}
    for fact in facts.read(text, TODAY):
        found.setdefault(fact.name, []).append(str(fact.value))
    for one in filter(None, (part.strip() for part in told.split(";"))):
        name, value = one.split("=")
        assert found.get(name, [""])[0].startswith(value), one
    for one in never.split():
        name, _, value = one.partition("=")
        assert not [said for said in found.get(name, []) if said.startswith(value)], one
