"""The command that draws a published record again; it asks no database and no network."""

from pathlib import Path
from typing import Annotated

import typer

from supervision import verify_draw

app = typer.Typer(no_args_is_help=True, help="抽签")


@app.callback()
def draw() -> None:
    """抽签。"""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="从抽签页面下载的 JSON 文件")],
    commit: Annotated[str, typer.Option(help="抽签前公布的封存码，用来比对")] = "",
    every: Annotated[bool, typer.Option("--all", help="列出全部名次")] = False,
) -> None:
    """离线重算一份抽签记录；有不符的，逐处列出并以1退出。"""
    good, lines = verify_draw.told(file, commit, every)
    for line in lines:
        typer.echo(line)
    if not good:
        raise typer.Exit(1)
