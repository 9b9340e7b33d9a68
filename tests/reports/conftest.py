"""What the tests of the room share: the real templates, the real law, one bag of answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.law import load as load_law
from bot.reports import Catalogue, Document, draft, load

HERE = Path(__file__).parent
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load()


@pytest.fixture(scope="session")
def knowledge() -> Any:
    return load_law()


@pytest.fixture(scope="session")
def typical() -> dict[str, Any]:
    return dict(YAML(typ="safe").load((HERE / "facts" / "typical.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def longest(typical: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """Every answer given, every text long, every list full."""
    facts = dict(typical)
    sentence = "Прошу учесть и это обстоятельство, которое подтверждают прилагаемые документы. "
    for field in catalogue.vocabulary.values():
        if field.kind == "text":
            facts[field.name] = (sentence * 8).strip()
        elif field.kind == "flag":
            facts[field.name] = True
        elif field.kind == "list":
            facts[field.name] = list(field.choices) or ["Копия документа с отметкой о приёме на трёх листах"] * 12
    return facts


@pytest.fixture(scope="session")
def make(catalogue: Catalogue, knowledge: Any) -> Any:
    """make("vvk_referral", facts, on=…, reviewed=…) drafts with the real templates and the real law."""

    def one(id: str, facts: dict[str, Any] | None = None, *, on: date = TODAY, reviewed: bool = False) -> Document:
        return draft(id, facts or {}, on=on, catalogue=catalogue, knowledge=knowledge, reviewed=reviewed)

    return one
