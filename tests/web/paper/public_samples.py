"""One fixed example of every paper for the public, of the months written by hand in tests/supervision/contents.py."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from supervision import (
    acceptance_notice,
    half_year_paper,
    leaflet,
    listing_notice,
    plan_table,
    project_poster,
    public_notice,
    result_paper,
    task_table,
)
from supervision.acceptances import Round
from supervision.leaflet_paper import Leaflet
from supervision.notice_paper import NoticePaper
from tests.supervision import contents

GOLDEN = Path(__file__).parent / "golden"
DAY, CODE = date(2026, 10, 9), "ABCD3456"
ISSUER, HOTLINE = "示范市人民政府办公厅", "0000-12345"
MONTHS = {str(month): 25 * month for month in range(1, 13)}
NODES = [
    {"due": "2026-05-31", "text": "公开征求意见", "value": None, "weight": 40, "done_on": "2026-05-20", "source": None},
    {"due": "2026-08-20", "text": "印发管理办法", "value": None, "weight": 60, "done_on": None, "source": None},
]


def full(project: dict[str, Any]) -> dict[str, Any]:
    """A project of contents.py with what only papers for the public ask for."""
    return {
        "responsible": f"{project['lead_unit']}局长", "leader_in_charge": "分管城建工作的副市长",
        "supporting_units": ["市财政局", "市自然资源和规划局"], "implementing_units": ["东湖区政府", "西山区政府"],
        "due_on": "2026-12-20", "contact": "0000-12340516", "milestones": [], "sites": [], "halt": None,
        "adjustments": [], **project,
    }  # fmt: skip


LIFTS = full(contents.LIFTS)
LIFTS["targets"] = [
    {
        **LIFTS["targets"][0],
        "plan": MONTHS,
        "values": [{"period": "2026-07", "value": 84}, {"period": "2026-08", "value": 97}],
    }
]
HOMES, SCHOOLS = full(contents.HOMES), full(contents.SCHOOLS)
HOMES["targets"][1] = {**HOMES["targets"][1], "milestones": NODES}
SCHOOLS["sites"] = [{"name": "东湖实验学校新校区"}]


def month() -> dict[str, Any]:
    return contents.content([LIFTS, HOMES, SCHOOLS, full(contents.PARKING), full(contents.CLINICS)])


READ = {"title": "读懂2026年市办实事清单", "paragraphs": ["住有宜居，受益的是老旧住宅的居民。", "每月公布进展。"]}
ROUND: dict[str, Any] = dict.fromkeys(Round.__dataclass_fields__)
ROUND |= {
    "key": "r", "acceptance": UUID(int=1), "round": 1, "words": "", "reported_at": datetime(2026, 8, 1, tzinfo=UTC),
    "team": {"seats": [
        {"kind": "人大代表", "called": "人大代表03", "member": "m1", "unit": None},
        {"kind": "市民代表", "called": "市民代表01", "member": "m2", "unit": None},
        {"kind": "工作人员", "called": "市财政局科长", "member": None, "unit": "u1"},
        {"kind": "人大代表", "called": "人大代表09", "member": "m3", "unit": None},
    ]},
    "verdict": {"passed": True, "on": "2026-08-28", "visited_on": "2026-08-26",
                "attended": ["人大代表03", "市民代表01", "市财政局科长"]},
    "notice": {"since": "2026-12-28", "until": "2027-01-04"}, "objections": (),
}  # fmt: skip


def round_(**changed: Any) -> Round:
    return Round(**{**ROUND, **changed})


def disclosed(**changed: Any) -> dict[str, Any]:
    """A half-year disclosure as it was published."""
    words = {
        "progress": "安装97部。",
        "completion": "明显慢于月度计划。",
        "problems": "合同晚签。",
        "measures": "加队伍。",
    }
    rows = [
        {
            "number": each["number"], "title": each["title"], "unit": each["lead_unit"], "status": each["status"],
            "planned": "63.3%", "share": "32.3%", "deviation": "−31.0", **words,
        }
        for each in (LIFTS, SCHOOLS)
    ]  # fmt: skip
    return {
        "title": "2026年上半年市办实事进展情况公开", "year": 2026, "label": "上半年", "as_of": "2026-06-30",
        "source": {"specimen": True}, "overall": words, "projects": rows, "correction": None, **changed,
    }  # fmt: skip


def announced() -> dict[str, Any]:
    """The year's result: the schools done, the homes carried over, the lifts not done."""
    blank = {"accepted_on": None, "noticed_until": None, "closed_on": None, "reason": None, "destination": None}
    rows = [
        {**blank, "number": "1", "title": LIFTS["title"], "unit": "市住房城乡建设局", "outcome": "not_completed",
         "reason": "施工合同5月底才签订。", "destination": "转入2027年清单，6月底前完成。"},
        {**blank, "number": "2", "title": HOMES["title"], "unit": "市住房城乡建设局", "outcome": "carried_over"},
        {**blank, "number": "3", "title": SCHOOLS["title"], "unit": "市教育局", "outcome": "completed",
         "accepted_on": "2026-08-28", "noticed_until": "2026-09-07", "closed_on": "2026-09-08"},
    ]  # fmt: skip
    return {
        "name": "示范市", "title": "2026年市办实事完成情况", "year": 2026, "briefing_on": "2026-12-22",
        "summary": "3项实事办成1项。", "projects": rows,
        "counts": {"completed": 1, "terminated": 0, "carried_over": 1, "not_completed": 1},
    }  # fmt: skip


def result() -> NoticePaper:
    halted = {"field": "carry_over", "reason": "管线迁改未完成。", "approved_by": "市政府常务会议"}
    known = [LIFTS, {**HOMES, "adjustments": [halted]}, SCHOOLS]
    return result_paper.compose(announced(), known, ISSUER, HOTLINE, True)


def leaflet_of(**answers: list[str]) -> Leaflet:
    """The lifts' leaflet with its open questions answered."""
    draft = leaflet.compose(month(), LIFTS, READ, contents.occasion(period=leaflet.OneProject("project:1", ())))
    given = {"how": ["第一步：业主商量好出资方案。", "第二步：到社区居委会领表。"], **answers}
    for block in draft.prose["blocks"]:
        block["paragraphs"] = given.get(block["key"], block["paragraphs"])
    return leaflet.paper(draft.facts, draft.prose)


def poster_of(project: dict[str, Any], **changed: Any) -> project_poster.Poster:
    frame = project_poster.Frame(ISSUER, HOTLINE, True, bool(changed.pop("worded", False)), date(2026, 9, 10))
    return replace(project_poster.compose(month(), {**project, **changed}, frame), day=DAY, check_code=CODE)


def notice_of_month() -> NoticePaper:
    draft = public_notice.compose(month(), contents.occasion())
    return public_notice.paper(draft.facts, draft.prose)


NOTICES: dict[str, Callable[[], NoticePaper]] = {
    "public_notice": notice_of_month,
    "acceptance_notice": lambda: acceptance_notice.compose(SCHOOLS, round_(), "2026年市办实事", ISSUER, HOTLINE, True),
    "listing_notice": lambda: listing_notice.compose(month(), ISSUER, HOTLINE, True),
    "task_table": lambda: task_table.compose(month(), ISSUER, True),
    "plan_table": lambda: plan_table.compose(month(), ISSUER, True),
    "half_year_disclosure": lambda: half_year_paper.compose(disclosed(), ISSUER, HOTLINE),
    "result_announcement": result,
}


def issued(kind: str) -> NoticePaper:
    return replace(NOTICES[kind](), day=DAY, check_code=CODE)


def text(content: bytes) -> str:
    """What stands on the pages, line by line; how far apart hangs on the fonts and is left out."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, stdout=subprocess.PIPE, check=True)
    lines = (re.sub(r"\s+", " ", line).strip() for line in read.stdout.decode().splitlines())
    return "\n".join(line for line in lines if line) + "\n"
