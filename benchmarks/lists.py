"""A year's list of 1,000 projects: its workbook read, and taken into the ledger with every read model."""

import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from statistics import median
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from benchmarks.ground import YEAR, Line, median_ratio, open_house, seconds
from benchmarks.ledger import bare_application
from projects import intake, workbook, written_list
from projects.listing import Listing, MilestoneRow, PlanRow, ProjectRow, SiteRow, TargetRow
from tracker.event import SYSTEM
from web.house import House

PROJECTS = 1_000
ROUNDS = 3
AT_ONCE = 100
"""Streams the library is given at a time: with all of them in one pipeline it waits for the server for ever."""


def importing(house: House) -> list[Line]:
    """Each round takes the list in for a government of its own; beside it the library saves the same events alone."""
    source = written_list.write(listing(PROJECTS))
    bare = bare_application(house)
    reading, taking, alone = [], [], []
    for turn in range(ROUNDS):
        reading.append(seconds(partial(workbook.read, source, published=False)))
        known = workbook.read(source, published=False)
        changed, _ = intake.changes(house.ledger, intake.Intake(f"bare{turn}", f"清单{turn}市", YEAR, known))
        alone.append(seconds(partial(_save, bare, changed)))
        taking.append(seconds(partial(_take_in, house, intake.Intake(f"list{turn}", f"清单{turn}市", YEAR, known))))
    bare.close()
    whole = [read + take for read, take in zip(reading, taking, strict=True)]
    plain = f"{median(reading):.1f} s read and {median(taking):.1f} s taken in, against {median(alone):.1f} s"
    return [
        Line(
            f"a list of {PROJECTS:,} projects: its workbook read, checked and taken in",
            f"the library's bare `save` of the same events, {AT_ONCE} streams at a time",
            f"{median_ratio(alone, whole):.2f}",
            "20 s",
            plain,
        )
    ]


def _save(bare: Application[UUID], changed: Sequence[Aggregate]) -> None:
    for first in range(0, len(changed), AT_ONCE):
        bare.save(*changed[first : first + AT_ONCE])


def _take_in(house: House, new: intake.Intake) -> object:
    return house.carry_out(SYSTEM, None, ["import", new.slug], lambda: intake.changes(house.ledger, new), alone=True)


def listing(projects: int) -> Listing:
    """Two targets a project with their plans, three milestones and two sites."""
    numbers = [str(number) for number in range(1, projects + 1)]
    return Listing(
        projects=tuple(
            ProjectRow(
                number, f"{(int(number) - 1) // 4 + 1}、民生实事", f"既有住宅加装电梯第{number}批300部", "住有宜居",
                f"市第{int(number) % 60}局", ("市财政局",), ("东湖区政府",), "分管副市长", "局长", False, None,
                date(YEAR, 1, 1), date(YEAR, 12, 31), "业务处处长", "业务处副处长",
            )
            for number in numbers
        ),
        targets=tuple(
            TargetRow(n, no, f"加装电梯{no}", Decimal(300), "部", "=", "quantity", False, None, None, None, None)
            for n in numbers
            for no in "12"
        ),
        plans=tuple(
            PlanRow(n, no, {month: Decimal(25 * month) for month in range(1, 13)}) for n in numbers for no in "12"
        ),
        milestones=tuple(
            MilestoneRow(n, None, date(YEAR, month, 28), f"节点{month}", None, None, None)
            for n in numbers
            for month in (3, 6, 9)
        ),
        sites=tuple(
            SiteRow(n, f"点位{place}", "解放路1号", None, None, "东湖区政府", Decimal(1), "开工")
            for n in numbers
            for place in (1, 2)
        ),
    )  # fmt: skip


if __name__ == "__main__":
    with open_house() as own:
        for line in importing(own):
            sys.stdout.write(f"{line}\n")
