"""The running product: database, ledger, demonstration if asked for, and the web server, until it is told to stop."""

import signal
from collections.abc import Callable
from contextlib import nullcontext
from types import FrameType

import uvicorn
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from projects.published import governments
from projects.register import programmes
from tracker import database
from tracker.logs import set_up
from tracker.settings import Settings
from web import house as houses
from web import worker
from web.app import create
from web.demonstration import replay
from web.demonstration.welcome import lines
from web.house import House
from web.paper import fonts

_say = Console(soft_wrap=True, highlight=False)


class _Interrupted(Exception):
    """Told to stop, before the web server was up or after it was down."""


def run(settings: Settings, *, demonstration: bool = False) -> None:
    """Serves until SIGINT or SIGTERM. With `demonstration`, an empty ledger (or one whose loading was cut short) is
    filled first; a ledger that holds something else is served as it is."""
    set_up(json=settings.log_json, level=settings.log_level)
    before = {number: signal.signal(number, _interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        with database.opened(settings) as found, houses.opened(settings, found) as house:
            for fault in fonts.missing():
                _say.print(f"注意：{fault}", style="yellow")
            if demonstration and _wants_demonstration(house):
                _load(house)
            config = uvicorn.Config(
                create(house), host=settings.host, port=settings.port, log_config=None, access_log=False,
                timeout_graceful_shutdown=5, server_header=False, forwarded_allow_ips=settings.trusted_proxies,
            )  # fmt: skip
            server = _Announcing(config, lambda: announce(house), found.tend)
            with worker.beside(house) if settings.database_url is None else nullcontext():
                # Shut down in good order, it raises the signal again: ours ends this block, and the database.
                server.run()
    except (_Interrupted, KeyboardInterrupt):
        _say.print("已停止。")
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Announcing(uvicorn.Server):
    """Says where everybody finds their page once the port answers, and looks after a database of our own."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None], tend: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce, self._tend = announce, tend

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self._announce()

    async def on_tick(self, counter: int) -> bool:
        self._tend()
        return await super().on_tick(counter)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise _Interrupted


def _wants_demonstration(house: House) -> bool:
    if replay.complete(house):
        return False
    return house.ledger.recorder.max_notification_id() in (None, 0) or house.simulated or _begun(house)


def _begun(house: House) -> bool:
    """A first step of the demonstration is there: its loading was cut short."""
    return house.ledger.answered(replay.FIRST) is not None


def _load(house: House) -> None:
    house.loading = True
    columns = (
        TextColumn("装入演示数据"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=_say, transient=True, disable=not _say.is_terminal) as progress:
        task = progress.add_task("", total=None)
        replay.load(house, lambda done, total: progress.update(task, completed=done, total=total))
    houses.set_clock(house)
    house.loading = False


def announce(house: House) -> None:
    """One line for each kind of user: an address that opens the product for them, the account, what to do first."""
    base = house.settings.address
    with house.reading() as conn:
        known, prepared = governments(conn), bool(programmes(conn))
        for line in lines(house, conn, base) if house.simulated else [_plain_line(base, bool(known), prepared)]:
            _say.print(line, markup=False)
    _say.print("按 Ctrl-C 停止。")


def _plain_line(base: str, known: bool, prepared: bool) -> str:
    if known:
        return f"公众　　　　{base}/　看已公布的政府和年度"
    if prepared:
        return f"工作人员　　{base}/desk　清单已装入，尚未发布；用 tracker user add 建账号后登录办理"
    return f"空账本　　　{base}/　用 tracker import 装入清单，用 tracker user add 建账号"
