"""The published facts as the CSV files hold them, and the workbook a reader would type them into.

Nothing of the product is used here: what is expected is read by the csv module and Decimal alone.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

DATA = Path(__file__).parent / "data"
Row = dict[str, str]
Fact = tuple[Any, ...]


@dataclass(frozen=True)
class Published:
    """One government's year."""

    slug: str
    name: str
    year: int

    @property
    def path(self) -> str:
        return f"{self.slug}/{self.year}"


PROGRAMMES = [
    Published("shanghai", "上海市", 2016),
    Published("quanguo", "全国", 2023),
    Published("linan", "杭州市临安区", 2022),
    Published("yuhang", "杭州市余杭区", 2021),
    Published("yuhang", "杭州市余杭区", 2022),
    Published("songyang", "松阳县", 2022),
    Published("meishan", "眉山市", 2019),
    Published("cangnan", "苍南县", 2022),
    Published("qingdao", "青岛市", 2022),
    Published("qingdao", "青岛市", 2026),
]
"""Every programme of the files, with the address it is given here."""

STAGES = {
    ("青岛市", "2022", "2", "1", "2022-03-31"): "开工",
    ("青岛市", "2022", "3", "1", "2022-03-31"): "开工",
}
"""What a value's own words say it counts, where that is a stage: the files leave it to the text."""

PARENTS = {
    ("青岛市", "2026", "1", "2"): "1",
    ("青岛市", "2026", "1", "3"): "1",
    ("青岛市", "2026", "3", "5"): "4",
}
"""Which targets the printed 其中 makes parts of another."""


def rows(name: str, of: Published) -> list[Row]:
    """One file's rows of a programme, in their order."""
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (row["city"], row["year"]) == (of.name, str(of.year))]


def named(name: str) -> set[tuple[str, str]]:
    """The city and year of every row of a file."""
    with open(DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return {(row["city"], row["year"]) for row in csv.DictReader(file)}


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _text(text: str) -> str | None:
    return text or None


@dataclass(frozen=True)
class Facts:
    """Everything published of a programme, as sorted tuples; the same is made of what each way out gives."""

    projects: list[Fact]
    targets: list[Fact]
    values: list[Fact]
    regions: list[Fact]
    milestones: list[Fact]


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda fact: [(each is not None, str(each)) for each in fact])


def expected(of: Published) -> Facts:
    """projects: number, title, targets' text, units, source. targets: number, no, text, quantity, unit, comparator.
    values: number, no, day, text, value, unit, percent, source. regions: number, no, region, region's target, day,
    value, unit, percent, source. milestones: number, no, due, text, planned value, its unit, source."""
    return Facts(
        projects=in_order(
            (
                *(row["number"], row["title"], _text(row["targets_text"])),
                *(tuple(row["departments"].split(";")) if row["departments"] else (), row["source"]),
            )
            for row in rows("projects", of)
        ),
        targets=in_order(
            (
                *(row["number"], row["target_no"], row["text"], _number(row["quantity"]), _text(row["unit"])),
                row["comparator"],
            )
            for row in rows("targets", of)
        ),
        values=in_order(
            (
                *(row["number"], row["target_no"], row["period_end"], row["text"], _number(row["cumulative_value"])),
                *(_text(row["unit"]), _number(row["percent"]), row["source"]),
            )
            for row in rows("progress", of)
        ),
        regions=in_order(
            (
                *(row["number"], row["target_no"], row["region"], _number(row["region_target"]), row["period_end"]),
                *(_number(row["cumulative_value"]), row["unit"], _number(row["percent"]), row["source"]),
            )
            for row in rows("progress_regions", of)
        ),
        milestones=in_order(
            (
                *(row["number"], row["target_no"], row["due"], row["text"], _number(row["planned_value"])),
                *(_text(row["unit"]), row["source"]),
            )
            for row in rows("milestones", of)
        ),
    )


# --- the workbook

HEADERS = {
    "项目": "编号 件 项目名称 类别 牵头单位 协办单位 承办单位 分管领导 责任人 重点难点 说明 开工日期 完成时限 A角 B角 "
    "公布责任单位 来源",
    "指标": "项目编号 指标序号 指标内容 目标值 单位 比较 类型 阶段 基数 上级指标 权重 目标原文 备注",
    "节点": "项目编号 指标序号 到期日 内容 计划值 权重 完成日期 来源",
    "进展": "项目编号 指标序号 截至日期 累计值 公布百分比 进展文字 阶段 来源 存在问题 下步措施 单位 更正原因 "
    "数字原文 公布评价 评价范围 报送单位 口径 任务原文",
    "分区": "项目编号 指标序号 区域 目标值",
    "分区进展": "项目编号 指标序号 区域 截至日期 累计值 公布百分比 单位 来源",
}
SIGNS = {">=": "≥", ">": ">", "=": "=", "<=": "≤", "~": "约", "complete": "完成"}
Sheets = dict[str, list[dict[str, Any]]]


def sheets(of: Published) -> Sheets:
    """The facts under the headers of the product's sheet."""
    return {
        "项目": [_project(row) for row in rows("projects", of)],
        "指标": [_target(row) for row in rows("targets", of)],
        "节点": [
            {
                "项目编号": row["number"],
                "指标序号": row["target_no"],
                "到期日": row["due"],
                "内容": row["text"],
                "计划值": _cell(row["planned_value"]),
                "来源": row["source"],
            }
            for row in rows("milestones", of)
        ],
        "进展": [_value(row) for row in rows("progress", of)],
        **_regions(rows("progress_regions", of)),
    }


def _project(row: Row) -> dict[str, Any]:
    units = row["departments"].split(";")
    return {
        "编号": row["number"],
        "项目名称": row["title"],
        "牵头单位": units[0],
        "协办单位": ";".join(units[1:]),
        "说明": row["targets_text"],
        "来源": row["source"],
    }


def _target(row: Row) -> dict[str, Any]:
    return {
        "项目编号": row["number"],
        "指标序号": row["target_no"],
        "指标内容": row["text"],
        "目标值": _cell(row["quantity"]),
        "单位": row["unit"],
        "比较": SIGNS[row["comparator"]],
        "上级指标": PARENTS.get((row["city"], row["year"], row["number"], row["target_no"])),
    }


def _value(row: Row) -> dict[str, Any]:
    return {
        "项目编号": row["number"],
        "指标序号": row["target_no"],
        "截至日期": row["period_end"],
        "累计值": _cell(row["cumulative_value"]),
        "公布百分比": _cell(row["percent"]),
        "进展文字": row["text"],
        "阶段": STAGES.get((row["city"], row["year"], row["number"], row["target_no"], row["period_end"])),
        "来源": row["source"],
        "单位": row["unit"],
    }


def _regions(found: list[Row]) -> Sheets:
    targets: dict[tuple[str, str, str], str] = {}
    for row in found:
        if row["region_target"]:
            targets.setdefault((row["number"], row["target_no"], row["region"]), row["region_target"])
    return {
        "分区": [
            {"项目编号": number, "指标序号": no, "区域": region, "目标值": _cell(quantity)}
            for (number, no, region), quantity in targets.items()
        ],
        "分区进展": [
            {
                "项目编号": row["number"],
                "指标序号": row["target_no"],
                "区域": row["region"],
                "截至日期": row["period_end"],
                "累计值": _cell(row["cumulative_value"]),
                "公布百分比": _cell(row["percent"]),
                "单位": row["unit"],
                "来源": row["source"],
            }
            for row in found
        ],
    }


def _cell(text: str) -> int | float | None:
    """A number as a spreadsheet holds it."""
    if not text:
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)


def workbook(sheets: Sheets) -> bytes:
    """An xlsx file, written by openpyxl and by nothing of the product."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, header in HEADERS.items():
        sheet = made.create_sheet(name)
        sheet.append(header.split())
        for row in sheets.get(name, []):
            assert set(row) <= set(header.split()), (name, row)
            sheet.append([row.get(column) or None for column in header.split()])
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


# --- what came out, made into the same tuples


def from_json(programme: dict[str, Any]) -> Facts:
    """Of the JSON answer, read with every number as the Decimal it was written as."""
    every: dict[str, list[Fact]] = defaultdict(list)
    for project in programme["projects"]:
        number = project["number"]
        units = tuple(filter(None, [project["lead_unit"], *project["supporting_units"]]))
        every["projects"].append((number, project["title"], project["note"], units, project["source"]))
        every["milestones"] += [_milestone(number, "", None, each) for each in project["milestones"]]
        every["values"] += [_said(number, "", each) for each in project["values"]]
        for target in project["targets"]:
            no, unit = target["no"], target["unit"]
            every["targets"].append(
                (number, no, target["text"], target["quantity"], unit, target["comparator"]),
            )
            every["milestones"] += [_milestone(number, no, unit, each) for each in target["milestones"]]
            every["values"] += [_said(number, no, each) for each in target["values"]]
        for region in project["regions"]:
            head = (number, region["target_no"], region["region"], region["quantity"])
            every["regions"] += [
                (*head, each["as_of"], each["value"], each["unit"], each["published_percent"], each["source"])
                for each in region["values"]
            ]
    return _facts(every)


def _milestone(number: str, no: str, unit: str | None, each: dict[str, Any]) -> Fact:
    value = each["value"]
    return (number, no, each["due"], each["text"], value, unit if value is not None else None, each["source"])


def _said(number: str, no: str, each: dict[str, Any]) -> Fact:
    figures = (each["value"], each["unit"], each["published_percent"])
    return (number, no, each["as_of"], each["text"], *figures, each["source"])


def _facts(every: dict[str, list[Fact]]) -> Facts:
    names = ("projects", "targets", "values", "regions", "milestones")
    return Facts(*(in_order(every[name]) for name in names))


def from_csv(main: str, regions: str, milestones: str) -> Facts:
    """Of the three CSV answers; a milestone's unit is its target's, which stands in the first of them."""
    every: dict[str, list[Fact]] = defaultdict(list)
    units: dict[tuple[str, str], str] = {}
    for row in csv.DictReader(io.StringIO(main)):
        number = row["number"]
        answering = [row["lead_unit"], *row["supporting_units"].split("、")]
        every["projects"].append(
            (number, row["title"], _text(row["note"]), _rejoined(answering), row["project_source"]),
        )
        if row["no"]:
            units[number, row["no"]] = row["target_unit"]
            aim = (_number(row["quantity"]), _text(row["target_unit"]), row["comparator"])
            every["targets"].append((number, row["no"], row["target"], *aim))
        if row["as_of"] or row["text"] or row["value"] or row["published_percent"]:
            figures = (_number(row["value"]), _text(row["unit"]), _number(row["published_percent"]))
            every["values"].append((number, row["no"], row["as_of"], row["text"], *figures, row["source"]))
    for name in ("projects", "targets"):
        every[name] = list(dict.fromkeys(every[name]))
    for row in csv.DictReader(io.StringIO(regions)):
        head = (row["number"], row["no"], row["region"], _number(row["quantity"]))
        figures = (_number(row["value"]), row["unit"], _number(row["published_percent"]))
        every["regions"].append((*head, row["as_of"], *figures, row["source"]))
    for row in csv.DictReader(io.StringIO(milestones)):
        value = _number(row["value"])
        unit = _text(units.get((row["number"], row["no"]), "")) if value is not None else None
        every["milestones"].append((row["number"], row["no"], row["due"], row["text"], value, unit, row["source"]))
    return _facts(every)


def _rejoined(units: list[str]) -> tuple[str, ...]:
    """The units; the one name of the files that has the separator in it is put together again."""
    joined = "、".join(unit for unit in units if unit).replace("各区、市政府", "各区\0市政府")
    return tuple(unit.replace("\0", "、") for unit in joined.split("、") if unit)


def from_xlsx(content: bytes) -> Facts:
    """Of the exported workbook, read by openpyxl."""
    every: dict[str, list[Fact]] = defaultdict(list)
    book = openpyxl.load_workbook(io.BytesIO(content))
    signs = {word: sign for sign, word in SIGNS.items()}
    for row in _sheet(book, "项目"):
        units = [row["牵头单位"], *str(row["协办单位"] or "").split("、")]
        every["projects"].append(
            (row["编号"], row["项目名称"], row["说明"], _rejoined([unit for unit in units if unit]), row["来源"])
        )
    unit_of = {}
    for row in _sheet(book, "指标"):
        unit_of[row["项目编号"], row["指标序号"]] = row["单位"]
        head = (row["项目编号"], row["指标序号"], row["指标内容"])
        every["targets"].append((*head, _exact(row["目标值"]), row["单位"], signs[row["比较"]]))
    for row in _sheet(book, "节点"):
        value = _exact(row["计划值"])
        unit = unit_of.get((row["项目编号"], row["指标序号"])) if value is not None else None
        node = (row["项目编号"], row["指标序号"] or "", row["到期日"].date().isoformat(), row["内容"])
        every["milestones"].append((*node, value, unit, row["来源"]))
    for row in _sheet(book, "进展"):
        said = (row["项目编号"], row["指标序号"] or "", row["截至日期"].date().isoformat(), row["进展文字"])
        every["values"].append((*said, _exact(row["累计值"]), row["单位"], _exact(row["公布百分比"]), row["来源"]))
    targets = {(row["项目编号"], row["指标序号"], row["区域"]): row["目标值"] for row in _sheet(book, "分区")}
    for row in _sheet(book, "分区进展"):
        key = (row["项目编号"], row["指标序号"], row["区域"])
        figures = (_exact(row["累计值"]), row["单位"], _exact(row["公布百分比"]))
        day = row["截至日期"].date().isoformat()
        every["regions"].append((*key, _exact(targets.get(key)), day, *figures, row["来源"]))
    return _facts(every)


def _exact(cell: Any) -> Decimal | None:
    return None if cell is None else Decimal(str(cell))


def _sheet(book: Any, name: str) -> Iterator[dict[str, Any]]:
    lines = book[name].iter_rows(values_only=True)
    header = next(lines)
    for line in lines:
        if any(cell is not None for cell in line):
            yield dict(zip(header, line, strict=True))
