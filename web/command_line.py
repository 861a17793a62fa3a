"""The command line. Every command works beside a running server on the same data folder, and without one."""

import sys
from datetime import datetime
from typing import Annotated, Any

import psycopg
import structlog
import typer
from psycopg.rows import dict_row

from projects import register
from supervision import watch
from tracker import accounts, clock, database, rebuild, seal
from web import (
    backup_commands,
    document_commands,
    draw_commands,
    freeze_command,
    list_commands,
    poster_command,
    ticks,
)
from web.console import DataDir, bar, entered, fail, settings, told
from web.house import House

app = typer.Typer(no_args_is_help=True, add_completion=False, help="市办实事进展跟踪")
user = typer.Typer(no_args_is_help=True, help="账号")
app.add_typer(user, name="user")
app.add_typer(draw_commands.app, name="draw")
app.add_typer(document_commands.app, name="document")


@app.command()
def serve(
    data_dir: DataDir = None,
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="端口", min=1, max=65535)] = None,
    today: Annotated[str | None, typer.Option(help="演示时钟，如 2026-10-09T09:00+08:00")] = None,
    demonstration: Annotated[bool, typer.Option("--demonstration", help="账本为空时装入演示数据")] = False,
) -> None:
    """启动网站。"""
    from web.server import run

    with told():
        run(settings(data_dir, host=host, port=port, today=today), demonstration=demonstration)


@app.command("worker", hidden=True)
@app.command()
def work(data_dir: DataDir = None) -> None:
    """按时办理例行事务（核对封印、清理过期登录等）；可开几个，只有一个在办。"""
    from web.worker import run

    with told():
        run(settings(data_dir))


@app.command("watch")
def watch_(
    today: Annotated[str | None, typer.Option(help="按哪一时刻看，如 2026-10-09T09:00；只用于演示或试运行")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将要记录的，不写入；没有就什么也不打印")] = False,
    data_dir: DataDir = None,
) -> None:
    """按此刻看一遍应办事项并记下；重复运行不会多记。"""
    with entered(data_dir, today=today) as house:
        if today and not (dry_run or house.simulated):
            fail("--today 只用于演示数据，或与 --dry-run 一起使用。")
        found = watch.tick(house.ledger, _watched_at(today), dry_run=dry_run)
        for line in ticks.lines(found):
            typer.echo(line)


def _watched_at(today: str | None) -> datetime:
    """The hour asked for, or now."""
    return clock.parse_today(today) if today else clock.now()


@app.command()
def migrate(data_dir: DataDir = None) -> None:
    """更新数据库结构，并重建有变化的读模型。"""
    with entered(data_dir):
        typer.echo("数据库结构和读模型已是最新。")


@app.command()
def verify(data_dir: DataDir = None) -> None:
    """逐条重算账本封印。"""
    with entered(data_dir, prepare=False) as house:
        with house.reading() as conn:
            total = conn.execute("SELECT count(*) AS n FROM ledger.events").fetchone()
        with (
            psycopg.connect(house.database.app, autocommit=True) as conn,
            bar("核对封印", total["n"] if total else 0) as on,
        ):
            verdict = seal.verify(conn, on)
        typer.echo(f"events: {verdict.events}")
        typer.echo(f"head: {verdict.head.hex()}")
        for position, fault in verdict.faults:
            typer.echo(f"位置 {position}：{fault}")
        with house.reading() as conn:
            following = conn.execute("SELECT position FROM views.following").fetchone()
        last = house.ledger.recorder.max_notification_id() or 0
        if following and following["position"] > last:
            fail(f"账本末尾缺失：读模型已到位置{following['position']}，账本只到{last}。请停止写入，并与备份核对。")
        if not verdict.sound:
            fail("账本封印不完整：以上事件与封印不符。请停止写入，并与备份核对。")


@app.command("rebuild")
def rebuild_(
    names: Annotated[list[str] | None, typer.Argument(help="读模型名称")] = None,
    all_: Annotated[bool, typer.Option("--all", help="全部读模型")] = False,
    check: Annotated[bool, typer.Option("--check", help="只比较，不替换")] = False,
    data_dir: DataDir = None,
) -> None:
    """由账本重建读模型；--check 与现用的逐行比较。"""
    with entered(data_dir) as house:
        known = {model.name: model for model in house.ledger.models}
        unknown = [name for name in names or [] if name not in known]
        if unknown or not (names or all_):
            fail(f"没有读模型“{'、'.join(unknown)}”。" * bool(unknown) + f"可用：{'、'.join(known)}，或 --all")
        models = list(known.values()) if all_ else [known[name] for name in names or []]
        with psycopg.connect(house.database.app, autocommit=True, row_factory=dict_row) as conn:
            if check:
                _check(house, conn, models)
                return
            with bar("重建") as on:
                events = rebuild.run(house.ledger, conn, models, on)
        typer.echo(f"已重建 {len(models)} 个读模型，读取 {events} 个事件。")


def _check(house: House, conn: psycopg.Connection[Any], models: list[Any]) -> None:
    with bar("比较") as on:
        differences = rebuild.check(house.ledger, conn, models, on)
    for each in differences:
        typer.echo(f"{each.table}：现用多 {each.only_live} 行，重建多 {each.only_anew} 行")
    if differences:
        fail("读模型与账本不一致，请运行 tracker rebuild。")
    typer.echo(f"{len(models)} 个读模型与账本一致。")


@app.command()
def doctor(data_dir: DataDir = None) -> None:
    """检查这台机器和这份数据是否齐备。"""
    from web.doctor import findings

    with entered(data_dir, prepare=False) as house:
        faults = 0
        for what, fault in findings(house):
            typer.echo(f"{'有问题' if fault else '正常'}  {what}" + (f"：{fault}" if fault else ""))
            faults += bool(fault)
        if faults:
            fail(f"共{faults}处需要处理。")


@app.command("database")
def database_(data_dir: DataDir = None) -> None:
    """打印属主连接串（服务运行时可用 psql 连接）。"""
    with told():
        chosen = settings(data_dir)
        if chosen.database_url is not None:
            typer.echo(chosen.database_url.get_secret_value())
            return
        with database.opened(chosen) as found:
            typer.echo(found.owner)


@user.command("add")
def user_add(
    login: Annotated[str, typer.Argument(help="账号")],
    post: Annotated[str, typer.Option(help="职务")],
    role: Annotated[str, typer.Option(help="、".join(accounts.ROLES))],
    jurisdiction: Annotated[str | None, typer.Option(help="政府的网址标识")] = None,
    unit: Annotated[str | None, typer.Option(help="单位名称")] = None,
    slot: Annotated[str | None, typer.Option(help="A 或 B 角")] = None,
    data_dir: DataDir = None,
) -> None:
    """新建账号，打印设置首个密码的一次性链接。"""
    with entered(data_dir) as house, house.reading() as conn:
        found = None
        if unit is not None:
            called = register.unit_called(conn, jurisdiction or "")
            if unit not in called:
                fail(f"{jurisdiction} 没有单位“{unit}”。已有：{'、'.join(sorted(called)) or '（无）'}")
            found = called[unit]
        if jurisdiction is not None and register.jurisdiction(conn, jurisdiction) is None:
            fail(f"没有政府“{jurisdiction}”，请先导入清单。")
        account = accounts.add(conn, login, post, role, jurisdiction, found, slot=slot)
        token = accounts.make_link(conn, account.id, "first_password")
        chosen = house.settings
        typer.echo(f"账号 {login}（{post}）已建立。三天内打开此链接设置密码：")
        typer.echo(f"{chosen.address}/first-password/{token}")


app.command()(backup_commands.backup)
app.command()(backup_commands.restore)
app.command()(freeze_command.freeze)
app.command()(poster_command.posters)
app.command()(list_commands.template)
app.command("import")(list_commands.import_)
app.command("export")(list_commands.export_)
app.command()(list_commands.table)
app.command()(list_commands.simulate)


def main() -> None:
    structlog.reset_defaults()
    sys.exit(app())
