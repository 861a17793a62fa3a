"""计划, 节点, 分区 and 各月状态: what was planned for each month and region, and how each month was judged."""

from collections.abc import Iterator

from projects.snapshot import RETURNED
from web.open_data.columns import HEAD, IMPORTED, LIST, MONTH, NUMBER, TAIL, TARGET_NO
from web.open_data.facts import Facts, Issue, moment
from web.open_data.promises import JUDGED, judged
from web.open_data.table import Column, Row, Table
from web.wording import HALTS

OWN_NO = Column("target_no", "string", "指标序号", "项目内的序号", LIST, "1", required=True)
UNIT = Column("unit", "string", "单位", "计量单位", LIST, "部")

PLANS = Table(
    "plans",
    "月度计划",
    "每项指标每个月的计划累计数一行；经批准调整的为调整后的。",
    (
        *(*HEAD, NUMBER, OWN_NO),
        Column("month", "string", "月份", "计划到哪个月的月末", LIST, "2026-08", required=True),
        Column("planned", "number", "计划累计值", "到月末应当累计完成的数", LIST, 190, "见“单位”", required=True),
        *(UNIT, *TAIL),
    ),
    key=("number", "target_no", "month"),
    filters=("number", "target_no", "month"),
)


def plans(facts: Facts) -> list[Row]:
    def rows(issue: Issue) -> Iterator[Row]:
        for project in issue.projects:
            for target in project["targets"]:
                for month, planned in (target["plan"] or {}).items():
                    name = {"number": project["number"], "target_no": target["no"]}
                    yield {
                        **name,
                        "month": f"{facts.board.year}-{int(month):02d}",
                        "planned": planned,
                        "unit": target["unit"],
                    }

    return facts.stamped(PLANS, rows)


_NODE = (
    Column("due", "date", "到期日", "节点应当完成的日期", LIST, "2026-05-31"),
    Column("text", "string", "内容", "节点的内容", LIST, "完成选址"),
    Column("value", "number", "计划值", "节点对应的累计数", LIST, None),
    Column("weight", "number", "权重", "节点在指标里的权重", LIST, None),
    Column("done_on", "date", "完成日期", "公布的完成日期；没有完成的空着", MONTH, None),
    Column("source", "string", "来源", "收录的年度从哪里抄录", IMPORTED, None),
)
MILESTONES = Table(
    "milestones",
    "节点计划",
    "每个节点一行；指标序号空着的属整个项目。",
    (*HEAD, NUMBER, TARGET_NO, *_NODE, *TAIL),
    key=("number", "target_no", "due"),
    filters=("number", "target_no"),
)


def milestones(facts: Facts) -> list[Row]:
    def rows(issue: Issue) -> Iterator[Row]:
        for project in issue.projects:
            parts = [(None, project.get("milestones", [])), *((t["no"], t["milestones"]) for t in project["targets"])]
            for no, nodes in parts:
                for node in nodes:
                    told = {column.name: node.get(column.name) for column in _NODE}
                    yield {"number": project["number"], "target_no": no, **told}

    return facts.stamped(MILESTONES, rows)


REGION = Column("region", "string", "区域", "区、县（市）或者街道", LIST, "东湖区", required=True)
REGIONS = Table(
    "regions",
    "分区目标",
    "指标分到各区域的目标，每个区域一行；是指标的一部分，不与指标相加。",
    (*HEAD, NUMBER, OWN_NO, REGION, Column("quantity", "number", "目标值", "区域的目标", LIST, 80, "见“单位”"), *TAIL),
    key=("number", "target_no", "region"),
    filters=("number", "target_no", "region"),
)


def regions(facts: Facts) -> list[Row]:
    def rows(issue: Issue) -> Iterator[Row]:
        for project in issue.projects:
            for each in project["regions"]:
                name = {"number": project["number"], "target_no": each["target_no"], "region": each["region"]}
                yield {**name, "quantity": each["quantity"]}

    return facts.stamped(REGIONS, rows)


_PART = (
    Column("as_of", "date", "截至日期", "这个数截至哪一天", MONTH, "2026-08-31"),
    Column("value", "number", "累计值", "自年初起的累计数", MONTH, 31, "见“单位”"),
    UNIT,
    Column("published_percent", "number", "公布百分比", "原文印出的百分比", IMPORTED, None, "%"),
    Column("source", "string", "来源", "出自哪里", IMPORTED, None),
)
REGION_FIGURES = Table(
    "region_figures",
    "分区进展",
    "各区域公布过的数，每个数一行；是指标进展的一部分，不与指标相加。",
    (*HEAD, NUMBER, OWN_NO, REGION, *_PART, *TAIL),
    key=("number", "target_no", "region", "as_of"),
    filters=("number", "target_no", "region"),
)


def region_figures(facts: Facts) -> list[Row]:
    def rows(issue: Issue) -> Iterator[Row]:
        for project in issue.projects:
            for each in project["regions"]:
                name = {"number": project["number"], "target_no": each["target_no"], "region": each["region"]}
                for value in each["values"]:
                    yield {**name, **{column.name: value.get(column.name) for column in _PART}}

    return facts.stamped(REGION_FIGURES, rows)


REPORTED = {"accepted": "已报送", "not_reported": "未报送", RETURNED: "退回补正，未在公布前补齐", **HALTS}
MONTHS = Table(
    "months",
    "各月状态",
    "每个项目每个公布过的月份一行：当时怎样评定。以后不再改动。",
    (
        *(*HEAD, NUMBER),
        Column("period", "string", "月份", "评定的月份", MONTH, "2026-08", required=True),
        Column("as_of", "date", "截至日期", "月份的末日", MONTH, "2026-08-31", required=True),
        Column("lead_unit", "string", "牵头单位", "公布时的牵头单位", MONTH, "市住房城乡建设局"),
        Column("report", "string", "报送", "牵头单位这个月报送了没有", MONTH, "accepted", values=REPORTED),
        *(*JUDGED, *TAIL),
    ),
    key=("number", "period"),
    filters=("number", "period", "status", "lead_unit"),
)


def months(facts: Facts) -> list[Row]:
    rows = []
    for issue in {issue.period: issue for issue in facts.issues if issue.period}.values():
        stamp = {"log_position": issue.edition.position, "published_at": moment(issue.edition.published_at)}
        for project in issue.projects:
            report = project["report"]
            told = {"number": project["number"], "period": issue.period, "as_of": issue.content["as_of"]}
            state = report["state"] if report else None
            about = {"lead_unit": project["lead_unit"], "report": state, **judged(issue, project)}
            rows.append({**facts.head, **told, **about, **stamp})
    return MONTHS.ordered(rows)
