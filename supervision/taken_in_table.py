"""进展情况一览表（照录）: what was published elsewhere of a programme up to a day, as it was printed.

Made by whoever looks at a programme that was taken in, from what the ledger holds of it; a programme run here has its
month's bulletin instead. Nothing is judged and nothing is put right: figures, percents, verdicts, reasons and sources
stand as their sources have them, those of an earlier day with their day (docs/published.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from supervision.draft import Project
from supervision.figures import month_day, number
from supervision.notice_paper import NoticePaper
from supervision.paper import Column, Table

Value = Mapping[str, Any]

COLUMNS = (
    Column("序号", width_mm=9, align="center"),
    Column("项目", width_mm=27),
    Column("指标", width_mm=32),
    Column("年度目标", width_mm=19),
    Column("公布数", width_mm=19, align="right"),
    Column("公布\n进度", width_mm=14, align="right"),
    Column("公布\n评价", width_mm=16),
    Column("进展（公布原文）", weight=1.5),
    Column("存在问题\n下步措施", weight=0.8),
    Column("牵头单位", width_mm=20),
    Column("来源", weight=0.8),
)
REGIONS = (
    Column("序号", width_mm=9, align="center"),
    Column("项目", weight=1),
    Column("指标", weight=1),
    Column("区域", width_mm=24),
    Column("目标", width_mm=24, align="right"),
    Column("公布数", width_mm=24, align="right"),
    Column("公布\n进度", width_mm=18, align="right"),
    Column("来源", weight=1.2),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A target (None: the project as a whole) with one value published of it, None where nothing was."""

    project: Project
    target: Mapping[str, Any] | None
    value: Value | None


def compose(projects: Sequence[Project], place: str, year: int, day: date) -> NoticePaper:
    """`projects`: as published of a programme taken in (projects/snapshot.py); `day`: up to when."""
    title = f"{place}{year}年民生实事进展情况一览表（照录）"
    lines = [line for project in projects for line in _lines(project, day.isoformat())]
    note = (
        f"说明：截至{day.year}年{month_day(day)}；共{len(projects)}项。按公开发布的资料照录，数字、百分比、评价和"
        "文字均为原文，不评定状态，不作更正；截至日期不同的，在原文前注明；“—”为未见公布。"
    )
    tables = [Table(title, COLUMNS, tuple(_row(line, day) for line in lines), note)]
    if regions := tuple(_regions(projects, day.isoformat())):
        tables.append(Table(f"分区进展（截至{day.year}年{month_day(day)}）", REGIONS, regions))
    return NoticePaper(title, place, None, False, annexes=tuple(tables))


def days(projects: Iterable[Project]) -> list[date]:
    """The days that something was published of, the newest first: what may be asked for."""
    found = {value["as_of"] for project in projects for value in _all(project) if value["as_of"]}
    return sorted(map(date.fromisoformat, found), reverse=True)


def _all(project: Project) -> Iterable[Value]:
    yield from project["values"]
    for target in project["targets"]:
        yield from target["values"]
    for region in project["regions"]:
        yield from region["values"]


def _lines(project: Project, day: str) -> Iterable[Line]:
    whole = latest(project["values"], day)
    for value in whole:
        yield Line(project, None, value)
    for target in project["targets"]:
        values = latest(target["values"], day)
        yield from (Line(project, target, value) for value in values)
        if not values and not whole:
            yield Line(project, target, None)
    if not whole and not project["targets"]:
        yield Line(project, None, None)


def latest(values: Sequence[Value], day: str) -> list[Value]:
    """All that was published of the last day up to `day` (ISO); what has no day where nothing else is."""
    dated = [value for value in values if value["as_of"] and value["as_of"] <= day]
    last = max((value["as_of"] for value in dated), default=None)
    return [value for value in values if value["as_of"] == last]


def _row(line: Line, day: date) -> tuple[str, ...]:
    project, target, value = line.project, line.target, line.value
    return (
        str(project["number"]),
        str(project["title"]),
        target["text"] if target else "（整个项目）" if project["targets"] else "—",
        aim(target) if target else "—",
        figure(value, target) if value else "—",
        percent(value) if value else "—",
        verdict(value) if value else "—",
        told(value, day) if value else "—",
        reasons(value) if value else "—",
        project["lead_unit"] or project.get("units_text") or "—",
        (value or {}).get("source") or project.get("source") or "—",
    )


def aim(target: Mapping[str, Any]) -> str:
    """What was promised as it was written, else its number and unit."""
    if target.get("as_written"):
        return str(target["as_written"])
    return "—" if target["quantity"] is None else f"{number(target['quantity'])}{target['unit'] or ''}"


def figure(value: Value, target: Mapping[str, Any] | None) -> str:
    if value["value"] is None:
        return str(value.get("as_written") or "—")
    counted = value.get("stage")
    stage = f"（{counted}）" if counted and (target is None or counted != target["stage"]) else ""
    written = f"\n原文{value['as_written']}" if value.get("as_written") else ""
    return f"{number(value['value'])}{value['unit'] or ''}{stage}{written}"


def percent(value: Value) -> str:
    return "—" if value["published_percent"] is None else f"{number(value['published_percent'])}%"


def verdict(value: Value) -> str:
    of = f"（指{value['verdict_of']}）" if value.get("verdict") and value.get("verdict_of") else ""
    return f"{value.get('verdict') or '—'}{of}"


def told(value: Value, day: date) -> str:
    """The words as printed, before them whose they are and, where it is another, what day they speak of."""
    own = value["as_of"] and date.fromisoformat(value["as_of"])
    when = f"（截至{own.year}年{month_day(own)}）" if own and own != day else "" if own else "（截至日期未见公布）"
    by = f"{value['reported_by']}：" if value.get("reported_by") else ""
    notes = [f"（{name}：{value[key]}）" for key, name in _NOTES if value.get(key)]
    return "".join([when, by, value["text"] or "—", *notes])


_NOTES = (("basis", "口径"), ("correction", "更正"), ("task_text", "公布时任务写作"))


def reasons(value: Value) -> str:
    said = [each for each in (value["problems"], value["measures"]) if each]
    return "\n".join(said) or "—"


def _regions(projects: Iterable[Project], day: str) -> Iterable[tuple[str, ...]]:
    for project in projects:
        texts = {target["no"]: target["text"] for target in project["targets"]}
        for region in project["regions"]:
            for value in latest(region["values"], day):
                yield _region(project, texts, region, value)


def _region(project: Project, texts: Mapping[str, str], region: Mapping[str, Any], value: Value) -> tuple[str, ...]:
    aimed = region["quantity"]
    return (
        str(project["number"]),
        str(project["title"]),
        texts.get(region["target_no"], "—"),
        str(region["region"]),
        "—" if aimed is None else number(aimed),
        figure(value, None),
        percent(value),
        value.get("source") or "—",
    )
