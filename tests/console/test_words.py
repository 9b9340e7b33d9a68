"""What pages show is in words: no bare code where a person reads, and the other language is always at hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.bootstrap import Services
from bot.cases.designations import designation
from bot.console.texts import load_texts
from bot.law.graphing import resting
from tests.console.casehelp import submitted
from tests.console.conftest import Visitor

Join = Callable[..., Visitor]


def test_whatever_rests_on_a_source_has_a_word_for_its_kind(services: Services) -> None:
    kinds = {name.partition(":")[0] for names in resting(services.knowledge).values() for name in names}
    for texts in load_texts().values():
        assert kinds <= {key.removeprefix("rests_") for key in texts if key.startswith("rests_")}


@pytest.mark.parametrize(
    "path", ["/status", "/people", "/audit", "/rota", "/me", "/queue", "/law", "/directory", "/edits", "/desk"]
)
def test_every_page_offers_the_other_language(join: Join, path: str) -> None:
    visitor = join("сова", "admin", "advocate", "editor")
    assert 'action="/language"' in visitor.get(path).text


def test_the_log_names_a_case_by_its_two_words(join: Join, services: Services) -> None:
    visitor = join("сова", "admin", "advocate")
    case, _ = submitted(services)
    assert visitor.post(f"/cases/{case}/claim").status_code == 303
    page = visitor.get("/audit").text
    assert designation(case, "ru") in page
    assert case not in page


def test_dates_are_written_as_the_reader_writes_them(join: Join, services: Services) -> None:
    visitor = join("сова")
    case, _ = submitted(services, profile={"category": "mobilised", "vvk_on": "2026-11-03"})
    assert "03.11.2026" in visitor.get(f"/cases/{case}").text
    visitor.client.headers["accept-language"] = "en"
    assert "3 Nov 2026" in visitor.get(f"/cases/{case}").text


def test_the_names_of_a_paper_stand_last_and_folded_until_somebody_gave_them(join: Join, services: Services) -> None:
    visitor = join("сова")
    for facts, opened in (({"complaints": "Болит спина."}, False), ({"signer": {"last": "Канарейкин"}}, True)):
        case, _ = submitted(services, facts, address=str(opened))
        visitor.post(f"/cases/{case}/claim")
        page = visitor.get(f"/cases/{case}/fields").text
        assert page.index('name="fact.complaints"') < page.rindex("<details") < page.index('name="fact.signer.last"')
        assert ("<details open>" in page) == opened
