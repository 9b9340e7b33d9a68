"""Migrations: the newest form equals the models, and the way down leaves nothing."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from bot.cases.database import migrate
from bot.cases.models import Base


def test_the_newest_migration_equals_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_way_down_leaves_no_table(engine: Engine) -> None:
    migrate(engine, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    migrate(engine)
    assert "conversation" in inspect(engine).get_table_names()
