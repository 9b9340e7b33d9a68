"""Migrations: the newest form equals the models, and the way down leaves nothing."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, inspect, text

from bot.cases.database import downgrade, migrate
from bot.cases.models import Base

MOMENT = "2026-11-22 09:00:00.000000"
VALUES = {"zero": b"\x00", "one": b"\x01", "two": b"\x02", "t": MOMENT}
CONVERSATION_0002 = """
    INSERT INTO conversation (id, channel, address_hash, address, wrapped_key, lang, base_seq, last_seq, created_at,
    expires_at) VALUES ('c', 'web', 'hash', :zero, :one, 'ru', 0, 0, :t, :t)
"""


def put(connection: Connection, sql: str) -> None:
    """Insert a row as it was at some revision; bytes and the moment are named in it."""
    connection.execute(text(sql), {name: value for name, value in VALUES.items() if f":{name}" in sql})


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
        put(connection, "INSERT INTO forgetting VALUES ('aa', '2026-11-22 09:00:00')")
    migrate(engine, "0002")
    with engine.begin() as connection:
        row = connection.execute(text("SELECT conversation_id, successor_id, since FROM forgetting")).one()
        assert (*row[:2], str(row.since)[:19]) == ("aa", None, "2026-11-22 09:00:00")
        connection.execute(text("UPDATE forgetting SET successor_id = 'bb'"))
    downgrade(engine, "0001")
    with engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM forgetting")).one()
        assert (row[0], str(row[1])[:19]) == ("aa", "2026-11-22 09:00:00")


def test_0003_brings_the_tables_of_review_and_takes_them_away_leaving_the_rest(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0002")
    with engine.begin() as connection:
        put(connection, CONVERSATION_0002)
    migrate(engine, "0003")
    with engine.begin() as connection:
        put(connection, "INSERT INTO \"case\" VALUES ('k', 'c', 'waiting', FALSE, NULL, :zero, 0, :t, :t)")
    downgrade(engine, "0002")
    assert not {"case", "case_key", "case_item", "person"} & set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, wrapped_key FROM conversation")).one() == ("c", b"\x01")


def test_0004_gives_what_is_there_its_defaults_and_takes_back_only_its_own(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0003")
    with engine.begin() as connection:
        put(connection, CONVERSATION_0002)
        put(connection, "INSERT INTO forgetting VALUES ('old', :t, 'c')")
        put(connection, "INSERT INTO reply VALUES ('c', 1, 'bot', :two, :t)")
    migrate(engine)
    with engine.begin() as connection:
        defaults = connection.execute(text("SELECT mode, decoy, consents, warned FROM conversation")).one()
        assert defaults == ("talk", None, "", 0)
        assert connection.execute(text("SELECT last_word FROM forgetting")).scalar_one() == "receipt"
        put(connection, "INSERT INTO resume_code VALUES ('c', 'hash', TRUE)")
    downgrade(engine, "0003")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, wrapped_key FROM conversation")).one() == ("c", b"\x01")
        assert connection.execute(text("SELECT body FROM reply")).scalar_one() == b"\x02"
    assert "resume_code" not in inspect(engine).get_table_names()


def test_0008_keeps_what_was_urgent_both_ways_and_what_hangs_on_a_case(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0007")
    with engine.begin() as connection:
        put(connection, CONVERSATION_0002)
        for values in ("'k', 'c', 'waiting', TRUE", "'l', 'c', 'waiting', FALSE"):
            put(connection, f'INSERT INTO "case" VALUES ({values}, NULL, :zero, 1, :t, :t)')
        put(connection, "INSERT INTO case_item VALUES ('k', 1, 'bot', 'file', :two, :t)")
    migrate(engine, "0008")
    with engine.begin() as connection:
        assert connection.execute(text('SELECT id, urgency, hot_at FROM "case" ORDER BY id')).all() == [
            ("k", 1, None),
            ("l", 0, None),
        ]
        connection.execute(text("UPDATE \"case\" SET urgency = 3 WHERE id = 'k'"))
        put(connection, "INSERT INTO case_tag VALUES ('k', 'hash')")
    downgrade(engine, "0007")
    assert "case_tag" not in inspect(engine).get_table_names()
    with engine.connect() as connection:
        assert connection.execute(text('SELECT id, urgent FROM "case" ORDER BY id')).all() == [("k", 1), ("l", 0)]
        assert connection.execute(text("SELECT body FROM case_item")).scalar_one() == b"\x02"


def test_0010_ends_codes_of_the_old_kind_and_their_count(engine: Engine) -> None:
    migrate(engine, "base")
    migrate(engine, "0009")
    with engine.begin() as connection:
        put(connection, CONVERSATION_0002)
        put(connection, "INSERT INTO resume_code VALUES ('c', 'hash', TRUE)")
        put(connection, "INSERT INTO guess VALUES (:t, 3)")
    migrate(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM resume_code")).scalar_one() == 0
    assert "guess" not in inspect(engine).get_table_names()
    downgrade(engine, "0009")
    assert "guess" in inspect(engine).get_table_names()


def test_0012_counts_from_nothing_and_goes_without_a_trace(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        put(connection, "INSERT INTO counter VALUES ('2026-11-23', 'turns', 3)")
    downgrade(engine, "0011")
    assert "counter" not in inspect(engine).get_table_names()
