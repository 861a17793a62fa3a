"""Risks: raised by lead unit or office, assessed, watched by a supervision plan (督查计划) before they come true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects.month import Changed
from supervision import difficulty, risks
from supervision.claim import OFFICE
from supervision.risk import ENDS, LEVELS, Risk
from supervision.risks import RiskRow
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from web import refusals, wish_form
from web.place import place_of
from web.scene import Scene
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/risks"
STATES = {"raised": "待研判", "assessed": "已研判，待定督查计划", "planned": "督查中", "checked": "已督查", **ENDS}
STEPS = {
    "raised": "报告风险",
    "assessed": "研判",
    "supervision_planned": "制定督查计划",
    "plan_carried_out": "完成督查",
    **ENDS,
}


@router.get(PATH, name="risks:show")
def show(request: Request, jurisdiction: str, year: int, project: str = "") -> HTMLResponse:
    return _Page(request, jurisdiction, year).listing(project)


@router.post(PATH, name="risks:raise")
def raise_(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    number, typed = text(form, "project"), Typed(form)
    row = page.askable.get(number)
    if row is None:
        if number:
            raise HTTPException(404, "没有这个编号的项目，或者它不由贵单位牵头。")
        return page.listing("", {"project": "请选择项目。"}, form)
    files = wish_form.files_of(form, page.house.store)
    typed.faults += files.faults
    since_on = typed.day("since_on", "发现日期")
    threatens_on = typed.day("threatens_on", "可能影响的日期") if text(form, "threatens_on") else None
    said = {"matter": text(form, "matter"), "effect": text(form, "effect")}

    def act() -> Changed:
        made = Risk.report(
            page.programme.id,
            row.id,
            since_on=since_on,
            threatens_on=threatens_on,
            by_office=page.by == OFFICE,
            evidence=files.kept,
            **said,
        )
        return [made], {"risk": str(made.id)}

    try:
        typed.check()
        answer = page.carry_out(form, ["raise", number, since_on, threatens_on, said], act)
    except (Refused, SeveralRefused) as no:
        return page.listing(number, dict(refusals.sentences(no)), form, files.kept)
    return RedirectResponse(f"{page.root}/{answer['risk']}?done=raised", status_code=303)


@router.get(PATH + "/{id}", name="risks:detail")
def detail(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    page = _Page(request, jurisdiction, year)
    return page.detail(page.risk(id))


@router.post(PATH + "/{id}", name="risks:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`action`: assess, plan, end (the office's), or check: what the plan found, also by the unit it names."""
    page = _Page(request, jurisdiction, year)
    row, action = page.risk(id), text(form, "action")
    if action not in ("assess", "plan", "end", "check") or (action != "check" and page.by != OFFICE):
        raise HTTPException(404, "没有这种办理。")
    typed = Typed(form)
    until_on = typed.day("until_on", "督查期限") if action == "plan" else ""
    said = {name: text(form, name) for name in ("level", "opinion", "look_at", "who", "found", "how", "reason")}
    seen = text(form, "version")

    def act() -> Changed:
        found = page.house.ledger.get(Risk, id)
        if seen != str(found.version):
            raise Refused("risk.moved")
        {
            "assess": lambda: found.assess(said["level"], said["opinion"]),
            "plan": lambda: found.plan(said["look_at"], page.planner(said["who"]), until_on),
            "check": lambda: found.carry_out(page.by, said["found"]),
            "end": lambda: found.end(said["how"], said["reason"]),
        }[action]()
        return [found], {"risk": str(found.id), "state": found.state}

    try:
        typed.check()
        page.carry_out(form, [action, str(id), until_on, said], act)
    except (Refused, SeveralRefused) as no:
        return page.detail(row, {field or "": words for field, words in refusals.sentences(no)}, form)
    return RedirectResponse(f"{page.root}/{id}?done={action}", status_code=303)


class _Page(Scene):
    """A programme's risks for one visitor: a unit sees those of the projects it leads, and the plans it carries out."""

    def __init__(self, request: Request, slug: str, year: int) -> None:
        super().__init__(request, slug, year, "risks", difficulty.plans)

    def planner(self, who: str) -> str:
        """Who carries a plan out: the office, or a living unit; "" for nobody of this government."""
        return who if who == OFFICE or who in self.active else ""

    def mine(self, row: RiskRow) -> bool:
        if not self.at_unit:
            return True
        project = self.projects.get(row.project)
        return bool(project and project.lead_unit == self.visitor.unit) or self.by in [p["who"] for p in row.plans]

    def risk(self, id: UUID) -> RiskRow:
        with self.house.reading() as conn:
            found = risks.one(conn, id)
        if found is None or found.programme != self.programme.id or not self.mine(found):
            raise HTTPException(404, "没有找到这项风险。")
        return found

    def carry_out(self, form: FormData, asked: list[Any], act: Any) -> Any:
        whole = ["risk", self.slug, self.year, *asked]
        return self.house.carry_out(self.visitor.actor(self.request), key_of(form), whole, act)

    def frame(self, errors: Mapping[str, str] | None, form: FormData | None) -> dict[str, Any]:
        return {
            "programme": self.programme,
            "place": place_of(self.programme, self.government),
            "section": "desk",
            "root": self.root,
            "office": self.office,
            "projects": self.projects,
            "planners": [(OFFICE, "督查室"), *self.active.items()],
            "called": {OFFICE: "督查室", **self.units},
            "states": STATES,
            "levels": LEVELS,
            "errors": errors or {},
            "typed": kept(form),
            "back": form is not None,
            "done": self.request.query_params.get("done"),
            "clocks": self.clocks,
            "days": self.days,
            "now": clock.now(),
            "today": clock.today(),
            "key": str(uuid4()),
            "status_code": 422 if errors else 200,
        }

    def listing(
        self,
        project: str,
        errors: Mapping[str, str] | None = None,
        form: FormData | None = None,
        files: Sequence[Mapping[str, Any]] = (),
    ) -> HTMLResponse:
        with self.house.reading() as conn:
            rows = [row for row in risks.of_programme(conn, self.programme.id) if self.mine(row)]
        return render(
            self.request,
            "risks.html",
            **self.frame(errors, form),
            living=[row for row in rows if row.state not in ENDS],
            over=[row for row in rows if row.state in ENDS],
            askable=self.askable,
            chosen=project,
            files=files,
        )

    def detail(
        self, row: RiskRow, errors: Mapping[str, str] | None = None, form: FormData | None = None
    ) -> HTMLResponse:
        plan = row.plans[-1] if row.state == "planned" else None
        return render(
            self.request,
            "risk.html",
            **self.frame(errors, form),
            row=row,
            project=self.projects[row.project],
            steps=STEPS,
            ends=list(ENDS.items()),
            plan=plan,
            checking=plan is not None and self.by in (OFFICE, plan["who"]),
            living=row.state not in ENDS,
        )
