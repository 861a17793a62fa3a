"""月度计划表: each target's cumulative plan over twelve months, its nodes as ◆ (domain.md 5.2).

Made by the office from the list as it was released; refused before (清单发布后才能制作). Where the 任务分解表 says
who answers for what, this says how far each target is to be at the end of every month.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from supervision.draft import Content, Project, named, promised
from supervision.figures import number
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Table
from supervision.task_table import NODE, node_words

LONGEST = 7
"""Signs of a figure that a month's column holds: 210,000."""
MONTHS = tuple(str(month) for month in range(1, 13))
COLUMNS = (
    Column("序号", width_mm=8, align="center"),
    Column("项目", width_mm=20),
    Column("目标", weight=1),
    Column("单位", width_mm=8, align="center"),
    *(Column(f"{month}月", width_mm=10.8, align="right") for month in MONTHS),
    Column("节点", weight=1.1),
    Column("牵头单位", width_mm=17),
)


def compose(content: Content, issuer: str, specimen: bool) -> NoticePaper:
    """`content`: the list as released (projects/snapshot.py)."""
    rows = tuple(row for project in content["projects"] for row in _rows(project, content["year"]))
    note = (
        f"说明：各月数字为年初至当月末的累计计划数；{NODE}为当月到期的节点，一月有几个的写个数；"
        "“—”为不排月度计划，按节点或者年底结果评定。"
    )
    table = Table(f"{named(content)}月度计划表", COLUMNS, rows, note)
    return NoticePaper(table.title, issuer, None, specimen, annexes=(table,))


def _rows(project: Project, year: int) -> list[tuple[str, ...]]:
    """A row a target, each whole, so that rows can be sorted; the project's own nodes stand with its first. Without
    targets one row of nodes alone."""
    targets = project["targets"] or [{"text": "—", "quantity": None, "unit": None, "plan": {}, "milestones": []}]
    return [
        _row(project, target, [*target["milestones"], *(project["milestones"] if place == 0 else [])], year)
        for place, target in enumerate(targets)
    ]


def _row(project: Project, target: Mapping[str, Any], nodes: Sequence[Any], year: int) -> tuple[str, ...]:
    return (
        str(project["number"]),
        str(project["title"]),
        promised(target),
        target["unit"] or "—",
        *(_month(target, nodes, f"{year}-{int(month):02}") for month in MONTHS),
        "\n".join(f"{NODE} {node_words(node)}" for node in nodes) or "—",
        project["lead_unit"] or "—",
    )


def _month(target: Mapping[str, Any], nodes: Sequence[Any], month: str) -> str:
    """`month`: YYYY-MM."""
    due = [node for node in nodes if (node["due"] or "").startswith(month)]
    marks = [NODE if len(due) == 1 else f"{NODE}{len(due)}"] if due else []
    planned = target["plan"].get(str(int(month[5:])))
    return "\n".join([*([_short(number(planned))] if planned is not None else []), *marks]) or "—"


def _short(figure: str) -> str:
    """With separators as far as a month's column is wide: a figure is not broken for them."""
    return figure if len(figure) <= LONGEST else figure.replace(",", "")
