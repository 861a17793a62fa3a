"""The demonstration's adjustment and correction told to the public, as at the desk (domain.md 3.2, 3.3)."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from projects import notices
from projects.approval import Approval, Review
from projects.filing import Filing
from projects.identity import identity
from projects.month import Month
from projects.notice import ADJUSTMENT, CORRECTION
from projects.noticing import Noticing
from projects.programme import Programme
from projects.report import MonthlyReport
from tracker.clock import SHANGHAI
from tracker.event import Actor
from web.house import House

SLUG, YEAR = "demo", 2026
PROGRAMME = Programme.create_id(SLUG, YEAR)
OFFICE = Actor("demonstration-office", "市政府办公厅督查室")
HOMES, APRIL = "27", "2026-04"
"""Homes made accessible: 141 was typed for April's 114, and May, of which nothing was reported, carried it on."""
MEANT = "114"
WHY = ("clerical", "4月累计数114户录成141户，两个数字颠倒，与逐户台账不符", "市残联康复部自查")

TOLD = ((6, 25), (7, 24), (8, 12), (9, 28))
"""When the public was told of what was approved: a target lowered, 暂停, 恢复, 结转; each within 20 working days."""

Deed = Callable[[House], None]


def steps() -> Iterator[tuple[str, datetime, Deed]]:
    """Name, hour and deed of each."""
    for month, day in TOLD:
        name = "adjustment told" if month == 6 else f"adjustment told in {month}"
        on = f"{YEAR}-{month:02}-{day}"
        yield name, _at(month, day, 10), lambda house, on=on: _tell(house, ADJUSTMENT, on)  # type: ignore[misc]
    yield "correction made", _at(6, 12, 10), _correct
    yield "correction told", _at(6, 15, 15), lambda house: _tell(house, CORRECTION, "2026-06-15")


def _correct(house: House) -> None:
    month = Month(house.ledger, PROGRAMME, APRIL)
    project = UUID(month.programme.projects[HOMES])
    stored = house.ledger.get(MonthlyReport, MonthlyReport.create_id(str(project), APRIL))
    new = Filing.from_dict({**stored.content, "values": {**stored.content["values"], "1": MEANT}})
    _do(house, "correction made", lambda: month.correct(project, new, *WHY, found_on="2026-06-11"))


def _tell(house: House, kind: str, day: str) -> None:
    """Reviewed and published; what was told before is told no more."""
    with house.reading() as conn:
        owed = [row for row in notices.owed(conn, str(PROGRAMME)) if row.kind == kind]
    for row in owed:
        review = Review(
            "主动公开", "不涉密，可以公开。", "市政府办公厅保密审查岗", Approval("市政府办公厅主任", day, "同意公布。")
        )
        work = Noticing(house.ledger, PROGRAMME, UUID(row.id))
        seen = sha256(work.content().encode()).hexdigest()
        _do(house, f"clear {row.id}", lambda work=work, seen=seen, review=review: work.clear(review, seen))  # type: ignore[misc]
        _do(house, f"tell {row.id}", lambda work=work: work.publish())  # type: ignore[misc]


def _do(house: House, name: str, act: Callable[[], Any]) -> None:
    house.carry_out(OFFICE, identity("demonstration", name), ["demonstration", name], act)


def _at(month: int, day: int, hour: int) -> datetime:
    return datetime(YEAR, month, day, hour, tzinfo=SHANGHAI)
