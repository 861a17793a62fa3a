"""What a healthy deployment needs, looked at one by one."""

from collections.abc import Iterator

from tracker import announcements, clock, rebuild, seal, working_days
from tracker.announcements import ANNOUNCEMENTS
from tracker.database import pending
from web import htmx
from web.house import House
from web.paper import fonts


def findings(house: House) -> Iterator[tuple[str, str | None]]:
    """What was looked at, and what is wrong with it (None: nothing)."""
    with house.reading() as conn:
        version = conn.execute("SHOW server_version").fetchone()
        yield f"数据库 PostgreSQL {version['server_version'] if version else '?'}", None
        behind = pending(conn)
        yield "数据库结构", f"待更新：{'、'.join(behind)}，请运行 tracker migrate" if behind else None
        stale = [model.name for model in rebuild.outdated(conn, house.ledger.models)]
        yield "读模型", f"需要重建：{'、'.join(stale)}，请运行 tracker rebuild --all" if stale else None
        days = working_days.load(conn) if ANNOUNCEMENTS.name in stale else announcements.days(conn)
        yield "工作日历", None if days.year_state(clock.today().year) == "正式" else "本年放假安排尚为预估，请导入通知"
    with house.reading() as conn:
        verdict = seal.verify(conn)
        yield f"账本封印（{verdict.events}个事件）", None if verdict.sound else "与封印不符，请运行 tracker verify"
        missing = missing_files(house)
        yield "文件存储", f"缺{missing}个账本所记的文件，请从备份恢复" if missing else None
    faults = fonts.missing()
    yield "字体与排版", "；".join(faults) or None
    try:
        htmx.script()
        yield "htmx", None
    except FileNotFoundError:
        yield "htmx", "没有安装，请重新运行 scripts/run"


def missing_files(house: House) -> int:
    """Files that reports, issued papers and visits name and the store does not hold."""
    with house.reading() as conn:
        rows = conn.execute(
            """SELECT e ->> 'sha256' AS sha256 FROM projects_reports, jsonb_array_elements(content -> 'evidence') e
               UNION SELECT f ->> 'sha256' FROM supervision_papers, jsonb_array_elements(files) f
               UNION SELECT sha256 FROM supervision_visits_photo"""
        ).fetchall()
        return sum(row["sha256"] not in house.store for row in rows)
