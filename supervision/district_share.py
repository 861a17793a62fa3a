"""What a district owes towards the report of a project that is split among districts: its own figures, by the very day
the report is owed by. It is no obligation of its own: the lead unit's report is, and may go without it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import psycopg

from projects import regions, register, reports
from projects.register import ProgrammeRow, ProjectRow
from projects.reports import ReportRow
from supervision.owed import Owed
from supervision.reporting import REPORT, SUPPLEMENT

KIND = "district_share"
TAKES = ("none", "draft", "returned")
"""States of a report in which a district's figures are taken."""


def owed(conn: psycopg.Connection[Any], programme: ProgrammeRow, open_now: Sequence[Owed]) -> list[Owed]:
    """One for each district and project whose open report lacks figures of it; `id` is that of the report owed, whose
    arithmetic its day is."""
    asked = [one for one in open_now if one.kind in (REPORT, SUPPLEMENT) and one.project]
    split = regions.of(conn, sorted({str(one.project) for one in asked}))
    asked = [one for one in asked if one.project in split]
    if not asked:
        return []
    projects = {row.id: row for row in register.projects(conn, programme.id)}
    names = register.units(conn, programme.jurisdiction)
    known = {period: reports.of_period(conn, programme.id, period) for period in {_period(one) for one in asked}}
    found: list[Owed] = []
    for one in asked:
        project, report = projects[str(one.project)], known[_period(one)].get(str(one.project))
        if report is None or report.state in TAKES:
            silent = _silent(project, names, split[project.id], report)
            found += [_share(programme, one, project, unit) for unit in silent]
    return found


def _silent(
    project: ProjectRow, names: dict[str, str], split: dict[str, list[str]], report: ReportRow | None
) -> Iterator[str]:
    """Names of the units that carry out a district's part and did not give all of its figures."""
    rows = report.rows if report else {}
    for unit in project.implementing_units:
        name = names.get(unit, "")
        wanted = _of_district(name, split)
        if unit != project.lead_unit and any(no not in rows.get(unit, {}) for no in wanted):
            yield name


def _of_district(name: str, split: dict[str, list[str]]) -> Iterable[str]:
    """Targets with a part of the district that a unit's name begins with."""
    return [no for region, targets in split.items() if name.startswith(region) for no in targets]


def _period(one: Owed) -> str:
    return one.period if one.kind == REPORT else one.period.rpartition("-")[0]


def _share(programme: ProgrammeRow, one: Owed, project: ProjectRow, unit: str) -> Owed:
    period = _period(one)
    known = programme.policy.period(period)
    return replace(
        one,
        kind=KIND,
        period=period,
        owner=unit,
        what=f"项目{project.number}的{known.label if known else period}分项数字报送",
        href=f"/filing/{period}/rows#project-{project.number}",
    )
