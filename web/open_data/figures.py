"""进展: every published figure and what was said with it, month by month."""

from collections.abc import Iterator
from typing import Any

from web.open_data.columns import HEAD, IMPORTED, MONTH, NUMBER, TAIL, TARGET_NO
from web.open_data.facts import Facts, Issue
from web.open_data.table import Column, Row, Table

_FIGURE = (
    Column("as_of", "date", "截至日期", "这个数截至哪一天；原文没有写明的空着", MONTH, "2026-08-31"),
    Column("period", "string", "月份", "由哪个月的进展公布；收录的年度空着", MONTH, "2026-08"),
    Column("value", "number", "累计值", "自年初起的累计数，不是当月数", MONTH, 123, "见“单位”"),
    Column("unit", "string", "单位", "累计值的计量单位", MONTH, "部"),
    Column("published_percent", "number", "公布百分比", "原文印出的百分比，不是算出来的", IMPORTED, None, "%"),
    Column("text", "string", "进展文字", "牵头单位报送、审核后公布的文字", MONTH, None),
    Column("stage", "string", "阶段", "数是哪个阶段的", MONTH, "投用"),
    Column("problems", "string", "存在问题", "牵头单位报送、审核后公布的文字", MONTH, None),
    Column("measures", "string", "下步措施", "牵头单位报送、审核后公布的文字", MONTH, None),
    Column("correction", "string", "更正理由", "比以前的数少时写明的理由", MONTH, None),
    Column("as_written", "string", "数的原文", "原文不是一个数的写法", IMPORTED, None),
    Column("verdict", "string", "原文评价", "原文自己的状态用语", IMPORTED, None),
    Column("verdict_of", "string", "评价对象", "上列用语说的是什么，不是全年的才写", IMPORTED, None),
    Column("reported_by", "string", "报送单位", "原文写明的报送单位", IMPORTED, None),
    Column("basis", "string", "口径", "原文写明的统计口径", IMPORTED, None),
    Column("task_text", "string", "任务原文", "原文对这项任务的写法", IMPORTED, None),
    Column("source", "string", "来源", "出自哪份进展报告或者哪份公开资料", MONTH, "示范市2026年8月进展报告"),
    Column("lead_unit", "string", "当时的牵头单位", "公布那个月时的牵头单位", MONTH, "市住房城乡建设局"),
)
FIGURES = Table(
    "figures",
    "进展",
    "每个公布过的数或者每段公布过的文字一行，按截至日期排列。以后更正的，这里仍是当时公布的，更正见“公开事项”。",
    (*HEAD, NUMBER, TARGET_NO, *_FIGURE, *TAIL),
    key=("number", "target_no", "as_of"),
    filters=("number", "target_no", "period", "lead_unit"),
)


def figures(facts: Facts) -> list[Row]:
    leads = {
        (project["number"], issue.period): project["lead_unit"] for issue in facts.issues for project in issue.projects
    }
    return facts.stamped(FIGURES, lambda issue: _rows(issue, leads))


def _rows(issue: Issue, leads: dict[tuple[str, str], Any]) -> Iterator[Row]:
    own = [column.name for column in _FIGURE if column.name != "lead_unit"]
    for project in issue.projects:
        number = project["number"]
        for no, values in [(None, project["values"]), *((t["no"], t["values"]) for t in project["targets"])]:
            for value in values:
                told = {name: value.get(name) for name in own}
                yield {
                    "number": number,
                    "target_no": no,
                    **told,
                    "lead_unit": leads.get((number, value.get("period") or "-")),
                }
