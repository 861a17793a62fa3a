"""The command that writes the public site as files, for the day when there is no server any more."""

from pathlib import Path
from typing import Annotated

import typer

from web.console import DataDir, entered, fail, filling, told


def freeze(
    folder: Annotated[Path, typer.Argument(help="写到哪个文件夹：空的，或以前写出的副本")],
    jurisdiction: Annotated[str | None, typer.Option(help="只要哪个政府的网址标识")] = None,
    year: Annotated[int | None, typer.Option(help="只要哪个年度")] = None,
    data_dir: DataDir = None,
) -> None:
    """把公开网站写成静态文件，不用服务器也能看；不写政府和年度，就写全部已公布的。"""
    from web.frozen import copy

    if (jurisdiction is None) != (year is None):
        fail("请同时写明 --jurisdiction 和 --year，或者都不写。")
    only = (jurisdiction, year) if jurisdiction is not None and year is not None else None
    with entered(data_dir) as house, told(), filling("写出页面") as on:
        made = copy.freeze(house, folder.absolute(), only, on)
    typer.echo(
        f"已写出 {made.files}个文件，{made.size / 1024 / 1024:.1f}MB，到 {folder}："
        f"内容到账本第{made.moment.position}条，{made.moment.at:%Y-%m-%d %H:%M}。"
        f"打开 {folder / 'index.html'} 即可查看。"
    )
