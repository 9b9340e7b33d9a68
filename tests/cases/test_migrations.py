"""Migrations: the newest form equals the models, and the way down leaves nothing."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from bot.cases.database import downgrade, migrate
from bot.cases.models import Base


def test_the_newest_migration_equals_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_way_down_leaves_no_table(engine: Engine) -> None:
    migrate(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert "conversation" in inspect(engine).get_table_names()


def test_an_erasure_under_way_survives_0002_up_and_down(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0001")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO forgetting VALUES ('aa', '2026-11-22 09:00:00')"))
    migrate(engine, "0002")
    with engine.begin() as connection:
        row = connection.execute(text("SELECT conversation_id, successor_id, since FROM forgetting")).one()
        assert row == ("aa", None, "2026-11-22 09:00:00")
        connection.execute(text("UPDATE forgetting SET successor_id = 'bb'"))
    downgrade(engine, "0001")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT * FROM forgetting")).one() == ("aa", "2026-11-22 09:00:00")
