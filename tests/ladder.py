"""An order made to climb, by the commands people use: for tests of what stands above it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from projects.approval import Approval
from projects.programme import Programme
from projects.project import Project
from supervision.matter import Cause, Matter
from supervision.order import Order
from supervision.ordering import Ordering
from tracker.clock import SHANGHAI, FixedClock
from tracker.event import Actor
from web.house import House

OFFICE = Actor("office-1", "督查室")


def at(clock: FixedClock, month: int, day: int, hour: int = 9) -> None:
    clock.set(datetime(2026, month, day, hour, tzinfo=SHANGHAI))


def carry(house: House, act: Any) -> Any:
    return house.carry_out(OFFICE, None, ["ladder"], act, alone=True)


def decided(day: str, words: str = "同意。", post: str = "市政府分管副市长") -> Approval:
    return Approval(post, day, words)


def blue(house: House, programme: UUID, clock: FixedClock, number: str = "1") -> UUID:
    """Issued on Monday, 7 September 2026, on the red light of a project: the reply is due on the 14th."""
    at(clock, 9, 7)
    project = house.ledger.get(Programme, programme).projects[number]
    lead = str(_lead(house, project))
    matter = Matter("加装电梯进度严重滞后", "8月底计划200部，实际96部。", "提出赶工措施。", lead)
    cause = Cause("red_light", f"red_light:{project}:2026-07", "连续亮红灯")
    made = carry(house, lambda: Ordering(house.ledger, programme).draft(project, matter, cause, "office-1"))
    id = UUID(made["order"])
    approval = decided("2026-09-07", post="市政府办公厅主任")
    carry(house, lambda: Ordering(house.ledger, programme).issue(id, approval, house.days()))
    return id


def red(house: House, programme: UUID, clock: FixedClock) -> UUID:
    """Nobody answered: blue until the 14th, orange on the 15th until the 18th, red on the 21st until the 23rd. It is
    Thursday, 24 September: the talk may be decided."""
    id = blue(house, programme, clock)
    for day, step in ((15, "orange"), (21, "red")):
        at(clock, 9, day)
        carry(house, lambda step=step, day=day: _up(house, id, step, f"2026-09-{day}"))
    at(clock, 9, 24)
    return id


def _up(house: House, id: UUID, step: str, day: str) -> Any:
    order = house.ledger.get(Order, id)
    order.escalate(step, "逾期未反馈", decided(day), house.days())
    return [order], {}


def _lead(house: House, project: str) -> str:
    return str(house.ledger.get(Project, UUID(project)).responsibility["lead_unit"])
