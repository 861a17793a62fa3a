"""The forms that the office keeps of what was done — 督办单 and the records of talks, visits and draws — without a
ledger: each from a record as the read models give it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from supervision import draw, lot_paper, order_paper, talk_paper, visit_paper
from supervision.draw import Opening, Stratum
from supervision.form_paper import Form
from supervision.lots import LotRow
from supervision.spots import Answer, Heard, Spot
from supervision.talks import PromiseRow
from supervision.visit import Remark
from tests.web.paper import office_samples as office
from tracker.clock import SHANGHAI

ISSUER = {"issuer": office.SENDER.issuer}
HELD = {
    "held_at": "2026-09-03T15:10",
    "place": "市政府第三会议室",
    "present": ["市纪委监委第二监督室副主任", "市政府办公室督查室主任"],
    "points": "一是抢修方案停在纸面，32天没有作业队进场；\n二是三级督办单均逾期，内部没有人跟踪。",
    "recorder": "市政府办公室督查室科员",
}


def _promise(no: int, words: str, due: date) -> PromiseRow:
    known: dict[str, Any] = dict.fromkeys(PromiseRow.__dataclass_fields__)
    known |= {"key": f"t/{no}/1", "talk": office.ONE, "programme": office.PROGRAMME, "no": no, "round": 1}
    known |= {"words": words, "unit": "water", "post": "市水务局局长", "due": due, "opened_at": office.AT}
    return PromiseRow(**known)


def talk_record() -> Form:
    promises = [
        _promise(1, "6个作业队全部进场，水毁管段恢复施工。", date(2026, 9, 10)),
        _promise(2, "水毁管段全部修复通水", date(2026, 10, 30)),
    ]
    return talk_paper.paper(
        office.talk(state="held", record=HELD),
        promises,
        matter=f"24　{office.MATTER}",
        unit=office.UNIT,
        government="",
        letterhead=ISSUER,
        specimen=True,
    )


def visit_record() -> Form:
    visit = office.visit()
    noon = datetime(2026, 8, 28, 10, 40, tzinfo=SHANGHAI)
    [site] = visit.sites
    told = replace(
        site, address="岭东镇岭东村东侧300米", stage="完工", share="6公里", quantity="4.2公里",
        note="三段管沟裸露，没有围挡", seen_by="1", visited_at=noon,
    )  # fmt: skip
    unseen = replace(site, key="2", name="沿河标段", verified="unseen", note="汛期封路", seen_by="2", visited_at=noon)
    questions = ["管段是否通水", "现场是否有人值守"]
    visit = replace(
        visit,
        number="24",
        basis="2026年第三季度现场核查计划",
        checklist=questions,
        sites=(told, unseen),
        photos=(),
        remarks=(Remark("1", "立即补设围挡和警示标志。", noon),),
    )
    answers = {"1": {questions[0]: Answer(questions[0], "no", "尚余1.8公里", "1")}}
    spot = Spot(answers, {}, (Heard("岭东标段项目经理", "材料到货后两周内完成。", "1", noon),))
    signed = replace(visit.inspectors[0], signed_at=noon, mark="confirmed")
    visit = replace(
        visit,
        inspectors=(signed, *visit.inspectors[1:]),
        conclusion="沿河标段汛期封路，汛后补看。",
        sites=(*visit.sites, replace(site, key="3", name="水库标段", verified=None)),
    )
    found = [office.finding(found_by="1")]
    return visit_paper.paper(visit, spot, found, blank=False, needed=2, government="", letterhead=ISSUER, specimen=True)


def lot(members: int = 9) -> LotRow:
    """Members and sites drawn with two witnesses' numbers."""
    pools = [
        Stratum("人大代表", 2, [f"人大代表{n:02d}" for n in range(1, members + 1)]),
        Stratum("点位", 1, ["24-1", "24-2", "24-3"], {"24-1": "岭东标段", "24-2": "沿河标段", "24-3": "水库标段"}),
    ]
    about = {"plan": "p", "title": "2026年第三季度现场核查", "method": "随机抽查"}
    content = draw.commitment(pools, ["人大代表03"], {"from": draw.NUMBERS}, salt="0" * 64, about=about)
    sealed = draw.hashed(content)
    told = [("4821", "AAAABBBBCCCC"), ("0937", "DDDDEEEEFFFF")]
    given = [Opening(n, *each, draw.seal(sealed, n, *each)) for n, each in enumerate(told, 1)]
    known: dict[str, Any] = dict.fromkeys(LotRow.__dataclass_fields__)
    known |= {
        "id": office.ONE, "plan": office.ONE, "programme": str(office.PROGRAMME), "jurisdiction": "demo", "year": 2026,
        "silent": False, "number": 1, "state": "drawn", "content": content, "sha256": sealed,
        "witnesses": ["市民代表05", "政协委员02"], "lottery": "福彩3D", "withheld": [], "replaced": [], "words": "",
        "seals": {str(each.place): each.seal for each in given}, "value": draw.value_of(sealed, given),
        "openings": {str(each.place): {"number": each.number, "code": each.code, "how": "phone"} for each in given},
        "committed_at": datetime(2026, 8, 24, 9, 0, 5, tzinfo=SHANGHAI),
        "drawn_at": datetime(2026, 8, 25, 15, 0, tzinfo=SHANGHAI), "declared": {},
    }  # fmt: skip
    return LotRow(**known)


def draw_record(members: int = 9) -> Form:
    basis = "《政府督查工作条例》第九条；市政府副市长8月20日批示（示政办批〔2026〕31号）"
    return lot_paper.paper(lot(members), basis, government="", letterhead=ISSUER, specimen=True)


ORDERED = (
    ("督办事项", "“农村供水管网改造”水毁管段长期停工"),
    ("承办单位", office.UNIT),
    ("协办单位", "市应急管理局、市财政局"),
    ("所属项目", f"24　{office.MATTER}"),
    ("来　　源", "领导批示。市政府副市长8月31日批示：“限期拿出方案。”"),
    ("主要事实", "截至8月底，累计改造96公里，比计划少74公里。\n7月暴雨冲毁已敷管段后，32天没有抢修方案。"),
    ("升级情况", "由蓝色（一级）升为橙色（二级）：到期未反馈。"),
    ("办理要求", "一、9月10日前拿出水毁管段抢修方案；\n二、增派作业队，逐段排定完成日期。"),
    ("反馈时限", "2026年9月15日（周二）前书面反馈，由单位负责人签发"),
    ("签　　发", "市政府副市长　2026年9月1日"),
    ("联 系 人", "市政府办公室督查室　0000-12340001"),
)


def order() -> Form:
    facts = {
        "issuer": office.SENDER.issuer, "number": "示政办督单〔2026〕2号", "step": "orange", "level": "橙色（二级）",
        "on": "2026-09-01", "unit": office.UNIT, "specimen": True,
    }  # fmt: skip
    blocks = [{"heading": heading, "paragraphs": said.splitlines()} for heading, said in ORDERED]
    return order_paper.paper(facts, {"blocks": blocks}, office.CODE)
