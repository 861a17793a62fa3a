"""What is measured on: a server of its own with the product's own settings, and governments of 33 projects."""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from projects import intake, snapshot
from projects.approval import Approval, Review
from projects.filing import Filing
from projects.listing import Listing, PlanRow, ProjectRow, TargetRow
from projects.month import source
from projects.policy import PolicySet
from projects.programme import Programme
from tracker import clock, database
from tracker.clock import SHANGHAI, FixedClock
from tracker.event import SYSTEM
from tracker.settings import Settings
from web import house as houses
from web.house import House

PROJECTS = 33
YEAR = 2026
APPROVAL = Approval("市政府秘书长", "2026-01-20", "同意。")
REVIEW = Review("主动公开", "不涉密，可以公开。", "督查室负责人", APPROVAL)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the results: what was measured against what, the ratio, the least that is asked, the plain rates."""

    what: str
    against: str
    ratio: str
    asked: str
    plain: str


@contextmanager
def open_house() -> Iterator[House]:
    """An empty product that commits to the disk like a deployed one; the clock stands at the end of the year."""
    with tempfile.TemporaryDirectory(prefix="tracker-bench-", dir="/tmp") as name:
        Path(name).chmod(0o755)
        settings = Settings(data_dir=Path(name), database_url=None, today=None)
        with database.opened(settings) as found, houses.opened(settings, found) as house:
            clock.use(FixedClock(datetime(YEAR, 12, 28, 9, tzinfo=SHANGHAI)))
            yield house


def government(house: House, slug: str, projects: int = PROJECTS, policy: PolicySet | None = None) -> UUID:
    """A programme of so many projects, released and implementing; its id."""
    policy = policy or PolicySet(head_releases=False)
    new = intake.Intake(slug, f"{slug}市", YEAR, _listing(projects), title=f"{YEAR}年民生实事", policy=policy)
    house.carry_out(SYSTEM, None, ["intake", slug], lambda: intake.changes(house.ledger, new))
    id = Programme.create_id(slug, YEAR)
    programme = house.ledger.get(Programme, id)
    programme.release(f"{YEAR}-01-20", REVIEW, snapshot.of_list(source(house.ledger, programme)))
    programme.start()
    house.carry_out(SYSTEM, None, ["release", slug], lambda: ([programme], {}))
    return id


def filing(value: int) -> Filing:
    """A month as a department writes it."""
    return Filing(
        values={"1": str(value)},
        text=f"本月新增投用12部，累计投用{value}部；另有一批完成井道钢结构吊装，计划下月验收投用。",
        problems="部分楼栋业主意见尚未统一，材料供应较慢。",
        measures="会同街道逐户协商，增加一家供应商。",
        confirmed=["1"],
        evidence=[{"sha256": "0" * 64, "name": "验收单.pdf", "size": 120_000, "type": "application/pdf"}],
    )


def seconds(act: Callable[[], object]) -> float:
    """How long it took."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def median_ratio(ours: list[float], theirs: list[float]) -> float:
    """The middle of the ratios of rounds that lay side by side."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def _listing(projects: int) -> Listing:
    numbers = [str(number) for number in range(1, projects + 1)]
    return Listing(
        projects=tuple(
            ProjectRow(
                number, f"{(int(number) - 1) // 4 + 1}、民生实事", f"既有住宅加装电梯第{number}批300部", "住有宜居",
                f"市第{number}局", ("市财政局",), ("东湖区政府", "西山区政府"), "分管副市长", "局长", False, None,
                date(YEAR, 1, 1), date(YEAR, 12, 31), "业务处处长", "业务处副处长",
            )
            for number in numbers
        ),
        targets=tuple(
            TargetRow(n, "1", "加装电梯300部", Decimal(300), "部", "=", "quantity", False, None, None, None, None)
            for n in numbers
        ),
        plans=tuple(PlanRow(n, "1", {month: Decimal(25 * month) for month in range(1, 13)}) for n in numbers),
    )  # fmt: skip
