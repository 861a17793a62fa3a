"""Any number of governments and years from a seed, through the aggregates' own rules: for tests and benchmarks only."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from projects import filing, release, snapshot, standing
from projects.approval import Approval, Review
from projects.filing import Filing
from projects.intake import Intake, changes
from projects.listing import Listing, PlanRow, ProjectRow, TargetRow
from projects.policy import Period
from projects.programme import Programme
from projects.project import Project
from projects.publication import Publication
from projects.report import MonthlyReport
from tracker import clock
from tracker.clock import SHANGHAI, FixedClock
from tracker.event import Actor, acting
from web.house import House

UNITS = ("教育局", "民政局", "住房城乡建设局", "卫生健康委", "交通运输局", "水务局", "体育局", "城市管理局")
THINGS = (
    ("新建学位", "个"),
    ("改造小区", "个"),
    ("加装电梯", "部"),
    ("新增泊位", "个"),
    ("培训", "人次"),
    ("铺设管网", "公里"),
)
FILER, OFFICE = Actor("simulated-filer", "填报人"), Actor("simulated-office", "督查室")


def run(
    house: House,
    governments: int,
    years: list[int],
    projects: int,
    seed: int,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Makes `governments` × `years` programmes of `projects` each; returns the number of events. Same seed, same story
    (ids apart). Raises Refused where such a government and year is there already."""
    before = house.ledger.recorder.max_notification_id() or 0
    random = Random(seed)
    moving = FixedClock(datetime(min(years), 1, 5, 9, tzinfo=SHANGHAI))
    with clock.using(moving):
        for place in range(1, governments + 1):
            for year in years:
                _year(house, f"sim-{seed}-{place}", f"模拟{place}市", year, projects, random, moving)
                if progress:
                    progress(1)
    return (house.ledger.recorder.max_notification_id() or 0) - before


def _year(house: House, slug: str, name: str, year: int, count: int, random: Random, moving: FixedClock) -> None:
    moving.set(datetime(year, 1, 10, 9, tzinfo=SHANGHAI))
    wanted = Intake(slug, name, year, _listing(year, count, random), shown="generated")
    with acting(OFFICE):
        changed, _ = changes(house.ledger, wanted)
        house.ledger.save(*changed)
        programme = next(each for each in changed if isinstance(each, Programme))
        moving.set(datetime(year, 1, 20, 9, tzinfo=SHANGHAI))
        review = Review("主动公开", "可以公开", "审查岗", Approval("主任", f"{year}-01-15", "同意"))
        house.ledger.save(*release.release(house.ledger, programme.id, f"{year}-01-20", review)[0])
    programme = house.ledger.get(Programme, programme.id)
    own = [house.ledger.get(Project, UUID(id)) for id in programme.projects.values()]
    contents: dict[str, dict[str, Any]] = {str(project.id): {} for project in own}
    for period in programme.policy_set.periods(year)[:-1]:
        moving.set(datetime.combine(period.ends_on, datetime.min.time(), SHANGHAI) + timedelta(days=3, hours=10))
        changed = _month(programme, own, period, contents, random, house.store.put("模拟台账".encode()))
        source = snapshot.Source(slug, name, programme, own, {}, contents)
        publication = Publication(programme=str(programme.id), jurisdiction=slug, year=year, period=period.key)
        content = snapshot.of_month(source, period)
        publication.clear(review, content)
        publication.publish(content, period.ends_on.isoformat())
        for report in changed:
            if isinstance(report, MonthlyReport) and report.state == "accepted":
                report.publish(publication.id)
        with acting(OFFICE):
            house.ledger.save(*changed, publication)


def _month(
    programme: Programme,
    projects: list[Project],
    period: Period,
    contents: dict[str, dict[str, Any]],
    random: Random,
    evidence: str,
) -> list[Aggregate]:
    changed: list[Aggregate] = []
    for project in projects:
        last = Decimal(project.last_value("1") or 0)
        step = Decimal(random.randint(0, 18))
        content = Filing(
            values={"1": str(last + step)}, text=f"{period.label}新增{step}。", problems="进度偏慢。", confirmed=["1"],
            evidence=[{"sha256": evidence, "name": "台账.txt", "size": 12, "type": "text/plain"}],
        )  # fmt: skip
        content = filing.completed(project, content, period, programme.policy_set)
        report = MonthlyReport(
            project=str(project.id),
            programme=str(programme.id),
            period=period.key,
            jurisdiction=programme.jurisdiction,
            unit=str(project.responsibility["lead_unit"]),
            content=content.as_dict(),
        )
        report.submit(content.as_dict(), FILER.account)
        judged = standing.of(project, period, programme.policy_set, content.as_dict())
        report.accept(judged.as_dict(), OFFICE.account)
        project.accept_progress(period.key, content.values, content.milestones_done, judged.project.light)
        contents[str(project.id)][period.key] = report.content
        changed += [report, project]
    return changed


def _listing(year: int, count: int, random: Random) -> Listing:
    projects, targets, plans = [], [], []
    for place in range(1, count + 1):
        thing, unit = random.choice(THINGS)
        quantity = Decimal(random.randint(40, 160))
        number = str(place)
        words, item, lead = f"{thing}{quantity}{unit}", f"第{(place - 1) // 4 + 1}件", random.choice(UNITS)
        answers = (lead, (), (), "副市长", "局长", False, None, None, None, "A角", "B角")
        projects.append(ProjectRow(number, item, words, None, *answers))
        targets.append(
            TargetRow(
                number, "1", f"{thing}{quantity}{unit}", quantity, unit, "=", "quantity", False, None, None, None, None
            )
        )
        plans.append(
            PlanRow(number, "1", {month: (quantity * month / 12).quantize(Decimal(1)) for month in range(1, 13)})
        )
    return Listing(projects=tuple(projects), targets=tuple(targets), plans=tuple(plans))
