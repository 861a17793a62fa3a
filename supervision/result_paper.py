"""办结公布: the year's result on paper: target and what was reached, acceptance, and of what was not done why and
whither.

Made by the office once the result is announced; refused before (年终公布后才能印制). domain.md A7, 5.2. How
satisfied people are is not on it: there is no ballot yet.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from supervision.draft import Project, aimed, clause
from supervision.figures import month_day
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Section, Table
from supervision.programme_result import COMPLETED, NOT_COMPLETED, OUTCOMES
from supervision.review_pack import reached

COLUMNS = (
    Column("序号", width_mm=8, align="center"),
    Column("项目", width_mm=36),
    Column("牵头单位", width_mm=24),
    Column("年度目标", weight=1),
    Column("完成情况", weight=1),
    Column("结果", width_mm=24, align="center"),
    Column("验收日期", width_mm=28, align="center"),
    Column("公示和销号", width_mm=36),
)
OPEN_COLUMNS = (
    Column("序号", width_mm=11, align="center"),
    Column("项目", width_mm=38),
    Column("牵头单位", width_mm=28),
    Column("没有办成的原因", weight=1.2),
    Column("下步去向", weight=1),
)


def compose(
    told: Mapping[str, Any], published: Sequence[Project], issuer: str, hotline: str | None, specimen: bool
) -> NoticePaper:
    """`told`: the result as announced (supervision/programme_result.py); `published`: the projects of the last month
    that was published before it, whose figures are printed."""
    known = {str(each["number"]): each for each in published}
    projects = told["projects"]
    open_rows = tuple(
        row for each in projects if each["outcome"] != COMPLETED for row in [_open(each, known.get(each["number"]))]
    )
    opening = [f"{told['name']}{told['title']}已经公布，{_day(told['briefing_on'])}召开新闻通气会。现将结果公布如下。"]
    return NoticePaper(
        title=f"关于{told['title']}的公布",
        issuer=issuer,
        day=None,
        specimen=specimen,
        opening=(*opening, *_counted(told), *[line for line in told["summary"].splitlines() if line.strip()]),
        table=Table("没有办成的项目", OPEN_COLUMNS, open_rows) if open_rows else None,
        sections=() if open_rows else (Section(None, ("全部项目均已办成并通过验收。",)),),
        contacts=((("监督电话", hotline),) if hotline else ()),
        annexes=(
            Table(
                f"{told['title']}一览表",
                COLUMNS,
                tuple(_row(each, known.get(each["number"])) for each in projects),
                "说明：完成情况为最近一期公布的累计数；已完成以通过验收为准。",
            ),
        ),
    )


def _counted(told: Mapping[str, Any]) -> list[str]:
    counts, total = told["counts"], len(told["projects"])
    spread = "，".join(f"{words}{counts[name]}项" for name, words in OUTCOMES.items() if counts.get(name))
    return [f"共{total}项，{spread}。"]


def _row(project: Mapping[str, Any], known: Project | None) -> tuple[str, ...]:
    targets = known["targets"] if known else []
    return (
        str(project["number"]),
        project["title"],
        project["unit"] or "—",
        "\n".join(aimed(known, each) for each in targets) if known else "—",
        "\n".join(reached(each) for each in targets) or "—",
        OUTCOMES[project["outcome"]],
        _day(project["accepted_on"]),
        _noticed(project),
    )


def _noticed(project: Mapping[str, Any]) -> str:
    if project.get("closed_on"):
        return f"{_day(project['closed_on'])}销号"
    return f"公示至{_day(project['noticed_until'])}" if project.get("noticed_until") else "—"


def _open(project: Mapping[str, Any], known: Project | None) -> tuple[str, ...]:
    """Why and whither: as the office announced it, or as it was approved when the project was halted."""
    reason, destination = project["reason"], project["destination"]
    if project["outcome"] != NOT_COMPLETED:
        halts = [
            each for each in (known or {}).get("adjustments", []) if each["field"] in ("termination", "carry_over")
        ]
        reason = clause(halts[-1]["reason"]) if halts else "见批准文件"
        by = f"，{halts[-1]['approved_by']}批准" if halts else ""
        destination = f"{OUTCOMES[project['outcome']]}{by}"
    return (str(project["number"]), project["title"], project["unit"] or "—", reason or "—", destination or "—")


def _day(day: str | None) -> str:
    if not day:
        return "—"
    found = date.fromisoformat(day)
    return f"{found.year}年{month_day(found)}"
