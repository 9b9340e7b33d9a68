"""The status page says beforehand what will go stale, and what then no longer works."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.bootstrap import Services
from bot.console.status import examine
from tests.conftest import Clock
from tests.console.conftest import Visitor


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_what_will_go_stale_is_told_with_its_last_day_and_what_then_fails(
    join: Callable[..., Visitor], services: Services, lang: str
) -> None:
    told = {one.code: one.last for one in examine(services) if one.last}
    assert {"until_regime", "until_contacts", "until_calendar"} <= told.keys()
    visitor = join("сова", "admin")
    visitor.client.headers["accept-language"] = lang
    page = visitor.get("/status").text
    assert ("25.12.2026" if lang == "ru" else "25 Dec 2026") in page
    assert ("не откроется, даже если она кончится" if lang == "ru" else "does not open even if it ends") in page


def test_long_before_nothing_is_told(services: Services, clock: Clock) -> None:
    clock.forward(days=-60)
    assert not [one for one in examine(services) if one.code in ("until_regime", "until_contacts")]
