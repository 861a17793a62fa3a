"""A frozen copy: every public page and file of some programmes, written below one folder with links between them.

It is made of one moment of the ledger, and says only what the ledger says: the same position gives the same bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from projects import published
from projects.published import Board
from tracker import clock
from web import house as houses
from web.frozen import extent, feed, manifest, page
from web.frozen.address import HERE, Address
from web.frozen.extent import Extent
from web.frozen.manifest import MANIFEST, SUMS, Moment, Unwritten
from web.frozen.page import COVER, STYLE, Frame
from web.frozen.stranger import Stranger
from web.frozen.swap import beside
from web.house import House
from web.marking import banner_of
from web.templating import FRAME, environment, moment_in_words

Progress = Callable[[int, int], None]
"""How many of how many addresses are written."""


PATIENCE = "10min"
"""How long the snapshot may wait for the next page: a spreadsheet of many rows is written without a question to the
database, which would otherwise take us for gone after some seconds."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was written. `size` in bytes."""

    moment: Moment
    files: int
    size: int


def freeze(house: House, folder: Path, only: tuple[str, int] | None = None, progress: Progress | None = None) -> Frozen:
    """Writes the copy of one programme, or of all that are public, and puts it in the place of an older one at the end.

    Raises Unwritten, where something else is there, nothing is public or a page is not answered, and OSError."""
    manifest.check(folder)
    with beside(folder) as half, house.moment():
        with house.reading() as conn:
            conn.execute(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE}'".encode())
        made = _Copy(house, half, moment(house))
        with clock.standing(made.moment.at):
            _alone(made.write(_extents(house, only), progress or (lambda done, total: None)))
    return Frozen(made.moment, len(made.sums), made.size)


def _alone(writing: Coroutine[Any, Any, None]) -> None:
    """Runs it in a thread of its own, at the caller's moment: the caller may stand in a running loop already."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(copy_context().run, asyncio.run, writing).result()


def moment(house: House) -> Moment:
    """Where the ledger stands. Raises Unwritten where nothing stands on it."""
    with house.reading() as conn:
        row = conn.execute(
            "SELECT notification_id, encode(link, 'hex') AS head FROM ledger.seals ORDER BY index DESC LIMIT 1"
        ).fetchone()
    if row is None:
        raise Unwritten("账本还是空的，没有可以冻结的内容。")
    return Moment(row["notification_id"], row["head"], houses.recorded_at(house, row["notification_id"]))


def _extents(house: House, only: tuple[str, int] | None) -> list[Extent]:
    with house.reading() as conn:
        every = [(each.slug, line.year) for each in published.governments(conn) for line in each.years]
        found = [extent.of(conn, *each) for each in ([only] if only else every)]
        if not any(found):
            raise Unwritten(f"{only[0]} {only[1]}年没有公布过内容。" if only else "还没有公布过任何年度。")
    return [each for each in found if each]


@dataclass
class _Copy:
    """One copy while it is written. `names`: address → file; `sums`: file → SHA-256."""

    house: House
    folder: Path
    moment: Moment
    names: dict[Address, str] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    size: int = 0
    _taken: set[str] = field(default_factory=lambda: {name.casefold() for name in (COVER, MANIFEST, SUMS)})

    @property
    def live(self) -> str | None:
        public = self.house.settings.public_url
        return public.rstrip("/") if public else None

    async def write(self, extents: Sequence[Extent], progress: Progress) -> None:
        """The pages with what they are drawn with, the cover, and at last the manifest over all of it."""
        stranger, boards = Stranger(self.house, HERE), [each.board for each in extents]
        with self.house.reading() as conn:
            known = [address for each in extents for address in each.addresses(conn)]
        for each in (*known, *extent.TOGETHER, STYLE):
            self._name(each)
        cover = self._cover(boards)
        waiting = [*self.names, *self._drawn_with(cover, Address("/"))]
        for place, asked in enumerate(waiting):  # it grows by what the pages are drawn with
            content = await stranger.get(asked)
            waiting += self._drawn_with(content, asked)
            self._keep(self.names[asked], self._frozen(content, asked, self.names[asked]))
            progress(place + 1, len(waiting))
        self._keep(COVER, self._frozen(cover, Address("/"), COVER))
        self._keep(MANIFEST, manifest.written(self.moment, boards, self.live, self.sums))
        self._keep(SUMS, "".join(f"{found}  {name}\n" for name, found in sorted(self.sums.items())).encode())

    def _name(self, asked: Address) -> None:
        """Two addresses never share a file, also where capital letters count for nothing."""
        name = asked.file
        if name.casefold() in self._taken:
            stem, dot, ending = name.rpartition(".")
            name = f"{stem}~{sha256(str(asked).encode()).hexdigest()[:8]}{dot}{ending}"
        self._taken.add(name.casefold())
        self.names[asked] = name

    def _drawn_with(self, content: bytes, asked: Address) -> list[Address]:
        """What a page brings along that is not known yet."""
        found = page.parts(content, asked) if asked.page else []
        new = [each for each in dict.fromkeys(found) if each not in self.names]
        for each in new:
            self._name(each)
        return new

    def _frozen(self, content: bytes, asked: Address, name: str) -> bytes:
        if asked.path.endswith(".atom"):
            return feed.frozen(content, asked, name, self._file, self.live)
        return page.frozen(content, asked, name, self._file, self._frame) if asked.page else content

    def _file(self, to: Address) -> str | None:
        """Also of the site's first pages, in whose place the cover stands."""
        own = {"/": COVER, "/data/": COVER, f"/{MANIFEST}": MANIFEST, f"/{SUMS}": SUMS}
        return own.get(to.path) or self.names.get(to)

    @property
    def _frame(self) -> Frame:
        when = moment_in_words(self.moment.at)
        where = f"原网站：{self.live}。" if self.live else ""
        foot = f"这是冻结的副本，内容到{when}（账本第{self.moment.position}条）为止，此后不再变化。{where}"
        return Frame(f"冻结的副本，内容到{when}为止。", foot, self.live)

    def _cover(self, boards: Sequence[Board]) -> bytes:
        """The first page of the copy."""
        banner = banner_of(simulated=any(each.simulated for each in boards), imported=False)
        told = {**FRAME, "boards": boards, "moment": self.moment, "live": self.live, "banner": banner}
        return environment().get_template("frozen.html").render(told).encode()

    def _keep(self, name: str, content: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.sums[name] = sha256(content).hexdigest()
        self.size += len(content)
