"""Visits arranged (安排走访): one by one of an approved plan, or with a plan of its own at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects import register
from projects.listing import STAGES
from projects.project import Project
from supervision import inspection_plans, member_contact, visit_link, visits, written
from supervision.checklist import questions
from supervision.inspection import Inspection
from supervision.inspection_plan import ANNOUNCED, METHODS, SILENT, InspectionPlan, Outline
from supervision.members import MemberRow
from supervision.party import SIGNATURES
from supervision.sample import reached
from supervision.visit import OPEN
from supervision.visiting import Asked, Ground, Visiting
from supervision.way import CALLS, REGISTER, SITES, WAYS, places
from tracker import clock
from tracker.refusal import Refused
from web.ladder_desk import Form, LadderDesk
from web.pages.visit import whole
from web.pages.visits import code_of
from web.typed import Typed
from web.visitor import text, texts

router = APIRouter()

VISITS = "/{jurisdiction}/{year:int}/visits"
PLAN = "/{jurisdiction}/{year:int}/inspection-plans/{id}"


@router.get(VISITS + "/new", name="visits:plan")
def planning(request: Request, jurisdiction: str, year: int, project: str = "", plan: str = "") -> HTMLResponse:
    """First which project, then the visit to its sites."""
    if not project:
        return _choose(request, jurisdiction, year)
    return _Page(request, jurisdiction, year, project, plan).render()


@router.post(VISITS + "/new", name="visits:plan")
def plan(request: Request, jurisdiction: str, year: int, form: Form, project: str = "", plan: str = "") -> Response:
    """Plans the visit and makes each inspector's link; without a plan, records the plan and its approval with it."""
    page = _Page(request, jurisdiction, year, project, plan)

    def act() -> Any:
        asked = page.asked(form)
        if page.plan is not None:
            return linked(page.desk, *page.visiting.plan(page.plan.id, asked))
        return linked(page.desk, *page.visiting.at_once(page.outline(form), Typed(form).approval(), asked))

    return page.desk.attempt(
        form,
        ["visits:plan", page.project.id, plan],
        act,
        lambda answer: f"{page.desk.root}/visits/{answer['visit']}",
        lambda errors: page.render(errors, form),
    )


@router.get(PLAN + "/visits/sheet", name="inspection_plans:passes")
def passes(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    """To print: every living link of the plan's visits, visit by visit."""
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        row = inspection_plans.plan(conn, id)
        if row is None or row.programme != desk.programme.id:
            raise HTTPException(404, "没有找到这次督查。")
        found = [
            (visit, visit_link.of_visit(conn, visit.id))
            for each in reversed(visits.of_programme(conn, jurisdiction, year, id))
            if each.state in OPEN and (visit := visits.visit(conn, each.id))
        ]
    base = desk.house.settings.address
    sheets = [
        {
            "visit": visit,
            "passes": [
                {"called": each.called, "address": address, "code": code_of(address)}
                for each in visit.inspectors
                if each.key in links
                for address in [f"{base}/visit/{links[each.key].token}"]
            ],
        }
        for visit, links in found
    ]
    return desk.render("visits_passes.html", plan=row, path=f"{desk.root}/inspection-plans/{id}", sheets=sheets)


def visiting_of(desk: LadderDesk) -> Visiting:
    return Visiting(desk.house.ledger, UUID(desk.programme.id), desk.house.days())


def linked(desk: LadderDesk, changed: list[Any], answer: Any) -> Any:
    """The same, after a personal link was made for each inspector of each visit among what changed."""
    with desk.house.reading() as conn:
        for made in changed:
            for each in made.inspectors if isinstance(made, Inspection) else ():
                visit_link.make(conn, made.id, each["key"])
    return changed, answer


def _choose(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """Plans at work with their projects; then any project."""
    desk = LadderDesk(request, jurisdiction, year)
    today = clock.today()
    with desk.house.reading() as conn:
        sizes = visits.pool_sizes(conn, list(desk.projects))
        at_work = [
            row
            for row in inspection_plans.of_programme(conn, desk.programme.id)
            if row.state == "approved" and row.ends_on >= today
        ]
    plans = [(row, [desk.projects[each] for each in row.projects if each in desk.projects]) for row in at_work]
    choices = [
        (
            each.number,
            f"{each.number} {each.title}（{f'{sizes[each.id]}处点位' if each.id in sizes else '抽台账或者回访'}）",
        )
        for each in desk.projects.values()
    ]
    return desk.render("visits_choose.html", section="visits", choices=choices, plans=plans)


class _Page:
    """The form of one visit; 404 without the project, or with a plan that is none of this programme's."""

    def __init__(self, request: Request, slug: str, year: int, number: str, plan: str) -> None:
        self.desk = LadderDesk(request, slug, year)
        self.visiting = visiting_of(self.desk)
        with self.desk.house.reading() as conn:
            found = register.project(conn, slug, year, number)
            if found is None:
                raise HTTPException(404, "没有这个编号的项目。")
            self.project: register.ProjectRow = found
            self.sites = visits.pool(conn, found.id)
        self.listed = bool(self.sites)
        self.sites = self.sites or places(self.desk.house.ledger.get(Project, UUID(found.id)))
        self.plan: InspectionPlan | None = None
        if plan:
            try:
                self.plan = self.visiting.inspecting.plan(UUID(plan))
            except (ValueError, Refused) as no:
                raise HTTPException(404, "没有找到这次督查。") from no

    def outline(self, form: FormData) -> Outline:
        """A plan of one project and one day, its questions those of the project's category."""
        method, on = text(form, "method"), text(form, "on")
        return Outline(
            title=f"{on[5:7].lstrip('0')}月{on[8:10].lstrip('0')}日{method}：项目{self.project.number}",
            method=method,
            basis=text(form, "basis"),
            projects=(self.project.id,),
            starts_on=on,
            ends_on=on,
            checklist=tuple(questions([self.project.category])),
            leader=text(form, "leader"),
            occasion=text(form, "occasion"),
            signatures=whole(text(form, "signatures") or str(SIGNATURES)),
        )

    def asked(self, form: FormData) -> Asked:
        """The count reported is taken from the site list where it was left empty."""
        keys = texts(form, "sites") if self.listed else [each["key"] for each in self.sites]
        stage = (text(form, "stage") or None) if self.listed else None
        chosen = [site for site in self.sites if site["key"] in keys]
        listed = sum(reached(site["stage"], stage) for site in chosen) if stage else None
        done = text(form, "done")
        return Asked(
            self.project.id,
            text(form, "on"),
            tuple(keys),
            tuple(texts(form, "members")),
            whole(text(form, "staff") or "0"),
            {
                "as_of": text(form, "as_of") or None,
                "stage": stage,
                "done": whole(done) if done else listed,
                "note": text(form, "reported_note"),
            },
            SITES if self.listed else text(form, "way"),
        )

    def render(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        on = self._day(form)
        sites, party, halted = self.sites, self.visiting.free(self.project.id, on), ""
        if self.plan is not None:
            try:
                ground: Ground = self.visiting.ground(self.plan, self.project.id, on)
                sites, party = ground.sites, ground.party
            except Refused as no:
                sites, party, halted = [], [], no.code
        drawn = self.plan is not None and not halted and len(sites) < len(self.sites)
        return self.desk.render(
            "visits_plan.html",
            errors,
            form,
            section="visits",
            project=self.project,
            plan=self.plan,
            halted=halted,
            drawn=drawn,
            ways=[] if self.listed else [(key, WAYS[key].title, _WAY_HINTS[key]) for key in _WAY_HINTS],
            sites=[(site["key"], site["name"] or f"点位{site['key']}", "，".join(_words(site))) for site in sites],
            party=self._people(party),
            said=self._said(form, on, [site["key"] for site in sites] if drawn else []),
            methods=[(each, each, _METHOD_HINTS[each]) for each in METHODS],
            stages=[(each, each) for each in STAGES],
            action=self.desk.request.url.path + "?" + self.desk.request.url.query,
        )

    def _day(self, form: FormData | None) -> date:
        typed = written.day(text(form, "on")) if form is not None else None
        if typed:
            return typed
        return self.visiting.earliest(self.plan) if self.plan else self.desk.house.days().add(clock.today(), 1)

    def _people(self, rows: list[MemberRow]) -> list[tuple[str, str, str]]:
        with self.desk.house.reading() as conn:
            known = member_contact.of(conn, [row.id for row in rows])
        return [
            (
                str(row.id),
                row.called,
                "，".join(each for each in (known[row.id].name if row.id in known else "", *row.expertise) if each),
            )
            for row in rows
        ]

    def _said(self, form: FormData | None, on: date, drawn: list[str]) -> dict[str, Any]:
        if form is not None:
            return {
                **{name: text(form, name) for name in _FIELDS},
                "sites": texts(form, "sites"),
                "members": texts(form, "members"),
            }
        month = clock.today().replace(day=1) - timedelta(days=1)
        blank: dict[str, Any] = dict.fromkeys(_FIELDS, "")
        return {
            **blank,
            "on": on.isoformat(),
            "method": ANNOUNCED,
            "signatures": str(SIGNATURES),
            "way": REGISTER,
            "as_of": month.isoformat(),
            "sites": drawn,
            "members": [],
        }


_FIELDS = (
    "on", "way", "method", "basis", "occasion", "leader", "signatures", "staff", "as_of", "stage", "done",
    "reported_note",
)  # fmt: skip
_WAY_HINTS = {
    REGISTER: "到单位看登记台账和佐证，抽若干条核对",
    CALLS: "按台账抽若干名服务对象打电话核实",
}
_METHOD_HINTS = {
    each: "提前一个工作日告知单位"
    if each == ANNOUNCED
    else ("要先抽签；因事件临时去的，写明事件" if each in SILENT else "")
    for each in METHODS
}


def _words(site: dict[str, Any]) -> list[str]:
    return [word for word in (site["address"], site["unit"], site["stage"]) if word]
