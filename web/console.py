"""What every command of the command line shares: its settings, the house it enters, and how it says what happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from projects.sheet import Faults
from tracker import database
from tracker.backup import Damaged
from tracker.clock import ClockBehind
from tracker.event import Actor
from tracker.logs import set_up
from tracker.refusal import Refused, SeveralRefused
from tracker.restoration import Occupied
from tracker.server_programs import NoServer
from tracker.settings import Settings
from web import house as houses
from web import refusals
from web.house import House

OPERATOR = Actor("operator", "系统管理员（命令行）")
DataDir = Annotated[Path | None, typer.Option("--data-dir", help="数据文件夹（默认 TRACKER_DATA_DIR 或 ./data）")]
say = Console(stderr=True)


def settings(data_dir: Path | None = None, **given: Any) -> Settings:
    """The environment's settings with the options that were given."""
    options = {name: value for name, value in {"data_dir": data_dir, **given}.items() if value is not None}
    return Settings(**options)


@contextmanager
def entered(data_dir: Path | None, *, prepare: bool = True, today: str | None = None) -> Iterator[House]:
    """The house for one command; what goes wrong is said in one line, exit 1."""
    set_up(level="WARNING")
    with told():
        chosen = settings(data_dir, today=today)
    with told(), database.opened(chosen) as found, houses.opened(chosen, found, prepare=prepare) as house:
        yield house


@contextmanager
def told() -> Iterator[None]:
    try:
        yield
    except Faults as faults:
        for fault in faults.faults:
            say.print(str(fault), style="red", highlight=False, markup=False)
        fail(f"共{len(faults.faults)}处问题，没有写入任何内容。")
    except (Refused, SeveralRefused) as no:
        fail("；".join(sentence for _, sentence in refusals.sentences(no)))
    except ValidationError as fault:
        fail("设置有误：" + "；".join(f"{each['loc'][0]}：{each['msg']}" for each in fault.errors()))
    except (
        NoServer,
        database.NotMigrated,
        ClockBehind,
        ValueError,
        OSError,
        psycopg.OperationalError,
        *NOT_SAFE,
    ) as fault:
        fail(str(fault))


NOT_SAFE = (Damaged, Occupied)
"""A backup that is not one, and a place that is taken: the words are for the operator."""


def fail(message: str) -> None:
    say.print(message, style="red", highlight=False, markup=False)
    raise typer.Exit(1)


@contextmanager
def bar(what: str, total: int | None = None) -> Iterator[Any]:
    """A progress bar on standard error; yields the function that advances it."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=say, transient=True, disable=not say.is_terminal) as progress:
        task = progress.add_task(what, total=total)
        yield lambda n: progress.advance(task, n)


@contextmanager
def filling(what: str) -> Iterator[Callable[[int, int], None]]:
    """The same for work that says itself how much of how much is done."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=say, transient=True, disable=not say.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=max(done, total))
