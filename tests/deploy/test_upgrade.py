"""A new version over the data of an earlier one: the start brings the database along, and nobody loses anything."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text

from bot import service
from bot.cases.database import MIGRATIONS, connect, downgrade
from bot.cases.reviews import Item
from tests.privacy.conftest import Instance, either, instance

__all__ = ["either", "instance"]

WORDS, PASSWORD = "слова одного человека", "длинный пароль"
NEWEST = max(path.name[:4] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


@pytest.mark.parametrize("earlier", ["0009", "0008", "0007"])
def test_people_talks_and_cases_of_an_earlier_version_are_there_after_the_start(either: Instance, earlier: str) -> None:
    talk = either.talk("one", WORDS)
    services = either.services()
    person = services.people.add("ласточка", PASSWORD, ["advocate", "admin"])
    case, _ = services.reviews.submit(services.conversations.open("web", "two", "ru"), [Item("file", "bot", b"x")])
    services.audit.add(person, "joined")
    services.close()
    engine = connect(either.settings.database)
    downgrade(engine, earlier)
    assert ("guess" in inspect(engine).get_table_names()) == (earlier <= "0009")

    service.prepare(either.settings, lambda _line: None)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == NEWEST
    engine.dispose()
    services = either.services()
    lines = services.conversations.transcript(talk, 0)
    assert lines
    assert all(WORDS in line.text for line in lines)
    assert services.conversations.answers(talk) == {"signer_name": WORDS}
    me = services.people.unlock("ласточка", PASSWORD)
    assert [item.content for item in services.reviews.open_case(case, me)] == [b"x"]
    assert services.audit.check() == []
    service.prepare(either.settings, lambda _line: None)  # a second start changes nothing
