"""The command that tells whether a file is a paper as it was issued; with a list it asks no database and no network."""

from pathlib import Path
from typing import Annotated, Any

import typer

from supervision import paper_list, verify_document
from web.console import DataDir, entered

app = typer.Typer(no_args_is_help=True, help="文书")


@app.callback()
def document() -> None:
    """文书。"""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(help="要核对的文件：PDF、Word、表格或者扫描件")],
    known: Annotated[
        Path | None, typer.Option("--list", help="从“开放数据”下载的 documents.json；不写就查本机账本")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """核对一个文件是不是印发的原件；有清单就离线核对。

    不是原件，或者已有更正、撤回、新版的，以1退出。"""
    found = verify_document.read(known) if known else _ours(data_dir)
    good, lines = (False, [found]) if isinstance(found, str) else verify_document.told(file, *found)
    typer.echo("\n".join(lines))
    if not good:
        raise typer.Exit(1)


def _ours(data_dir: Path | None) -> tuple[list[dict[str, Any]], str]:
    with entered(data_dir) as house, house.reading() as conn:
        listed = paper_list.published(conn)
    return listed["papers"], listed["as_of"]
