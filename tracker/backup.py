"""A backup: one consistent dump of the database and every stored file, with a manifest to hold them against.

A folder of backups holds the marker, one folder a backup (`20261009-013000`: dump and manifest) and `files/`, shared by
all of them, where a stored file is copied once. A backup is made beside its name and takes it at the end: what has a
name is whole. There are no keys to keep: sessions are random and are left out, everything else lies in the tables.
"""

import fcntl
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row

from tracker.clock import SystemClock
from tracker.server_programs import client

FORMAT = 1
MARKER, MARK = "livelihood-tracker-backups", "市办实事进展公开：备份文件夹\n"
DUMP, MANIFEST, SUM, FILES = "database.dump", "manifest.json", "manifest.sha256", "files"
LEFT_OUT = (
    "--exclude-schema=views",
    "--exclude-table-data=public.session",
    "--exclude-table-data=public.sign_in_attempt",
)
"""Read models are made anew from the ledger; sessions and attempts to sign in end with the machine."""
Progress = Callable[[int], None]


class Damaged(Exception):
    """A backup that cannot be taken or relied on; the message says, in Chinese, what is wrong with it."""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `position` and `head` are the ledger's at that moment; `files` is SHA-256 → bytes."""

    format: int
    made_at: str
    postgres: int
    migrations: list[str]
    events: int
    position: int
    head: str
    dump: dict[str, Any]
    files: dict[str, int]


def take(owner: str, store: Path, folder: Path, progress: Progress | None = None) -> tuple[str, Manifest]:
    """A new backup while the site runs; its name, and what it holds. Raises Damaged, NoServer or psycopg.Error."""
    _prepare(folder)
    with _alone(folder):
        for left in folder.glob(".half-*"):
            shutil.rmtree(left)
        half = Path(tempfile.mkdtemp(prefix=".half-", dir=folder))
        try:
            manifest = _filled(owner, store, folder, half, progress or (lambda _: None))
            written = json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()
            _write(half / MANIFEST, written)
            _write(half / SUM, sha256(written).hexdigest().encode())
            sync(half)
            name = f"{SystemClock().now():%Y%m%d-%H%M%S}"
            half.rename(folder / name)
            sync(folder)
        except BaseException:
            shutil.rmtree(half, ignore_errors=True)
            raise
    return name, manifest


def names(folder: Path) -> list[str]:
    """The whole backups of a folder, the oldest first."""
    return sorted(path.parent.name for path in folder.glob(f"[0-9]*/{MANIFEST}"))


def forget(folder: Path, keep: int) -> list[str]:
    """Removes all but the latest `keep` dumps; files stay, for a ledger that only grows names them all."""
    gone = names(folder)[:-keep] if keep else []
    for name in gone:
        shutil.rmtree(folder / name)
    return gone


def read(folder: Path, name: str | None = None) -> tuple[Path, Manifest]:
    """A backup's folder (the latest, unless named) and its manifest. Raises Damaged."""
    known = names(folder)
    if not known or (name or known[-1]) not in known:
        listed = f"，这里有：{'、'.join(known)}" if known else ""
        raise Damaged(f"{folder} 里没有{f'名为 {name} 的' if name else '完整的'}备份{listed}。")
    own = folder / (name or known[-1])
    written = (own / MANIFEST).read_bytes()
    if not (own / SUM).is_file() or (own / SUM).read_text("ascii", "replace") != sha256(written).hexdigest():
        raise Damaged(f"备份 {own.name} 的清单被改动或不完整，不能使用。请改用另一份备份。")
    found = json.loads(written)
    if found.get("format") != FORMAT:
        raise Damaged(
            f"备份 {own.name} 是第{found.get('format')}版格式，本程序只认第{FORMAT}版。请用做备份时的版本恢复。"
        )
    return own, Manifest(**found)


def check(own: Path, manifest: Manifest, progress: Progress | None = None) -> None:
    """Reads the whole backup again and holds it against its manifest. Raises Damaged."""
    _check_dump(own, manifest.dump)
    missing, changed = [], []
    for name in manifest.files:
        path = own.parent / FILES / name[:2] / name
        if not path.is_file():
            missing.append(name)
        elif digest(path) != name:
            changed.append(name)
        if progress:
            progress(1)
    for names, what in ((missing, "不见了"), (changed, "内容被改动")):
        if names:
            raise Damaged(f"备份 {own.name} 有{len(names)}个文件{what}（如 {names[0]}），不能恢复。")


def _check_dump(own: Path, wanted: dict[str, Any]) -> None:
    dump = own / DUMP
    if not dump.is_file():
        raise Damaged(f"备份 {own.name} 缺少数据库导出文件 {DUMP}，不能恢复。")
    size = dump.stat().st_size
    if size != wanted["size"]:
        raise Damaged(f"备份 {own.name} 的数据库导出文件不完整：应为{wanted['size']}字节，实为{size}字节，不能恢复。")
    if digest(dump) != wanted["sha256"]:
        raise Damaged(f"备份 {own.name} 的数据库导出文件被改动，与清单不符，不能恢复。")


def digest(path: Path) -> str:
    with open(path, "rb") as file:
        return file_digest(file, "sha256").hexdigest()


def run(program: str, major: int, conninfo: str, *arguments: str) -> None:
    """pg_dump or pg_restore on a database; its password where no list of processes shows it."""
    parts = conninfo_to_dict(conninfo)
    password = parts.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    command = [str(client(major) / program), f"--dbname={make_conninfo('', **parts)}", "--no-password", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Damaged(f"{program} 没有完成：{done.stderr.strip()[-600:]}")


def sync(folder: Path) -> None:
    """What a folder lists outlives a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not (folder / MARKER).exists():
        if any(folder.iterdir()):
            raise Damaged(f"{folder} 里已有别的内容，又不是本系统的备份文件夹。请指定一个空文件夹。")
        (folder / MARKER).write_text(MARK, "utf-8")
    folder.chmod(0o700)  # it holds the hashes of passwords, and people's names


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with open(folder / MARKER) as marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Damaged("另一次备份正在进行，请等它结束。") from None
        yield


def _filled(owner: str, store: Path, folder: Path, half: Path, progress: Progress) -> Manifest:
    """The dump first, then the files: a file is stored before the event that names it, and never goes away."""
    with psycopg.connect(owner, row_factory=dict_row) as conn:
        conn.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        state = conn.execute(_STATE).fetchone() or {}
        major, snapshot = state.pop("postgres"), state.pop("snapshot")
        run("pg_dump", major, owner, "--format=custom", f"--snapshot={snapshot}", f"--file={half / DUMP}", *LEFT_OUT)
    with open(half / DUMP, "rb+") as dump:
        os.fsync(dump.fileno())
    (half / DUMP).chmod(0o600)
    content = {"sha256": digest(half / DUMP), "size": (half / DUMP).stat().st_size}
    files = {path.name: _kept(path, folder / FILES, progress) for path in stored(store)}
    made_at = SystemClock().now().isoformat(timespec="seconds")
    return Manifest(FORMAT, made_at, major, **state, dump=content, files=dict(sorted(files.items())))


def stored(store: Path) -> list[Path]:
    """The store's files; not those that are being written."""
    return [path for path in store.glob("[0-9a-f][0-9a-f]/*") if len(path.name) == 64]


def _kept(path: Path, files: Path, progress: Progress) -> int:
    """Copies a stored file unless it was copied before; its size. Raises Damaged where it lost its content."""
    target, size = files / path.name[:2] / path.name, path.stat().st_size
    if not target.is_file() or target.stat().st_size != size:
        copied(path, target)
    progress(1)
    return size


def copied(path: Path, target: Path) -> None:
    """A file copied under the name of its content, whole or not at all. Raises Damaged where the content differs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, half = tempfile.mkstemp(prefix=".half-", dir=target.parent)
    try:
        with open(path, "rb") as read_from, os.fdopen(handle, "wb") as write_to:
            shutil.copyfileobj(read_from, write_to, 1 << 20)
            write_to.flush()
            os.fsync(write_to.fileno())
        if digest(Path(half)) != target.name:
            raise Damaged(f"文件 {path} 的内容与它的名称（摘要）不符，已损坏。请从更早的备份找回这个文件。")
        Path(half).replace(target)
        sync(target.parent)
    finally:
        Path(half).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


_STATE = """
SELECT pg_export_snapshot() AS snapshot, current_setting('server_version_num')::int / 10000 AS postgres,
       (SELECT coalesce(array_agg(migration_id ORDER BY migration_id), '{}') FROM public._yoyo_migration) AS migrations,
       (SELECT count(*) FROM ledger.events) AS events,
       (SELECT coalesce(max(notification_id), 0) FROM ledger.events) AS position,
       (SELECT coalesce(encode((SELECT link FROM ledger.seals ORDER BY index DESC LIMIT 1), 'hex'),
                        encode(sha256(''), 'hex'))) AS head
"""
