"""The command line. Every command works beside a running server on the same data folder, and without one."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import psycopg
import structlog
import typer
from psycopg.rows import dict_row
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from projects import intake, register, workbook, written_list
from projects.sheet import Faults
from supervision import watch
from tracker import accounts, clock, database, rebuild, seal
from tracker.backup import Damaged, Manifest
from tracker.clock import ClockBehind
from tracker.event import Actor
from tracker.logs import set_up
from tracker.refusal import Refused, SeveralRefused
from tracker.restoration import Occupied
from tracker.server_programs import NoServer
from tracker.settings import Settings
from web import house as houses
from web import refusals, ticks
from web.house import House

app = typer.Typer(no_args_is_help=True, add_completion=False, help="市办实事进展跟踪")
user = typer.Typer(no_args_is_help=True, help="账号")
app.add_typer(user, name="user")

OPERATOR = Actor("operator", "系统管理员（命令行）")
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="数据文件夹（默认 TRACKER_DATA_DIR 或 ./data）")]
_say = Console(stderr=True)


def settings(data_dir: Path | None = None, **given: Any) -> Settings:
    """The environment's settings with the options that were given."""
    options = {name: value for name, value in {"data_dir": data_dir, **given}.items() if value is not None}
    return Settings(**options)


@contextmanager
def entered(data_dir: Path | None, *, prepare: bool = True, today: str | None = None) -> Iterator[House]:
    """The house for one command; what goes wrong is said in one line, exit 1."""
    set_up(level="WARNING")
    with _told():
        chosen = settings(data_dir, today=today)
    with _told(), database.opened(chosen) as found, houses.opened(chosen, found, prepare=prepare) as house:
        yield house


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Faults as faults:
        for fault in faults.faults:
            _say.print(str(fault), style="red", highlight=False, markup=False)
        _fail(f"共{len(faults.faults)}处问题，没有写入任何内容。")
    except (Refused, SeveralRefused) as no:
        _fail("；".join(sentence for _, sentence in refusals.sentences(no)))
    except ValidationError as fault:
        _fail("设置有误：" + "；".join(f"{each['loc'][0]}：{each['msg']}" for each in fault.errors()))
    except (
        NoServer,
        database.NotMigrated,
        ClockBehind,
        ValueError,
        OSError,
        psycopg.OperationalError,
        *NOT_SAFE,
    ) as fault:
        _fail(str(fault))


NOT_SAFE = (Damaged, Occupied)
"""A backup that is not one, and a place that is taken: the words are for the operator."""


def _fail(message: str) -> None:
    _say.print(message, style="red", highlight=False, markup=False)
    raise typer.Exit(1)


@contextmanager
def _bar(what: str, total: int | None = None) -> Iterator[Any]:
    """A progress bar on standard error; yields the function that advances it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=_say, transient=True, disable=not _say.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda n: progress.advance(task, n)


@contextmanager
def _filling(what: str) -> Iterator[Callable[[int, int], None]]:
    """The same for work that says itself how much of how much is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=_say, transient=True, disable=not _say.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=max(done, total))


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

    with _told():
        run(settings(data_dir, host=host, port=port, today=today), demonstration=demonstration)


@app.command("worker", hidden=True)
@app.command()
def work(data_dir: DataDir = None) -> None:
    """按时办理例行事务（核对封印、清理过期登录等）；可开几个，只有一个在办。"""
    from web.worker import run

    with _told():
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
            _fail("--today 只用于演示数据，或与 --dry-run 一起使用。")
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
            _bar("核对封印", total["n"] if total else 0) as on,
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
            _fail(f"账本末尾缺失：读模型已到位置{following['position']}，账本只到{last}。请停止写入，并与备份核对。")
        if not verdict.sound:
            _fail("账本封印不完整：以上事件与封印不符。请停止写入，并与备份核对。")


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
            _fail(f"没有读模型“{'、'.join(unknown)}”。" * bool(unknown) + f"可用：{'、'.join(known)}，或 --all")
        models = list(known.values()) if all_ else [known[name] for name in names or []]
        with psycopg.connect(house.database.app, autocommit=True, row_factory=dict_row) as conn:
            if check:
                _check(house, conn, models)
                return
            with _bar("重建") as on:
                events = rebuild.run(house.ledger, conn, models, on)
        typer.echo(f"已重建 {len(models)} 个读模型，读取 {events} 个事件。")


def _check(house: House, conn: psycopg.Connection[Any], models: list[Any]) -> None:
    with _bar("比较") as on:
        differences = rebuild.check(house.ledger, conn, models, on)
    for each in differences:
        typer.echo(f"{each.table}：现用多 {each.only_live} 行，重建多 {each.only_anew} 行")
    if differences:
        _fail("读模型与账本不一致，请运行 tracker rebuild。")
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
            _fail(f"共{faults}处需要处理。")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="备份文件夹：空的，或以前的备份所在的")],
    keep: Annotated[int, typer.Option(help="保留最近几份数据库导出，0 为全部", min=0)] = 30,
    data_dir: DataDir = None,
) -> None:
    """备份数据库和文件，网站照常运行；文件只增量复制。"""
    from tracker import backup as backups
    from web import rescue

    set_up(level="WARNING")
    with _told():
        chosen = settings(data_dir)
        with database.opened(chosen) as found, _bar("复制文件", len(backups.stored(chosen.data_dir / "files"))) as on:
            name, manifest = rescue.back_up(chosen, found, folder.absolute(), keep, on)
    typer.echo(f"已备份到 {folder / name}，并重新读过一遍：{_held(manifest)}")


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="备份文件夹")],
    at: Annotated[str | None, typer.Option(help="哪一份，如 20261009-013000；不写为最近一份")] = None,
    check: Annotated[bool, typer.Option("--check", help="只检查备份能否使用，不恢复")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="不再询问")] = False,
    data_dir: DataDir = None,
) -> None:
    """把备份恢复到空的数据文件夹（或空数据库），核对封印，重建读模型。"""
    from tracker import backup as backups
    from web import rescue

    set_up(level="WARNING")
    with _told():
        chosen = settings(data_dir)
        own, manifest = backups.read(folder.absolute(), at)
        typer.echo(f"备份 {own.name}：{_held(manifest)}")
        if check:
            with _bar("检查", len(manifest.files)) as on:
                backups.check(own, manifest, on)
            typer.echo("备份完好，可以恢复。")
            return
        where = "TRACKER_DATABASE_URL 所指的空数据库" if chosen.database_url else f"{chosen.data_dir / 'postgres'}"
        typer.echo(f"将恢复数据库到 {where}，文件到 {chosen.data_dir / 'files'}；已有内容的地方不会覆盖。")
        if not yes and not typer.confirm("现在恢复吗？"):
            _fail("没有恢复。")
        with _bar("恢复文件", len(manifest.files)) as on:
            rescue.restore(chosen, own, manifest, on)
    typer.echo("已恢复：封印与备份清单相符，读模型已重建，文件齐全。人员需重新登录。")


def _held(manifest: Manifest) -> str:
    when = manifest.made_at[:19].replace("T", " ")
    return f"{when}，{manifest.events}个事件，末条摘要 {manifest.head}，{len(manifest.files)}个文件。"


@app.command("database")
def database_(data_dir: DataDir = None) -> None:
    """打印属主连接串（服务运行时可用 psql 连接）。"""
    with _told():
        chosen = settings(data_dir)
        if chosen.database_url is not None:
            typer.echo(chosen.database_url.get_secret_value())
            return
        with database.opened(chosen) as found:
            typer.echo(found.owner)


@app.command()
def template(file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx")]) -> None:
    """写出空白的清单表格。"""
    file.write_bytes(written_list.template())
    typer.echo(f"已写出 {file}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="按模板填写的 .xlsx")],
    jurisdiction: Annotated[str, typer.Option(help="网址标识，如 yuhang")],
    name: Annotated[str, typer.Option(help="政府名称")],
    year: Annotated[int, typer.Option(help="年度")],
    published: Annotated[bool, typer.Option("--published", help="他处已公布的资料，照原样收录")] = False,
    note: Annotated[str | None, typer.Option(help="年度标题旁的说明，如“年初40项，8月通报39项”")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    data_dir: DataDir = None,
) -> None:
    """把清单表格装入账本；有一处错误就全部不写。"""
    set_up(level="WARNING")
    with _told():
        if not file.is_file():
            raise ValueError(f"没有找到文件 {file}，请核对路径。")
        with _filling("读取表格") as on:
            listing = workbook.read(file, published=published, watch=on)
    for told in listing.notes:
        _say.print(told, style="yellow", highlight=False, markup=False)
    with entered(data_dir) as house:
        wanted = intake.Intake(
            jurisdiction, name, year, listing, published, shown="sample" if published else "real", note=note
        )
        if dry_run:
            _, answer = intake.changes(house.ledger, wanted)
            typer.echo(
                f"检查通过，未写入：项目{answer['projects']}个，指标{answer['targets']}个，进展{answer['values']}条。"
            )
            _say_continued(answer)
            return
        asked = ["import", jurisdiction, year]
        with _filling("写入账本") as on:
            answer = house.carry_out(
                OPERATOR, None, asked, lambda: intake.changes(house.ledger, wanted), alone=True, watch=on
            )
        typer.echo(
            f"已装入 {name}{year}年：项目{answer['projects']}个，指标{answer['targets']}个，进展{answer['values']}条，"
            f"新增单位{answer['units']}个。"
        )
        _say_continued(answer)


def _say_continued(answer: dict[str, Any]) -> None:
    """What the sheet adds to projects that were taken in before."""
    if not answer["known"]:
        return
    typer.echo(f"续收：{answer['known']}个项目以前收录过，一致的进展{answer['same']}条不重复写入。新的内容：")
    for each in answer["later"]:
        more = [
            f"进展{each['values']}条" if each["values"] else "",
            f"指标{'、'.join(each['targets'])}" if each["targets"] else "",
            f"节点{each['nodes']}处" if each["nodes"] else "",
            f"区域、点位{each['places']}处" if each["places"] else "",
        ]
        typer.echo(f"  {each['number']} {each['title']}：{'，'.join(filter(None, more))}")


@app.command("export")
def export_(
    file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx")],
    jurisdiction: Annotated[str, typer.Option(help="网址标识")],
    year: Annotated[int, typer.Option(help="年度")],
    data_dir: DataDir = None,
) -> None:
    """把一个年度写成同一格式的表格。"""
    from web.export import listing

    with entered(data_dir) as house:
        file.write_bytes(written_list.write(listing(house.ledger, jurisdiction, year)))
        typer.echo(f"已写出 {file}")


@app.command()
def simulate(
    governments: Annotated[int, typer.Option(min=1, help="多少个政府")] = 1,
    years: Annotated[int, typer.Option(min=1, max=20, help="多少个年度，到 2025 年为止")] = 1,
    projects: Annotated[int, typer.Option(min=1, max=2000, help="每年多少个项目")] = 33,
    seed: Annotated[int, typer.Option(help="随机种子")] = 1,
    data_dir: DataDir = None,
) -> None:
    """由种子生成任意多的政府和年度，只供测试和测速，不在任何公开页面出现。"""
    from web.demonstration import simulation

    with entered(data_dir) as house, _bar("生成", governments * years) as on:
        made = simulation.run(house, governments, list(range(2026 - years, 2026)), projects, seed, on)
        typer.echo(f"已生成 {governments} 个政府、{years} 个年度，共 {made} 个事件。")


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
                _fail(f"{jurisdiction} 没有单位“{unit}”。已有：{'、'.join(sorted(called)) or '（无）'}")
            found = called[unit]
        if jurisdiction is not None and register.jurisdiction(conn, jurisdiction) is None:
            _fail(f"没有政府“{jurisdiction}”，请先导入清单。")
        account = accounts.add(conn, login, post, role, jurisdiction, found, slot=slot)
        token = accounts.make_link(conn, account.id, "first_password")
        chosen = house.settings
        typer.echo(f"账号 {login}（{post}）已建立。三天内打开此链接设置密码：")
        typer.echo(f"{chosen.address}/first-password/{token}")


def main() -> None:
    structlog.reset_defaults()
    sys.exit(app())
