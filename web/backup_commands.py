"""The commands that copy the ledger and its files away, and back into an empty place."""

from pathlib import Path
from typing import Annotated

import typer

from tracker import database
from tracker.backup import Manifest
from tracker.logs import set_up
from web.console import DataDir, bar, fail, settings, told


def backup(
    folder: Annotated[Path, typer.Argument(help="备份文件夹：空的，或以前的备份所在的")],
    keep: Annotated[int, typer.Option(help="保留最近几份数据库导出，0 为全部", min=0)] = 30,
    data_dir: DataDir = None,
) -> None:
    """备份数据库和文件，网站照常运行；文件只增量复制。"""
    from tracker import backup as backups
    from web import rescue

    set_up(level="WARNING")
    with told():
        chosen = settings(data_dir)
        with database.opened(chosen) as found, bar("复制文件", len(backups.stored(chosen.data_dir / "files"))) as on:
            name, manifest = rescue.back_up(chosen, found, folder.absolute(), keep, on)
    typer.echo(f"已备份到 {folder / name}，并重新读过一遍：{_held(manifest)}")


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
    with told():
        chosen = settings(data_dir)
        own, manifest = backups.read(folder.absolute(), at)
        typer.echo(f"备份 {own.name}：{_held(manifest)}")
        if check:
            with bar("检查", len(manifest.files)) as on:
                backups.check(own, manifest, on)
            typer.echo("备份完好，可以恢复。")
            return
        where = "TRACKER_DATABASE_URL 所指的空数据库" if chosen.database_url else f"{chosen.data_dir / 'postgres'}"
        typer.echo(f"将恢复数据库到 {where}，文件到 {chosen.data_dir / 'files'}；已有内容的地方不会覆盖。")
        if not yes and not typer.confirm("现在恢复吗？"):
            fail("没有恢复。")
        with bar("恢复文件", len(manifest.files)) as on:
            rescue.restore(chosen, own, manifest, on)
    typer.echo("已恢复：封印与备份清单相符，读模型已重建，文件齐全。人员需重新登录。")


def _held(manifest: Manifest) -> str:
    when = manifest.made_at[:19].replace("T", " ")
    return f"{when}，{manifest.events}个事件，末条摘要 {manifest.head}，{len(manifest.files)}个文件。"
