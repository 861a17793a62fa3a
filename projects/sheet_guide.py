"""What a sheet to be filled in says of its own accord: hints beside the cell, choices, a slip caught at once, paper.

A hint never forbids what the importer reads (3.5万, 2026年7月31日): it asks, and lets the writer go on. Only a choice
that is not in the list is refused. The rules are those of projects/scrutiny.py, which has the last word at the import.
"""

from typing import Any

from openpyxl.styles import Font, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties

LAST_ROW = 2000
"""The row down to which a sheet gives its hints."""

_DAY = "写 2026-07-31 或 2026年7月31日。"
_FIGURE = "写 1200、1,200、3.5万或1.2亿；单位写在“单位”列。"
_WEIGHT = "0到100之间；同一项目（或同一指标的节点）都填时，合计须为100。"
_UNITS = "几个单位之间用“、”分隔，用单位全称。"
HINTS: dict[str, str] = {
    "编号": "按文本填写：1、1-1、S2。同一清单中不重复。",
    "项目编号": "填“项目”表中的编号。",
    "指标序号": "填“指标”表中的序号；空着即属整个项目。",
    "牵头单位": "一个单位，用全称。",
    "协办单位": _UNITS,
    "承办单位": _UNITS,
    "目标值": f"{_FIGURE}没有数字的任务空着，比较选“完成”。",
    "累计值": f"年初以来的累计数。{_FIGURE}",
    "计划值": _FIGURE,
    "基数": f"年初已有的数，空着即0。{_FIGURE}",
    "份额": _FIGURE,
    "公布百分比": "原文公布的百分比，照抄，不另算；只写数字或 23.8%。",
    "权重": _WEIGHT,
    "更正原因": "累计值比上一期少时必填：说明为什么更正。",
    "经度": "度，如 120.38。",
    "纬度": "度，如 36.07。",
}
_DAYS = ("开工日期", "完成时限", "到期日", "完成日期", "截至日期")
_FIGURES = ("目标值", "累计值", "计划值", "基数", "份额", "权重", "经度", "纬度")
_NUMBER_SIGNS = "0123456789.,，万亿千百十%％-"


def guide(sheet: Any, columns: tuple[str, ...], choices: dict[str, tuple[str, ...]]) -> None:
    """Puts hints, choices and checks on a sheet's columns, whose header stands in row 1."""
    months = [column for column in columns if column.endswith("月") and column[:-1].isdigit()]
    for place, column in enumerate(columns, start=1):
        letter = get_column_letter(place)
        if column in choices:
            check = DataValidation("list", formula1=f'"{",".join(choices[column])}"', allow_blank=True)
            check.errorTitle, check.error = column, f"请从列表中选：{' '.join(choices[column])}"
        elif column in _DAYS:
            check = _asking(column, _DAY, f"OR(ISNUMBER({letter}2),LEN({letter}2)>=8)")
        elif column in months:
            check = _month(column, letter, first=column == months[0])
        elif column in _FIGURES:
            check = _asking(column, HINTS[column], _looks_like_a_figure(letter))
        elif column in HINTS:
            check = DataValidation(None, allow_blank=True)
        else:
            continue
        _hint(check, column, HINTS.get(column, _DAY if column in _DAYS else ""))
        check.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(check)


def example(sheet: Any) -> None:
    """Sets the example, in row 2, apart from what is filled in below it."""
    for cell in sheet[2]:
        cell.font = Font(italic=True, color="FF6B7280")
        cell.fill = PatternFill("solid", fgColor="FFF6F6F4")


def on_paper(sheet: Any) -> None:
    """A4 across, as wide as the sheet, the header again on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "&A　第&P页，共&N页"


def _asking(column: str, hint: str, formula: str) -> DataValidation:
    """Asks whether it is meant where the formula is not true, and lets the writer go on."""
    check = DataValidation("custom", formula1=formula, allow_blank=True, errorStyle="warning")
    check.errorTitle, check.error = column, f"请核对：{hint}"
    return check


def _month(column: str, letter: str, *, first: bool) -> DataValidation:
    """A month's planned cumulative value is none less than the month's before."""
    before = get_column_letter(column_index_from_string(letter) - 1)
    formula = "TRUE" if first else f"OR(NOT(ISNUMBER({letter}2)),NOT(ISNUMBER({before}2)),{letter}2>={before}2)"
    check = _asking(column, "计划累计数逐月不减，12月等于目标值。", formula)
    _hint(check, column, f"到{column}底的计划累计数，不是当月数；逐月不减，12月等于目标值。")
    return check


def _looks_like_a_figure(letter: str) -> str:
    """A number, or a text whose first sign is a figure's."""
    return f'OR(ISNUMBER({letter}2),ISNUMBER(FIND(LEFT({letter}2,1),"{_NUMBER_SIGNS}")))'


def _hint(check: DataValidation, column: str, words: str) -> None:
    if words:
        check.promptTitle, check.prompt, check.showInputMessage = column, words, True
