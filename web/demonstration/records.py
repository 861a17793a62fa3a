"""The demonstration's visits to records: a register looked through in September (台账抽查), and calls the day after
(电话回访). And the one file of the record that is withheld: a table which named people.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from projects import register
from projects.approval import Approval, Review
from projects.identity import identity
from projects.month import Month
from supervision.inspection import Inspection
from supervision.way import CALLS, REGISTER
from supervision.withholding import Withholding
from tracker import clock
from web.demonstration import mending
from web.demonstration.ladder import PROGRAMME, SLUG, YEAR, account
from web.demonstration.mending import at
from web.demonstration.visits import Deed, changed, planned
from web.house import House

TRAINING, HOMES = "2", "13"
LOOKED, CALLED = "2026-09-24", "2026-09-25"
DEPUTY = "市政府办公厅分管督查工作的副主任"
NAMES = "汇总表第3页列有老人姓名和门牌号，属于个人信息；撤下原件，由市民政局换交隐去姓名的版本。"


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, moment and act of each, for the replay to sort among its own."""
    for moment, deed in (*_register(), *_calls()):
        yield f"records {moment}", at(moment), deed
    yield "records withheld", at("10-08 16:50"), _withhold


def _register() -> Iterator[tuple[str, Deed]]:
    seen = "培训台账与签到系统逐条比对，61条中59条一致；2条是同一人换班重复登记。"
    yield "09-22 10:00", planned(
        TRAINING, LOOKED, "走进市办实事", ["1"], ("政协委员03", "市民代表04"),
        "年度第三方查看安排：按人次计的项目抽台账。", "2026-08-31", None, "8月报送累计13150人次。", REGISTER,
    )  # fmt: skip
    yield "09-24 10:40", changed(LOOKED, "1", lambda visit: visit.see_site("1", "1", "partly", clock.now(), note=seen))
    short = "2条为换班后没有销掉的旧登记。"
    yield "09-24 11:20", changed(
        LOOKED, "1", lambda visit: visit.record_sample("1", 61, 59, short, counted=(61, None))
    )  # fmt: skip
    yield from _signed("09-24 11:3", LOOKED)
    yield "09-25 09:10", changed(LOOKED, None, lambda visit: visit.close("抽61条，59条与报送一致；重复登记请剔除。"))
    ruled = "换班的旧登记9月20日才集中销号，月报截止8月31日，属于登记滞后，9月已剔除。"
    yield "09-25 09:30", changed(LOOKED, None, lambda visit: visit.rule_difference("late", ruled))
    said = "培训台账与签到系统基本一致，2条重复登记请剔除，月报按剔除后的数报。"
    yield "09-28 10:00", mending.fed_back(TRAINING, LOOKED, said, {}, DEPUTY)
    yield "09-28 09:20", changed(LOOKED, None, partial(_clear, "2026-09-28"))


def _calls() -> Iterator[tuple[str, Deed]]:
    seen = "接通的31户都说已经改造、没有收费；3户老人不会用呼叫器，请街道再教一次。"
    yield "09-23 15:00", planned(
        HOMES, CALLED, "走进市办实事", ["1"], ("人大代表04", "专家学者02"),
        "年度第三方查看安排：入户改造的项目电话回访。", "2026-08-31", None, "8月报送累计1088户。", CALLS,
    )  # fmt: skip
    yield "09-25 14:30", changed(CALLED, "2", lambda visit: visit.see_site("2", "1", "yes", clock.now(), note=seen))
    yield "09-25 16:30", changed(CALLED, "2", lambda visit: visit.record_sample("2", 31, 31, counted=(31, 40)))
    yield from _signed("09-25 16:4", CALLED)
    yield "09-28 09:40", changed(CALLED, None, lambda visit: visit.close("打40户，接通31户，都与报送一致。"))
    said = "接通的31户都已改造，没有收费；3户不会用呼叫器，请街道上门再教一次。"
    yield "09-28 16:00", mending.fed_back(HOMES, CALLED, said, {}, DEPUTY)
    yield "09-28 15:10", changed(CALLED, None, partial(_clear, "2026-09-28"))


def _signed(minutes: str, day: str) -> Iterator[tuple[str, Deed]]:
    for key in ("1", "2"):
        yield f"{minutes}{key}", changed(day, key, partial(_sign, key))


def _sign(key: str, visit: Inspection) -> None:
    visit.sign(key, "confirmed")


def _clear(day: str, visit: Inspection) -> None:
    said = "不涉及国家秘密；只有数字，没有个人信息，可以公开。"
    visit.clear(Review("主动公开", said, "督查室副主任", Approval(DEPUTY, day, "同意公开。")))


def _withhold(house: House) -> None:
    """What the lead unit handed in with its report for September."""
    with house.reading() as conn:
        project = register.project(conn, SLUG, YEAR, HOMES)
    assert project is not None
    [file] = Month(house.ledger, PROGRAMME, "2026-09").opened(UUID(project.id)).content["evidence"]
    who = account(house, "office", HOMES)

    def act() -> tuple[list[Any], Any]:
        return [Withholding.withhold(SLUG, file["sha256"], NAMES, DEPUTY, public=False)], {}

    name = "withheld"
    house.carry_out(who, identity("demonstration", "records", name), ["demonstration", "records", name], act)
