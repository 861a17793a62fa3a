"""督查督办: one page from which the records of supervision are reached, one line each."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from projects import register
from projects.register import ProgrammeRow
from supervision import disclosures, proposing
from tracker import clock
from web.permissions import OFFICE, RULES
from web.place import place_of, programme_here
from web.templating import render
from web.visitor import Visitor

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Line:
    """One way in: `path` below /{government}/{year}/, and the `route` whose permission it needs."""

    title: str
    path: str
    route: str
    what: str


PROPOSALS = Line("督办提示", "proposals", "proposals:show", "系统按规则找出的事项，发或者不发")
DISCLOSURE = Line("半年公开", "disclosure-desk", "disclosure:desk", "发布清单后，每半年一次")
"""The one line whose way depends on how far the list is."""
STANDING = {"ready": "可以起草", "drafted": "在起草", "cleared": "已审查，待公布", "published": "已公布"}
GROUPS: dict[str, tuple[Line, ...]] = {
    "日常调度": (
        Line("应办事项", "obligations", "obligations:list", "每一项由谁办、何时到期、期限怎么算"),
        Line("办理一览", "matrix", "matrix:show", "各项目各期是否按时、按时率、卡在谁那里"),
        Line("办理规则", "rules", "rules:show", "要求什么、何时到期、出处"),
        Line("周调度", "dispatches", "dispatches:show", "重点难点项目每周进展，催报"),
        Line("风险研判", "risks", "risks:show", "可能影响进度的问题，督查计划"),
        Line("绿色通道", "coordination", "coordination:show", "审批、招投标、资金保障等要其他部门办的事"),
        Line("本部门实施方案", "department-plans", "department_plans:show", "30个工作日内"),
        Line("季点评", "reviews/", "reviews:list", "材料、纪要、任务"),
    ),
    "检查和评议": (
        Line("督查方案和抽签", "inspection-plans", "inspection_plans:list", "依据、范围、清单，抽人抽点"),
        Line("现场核查", "visits/", "visits:show", "安排、生成链接、查看结果"),
        Line("督查评议队伍", "members", "members:list", "名册、任期、回避"),
        Line("检查发现的问题", "findings", "findings:list", "反馈、复核、整改、复查"),
        Line("第三方督查评议", "third-party-rounds", "third_party_rounds:show", "每半年一轮"),
        Line("意见和答复", "opinions", "opinions:show", "座谈点评、评议提的意见，单位是否采纳"),
        Line("群众反映线索", "clues", "clues:list", "公众在项目页反映的问题：分办、核实、答复"),
        Line("撤下的材料", "withheld", "withholdings:list", "照片和文件不删除，写明原因撤下"),
    ),
    "督办和问责": (
        PROPOSALS,
        Line("督办单", "orders/", "orders:list", "签发、反馈、升级、办结"),
        Line("约谈", "talks", "talks:list", "安排、记录、承诺的兑现"),
        Line("限期整改", "rectifications", "rectifications:list", "责令、报告、复查"),
        Line("通报批评和移送", "criticisms", "criticisms:list", "拟稿、批示"),
        Line("问题公开", "problems-desk", "problems:list", "五项内容，批准、审查后公开"),
    ),
    "验收和公布": (
        Line("考核验收", "acceptances", "acceptances:list", "完工报告、自查、验收组、公示、销号"),
        Line("文书", "papers", "papers:index", "可以制作的、在办的、已印发的，卷内目录"),
        DISCLOSURE,
        Line("解读", "interpretation-desk", "interpretation:desk", "发布后3个工作日内"),
        Line("年终公布", "result-desk", "result:desk", "完成和未完成的去向"),
    ),
}
"""A new kind of record is a line here. One whose route the visitor may not call is left out, an empty group too."""
LINES = tuple(line for lines in GROUPS.values() for line in lines)


@router.get("/{jurisdiction}/{year:int}/supervision", name="supervision:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    visitor: Visitor = request.state.visitor
    with request.app.state.house.reading() as conn:
        programme = programme_here(conn, jurisdiction, year)
        government = register.jurisdiction(conn, jurisdiction) or {"name": jurisdiction}
        told = _office(conn, request, programme) if visitor.role in OFFICE else {}
    allowed, root = set(lines_of(visitor)), f"/{jurisdiction}/{year}/"
    return render(
        request,
        "supervision.html",
        programme=programme,
        place=place_of(programme, government["name"]),
        groups={
            group: [told.get(line.path) or _way(line, root) for line in lines if line in allowed]
            for group, lines in GROUPS.items()
            if allowed.intersection(lines)
        },
    )


def _way(line: Line, root: str, status: str = "") -> dict[str, str]:
    return {"title": line.title, "href": root + line.path, "status": status or line.what}


def _office(conn: Any, request: Request, programme: ProgrammeRow) -> dict[str, dict[str, str]]:
    """The ways in that tell the office how things stand, by the path of their line: how many proposals wait for
    somebody to issue or decline them, and the half-year that is next."""
    root = f"/{programme.jurisdiction}/{programme.year}/"
    told = {DISCLOSURE.path: _disclosure(conn, programme, root)}
    if waiting := proposing.open_of(conn, programme, clock.today(), request.app.state.house.days()):
        told[PROPOSALS.path] = _way(PROPOSALS, root, f"{len(waiting)}项待办，发或者不发")
    return told


def _disclosure(conn: Any, programme: ProgrammeRow, root: str) -> dict[str, str]:
    """To the half-year at work, else to the one published last; without a way, and why, where none can be drafted."""
    found = disclosures.standing(conn, programme)
    reached = [each for each in found if each.state != "waiting"]
    at_work = [each for each in reached if each.state != "published"] or reached[-1:]
    if at_work:
        half, state = at_work[0].half, at_work[0].state
        return {
            "title": DISCLOSURE.title,
            "href": f"{root}{DISCLOSURE.path}/{half.key}",
            "status": f"{half.label}{STANDING[state]}",
        }
    why = f"{found[0].half.label}最后一个月的进展公布后起草" if found else DISCLOSURE.what
    return {"title": DISCLOSURE.title, "status": why}


def lines_of(visitor: Visitor) -> list[Line]:
    """Those that the visitor may open."""
    return [line for line in LINES if line.route in RULES and visitor.role in RULES[line.route].roles]
