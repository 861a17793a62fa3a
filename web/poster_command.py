"""The command that prints all posters of a programme's month, for the boards of streets and villages."""

from pathlib import Path
from typing import Annotated

import typer

from supervision.paperwork import Writer
from web import poster_stack
from web.console import OPERATOR, DataDir, entered, filling, told


def posters(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹")],
    jurisdiction: Annotated[str, typer.Option(help="政府的网址标识")],
    year: Annotated[int, typer.Option(help="年度")],
    month: Annotated[str | None, typer.Option(help="哪个月，如 2026-08；不写为最近公布的一个月")] = None,
    data_dir: DataDir = None,
) -> None:
    """把一个年度全部项目的宣传栏海报（A3）印发并写成PDF。"""
    with entered(data_dir) as house, told(), filling("海报") as on:
        folder.mkdir(parents=True, exist_ok=True)
        writer = Writer(OPERATOR.account, OPERATOR.post)
        made = poster_stack.issue(house, OPERATOR, writer, jurisdiction, year, on, month)
        for each in made:
            (folder / each.name).write_bytes(each.content)
    new = sum(each.made for each in made)
    typer.echo(f"已写出 {len(made)}张海报到 {folder}：新印发{new}张，原已印发{len(made) - new}张。")
