"""The row in each sheet of the form that shows how it is filled in: marked 示例 where a number belongs, and never read.

Whoever writes over it and leaves the mark is told, so that nothing he wrote is passed over in silence.
"""

from datetime import date
from decimal import Decimal

from projects.quantity import exact, plain
from projects.sheet import BLANK, COLUMNS, MONTHS, Cell, Findings, RawRow

MARK = "示例"
Field = str | Decimal | date

ROWS: dict[str, dict[str, Field]] = {
    "项目": {
        "件": "一",
        "项目名称": "新建公共停车位3000个以上",
        "类别": "交通出行",
        "牵头单位": "市城管局",
        "协办单位": "市公安局、市自然资源局",
        "承办单位": "各区政府",
        "分管领导": "分管副市长",
        "责任人": "市城管局分管副局长",
        "重点难点": "否",
        "说明": "本行是示例，导入时不读；请从下一行填起",
        "开工日期": date(2026, 2, 20),
        "完成时限": date(2026, 11, 30),
        "A角": "停车管理科科长",
        "B角": "停车管理科副科长",
    },
    "指标": {
        "指标序号": "1",
        "指标内容": "新建公共停车位",
        "目标值": Decimal(3000),
        "单位": "个",
        "比较": "≥",
        "类型": "累计",
        "阶段": "投用",
        "备注": "本行是示例，导入时不读",
    },
    "计划": {
        "指标序号": "1",
        **dict(zip(MONTHS, map(Decimal, (0, 0, 200, 500, 800, 1200, 1600, 2000, 2400, 2700, 3000, 3000)), strict=True)),
    },
    "节点": {
        "指标序号": "1",
        "到期日": date(2026, 6, 30),
        "内容": "完成全部点位招标",
    },
    "进展": {
        "指标序号": "1",
        "截至日期": date(2026, 3, 31),
        "累计值": Decimal(216),
        "进展文字": "已投用停车位216个，其余点位正在施工",
        "阶段": "投用",
        "存在问题": "两处点位管线迁改滞后",
        "下步措施": "4月底前完成迁改",
        "单位": "个",
    },
    "分区": {"指标序号": "1", "区域": "东湖区", "目标值": Decimal(800)},
    "分区进展": {
        "指标序号": "1",
        "区域": "东湖区",
        "截至日期": date(2026, 3, 31),
        "累计值": Decimal(60),
        "单位": "个",
    },
    "点位": {
        "名称": "人民路停车场",
        "地址": "东湖区人民路12号",
        "经度": Decimal("120.38"),
        "纬度": Decimal("36.07"),
        "责任单位": "东湖区政府",
        "份额": Decimal(150),
        "阶段": "开工",
    },
}
"""By sheet, without its first column, which bears the mark."""


def fields(sheet: str) -> list[Field | None]:
    """The sheet's example in the order of its columns."""
    return [MARK, *(ROWS[sheet].get(column) for column in COLUMNS[sheet][1:])]


def set_aside(rows: dict[str, list[RawRow]], findings: Findings) -> dict[str, list[RawRow]]:
    """The rows without the examples among them; one that was written over is a fault."""
    for raw in (raw for each in rows.values() for raw in each if marked(raw) and _written_over(raw)):
        column = COLUMNS[raw.sheet][0]
        findings.fault(raw.sheet, raw.number, column, f"“{MARK}”，而这一行改过", "本行的编号；只是示例的，删去整行")
    return {name: [raw for raw in each if not marked(raw)] for name, each in rows.items()}


def marked(raw: RawRow) -> bool:
    return raw.cells.get(COLUMNS[raw.sheet][0], BLANK).value == MARK


def _written_over(raw: RawRow) -> bool:
    """Whether something stands in the row that the example does not have there."""
    rest = COLUMNS[raw.sheet][1:]
    shown = {column: _said(field) for column, field in ROWS[raw.sheet].items()}
    return any(
        not cell.blank and _held(cell) != shown.get(column) for column in rest if (cell := raw.cells.get(column))
    )


def _held(cell: Cell) -> str | None:
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return plain(exact(value))
    return None if value is None else _said(value)


def _said(field: str | bool | Decimal | date) -> str:
    return plain(field) if isinstance(field, Decimal) else str(field)
