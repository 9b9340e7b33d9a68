"""One page of what goes stale, worked out in one place for the page, the status and `raport doctor`."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

from bot.bootstrap import Services
from bot.console.status import examine
from bot.ending import ahead, over
from tests.console.conftest import Visitor


def test_sixty_days_of_law_contacts_and_calendars_stand_on_one_page_each_with_where_it_is_mended(
    first: Visitor, services: Services
) -> None:
    page, today = unescape(first.get("/desk/calendar").text), services.today()
    coming = ahead(services.knowledge, services.directory, today)
    assert {one.kind for one in coming} >= {"contacts", "regime", "sources", "calendar", "rules"}
    for one in coming:
        assert f"{one.last:%d.%m.%Y}" in page
    assert 'href="/desk/acts/decree_647"' in page and "период частичной мобилизации" in page
    due = [one for one in services.directory.contacts if one.recheck_by <= today + timedelta(days=60)]
    assert due and all(f'href="/directory/{one.id}"' in page for one in due)
    assert "2027" in page and "Декабрь 2026" in page
    assert "option:" not in page and "regime:" not in page


def test_what_is_stale_already_stands_first(first: Visitor, services: Services) -> None:
    page, today = unescape(first.get("/desk/calendar").text), services.today()
    sources = [one for one in over(services.knowledge, services.directory, today) if one.kind == "sources"]
    late = [id for id in services.knowledge.sources if (by := services.knowledge.recheck_by(id)) and by < today]
    assert sorted(id for one in sources for id in one.about) == sorted(late)
    assert date(2026, 6, 4) in {one.last for one in sources}
    assert page.index("Уже устарело") < page.index("04.06.2026") < page.index("25.12.2026")


def test_the_status_page_tells_the_same(services: Services) -> None:
    told = [(one.code, one.last) for one in examine(services) if one.last]
    same = [(f"until_{one.kind}", one.last) for one in ahead(services.knowledge, services.directory, services.today())]
    assert told == same


def test_nothing_is_stale_on_the_day_after_the_first_check(services: Services) -> None:
    assert over(services.knowledge, services.directory, date(2023, 8, 5)) == ()
