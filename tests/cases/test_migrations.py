"""Migrations: the newest form equals the models, and the way down leaves nothing."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from bot.cases.database import downgrade, migrate
from bot.cases.models import Base

MOMENT = "2026-11-22 09:00:00.000000"
CONVERSATION_0002 = f"""
    INSERT INTO conversation (id, channel, address_hash, address, wrapped_key, lang, base_seq, last_seq, created_at,
    expires_at) VALUES ('c', 'web', 'hash', x'00', x'01', 'ru', 0, 0, '{MOMENT}', '{MOMENT}')
"""


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


def test_0003_brings_the_tables_of_review_and_takes_them_away_leaving_the_rest(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0002")
    with engine.begin() as connection:
        connection.execute(text(CONVERSATION_0002))
    migrate(engine, "0003")
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO \"case\" VALUES ('k', 'c', 'waiting', 0, NULL, x'00', 0, :t, :t)"), {"t": MOMENT}
        )
    downgrade(engine, "0002")
    assert not {"case", "case_key", "case_item", "person"} & set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, wrapped_key FROM conversation")).one() == ("c", b"\x01")


def test_0004_gives_what_is_there_its_defaults_and_takes_back_only_its_own(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0003")
    with engine.begin() as connection:
        connection.execute(text(CONVERSATION_0002))
        connection.execute(text("INSERT INTO forgetting VALUES ('old', :t, 'c')"), {"t": MOMENT})
        connection.execute(text("INSERT INTO reply VALUES ('c', 1, 'bot', x'02', :t)"), {"t": MOMENT})
    migrate(engine)
    with engine.begin() as connection:
        defaults = connection.execute(text("SELECT mode, decoy, consents, warned FROM conversation")).one()
        assert defaults == ("talk", None, "", 0)
        assert connection.execute(text("SELECT last_word FROM forgetting")).scalar_one() == "receipt"
        connection.execute(text("INSERT INTO resume_code VALUES ('c', 'hash', 1)"))
    downgrade(engine, "0003")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, wrapped_key FROM conversation")).one() == ("c", b"\x01")
        assert connection.execute(text("SELECT body FROM reply")).scalar_one() == b"\x02"
    assert "resume_code" not in inspect(engine).get_table_names()


def test_0008_keeps_what_was_urgent_both_ways_and_what_hangs_on_a_case(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0007")
    with engine.begin() as connection:
        connection.execute(text(CONVERSATION_0002))
        for case, urgent in (("k", 1), ("l", 0)):
            connection.execute(
                text("INSERT INTO \"case\" VALUES (:k, 'c', 'waiting', :u, NULL, x'00', 1, :t, :t)"),
                {"t": MOMENT, "k": case, "u": urgent},
            )
        connection.execute(text("INSERT INTO case_item VALUES ('k', 1, 'bot', 'file', x'05', :t)"), {"t": MOMENT})
    migrate(engine, "0008")
    with engine.begin() as connection:
        assert connection.execute(text('SELECT id, urgency, hot_at FROM "case" ORDER BY id')).all() == [
            ("k", 1, None),
            ("l", 0, None),
        ]
        connection.execute(text("UPDATE \"case\" SET urgency = 3 WHERE id = 'k'"))
        connection.execute(text("INSERT INTO case_tag VALUES ('k', 'hash')"))
    downgrade(engine, "0007")
    assert "case_tag" not in inspect(engine).get_table_names()
    with engine.connect() as connection:
        assert connection.execute(text('SELECT id, urgent FROM "case" ORDER BY id')).all() == [("k", 1), ("l", 0)]
        assert connection.execute(text("SELECT body FROM case_item")).scalar_one() == b"\x05"
