"""The operations page: who leads, how each duty went last, what the watch does next, and what failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from supervision import obligations
from supervision.claim import OWNERS
from supervision.obligations import Coming
from tracker import clock, duty
from tracker.duty import Duty
from web.templating import render
from web.worker import LOCK_KEY, wanted

router = APIRouter()

PATH = "/office/operations"
NAMES = {
    "watch": "看应办事项",
    "tell": "产生消息",
    "prompt": "告知新的督办提示",
    "send_out": "发送邮件和机器人通知",
    "silence": "告知期满的随机抽查和暗访",
    "expiry": "清理过期登录和链接",
    "seal": "核对新事件的封印",
    "seal_whole": "全部封印重算",
    "tidy": "清理没有写完的文件",
    "backup": "备份",
    "freeze": "写出公开网站的冻结副本",
}
"""Every duty in officials' words; one that is not here shows its own name."""
SHOWN = 12
LATE = 3
"""A duty is called late when so many of its rounds have passed without it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One duty: how often it is due, when it was last done, and the state it is in."""

    name: str
    every: str
    done_at: datetime | None
    ago: str
    fault: str | None
    late: bool


@router.get(PATH, name="operations:show")
def show(request: Request) -> HTMLResponse:
    slug = request.state.visitor.jurisdiction
    with request.app.state.house.reading() as conn:
        known, leader = duty.known(conn), _leader(conn)
        coming = obligations.coming(conn, slug, SHOWN)
    watched = known.get(duty.WATCH)
    return render(
        request,
        "operations.html",
        leader=leader,
        watched=watched,
        lag=_ago(watched.age) if watched else None,
        now=clock.now(),
        lines=[_line(name, every, known.get(name)) for name, every in _duties(request, known)],
        failing=[NAMES.get(each.name, each.name) for each in known.values() if each.fault],
        coming=[_told(each) for each in coming],
    )


def _leader(conn: psycopg.Connection[Any]) -> str | None:
    """Whoever holds the lock, by the name its connection gives."""
    row = conn.execute(
        """SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
           WHERE l.locktype = 'advisory' AND l.granted
             AND (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended(%s, 0)""",
        (LOCK_KEY,),
    ).fetchone()
    return str(row["name"]).removeprefix("worker ") if row else None


def _duties(request: Request, known: dict[str, Duty]) -> list[tuple[str, timedelta | None]]:
    """The worker's duties, and others that were ever done."""
    own = [(chore.name, chore.every) for chore in wanted(request.app.state.house.settings)]
    names = {name for name, _ in own}
    return [*own, *((name, None) for name in known if name not in names)]


def _line(name: str, every: timedelta | None, known: Duty | None) -> Line:
    late = every is not None and (known is None or known.age is None or known.age > LATE * every.total_seconds())
    return Line(
        NAMES.get(name, name),
        _every(every) if every else "由管理员安排",
        known.done_at if known else None,
        _ago(known.age) if known else "还没有办过",
        known.fault if known else None,
        late,
    )


def _every(every: timedelta) -> str:
    seconds = int(every.total_seconds())
    for size, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"每{seconds // size}{word}" if seconds > size else f"每{word}"
    return f"每{seconds}秒"


def _ago(seconds: float | None) -> str:
    if seconds is None:
        return "还没有办成过"
    for size, word in ((86400, "天"), (3600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{int(seconds // size)}{word}前"
    return f"{max(int(seconds), 0)}秒前"


def _told(each: Coming) -> dict[str, Any]:
    return {"at": each.at, "what": each.what, "owner": OWNERS.get(each.owner, each.owner), "lapse": each.lapse}
