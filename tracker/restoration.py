"""A backup put back: into an empty database and an empty folder of files, whole or not at all."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from tracker import backup, seal
from tracker.backup import Damaged, Manifest, Progress
from tracker.database import APPLICATION, MIGRATIONS, NAME, Database, as_application, entitle, migrate
from tracker.embedded import Server, serving
from tracker.settings import Settings

RESTORING = f"{NAME}_restoring"
"""The database's name until it is found whole."""


class Occupied(Exception):
    """There is something already where the backup would go; the message says what, and what to do."""


@contextmanager
def restored(settings: Settings, own: Path, manifest: Manifest, progress: Progress) -> Iterator[Database]:
    """Yields the restored database, migrated and its seal verified, with the files beside their place (`half_of`).

    When the block ends well both take their names; when anything fails, in the block too, nothing is left of them.
    Raises Occupied, Damaged, NoServer or psycopg.Error.
    """
    unknown = [name for name in manifest.migrations if not (MIGRATIONS / f"{name}.sql").exists()]
    if unknown:
        raise Damaged(f"备份来自更新的版本（含 {'、'.join(unknown)}），本程序不认识。请先升级程序再恢复。")
    files, half = settings.data_dir / "files", half_of(settings)
    if files.is_dir() and any(files.iterdir()):
        raise Occupied(f"{files} 里已有文件。恢复只写入空的数据文件夹，请另指定一个，或先把它移走。")
    place = _in_url if settings.database_url is not None else _in_folder
    with place(settings, own, manifest) as database:
        try:
            _put_files(own, manifest, half, progress)
            yield database
            with suppress(FileNotFoundError):
                files.rmdir()
            half.rename(files)
        finally:
            shutil.rmtree(half, ignore_errors=True)


def half_of(settings: Settings) -> Path:
    """Where the files lie until all is found whole."""
    return settings.data_dir / "files.restoring"


def _put_files(own: Path, manifest: Manifest, half: Path, progress: Progress) -> None:
    shutil.rmtree(half, ignore_errors=True)  # of an earlier restoration that was killed
    half.mkdir(parents=True)
    for name in manifest.files:
        backup.copied(own.parent / backup.FILES / name[:2] / name, half / name[:2] / name)
        progress(1)


@contextmanager
def _in_folder(settings: Settings, own: Path, manifest: Manifest) -> Iterator[Database]:
    """On the server of the data folder, made if there is none; under another name until the end."""
    folder = settings.data_dir / "postgres"
    fresh = not folder.exists()
    try:
        with serving(folder, settings.postgres) as server:
            yield from _renamed(server, own, manifest)
    except BaseException:
        if fresh:
            shutil.rmtree(folder.resolve(), ignore_errors=True)
            folder.unlink(missing_ok=True) if folder.is_symlink() else None
        raise


def _renamed(server: Server, own: Path, manifest: Manifest) -> Iterator[Database]:
    known = {"live": sql.Identifier(NAME), "half": sql.Identifier(RESTORING)}
    with psycopg.connect(server.conninfo(), autocommit=True) as conn:
        if conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (NAME,)).fetchone():
            raise Occupied("数据文件夹里已有数据库。恢复只写入空的数据文件夹，请另指定一个，或先把它移走。")
        conn.execute(sql.SQL("DROP DATABASE IF EXISTS {half} WITH (FORCE)").format(**known))
        conn.execute(sql.SQL("CREATE DATABASE {half}").format(**known))
        try:
            owner = server.conninfo(RESTORING)
            _load(owner, own, manifest)
            yield Database(owner, server.conninfo(RESTORING, APPLICATION), server.programs.source)
            conn.execute(sql.SQL("ALTER DATABASE {half} RENAME TO {live}").format(**known))
        except BaseException:
            conn.execute(sql.SQL("DROP DATABASE IF EXISTS {half} WITH (FORCE)").format(**known))
            raise


@contextmanager
def _in_url(settings: Settings, own: Path, manifest: Manifest) -> Iterator[Database]:
    """In the operator's own database, which must be empty and is emptied again when anything fails."""
    assert settings.database_url is not None
    owner = settings.database_url.get_secret_value()
    with psycopg.connect(owner) as conn:
        row = conn.execute(_THINGS).fetchone()
    if row and row[0]:
        raise Occupied("TRACKER_DATABASE_URL 所指的数据库不是空的。恢复只写入空的数据库，请新建一个。")
    try:
        _load(owner, own, manifest)
        yield Database(owner, as_application(owner), "url")
    except BaseException:
        with psycopg.connect(owner, autocommit=True) as conn:
            conn.execute("DROP SCHEMA IF EXISTS ledger, views, rebuilding CASCADE")
            for (name,) in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
                conn.execute(sql.SQL("DROP TABLE IF EXISTS public.{} CASCADE").format(sql.Identifier(name)))
        raise


def _load(owner: str, own: Path, manifest: Manifest) -> None:
    """The dump in one transaction, what it leaves out, later migrations; then the seal against the manifest's."""
    role = sql.Identifier(APPLICATION)
    with psycopg.connect(owner, autocommit=True) as conn:
        if not conn.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (APPLICATION,)).fetchone():
            conn.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        major = conn.info.server_version // 10000
    if major < manifest.postgres:
        raise Damaged(f"备份出自 PostgreSQL {manifest.postgres}，这里是 {major}，不能恢复到更旧的版本。")
    backup.run(
        "pg_restore", major, owner, "--single-transaction", "--exit-on-error", "--no-owner", str(own / backup.DUMP)
    )
    with psycopg.connect(owner, autocommit=True) as conn:
        conn.execute(sql.SQL("CREATE SCHEMA views AUTHORIZATION {}").format(role))
        entitle(conn)
    migrate(owner)
    with psycopg.connect(owner, autocommit=True, row_factory=dict_row) as conn:
        verdict = seal.verify(conn)
    if not verdict.sound:
        raise Damaged(f"恢复出的账本与封印不符：{verdict.faults[0][1]}（位置{verdict.faults[0][0]}）。")
    if (verdict.events, verdict.head.hex()) != (manifest.events, manifest.head):
        raise Damaged(
            f"恢复出的账本与备份清单不符：应有{manifest.events}个事件、末条摘要{manifest.head[:12]}，"
            f"实有{verdict.events}个、{verdict.head.hex()[:12]}。"
        )


_THINGS = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
"""
