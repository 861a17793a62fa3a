"""The plans of inspections (督查方案): drafted, approved, narrowed, ended; and the freezing of what is drawn from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects.register import ProjectRow
from supervision import inspection_plans, lots, members, visits, witness_link
from supervision.checklist import questions
from supervision.inspecting import Inspecting, Quotas
from supervision.inspection_plan import ANNOUNCED, METHODS, SILENT, InspectionPlan, Outline
from supervision.inspection_plans import PlanRow
from supervision.member import KINDS, member_named
from supervision.party import SIGNATURES
from supervision.visiting import Visiting
from supervision.way import CALLS, REGISTER, WAYS
from tracker import clock
from tracker.refusal import Refused
from web.ladder_desk import Form, LadderDesk
from web.office_page import lines
from web.pages.visit import whole
from web.pages.visits import STATES as VISIT_STATES
from web.pages.visits_plan import linked, visiting_of
from web.typed import Typed
from web.visitor import text, texts

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/inspection-plans"
STATES = {"drafted": "待批准", "approved": "已批准", "over": "已结束", "cancelled": "已取消"}
DRAWS = {
    "sealing": "正在抽签",
    "opening": "正在抽签",
    "lottery": "等待摇奖",
    "drawn": "已抽签",
    "withdrawn": "名单已撤回",
}
LOTTERY = "中国体育彩票排列5"
REMEMBERED = 8
"""Posts of earlier witnesses that are shown."""


@router.get(PATH, name="inspection_plans:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        rows = inspection_plans.of_programme(conn, desk.programme.id)
        drawn = {row.plan: row.state for row in reversed(lots.of_programme(conn, jurisdiction, year))}
    status = {row.id: said(row, drawn.get(row.id, "")) for row in rows}
    return desk.render("inspection_plans.html", rows=rows, status=status, past=past)


@router.get(PATH + "/new", name="inspection_plans:new")
def new(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _form(LadderDesk(request, jurisdiction, year))


@router.post(PATH + "/new", name="inspection_plans:draft")
def draft(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """`templates` fills the questions of the chosen projects' categories in, and saves nothing."""
    desk = LadderDesk(request, jurisdiction, year)
    if text(form, "what") == "templates":
        return _form(desk, form=form, templates=True)
    return desk.attempt(
        form,
        ["inspection_plans:draft"],
        lambda: Inspecting(desk.house.ledger, UUID(desk.programme.id)).draft(_outline(desk, form)),
        lambda answer: f"{desk.root}/inspection-plans/{answer['plan']}?done=drafted",
        lambda errors: _form(desk, errors, form),
    )


@router.get(PATH + "/{id}", name="inspection_plans:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return One(request, jurisdiction, year, id).render()


@router.get(PATH + "/{id}/edit", name="inspection_plans:edit")
def edit(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    page = One(request, jurisdiction, year, id)
    return _form(page.desk, plan=page.row)


@router.post(PATH + "/{id}/edit", name="inspection_plans:redraft")
def redraft(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = One(request, jurisdiction, year, id)
    if text(form, "what") == "templates":
        return _form(page.desk, form=form, plan=page.row, templates=True)
    return page.attempt(
        form,
        "redraft",
        lambda: page.inspecting.redraft(id, _outline(page.desk, form)),
        lambda errors: _form(page.desk, errors, form, page.row),
    )


@router.post(PATH + "/{id}/approve", name="inspection_plans:approve")
def approve(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = One(request, jurisdiction, year, id)

    def act() -> Any:
        typed = Typed(form)
        approval = typed.approval()
        typed.check()
        return page.inspecting.approve(id, approval)

    return page.attempt(form, "approve", act)


@router.post(PATH + "/{id}/narrow", name="inspection_plans:narrow")
def narrow(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = One(request, jurisdiction, year, id)
    return page.attempt(
        form, "narrow", lambda: page.inspecting.narrow(id, texts(form, "projects"), text(form, "reason"))
    )


@router.post(PATH + "/{id}/over", name="inspection_plans:over")
def over(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """Ended or cancelled, by the button that was pressed."""
    page = One(request, jurisdiction, year, id)

    def act() -> Any:
        found = page.desk.house.ledger.get(InspectionPlan, id)
        page.visiting.over(id)
        if text(form, "what") == "cancel":
            found.cancel(text(form, "reason"))
        else:
            found.end(text(form, "summary"))
        with page.desk.house.reading() as conn:
            for each in page.lots:
                witness_link.end(conn, each.id)
        return [found], {"plan": str(id)}

    return page.attempt(form, text(form, "what"), act)


@router.post(PATH + "/{id}/visits", name="inspection_plans:visits")
def make_visits(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """A visit to each project that was drawn, with a link for each member."""
    page = One(request, jurisdiction, year, id)

    def act() -> Any:
        on = {row.id: text(form, f"on-{row.number}") for row in page.desk.projects.values()}
        ways = {row.id: text(form, f"way-{row.number}") or REGISTER for row in page.desk.projects.values()}
        return linked(page.desk, *page.visiting.of_draw(id, on, whole(text(form, "staff") or "0"), ways))

    return page.attempt(form, "visits", act)


@router.post(PATH + "/{id}/draw", name="inspection_plans:commit")
def commit(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """Freezes the pools, and goes on to the draw."""
    page = One(request, jurisdiction, year, id)

    def act() -> Any:
        typed = Typed(form)
        counts = {
            kind: typed.whole(f"kind-{at}", kind, 0, 99) if typed.text(f"kind-{at}") else 0
            for at, kind in enumerate(KINDS)
        }
        of = text(form, "of")
        places = typed.whole("places", "抽几个", 1, 999) if of else 0
        witnesses = [] if text(form, "way") == "lottery" else lines(form, "witnesses")
        if text(form, "way") != "lottery" and not witnesses:
            typed.fault("form.missing", "witnesses", what="见证人")
        typed.check()
        quotas, declared = Quotas(counts, of, places), dict(_recused(each) for each in lines(form, "declared"))
        changed, answer = page.inspecting.commit(id, quotas, witnesses, text(form, "lottery"), declared=declared)
        with page.desk.house.reading() as conn:
            witness_link.make(conn, UUID(answer["lot"]), len(witnesses))
        return changed, answer

    return page.attempt(form, "commit", act, to=f"{page.path}/draw?done=committed")


def said(row: PlanRow, draw: str) -> str:
    """How far a plan is, on every page the same. `draw`: the state of its newest draw; blank for none."""
    told = draw == "drawn" or (draw and row.state == "approved")
    return f"{STATES[row.state]}，{DRAWS[draw]}" if told else STATES[row.state]


def past(row: PlanRow) -> bool:
    """Whether its last day is past and nobody ended it."""
    return row.state in ("drafted", "approved") and clock.today() > row.ends_on


def _recused(line: str) -> tuple[str, str]:
    """Who, and why: 人大代表07 亲属在被查单位任职."""
    called, _, reason = line.replace("，", " ").replace("：", " ").partition(" ")
    return called, reason.strip()


def _outline(desk: LadderDesk, form: FormData) -> Outline:
    return Outline(
        title=text(form, "title"),
        method=text(form, "method"),
        basis=text(form, "basis"),
        projects=tuple(each for each in texts(form, "projects") if each in desk.projects),
        starts_on=text(form, "starts_on"),
        ends_on=text(form, "ends_on"),
        checklist=tuple(lines(form, "checklist")),
        leader=text(form, "leader"),
        occasion=text(form, "occasion"),
        signatures=whole(text(form, "signatures") or str(SIGNATURES)),
    )


def _form(
    desk: LadderDesk,
    errors: dict[str, str] | None = None,
    form: FormData | None = None,
    plan: PlanRow | None = None,
    templates: bool = False,
) -> HTMLResponse:
    chosen = texts(form, "projects") if form is not None else (plan.projects if plan else [])
    said: dict[str, Any] = dict.fromkeys((*_FIELDS, "checklist"), "")
    if plan:
        said |= {**plan.outline, "checklist": "\n".join(plan.outline["checklist"])}
    said["signatures"] = said.get("signatures") or SIGNATURES
    if form is not None:
        said = {name: text(form, name) for name in said}
    if templates or (form is None and plan is None):
        rows = [desk.projects[each] for each in chosen if each in desk.projects]
        said["checklist"] = "\n".join(questions(row.category for row in rows))
    return desk.render(
        "inspection_plan_form.html",
        errors,
        said=said,
        chosen=chosen,
        projects=desk.projects.values(),
        methods=[
            (each, each, "只公布封存码和时间，走访结束后公开" if each in SILENT else "封存即公布名单")
            for each in METHODS
        ],
        plan=plan,
    )


_FIELDS = ("title", "method", "basis", "starts_on", "ends_on", "leader", "occasion", "signatures")


class One:
    """One plan's page; 404 for another programme's."""

    def __init__(self, request: Request, slug: str, year: int, id: UUID) -> None:
        self.desk, self.id = LadderDesk(request, slug, year), id
        with self.desk.house.reading() as conn:
            found = inspection_plans.plan(conn, id)
            self.lots = lots.of_plan(conn, id)
            self.visits = list(reversed(visits.of_programme(conn, slug, year, id)))
            self.roster = members.of_government(conn, slug)
        if found is None or found.programme != self.desk.programme.id:
            raise HTTPException(404, "没有找到这次督查。")
        self.row: PlanRow = found

    @property
    def path(self) -> str:
        return f"{self.desk.root}/inspection-plans/{self.id}"

    @property
    def inspecting(self) -> Inspecting:
        return Inspecting(self.desk.house.ledger, UUID(self.desk.programme.id))

    @property
    def visiting(self) -> Visiting:
        return visiting_of(self.desk)

    def waiting(self) -> list[ProjectRow]:
        """Projects to which a visit can be made now; none while the draw is not held."""
        if self.row.state != "approved":
            return []
        try:
            found = self.visiting.waiting(self.inspecting.plan(self.id))
        except Refused:
            return []
        return [self.desk.projects[each] for each in found if each in self.desk.projects]

    def listed(self) -> dict[str, int]:
        """Project → how many sites its list has; those without a list are left out."""
        with self.desk.house.reading() as conn:
            return visits.pool_sizes(conn, self.row.projects)

    def called_before(self) -> list[str]:
        """Witnesses' posts at earlier draws, the latest first; members of the roster go by their numbers."""
        with self.desk.house.reading() as conn:
            held = lots.of_programme(conn, self.desk.slug, self.desk.year)
        found = (each for row in held for each in row.witnesses if not member_named(each))
        return list(dict.fromkeys(found))[:REMEMBERED]

    def _places(self, listed: Mapping[str, int]) -> list[tuple[str, str, str, bool]]:
        """What places can be drawn from: value, words, how many there are, and whether it cannot be chosen."""
        sites, lacking = sum(listed.values()), [each for each in self.row.projects if each not in listed]
        numbers = "、".join(self.desk.projects[each].number for each in lacking if each in self.desk.projects)
        told = f"范围里有{sites}个点位" + (f"；项目{numbers}没有点位台账，抽不到" if lacking else "")
        return [
            ("", "不抽，全部查看", "", False),
            ("projects", "从范围里抽项目", f"范围里有{len(self.row.projects)}个项目", False),
            ("sites", "从范围里的点位抽点", told if sites else f"项目{numbers}没有点位台账，不能抽点", not sites),
        ]

    def attempt(self, form: FormData, what: str, act: Any, again: Any = None, to: str = "") -> Response:
        return self.desk.attempt(
            form,
            ["inspection_plans", str(self.id), what],
            act,
            to or f"{self.path}?done={what}",
            again or (lambda errors: self.render(errors, form)),
        )

    def render(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        row, listed = self.row, self.listed()
        serving = [each for each in self.roster if each.serves(row.starts_on, row.ends_on)]
        standing = next((each for each in self.lots if each.state != "withdrawn"), None)
        return self.desk.render(
            "inspection_plan.html",
            {_kept_field(field, form): words for field, words in (errors or {}).items()},
            form,
            plan=row,
            path=self.path,
            state=said(row, self.lots[0].state if self.lots else ""),
            past=past(row),
            lot=standing,
            withdrawn=[each for each in self.lots if each.state == "withdrawn"],
            pools=[(kind, sum(each.kind == kind for each in serving)) for kind in KINDS],
            lottery=LOTTERY,
            visits=self.visits,
            visit_states=VISIT_STATES,
            waiting=self.waiting(),
            earliest=self.visiting.earliest(self.inspecting.plan(self.id)) if row.state == "approved" else None,
            announced=ANNOUNCED,
            listed=listed,
            places=self._places(listed),
            called_before=self.called_before(),
            ways=[(key, WAYS[key].title) for key in (REGISTER, CALLS)],
            chosen=texts(form, "projects") if form is not None else row.projects,
        )


def _kept_field(field: str, form: FormData | None) -> str:
    """A quota's fault stands at the kinds as a whole: which pool lacks is in its sentence. Where places are drawn, they
    are the first pool and have a field of their own."""
    if field == "quota-0" and form is not None and text(form, "of"):
        return "places"
    return "kinds" if field.startswith("quota-") else field
