"""The demonstration's clues from the public: one answered, one with its unit, one that nobody has looked at yet."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import register
from projects.identity import identity
from projects.programme import Programme
from supervision.clue import Clue
from tracker import accounts, letters
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
LIFTS, ROADS = "16", "20"
LEAD = "市住房城乡建设局"
Deed = Callable[[House], None]

WRITTEN: dict[str, tuple[str, str, str, str | None]] = {
    "stopped": (
        LIFTS,
        "柳荫社区3号楼加装的电梯8月底投用，9月2日起停运，门上贴“调试中”，老人上下楼很不方便，打电话没有人接。",
        "东湖区柳荫社区3号楼2单元",
        "13900000001",
    ),
    "pits": (
        ROADS,
        "路已经通车，人行道还有三处坑没有铺砖，晚上没有围挡，也没有灯。",
        "北港区规划三路与滨河路路口东侧",
        None,
    ),
    "noise": (
        LIFTS,
        "公布的进展说我们小区的电梯已经开工，实际只围了挡板，两个多星期没有见到工人。",
        "东湖区书院路18号院5号楼",
        "writer@example.cn",
    ),
}
"""Project, what was written, where, and how to reach the writer: made up, kept beside the ledger like any other."""


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, hour and deed of each, in any order."""
    yield _written("stopped", "2026-09-14T19:42")
    yield _did(
        "stopped",
        "2026-09-16T09:20",
        lambda clue, unit: clue.assign(unit, "核实柳荫社区3号楼电梯停运的原因、何时恢复、维保电话为何无人接听。"),
    )
    yield _did(
        "stopped",
        "2026-09-21T16:05",
        lambda clue, unit: clue.reply(
            unit, "属实。控制柜进水，9月18日更换后恢复运行；维保单位值班电话已更正并张贴在轿厢内。"
        ),
        LEAD,
    )
    yield _did(
        "stopped",
        "2026-09-22T10:10",
        lambda clue, unit: clue.answer(
            "经核实，您反映的情况属实。电梯因控制柜进水停运，9月18日已恢复运行，维保值班电话已更正并张贴。感谢您的监督。"
        ),
    )
    yield _written("pits", "2026-09-28T21:15")
    yield _did(
        "pits",
        "2026-09-30T15:30",
        lambda clue, unit: clue.assign(unit, "核实路口东侧人行道未铺装的范围，先行设置围挡和警示灯，写明何时铺完。"),
    )
    yield _written("noise", "2026-10-08T20:37")


def _written(name: str, at: str) -> tuple[str, datetime, Deed]:
    number, text, place, contact = WRITTEN[name]

    def deed(house: House) -> None:
        id, key = Clue.id_of(_key(name)), _key(name)
        with house.reading() as conn:
            digest = letters.keep(conn, id, letters.receipt_of(key), text=text, place=place, contact=contact)
            project = register.project(conn, SLUG, YEAR, number)
        assert project is not None
        about = project.id

        def act() -> tuple[list[Aggregate], Any]:
            return [Clue.receive(id, str(PROGRAMME), about, digest, 0)], {}

        house.carry_out(Actor("public", "公众"), key, ["demonstration", name, digest], act)

    return f"clue {name}", _at(at), deed


def _did(name: str, at: str, change: Callable[[Clue, str], None], by: str | None = None) -> tuple[str, datetime, Deed]:
    """A step by the office, or by the filer of a unit."""

    def deed(house: House) -> None:
        with house.reading() as conn:
            unit = register.unit_called(conn, SLUG)[LEAD]
            account = accounts.called(conn, "demo-filer" if by else "demo-office")
        assert account is not None

        def act() -> Any:
            found = house.ledger.get(Clue, Clue.id_of(_key(name)))
            change(found, unit)
            return [found], {}

        who = Actor(str(account.id), account.post, account.unit)
        house.carry_out(who, identity("demonstration", "clue", name, at), ["demonstration", name, at], act)

    return f"clue {name} {at}", _at(at), deed


def _key(name: str) -> UUID:
    return identity("demonstration", "clue", name)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
