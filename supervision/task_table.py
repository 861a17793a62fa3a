"""任务分解表: what the released list asks of whom by when; an annex of the list (domain.md 5.2).

Made by the office from the list as it was released; refused before (清单发布后才能制作). Its figures, posts and
days are those of the release: what was adjusted since stands on the public pages, each with its approval.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from supervision.draft import Content, Project, named, promised
from supervision.figures import month_day, number
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Table

COLUMNS = (
    Column("序号", width_mm=8, align="center"),
    Column("件", width_mm=15),
    Column("项", width_mm=24),
    Column("年度目标", weight=1),
    Column("季度和月度节点", weight=1.2),
    Column("市级\n分管领导", width_mm=19),
    Column("牵头单位", width_mm=19),
    Column("责任人", width_mm=19),
    Column("协办单位", width_mm=22),
    Column("承办单位", width_mm=29),
    Column("完成\n时限", width_mm=15, align="center"),
)
QUARTERS = ("3", "6", "9", "12")
NODE = "◆"


def compose(content: Content, issuer: str, specimen: bool, place: str = "市") -> NoticePaper:
    """`content`: the list as released (projects/snapshot.py); `place`: 省, 市, 区 or 县."""
    columns = tuple(
        Column(f"{place}级\n分管领导", width_mm=each.width_mm) if "分管领导" in each.title else each for each in COLUMNS
    )
    rows = tuple(_row(project) for project in content["projects"])
    table = Table(f"{named(content)}任务分解表", columns, rows, _note(content))
    return NoticePaper(table.title, issuer, None, specimen, annexes=(table,))


def _note(content: Content) -> str:
    items = f"{len(content['items'])}件" if content["items"] else ""
    return (
        f"说明：共{items}{len(content['projects'])}项，按发布的清单列出。季度节点为累计数，{NODE}为须按期完成的节点。"
        "发布后经批准调整的，以公开页列明的为准。"
    )


def _row(project: Project) -> tuple[str, ...]:
    targets = project["targets"]
    return (
        str(project["number"]),
        project["item"]["title"] if project["item"] else "—",
        str(project["title"]),
        "\n".join(_listed([promised(each) for each in targets])) or "—",
        "\n".join(_nodes(project)) or "—",
        project["leader_in_charge"] or "—",
        project["lead_unit"] or "—",
        project["responsible"] or "—",
        "、".join(project["supporting_units"]) or "—",
        "、".join(project["implementing_units"]) or "—",
        due(project),
    )


def due(project: Project) -> str:
    """By when all of it is to be done: 2026年\n12月31日."""
    if not project["due_on"]:
        return "—"
    day = date.fromisoformat(project["due_on"])
    return f"{day.year}年\n{month_day(day)}"


def _listed(words: Sequence[str]) -> list[str]:
    return list(words) if len(words) < 2 else [f"{place}. {each}" for place, each in enumerate(words, 1)]


def _nodes(project: Project) -> list[str]:
    """Cumulative values at the quarters' ends, then the nodes with their days."""
    several = len(project["targets"]) > 1
    found = []
    for place, target in enumerate(project["targets"], 1):
        lead = f"{place}. " if several else ""
        if quarters := _quarters(target):
            found.append(f"{lead}{quarters}")
        found += [f"{NODE} {node_words(node)}" for node in target["milestones"]]
    return found + [f"{NODE} {node_words(node)}" for node in project["milestones"]]


def _quarters(target: Mapping[str, Any]) -> str:
    unit = target["unit"] or ""
    known = [(month, target["plan"][month]) for month in QUARTERS if target["plan"].get(month) is not None]
    return "，".join(f"{month}月{number(value)}{unit}" for month, value in known)


def node_words(node: Mapping[str, Any]) -> str:
    """2月28日 节后复工，完成三层结构浇筑."""
    day = f"{month_day(date.fromisoformat(node['due']))} " if node["due"] else ""
    return f"{day}{node['text']}"
