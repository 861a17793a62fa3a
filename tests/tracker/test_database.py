"""The database: which server, migrations whole or not at all, and a role that may only append and read."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tracker import database as databases
from tracker.database import APPLICATION, Database, NotMigrated, entitle, migrate, opened, patiently, pending
from tracker.embedded import Server
from tracker.settings import Settings

pytestmark = pytest.mark.also_system_postgres
CALENDAR = "0002.calendar"
SYSTEM = os.environ.get("TRACKER_TEST_POSTGRES") == "system"


def _tables(conninfo: str, schema: str) -> set[str]:
    with psycopg.connect(conninfo) as conn:
        return {row[0] for row in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,))}


def test_an_empty_database_gets_every_migration_once_and_in_order(empty_database: str) -> None:
    with psycopg.connect(empty_database) as conn:
        wanted = pending(conn)
    assert CALENDAR in wanted
    assert wanted == sorted(wanted)
    assert migrate(empty_database) == wanted
    assert {"calendar_day", "calendar_year"} <= _tables(empty_database, "public")
    assert migrate(empty_database) == []
    with psycopg.connect(empty_database) as conn:
        assert pending(conn) == []


def test_of_many_processes_starting_together_one_migrates(empty_database: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(migrate, [empty_database] * 6))
    assert len([names for names in done if names]) == 1


def test_a_failing_migration_leaves_nothing_and_can_be_mended(
    empty_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "MIGRATIONS", tmp_path)
    (tmp_path / "0001.first.sql").write_text(
        "CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;"
        "CREATE TABLE sound (a int); INSERT INTO sound VALUES (two());"
    )
    (tmp_path / "0002.second.sql").write_text("CREATE TABLE half (a int);\nSELECT 100 % 0; -- 100% wrong\n")
    with pytest.raises(psycopg.errors.DivisionByZero):
        migrate(empty_database)
    with psycopg.connect(empty_database) as conn:
        assert pending(conn) == ["0002.second"]
        assert conn.execute("SELECT a FROM sound").fetchall() == [(2,)]
        assert conn.execute("SELECT to_regclass('half')").fetchone() == (None,)


def test_a_lock_left_by_a_killed_migration_does_not_stop_the_next(empty_database: str) -> None:
    with psycopg.connect(empty_database) as conn:
        conn.execute(
            "CREATE TABLE yoyo_lock (locked int DEFAULT 1, ctime timestamp, pid int NOT NULL, PRIMARY KEY (locked))"
        )
        conn.execute("INSERT INTO yoyo_lock (pid) VALUES (1)")
    assert CALENDAR in migrate(empty_database)


def test_migrations_keep_neither_the_machines_name_nor_an_account(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database) as conn:
        assert conn.execute("SELECT count(*) FROM _yoyo_log").fetchone() == (0,)


def test_the_applications_role_appends_and_reads_and_no_more(database: Database) -> None:
    with psycopg.connect(database.app, autocommit=True) as conn:
        assert conn.execute("SELECT current_user, current_setting('search_path')").fetchone() == (
            APPLICATION,
            "views, public",
        )
        assert pending(conn) == []
        assert conn.execute("SELECT count(*) FROM ledger.events").fetchone() == (0,)
        for statement in (
            "DELETE FROM ledger.events",
            "UPDATE ledger.events SET topic = ''",
            "TRUNCATE ledger.events",
            "DROP TABLE ledger.events",
            "CREATE TABLE public.mine (a int)",
            "DELETE FROM _yoyo_migration",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute(statement)
        conn.execute("CREATE TABLE views.disposable (a int)")


def test_the_owners_address_serves_in_the_applications_role(empty_database: str) -> None:
    with opened(Settings(database_url=empty_database)) as found:
        assert found.source == "url"
        with psycopg.connect(found.app, autocommit=True) as conn:
            row = conn.execute("SELECT current_user, current_setting('search_path')").fetchone()
            assert row == (APPLICATION, "views,public")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                conn.execute("DROP TABLE calendar_day")
        with psycopg.connect(found.owner) as conn:
            assert pending(conn) == []


def test_the_applications_address_serves_when_the_schema_is_there(database: Database) -> None:
    with opened(Settings(database_url=database.app)) as found:
        assert (found.owner, found.app) == (database.app, database.app)


def test_the_applications_address_is_refused_when_the_schema_is_behind(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "0099.later.sql").write_text("SELECT 1")
    monkeypatch.setattr(databases, "MIGRATIONS", tmp_path)
    with pytest.raises(NotMigrated, match=r"0099\.later"), opened(Settings(database_url=database.app)):
        pass


def test_an_address_with_its_own_options_keeps_them(empty_database: str) -> None:
    address = make_conninfo(empty_database, options="-c statement_timeout=123s")
    with opened(Settings(database_url=address)) as found, psycopg.connect(found.app) as conn:
        assert conn.execute("SHOW statement_timeout").fetchone() == ("123s",)


def test_the_embedded_database_is_there_again_at_the_next_start(folder: Path) -> None:
    settings = Settings(data_dir=folder / "twice", postgres="system" if SYSTEM else "any")
    with opened(settings) as found, psycopg.connect(found.app) as conn:
        conn.execute("CREATE TABLE views.kept (a int)")
    with opened(settings) as found, psycopg.connect(found.app) as conn:
        assert conn.execute("SELECT count(*) FROM kept").fetchone() == (0,)
        assert found.source == ("system" if SYSTEM else "embedded")


def test_a_secret_never_shows(database: Database) -> None:
    settings = Settings(database_url="postgresql://owner:pass-word@127.0.0.1/tracker")
    assert "pass-word" not in repr(settings)


def test_a_restored_or_copied_database_is_entitled_again(empty_database: str) -> None:
    migrate(empty_database)
    with psycopg.connect(empty_database, autocommit=True) as conn:
        reset = sql.SQL("ALTER ROLE tracker_app IN DATABASE {} RESET ALL").format(sql.Identifier(conn.info.dbname))
        conn.execute(reset)
        entitle(conn)
    with psycopg.connect(make_conninfo(empty_database, user=APPLICATION)) as conn:
        assert conn.execute("SHOW search_path").fetchone() == ("views, public",)


def _reachable(server: Server, database: Database, yes: bool) -> None:
    name = sql.Identifier(str(conninfo_to_dict(database.owner)["dbname"]))
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        conn.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}").format(name, sql.Literal(yes)))


def test_a_database_that_is_away_is_waited_for_and_tended_meanwhile(server: Server, database: Database) -> None:
    _reachable(server, database, False)
    tended: list[bool] = []

    def tend() -> None:
        tended.append(True)
        _reachable(server, database, True)

    assert patiently(lambda: migrate(database.owner), tend) == []
    assert tended == [True]


@pytest.mark.parametrize("fault", [psycopg.errors.LockNotAvailable, psycopg.errors.DiskFull])
def test_what_is_another_fault_is_not_waited_for(fault: type[psycopg.OperationalError]) -> None:
    tries: list[bool] = []

    def act() -> None:
        tries.append(True)
        raise fault

    with pytest.raises(fault):
        patiently(act)
    assert len(tries) == 1
