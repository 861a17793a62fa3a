"""A Listing as the spreadsheet that is read back the same (projects/workbook.py), and the empty form of it."""

import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from projects import example_rows, sheet_guide
from projects.cell import UNPRINTABLE
from projects.listing import COMPARATOR_WORDS, KIND_WORDS, STAGES, Listing, ProjectRow, TargetRow, guessed_kind
from projects.quantity import plain
from projects.sheet import COLUMNS, INSTRUCTIONS, MONTHS

Field = str | Decimal | date | int | None


def _table(listing: Listing) -> dict[str, list[list[Field]]]:
    """The rows of each sheet below its header, in the columns' order."""
    milestones = {(row.project, row.no) for row in listing.milestones}
    sole = Counter(row.project for row in listing.targets)
    return {
        "项目": [_project_fields(row) for row in listing.projects],
        "指标": [
            _target_fields(
                row,
                milestones=(row.project, row.no) in milestones
                or (sole[row.project] == 1 and (row.project, None) in milestones),
            )
            for row in listing.targets
        ],
        "计划": [[row.project, row.no, *(row.months.get(month) for month in range(1, 13))] for row in listing.plans],
        "节点": [
            [row.project, row.no, row.due, row.text, row.value, row.weight, row.done_on, row.source]
            for row in listing.milestones
        ],
        "进展": [
            [
                *(row.project, row.no, row.as_of, row.value, row.percent, row.text, row.stage, row.source),
                *(row.problems, row.measures, row.unit, row.correction, row.as_written, row.verdict, row.verdict_of),
                *(row.reported_by, row.basis, row.task_text),
            ]
            for row in listing.values
        ],
        "分区": [[row.project, row.no, row.region, row.quantity] for row in listing.regions],
        "分区进展": [
            [row.project, row.no, row.region, row.as_of, row.value, row.percent, row.unit, row.source]
            for row in listing.region_values
        ],
        "点位": [
            [row.project, row.name, row.address, row.longitude, row.latitude, row.unit, row.share, row.stage]
            for row in listing.sites
        ],
    }


def _project_fields(row: ProjectRow) -> list[Field]:
    units = [row.lead_unit, "、".join(row.supporting_units) or None, "、".join(row.implementing_units) or None]
    return [
        *(row.number, row.item, row.title, row.category, *units, row.leader_in_charge, row.responsible),
        *("是" if row.key_difficult else None, row.note, row.starts_on, row.due_on, row.contact_a, row.contact_b),
        *(row.units_text, row.source),
    ]


def _target_fields(row: TargetRow, *, milestones: bool) -> list[Field]:
    """A guessed kind stays empty, so that it is guessed (and said so) again, wherever the same guess would come."""
    sign: str | None = row.comparator
    if row.kind_guessed and row.kind == "count" and row.quantity is None:
        sign = None
    guess, _ = guessed_kind(row.text, row.quantity, row.unit, sign, milestones=milestones)
    kind = None if row.kind_guessed and guess == row.kind else KIND_WORDS[row.kind]
    return [
        *(row.project, row.no, row.text, row.quantity, row.unit, COMPARATOR_WORDS[sign] if sign else None, kind),
        *(row.stage, row.baseline, row.parent, row.weight, row.as_written, row.remark),
    ]


def write_csv_folder(listing: Listing, folder: Path) -> None:
    """Write one CSV file a sheet that has rows (UTF-8 with mark, which Excel needs to read Chinese)."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in _table(listing).items():
        if rows or name == "项目":
            with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(COLUMNS[name])
                writer.writerows([_written(field) for field in row] for row in rows)


def _written(field: Field) -> str:
    if isinstance(field, Decimal):
        return plain(field)
    return "" if field is None else str(field)


def write(listing: Listing) -> bytes:
    """The list as an xlsx file with all sheets; `read` gives the same list back."""
    book = _book(_table(listing))
    return _saved(book)


def template() -> bytes:
    """An empty xlsx file to fill in: instructions, headers, drop-downs, column widths, an example in each sheet."""
    book = _book({name: [list(example_rows.fields(name))] for name in COLUMNS})
    for name in COLUMNS:
        sheet_guide.example(book[name])
    sheet = book.create_sheet(INSTRUCTIONS, 0)
    for line in _INSTRUCTIONS:
        sheet.append(list(line))
    for row, *_ in sheet.iter_rows(max_col=1):
        row.alignment = Alignment(vertical="top")
        row.font = Font(bold=True)
    for place, width in enumerate((14, 16, 46, *(14,) * 12), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet_guide.on_paper(sheet)
    book.active = 0
    return _saved(book)


def _saved(book: Any) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


_WIDTHS = {"项目名称": 36, "指标内容": 40, "进展文字": 50, "内容": 40, "说明": 40, "来源": 30, "地址": 30}
_TEXT_COLUMNS = ("编号", "件", "项目编号", "指标序号", "上级指标")
_DATE_COLUMNS = ("开工日期", "完成时限", "到期日", "完成日期", "截至日期")
_CHOICES = {
    "比较": tuple(COMPARATOR_WORDS.values()),
    "类型": tuple(KIND_WORDS.values()),
    "阶段": STAGES,
    "重点难点": ("是", "否"),
}


def _book(table: dict[str, list[list[Field]]]) -> Any:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in table.items():
        sheet = book.create_sheet(name)
        sheet.append(list(COLUMNS[name]))
        _dress(sheet, COLUMNS[name])
        for number, row in enumerate(rows, start=2):
            for place, field in enumerate(row, start=1):
                if field is not None:
                    _fill(sheet.cell(number, place), field)
    return book


def _dress(sheet: Any, columns: tuple[str, ...]) -> None:
    """Bold frozen header, widths, numbers kept as text (or the program makes a date of 1-1), drop-downs."""
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDTHS.get(column, 8 if column in MONTHS else 14)
        if column in _TEXT_COLUMNS:
            sheet.column_dimensions[letter].number_format = "@"
        if column in _DATE_COLUMNS:
            sheet.column_dimensions[letter].number_format = "yyyy-mm-dd"
        header = sheet.cell(1, place)
        header.font = Font(bold=True)
        header.fill = PatternFill("solid", fgColor="FFE8EEF4")
    sheet_guide.guide(sheet, columns, _CHOICES)
    sheet_guide.on_paper(sheet)


def _fill(cell: Any, field: str | Decimal | date | int) -> None:
    """Text stays text though it begins with = or looks like a number; numbers beyond 15 digits too, or they are cut."""
    if isinstance(field, date):
        cell.value = field
        cell.number_format = "yyyy-mm-dd"
    elif isinstance(field, Decimal) and len(plain(field).strip("-").replace(".", "").strip("0")) <= 15:
        cell.value = int(field) if field == field.to_integral_value() else float(field)
    else:
        cell.value = UNPRINTABLE.sub("", _written(field))
        cell.data_type = "s"
        cell.number_format = "@"


_INSTRUCTIONS: tuple[tuple[str, ...], ...] = (
    ("填写说明",),
    ("一、总则", "只有“项目”表必填，其余各表可以空着或删去；每张表的表头不要改动，末尾用不到的列可以删去。"),
    ("", "编号、指标序号按文本填写（1、1-1、S2）；几个单位之间用“、”分隔，第一个牵头单位为主责单位。"),
    ("", "日期写 2026-07-31 或 2026年7月31日；数字可写 1200、1,200、3.5万、1.2亿。"),
    ("", "各表第二行是示例，编号写着“示例”，导入时不读，可以留着或删去；请从第三行填起，不要在示例上改。"),
    ("", "导入时逐格检查，所有问题一次列出；有一处不合要求，整份都不导入。"),
    ("二、项目", "编号、项目名称必填；重点难点填“是”或“否”，空着即“否”。"),
    ("三、指标", "比较：≥ > = ≤ 约 完成。没有数字的任务，目标值空着，比较选“完成”。"),
    ("", "类型：累计 里程碑 是否 比率 持续 计数 投资；空着由系统判断，并在导入结果中逐条说明。"),
    ("", "阶段：签约 开工 完工 验收 投用；上级指标：本指标是另一指标“其中”的一部分时，填那一指标的序号。"),
    ("", "权重：同一项目各指标都填时，合计须为 100；基数：年初已有的数，空着即 0。"),
    ("四、计划", "1月至12月为计划累计数，逐月不减，12月等于目标值。"),
    ("五、节点", "指标序号空着，即属整个项目；同一指标的节点权重都填时，合计须为 100。"),
    ("六、进展", "指标序号空着，即属整个项目；累计值为年初以来的累计数；单位空着，即用指标的单位。"),
    ("", "累计值一般不减少；确属更正前期数字的，在“更正原因”列写明，否则按填错处理。"),
    ("", "数字原文：数字在原文中怎么写（约、余、3.5万、6-10个）；公布评价：原文的状态用语，如“达到序时进度”。"),
    ("", "评价范围：评价说的不是全年时填（如“4月当月计划”）；报送单位：原文写明由哪个单位报的。"),
    ("", "口径：原文说明的统计口径或修正；任务原文：进展中所写的任务与清单文字不同时照录。"),
    ("", "收录他处已公布的资料时，一格写有“牵头：…；配合：…”的，按分工列入，全文留在“公布责任单位”。"),
    ("七、分区、点位", "分区为各区域的目标值和进展；点位为实施地点，份额为其在任务中所占的数。"),
)
