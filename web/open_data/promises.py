"""项目 and 指标: what was promised and who answers for it, as last published."""

from collections.abc import Iterator
from typing import Any

from projects.listing import COMPARATOR_WORDS, KIND_WORDS
from web.open_data.columns import HEAD, LIST, MONTH, NUMBER, TAIL
from web.open_data.facts import Facts, Issue
from web.open_data.table import SEPARATOR, Column, Row, Table
from web.wording import HALTS, LIGHTS, STATUSES, told

JUDGED = (
    Column("status", "string", "状态", "按公布的规则评定的状态", MONTH, "behind", values=STATUSES),
    Column("light", "string", "亮灯", "同一评定的颜色；公布时只用文字的，空着", MONTH, "yellow", values=LIGHTS),
    Column("progress", "number", "进度", "实际完成目标的比例，各指标超额的按100计", MONTH, 41, "%"),
    Column("planned_progress", "number", "计划进度", "按月度计划到截止日应完成的比例", MONTH, 52.5, "%"),
    Column("deviation_pp", "number", "偏差", "进度减计划进度", MONTH, -11.5, "百分点"),
    Column(
        "arithmetic", "string", "算式", "状态怎样算出", MONTH, "计划52.5%，实际41.0%，落后11.5个百分点，阈值10/30 → 黄"
    ),
)
_LISTED = (
    Column("item", "string", "件", "清单上所属的“件”，原文", LIST, "一、改善群众居住条件"),
    Column("title", "string", "项目名称", "清单上的名称", LIST, "既有住宅加装电梯300部", required=True),
    Column("category", "string", "类别", "清单上的类别", LIST, "住有宜居"),
    Column("lead_unit", "string", "牵头单位", "最近一次公布时的牵头单位", LIST, "市住房城乡建设局"),
    Column("supporting_units", "string", "协办单位", "多个的以“、”分隔", LIST, "市财政局、市市场监管局"),
    Column("implementing_units", "string", "承办单位", "多个的以“、”分隔", LIST, "东湖区政府、西山区政府"),
    Column("units_text", "string", "单位原文", "原文对单位的写法，没有另行拆分的", LIST, None),
    Column("leader_in_charge", "string", "分管领导", "职务，不是姓名", LIST, "分管城建工作的副市长"),
    Column("responsible", "string", "责任人", "职务，不是姓名", LIST, "市住房城乡建设局局长"),
    Column("contact", "string", "监督电话", "公布的电话", LIST, "0000-12340102"),
    Column("key_difficult", "boolean", "重点难点", "是否列为重点难点项目", LIST, True),
    Column("starts_on", "date", "开工日期", "计划开工的日期", LIST, "2026-03-01"),
    Column("due_on", "date", "完成时限", "计划完成的日期，经批准延期的为延期后的", LIST, "2026-12-20"),
)
_STANDING = (
    Column("period", "string", "评定月份", "状态是哪个月的；还没有公布过月份的空着", MONTH, "2026-08"),
    Column("as_of", "date", "截至日期", "评定月份的末日", MONTH, "2026-08-31"),
    *JUDGED,
    Column("halt", "string", "暂停等", "经批准暂停、终止或者结转", MONTH, None, values=HALTS),
    Column("accepted_on", "date", "验收日期", "通过验收的日期", MONTH, None),
    Column("adjusted", "boolean", "经批准调整", "目标、计划、时限或责任单位是否调整过", MONTH, False),
    Column("note", "string", "说明", "清单上的说明", LIST, None),
    Column("source", "string", "来源", "收录的年度从哪里抄录", LIST, None),
)
PROJECTS = Table(
    "projects",
    "项目",
    "每个项目一行，为最近一次公布的样子。",
    (*HEAD, NUMBER, *_LISTED, *_STANDING, *TAIL),
    key=("number",),
    filters=("number", "category", "lead_unit", "status", "key_difficult"),
)


def projects(facts: Facts) -> list[Row]:
    return facts.stamped(PROJECTS, _projects)


def _projects(issue: Issue) -> Iterator[Row]:
    plain = ("title", "category", "lead_unit", "units_text", "leader_in_charge", "responsible", "contact")
    more = ("key_difficult", "starts_on", "due_on", "accepted_on", "adjusted", "note", "source")
    for project in issue.projects:
        halt = project.get("halt")
        yield {
            "number": project["number"],
            "item": project["item"]["listed"] if project["item"] else None,
            **{name: project.get(name) for name in (*plain, *more)},
            **{name: joined(project[name]) for name in ("supporting_units", "implementing_units")},
            "period": issue.content["period"],
            "as_of": issue.content["as_of"],
            **judged(issue, project),
            "halt": halt["state"] if halt else None,
        }


def judged(issue: Issue, of: dict[str, Any]) -> Row:
    """As the public was told it: in words alone where words alone were published."""
    found = {column.name: of.get(column.name) for column in JUDGED}
    if issue.worded:
        found |= {"light": None, "arithmetic": told(found["arithmetic"]) if found["arithmetic"] else None}
    return found


def joined(names: list[str]) -> str | None:
    return SEPARATOR.join(names) or None


_TARGET = (
    Column("target_no", "string", "指标序号", "项目内的序号", LIST, "1", required=True),
    Column("text", "string", "指标内容", "清单上的写法", LIST, "加装电梯300部", required=True),
    Column("quantity", "number", "目标值", "经批准调整的为调整后的", LIST, 300, "见“单位”"),
    Column("unit", "string", "单位", "目标值和进展数的计量单位", LIST, "部"),
    Column("comparator", "string", "比较", "怎样算完成", LIST, ">=", required=True, values=COMPARATOR_WORDS),
    Column("kind", "string", "类型", "指标的类型", LIST, "quantity", required=True, values=KIND_WORDS),
    Column("stage", "string", "阶段", "以哪个阶段计数", LIST, "投用"),
    Column("baseline", "number", "基数", "年初的基数", LIST, None, "见“单位”"),
    Column("parent", "string", "上级指标", "是哪个指标的一部分；部分不与上级相加", LIST, None),
    Column("weight", "number", "权重", "在项目进度里的权重", LIST, None),
    Column("as_written", "string", "目标原文", "原文不是一个数的写法", LIST, None),
    Column("remark", "string", "备注", "对指标的说明", LIST, None),
    Column("light", "string", "亮灯", "单项指标的评定；公布时只用文字的，空着", MONTH, "yellow", values=LIGHTS),
    *JUDGED[2:],
    Column("value", "number", "最近累计值", "最近一次公布的累计数", MONTH, 123, "见“单位”"),
    Column("value_as_of", "date", "最近截至日期", "上列数的截至日期", MONTH, "2026-08-31"),
)
TARGETS = Table(
    "targets",
    "指标",
    "每个项目的每项指标一行，为最近一次公布的样子。",
    (*HEAD, NUMBER, *_TARGET, *TAIL),
    key=("number", "target_no"),
    filters=("number", "kind", "unit"),
)


def targets(facts: Facts) -> list[Row]:
    return facts.stamped(TARGETS, _targets)


def _targets(issue: Issue) -> Iterator[Row]:
    own = [column.name for column in _TARGET if column.name != "target_no"]
    for project in issue.projects:
        for target in project["targets"]:
            found = {name: target.get(name) for name in own}
            if issue.worded:
                found["light"] = None
            yield {"number": project["number"], "target_no": target["no"], **found}
