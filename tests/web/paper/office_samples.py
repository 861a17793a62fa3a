"""Papers of the office to units, made of records as the read models give them, without a ledger."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from supervision import (
    criticism_paper,
    feedback_letter,
    problem_notice,
    recheck_sheet,
    rectification_notice,
    talk_notice,
)
from supervision.criticisms import CriticismRow
from supervision.findings import FindingRow, Visited
from supervision.form_paper import Form
from supervision.letter_paper import Sender
from supervision.notice_paper import NoticePaper
from supervision.paper import OfficialPaper
from supervision.problems import ProblemRow
from supervision.rectifications import RectificationRow, Round
from supervision.talks import TalkRow
from supervision.visit import Inspector, Site, Visit
from supervision.way import SITES
from tracker.clock import SHANGHAI

ONE, PROGRAMME = UUID(int=1), UUID(int=2)
DAY = date(2026, 9, 1)
CODE = "ABCD3456"
MATTER, UNIT = "农村供水管网改造", "市水务局"
SENDER = Sender("示范市人民政府办公室", "0000-12340001", True)
AT = datetime(2026, 9, 1, 10, 30, tzinfo=SHANGHAI)
APPROVAL = {"post": "市政府副市长", "decided_on": "2026-09-01", "words": "同意。", "document": None}


def _round(**changed: Any) -> Round:
    empty: dict[str, Any] = dict.fromkeys(("plan", "planned_at", "report", "reported_at", "result", "checked_at"))
    known = {
        **empty,
        "key": f"{ONE}/1",
        "rectification": ONE,
        "programme": PROGRAMME,
        "round": 1,
        "requirement": "一、9月10日前拿出水毁管段抢修方案；\n二、增派作业队，逐段排定完成日期。",
        "reason": None,
        "due": date(2026, 9, 15),
        "opened_at": AT,
        "suspended": None,
        "suspended_at": None,
    }
    return Round(**{**known, **changed})


REPORT = {
    "measures": "抽调6个作业队分段抢修，专班每日调度。",
    "done": "沿河、岭东标段水毁管段已修复9.6公里，日敷设由0.7公里增至1.5公里。",
    "evidence": [{"name": "作业队进场台账.pdf"}, {"name": "岭东标段9月12日.jpg"}],
    "reported_on": "2026-09-16",
}
RESULT = {
    "passed": True,
    "how": "site",
    "checked_on": "2026-09-18",
    "note": "到沿河、岭东两个标段核实，6个作业队在岗，管段已经通水。",
    "rechecker": "人大代表01",
}


def rectification(state: str = "ordered", *, found: bool = True, **of_round: Any) -> RectificationRow:
    return RectificationRow(
        id=ONE,
        programme=PROGRAMME,
        project=ONE,
        order_id=None,
        unit="water",
        cause={"kind": "found", "ref": str(ONE), "words": "8月28日现场核查发现的较重问题"} if found else {"words": ""},
        finding=ONE if found else None,
        problem="沿河、岭东两个标段水毁管段停工32天，没有抢修方案，现场无人值守。",
        approval=APPROVAL,
        state=state,
        draft=None,
        withdrawn=None,
        ordered_at=AT,
        ended_at=None,
        round=1,
        position=7,
        rounds=(_round(**of_round),),
    )


def notice(**changed: Any) -> OfficialPaper:
    return rectification_notice.paper(
        rectification(**changed), unit=UNIT, matter=MATTER, order="示政办督单〔2026〕2号", sender=SENDER
    )


def recheck(state: str = "reported", **changed: Any) -> Form:
    changed = {"report": REPORT, **changed}
    return recheck_sheet.paper(rectification(state, **changed), unit=UNIT, matter=MATTER, sender=SENDER)


def talk(**changed: Any) -> TalkRow:
    known: dict[str, Any] = dict.fromkeys(("cancelled", "record", "signed", "held_at", "ended_at"))
    known |= {
        "id": ONE,
        "programme": PROGRAMME,
        "project": ONE,
        "order_id": ONE,
        "unit": "water",
        "cause": {"words": ""},
        "arrangement": {
            "talker": "市政府分管水务工作的副秘书长",
            "talked": ["市水务局局长", "市水务局农村供水工作专班负责人"],
            "reason": "农村供水管网水毁管段没有抢修计划，三级督办单均逾期没有反馈，也没有说明理由。",
            "basis": "《政府督查工作条例》第十二条第七项",
            "at": "2026-09-03T15:00",
            "place": "市政府第三会议室",
        },
        "until": date(2026, 9, 8),
        "approval": APPROVAL,
        "state": "scheduled",
        "moves": [],
        "scheduled_at": AT,
        "position": 8,
    }
    return TalkRow(**{**known, **changed})


def call(**changed: Any) -> Form:
    return talk_notice.paper(
        talk(**changed), unit=UNIT, matter=f"24　{MATTER}", order="示政办督单〔2026〕2号", sender=SENDER
    )


def visit() -> Visit:
    empty = dict.fromkeys(
        ("conclusion", "cleared_at", "plan", "ruling", "signed_at", "quantity", "note", "visited_at", "seen_by")
    )
    site = {name: None for name in Site.__dataclass_fields__} | {"key": "1", "name": "岭东标段", "verified": "no"}
    who = {name: None for name in Inspector.__dataclass_fields__}
    known = {
        **{name: empty.get(name) for name in Visit.__dataclass_fields__},
        "id": ONE,
        "title": MATTER,
        "number": "24",
        "day": date(2026, 8, 28),
        "method": "随机抽查",
        "reported": {"stage": "完工"},
        "state": "closed",
        "way": SITES,
        "sample": {"checked": 8, "reported_done": 8, "verified": 7, "note": ""},
        "sites": (Site(**site),),  # type: ignore[arg-type]
        "inspectors": tuple(
            Inspector(**{**who, "key": str(n), "called": called})  # type: ignore[arg-type]
            for n, called in enumerate(("人大代表01", "市民代表03"), 1)
        ),
    }
    return Visit(**known)  # type: ignore[arg-type]


def finding(**changed: Any) -> FindingRow:
    known: dict[str, Any] = {name: None for name in FindingRow.__dataclass_fields__}
    known |= {
        "id": ONE,
        "unit": "water",
        "site": "1",
        "severity": "major",
        "fact": "岭东标段水毁管段停工32天，现场无人值守，警示标志缺失",
        "requirement": "立即复工，补设警示标志，逐段排定完成日期",
        "due": date(2026, 9, 15),
    }
    return FindingRow(**{**known, **changed})


TWO = (finding(), finding(severity="minor", site=None, fact="台账没有按月更新", requirement="补齐台账"))


def told(**changed: Any) -> Visited:
    known: dict[str, Any] = {name: None for name in Visited.__dataclass_fields__}
    known |= {"words": "报送进度基本属实，水毁管段抢修组织不力。", "fed_back_at": AT, "units": ["water"]}
    return Visited(**{**known, **changed})


def feedback(*found: FindingRow, told: Visited | None = None) -> OfficialPaper:
    return feedback_letter.paper(visit(), told, found, UNIT, until=date(2026, 10, 8), sender=SENDER)


def criticism(**changed: Any) -> CriticismRow:
    known: dict[str, Any] = {name: None for name in CriticismRow.__dataclass_fields__}
    known |= {
        "id": ONE,
        "unit": "water",
        "attribute": "主动公开",
        "words": {
            "facts": "截至8月底，累计改造96公里，比计划少74公里。\n7月暴雨冲毁已敷管段后，32天没有抢修方案。",
            "finding": "市水务局责任不落实，应对不力，三次督办不签收、不反馈。",
            "decision": "对市水务局予以通报批评，责令向市政府作出书面检查。",
            "requirement": "10月30日前全部修复通水。各单位要引以为戒，逐项核对进度。",
        },
        "state": "cleared",
        "approval": APPROVAL,
        "position": 9,
    }
    return CriticismRow(**{**known, **changed})


LETTERHEAD = {
    "issuer": "示范市人民政府办公室",
    "mark": "示范市人民政府办公室文件",
    "addressee": "各县（市、区）人民政府，市政府各部门，各有关单位",
    "copy_to": "市委办公室，市人大常委会办公室，市政协办公室",
}


def criticised(number: str | None = "示政办督〔2026〕12号", **changed: Any) -> OfficialPaper:
    row = criticism(**changed)
    criticism_paper.refuse(row)
    facts = {"letterhead": LETTERHEAD, "attribute": row.attribute, "specimen": True}
    prose = criticism_paper.prose(row, UNIT, MATTER)
    return criticism_paper.paper(facts, prose, number=number, day=DAY, check_code=CODE)


def problem(**changed: Any) -> ProblemRow:
    known: dict[str, Any] = {name: None for name in ProblemRow.__dataclass_fields__}
    known |= {
        "id": ONE,
        "year": 2026,
        "fields": {
            "item": "更新农村供水管网210公里",
            "unit_name": UNIT,
            "post": "市水务局局长",
            "facts": "7月暴雨冲毁已敷设管道后，一个月没有制定抢修方案；三次书面督办均逾期没有反馈。",
            "requirement": "9月10日前增加6个作业队；10月30日前水毁管段全部修复通水。",
        },
        "state": "published",
        "approval": APPROVAL,
        "outcomes": [],
    }
    return ProblemRow(**{**known, **changed})


def disclosed(**changed: Any) -> NoticePaper:
    made = problem_notice.paper(problem(**changed), matter="市办实事", sender=SENDER)
    return NoticePaper.from_json(made.to_json(), DAY, CODE)


def issued(paper: OfficialPaper) -> OfficialPaper:
    return replace(paper, date=DAY, check_code=CODE)


def issued_form(paper: Form) -> Form:
    return Form.from_json(paper.to_json(), DAY, CODE)
