"""The commands that take a year's list in from a spreadsheet, write one out, and make up governments for measuring."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from eventsourcing.domain import Aggregate

from projects import deposit, intake, published, workbook, written_list
from supervision import taken_in_table
from tracker.logs import set_up
from web.console import OPERATOR, DataDir, bar, entered, filling, say, told
from web.house import House
from web.open_data import dataset, files, parcel
from web.open_data.licence import Licence


def template(file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx")]) -> None:
    """写出空白的清单表格。"""
    file.write_bytes(written_list.template())
    typer.echo(f"已写出 {file}")


def import_(
    file: Annotated[Path, typer.Argument(help="按模板填写的 .xlsx；或者“开放数据”页下载的 package.zip 或文件夹")],
    jurisdiction: Annotated[str | None, typer.Option(help="网址标识，如 yuhang")] = None,
    name: Annotated[str | None, typer.Option(help="政府名称")] = None,
    year: Annotated[int | None, typer.Option(help="年度")] = None,
    published: Annotated[bool, typer.Option("--published", help="他处已公布的资料，照原样收录")] = False,
    note: Annotated[str | None, typer.Option(help="年度标题旁的说明，如“年初40项，8月通报39项”")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    data_dir: DataDir = None,
) -> None:
    """把清单表格，或者他处账本的数据包，装入账本；有一处错误就全部不写。"""
    set_up(level="WARNING")
    if file.is_dir() or file.suffix == ".zip":
        _take_in(file, note, dry_run, data_dir)
        return
    with told():
        if not file.is_file():
            raise ValueError(f"没有找到文件 {file}，请核对路径。")
        if jurisdiction is None or name is None or year is None:
            raise ValueError("装入清单表格要写明 --jurisdiction、--name 和 --year。")
        with filling("读取表格") as on:
            listing = workbook.read(file, published=published, watch=on)
    for line in listing.notes:
        say.print(line, style="yellow", highlight=False, markup=False)
    with entered(data_dir) as house:
        wanted = intake.Intake(
            jurisdiction, name, year, listing, published, shown="sample" if published else "real", note=note
        )
        for line in intake.remarks(wanted):
            say.print(line, style="yellow", highlight=False, markup=False)
        if dry_run:
            _, answer = intake.changes(house.ledger, wanted)
            typer.echo(
                f"检查通过，未写入：项目{answer['projects']}个，指标{answer['targets']}个，进展{answer['values']}条。"
            )
            _say_continued(answer)
            return
        asked = ["import", jurisdiction, year]
        with filling("写入账本") as on:
            answer = house.carry_out(
                OPERATOR, None, asked, lambda: intake.changes(house.ledger, wanted), alone=True, watch=on
            )
        typer.echo(
            f"已装入 {name}{year}年：项目{answer['projects']}个，指标{answer['targets']}个，进展{answer['values']}条，"
            f"新增单位{answer['units']}个。"
        )
        _say_continued(answer)


def _take_in(file: Path, note: str | None, dry_run: bool, data_dir: Path | None) -> None:
    """A deposit of another ledger's open data."""
    with told():
        if not file.exists():
            raise ValueError(f"没有找到文件 {file}，请核对路径。")
        data, licence = parcel.read(parcel.of_folder(file) if file.is_dir() else parcel.unpacked(file.read_bytes()))
    deposited = parcel.described(data, licence)
    rows = sum(len(each) for each in data.rows.values())
    with entered(data_dir) as house:

        def act() -> tuple[list[Aggregate], Any]:
            return deposit.changes(house.ledger, **deposited, content=dataset.canonical(data.rows), note=note)

        if dry_run:
            act()
            typer.echo(f"检查通过，未写入：{data.title}，{len(data.rows)}张表，{rows}行。")
            return
        house.carry_out(OPERATOR, None, ["deposit", data.place], act, alone=True)
        typer.echo(f"已存档 {data.title}：{len(data.rows)}张表，{rows}行，见 /data/{data.place}/。")


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


def export_(
    file: Annotated[Path, typer.Argument(help="写到哪个 .xlsx；写成 .zip 的是已公布数据的数据包")],
    jurisdiction: Annotated[str, typer.Option(help="网址标识")],
    year: Annotated[int, typer.Option(help="年度")],
    data_dir: DataDir = None,
) -> None:
    """把一个年度写成同一格式的表格，或者把它已公布的数据打包。"""
    from web.export import listing

    with entered(data_dir) as house:
        if file.suffix == ".zip":
            file.write_bytes(_packed(house, jurisdiction, year))
        else:
            file.write_bytes(written_list.write(listing(house.ledger, jurisdiction, year)))
        typer.echo(f"已写出 {file}")


def table(
    file: Annotated[Path, typer.Argument(help="写到哪个 .pdf 或 .xlsx")],
    jurisdiction: Annotated[str, typer.Option(help="网址标识")],
    year: Annotated[int, typer.Option(help="年度")],
    day: Annotated[str | None, typer.Option(help="截至哪一天，如 2022-09-30；不写是资料里最后一天")] = None,
    data_dir: DataDir = None,
) -> None:
    """把收录的一个年度印成进展情况一览表（照录），截至某一天。"""
    from web.paper import notice, spreadsheet

    with entered(data_dir) as house:
        with house.reading() as conn:
            board = published.board(conn, jurisdiction, year)
        if board is None or not board.imported:
            raise ValueError(f"{jurisdiction}的{year}年没有收录他处已公布的资料；本系统办理的年度，用月通报的附件。")
        paper = taken_in_table.compose(board.projects, board.name, year, _day(taken_in_table.days(board.projects), day))
        writers = {".pdf": notice.pdf, ".xlsx": lambda paper: spreadsheet.xlsx(paper.tables)}
        if file.suffix not in writers:
            raise ValueError(f"文件名要以 {' 或 '.join(writers)} 结尾：{file}")
        file.write_bytes(writers[file.suffix](paper))
        typer.echo(f"已写出 {file}")


def _day(known: Sequence[date], asked: str | None) -> date:
    """The day asked for, else the last that something was published of."""
    if not known:
        raise ValueError("收录的资料没有一条写明截至日期，印不出一览表。")
    try:
        day = date.fromisoformat(asked) if asked else known[0]
    except ValueError:
        raise ValueError(f"截至日期要写成 2022-09-30 这样：{asked}") from None
    if day < known[-1]:
        raise ValueError(f"收录的资料最早截至{known[-1].isoformat()}，到{asked}还没有进展。")
    return day


def _packed(house: House, slug: str, year: int) -> bytes:
    """The same package as the page of open data offers."""
    with house.reading() as conn:
        data = dataset.of(conn, slug, year)
    if data is None:
        raise ValueError(f"{slug}的{year}年没有公布过内容。")
    return files.content(data, files.PACKAGE, Licence(house.settings.data_licence, house.settings.data_licence_url))


def simulate(
    governments: Annotated[int, typer.Option(min=1, help="多少个政府")] = 1,
    years: Annotated[int, typer.Option(min=1, max=20, help="多少个年度，到 2025 年为止")] = 1,
    projects: Annotated[int, typer.Option(min=1, max=2000, help="每年多少个项目")] = 33,
    seed: Annotated[int, typer.Option(help="随机种子")] = 1,
    data_dir: DataDir = None,
) -> None:
    """由种子生成任意多的政府和年度，只供测试和测速，不在任何公开页面出现。"""
    from web.demonstration import simulation

    with entered(data_dir) as house, bar("生成", governments * years) as on:
        made = simulation.run(house, governments, list(range(2026 - years, 2026)), projects, seed, on)
        typer.echo(f"已生成 {governments} 个政府、{years} 个年度，共 {made} 个事件。")
