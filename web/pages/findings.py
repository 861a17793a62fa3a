"""检查发现的问题: entered from paper, fed back with the visit's conclusion, answered, objected to, decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import findings, orders, problems, rectifications, visits
from supervision.concluding import Concluding, Ruling
from supervision.finding import RULINGS, SEVERITIES, TERMS, Found, until
from supervision.findings import STATES, FindingRow
from supervision.visit import Visit
from tracker import clock
from tracker.refusal import refuse_all
from web.ladder_desk import Form, LadderDesk, given_out
from web.ladder_page import LadderPage
from web.pages.problems import STATES as DISCLOSED
from web.pages.rectifications import STATES as MENDING
from web.typed import Typed
from web.visitor import text, texts

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/findings"
FEEDBACK = "/{jurisdiction}/{year:int}/visits/{id}/feedback"


@router.get(PATH, name="findings:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """By visit, the latest first; who is not of the office sees what was fed back, a unit what was to it."""
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        rows = findings.of_programme(conn, desk.programme.id, desk.unit)
        seen = [each for each in findings.visits_of(conn, desk.programme.id) if _shown(desk, each)]
    shown = [each for each in rows if desk.office or each.fed_back_at]
    return desk.render("findings.html", visits=seen, rows=shown, states=STATES, severities=SEVERITIES)


@router.get(PATH + "/new", name="findings:new")
def new(request: Request, jurisdiction: str, year: int, visit: str = "") -> HTMLResponse:
    return _new(LadderDesk(request, jurisdiction, year), visit)


@router.post(PATH + "/new", name="findings:enter")
def enter(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """By the office, from what the team wrote on paper."""
    desk = LadderDesk(request, jurisdiction, year)
    seen = _visit(desk, text(form, "visit"))
    files = desk.files(form, "files")

    def act() -> Any:
        refuse_all(files.faults)
        unit = text(form, "unit")
        found = Found(
            text(form, "severity"), text(form, "fact"), text(form, "site") or None, texts(form, "photos"), files.kept
        )
        who = (text(form, "inspector"), found, unit if unit in desk.units else "")
        return _work(desk).enter(seen.id, *who, str(desk.visitor.account))

    return desk.attempt(
        form,
        ["findings:enter", str(seen.id), texts(form, "photos"), [each["sha256"] for each in files.kept]],
        act,
        f"{desk.root}/visits/{seen.id}/feedback?done=entered",
        lambda errors: _new(desk, str(seen.id), errors, form, files.kept),
    )


@router.get(FEEDBACK, name="feedback:form")
def feedback_form(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _feedback(LadderDesk(request, jurisdiction, year), id)


@router.post(FEEDBACK, name="feedback:issue")
def feedback(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The conclusion with every finding, each with what is asked of the unit."""
    desk = LadderDesk(request, jurisdiction, year)
    seen = _visit(desk, str(id))
    asked = {name.removeprefix("requirement-"): text(form, name) for name in form if name.startswith("requirement-")}

    def act() -> Any:
        typed = Typed(form)
        approval = typed.approval()
        typed.check()
        who = (approval, str(desk.visitor.account), desk.house.days())
        return _work(desk).feed_back(seen.id, text(form, "conclusion"), asked, *who)

    return desk.attempt(
        form,
        ["feedback:issue", str(id)],
        act,
        f"{desk.root}/visits/{id}/feedback?done=issued",
        lambda errors: _feedback(desk, id, errors, form),
    )


@router.get(PATH + "/{id}", name="findings:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _Page(request, jurisdiction, year, id).render()


@router.post(PATH + "/{id}/answer", name="findings:answer")
def answer(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return page.carry_out(form, "answer", lambda: _work(page.desk).answer(id, text(form, "words")), "answered")


@router.post(PATH + "/{id}/object", name="findings:object")
def object_(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    files = page.desk.files(form, "evidence")

    def act() -> Any:
        refuse_all(files.faults)
        return _work(page.desk).object(id, text(form, "reason"), files.kept, page.desk.house.days())

    return page.carry_out(form, "object", act, "objected", files=files.kept)


@router.post(PATH + "/{id}/decide", name="findings:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    apart, said = text(form, "apart") == "1", (text(form, "severity"), text(form, "fact"))
    ruling = Ruling(text(form, "ruling"), text(form, "reason"), apart, *said)
    days = page.desk.house.days()
    return page.carry_out(form, "decide", lambda: _work(page.desk).decide(id, ruling, page.account, days), "decided")


@router.post(PATH + "/{id}/retract", name="findings:retract")
def retract(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return page.carry_out(
        form, "retract", lambda: _work(page.desk).retract(id, text(form, "reason"), page.account), "retracted"
    )


@router.get(PATH + "/{id}/files/{sha256}", name="findings:file")
def file(request: Request, jurisdiction: str, year: int, id: UUID, sha256: str) -> Response:
    """A photograph of the finding, shown; a file of it or of the objection, to be downloaded."""
    page = _Page(request, jurisdiction, year, id)
    if sha256 in page.row.photos:
        headers = {"Cache-Control": "private, no-store"}
        return Response(page.desk.house.store.get(sha256), media_type="image/jpeg", headers=headers)
    return given_out(page.desk.house, [*page.row.files, *(page.row.objection or {}).get("evidence", [])], sha256)


def _work(desk: LadderDesk) -> Concluding:
    return Concluding(desk.house.ledger, UUID(desk.programme.id))


def _visit(desk: LadderDesk, id: str) -> Visit:
    """A visit of this programme; 404 for another's, and for what is no id."""
    try:
        wanted = UUID(id)
    except ValueError:
        raise HTTPException(404, "没有找到这次走访。") from None
    with desk.house.reading() as conn:
        found = visits.visit(conn, wanted)
    if found is None or found.programme != desk.programme.id:
        raise HTTPException(404, "没有找到这次走访。")
    return found


def _shown(desk: LadderDesk, each: findings.Visited) -> bool:
    return desk.office or bool(each.fed_back_at and (desk.unit is None or desk.unit in (each.units or [])))


def _new(
    desk: LadderDesk,
    visit: str,
    errors: dict[str, str] | None = None,
    form: FormData | None = None,
    files: list[dict[str, Any]] | None = None,
) -> HTMLResponse:
    return desk.render(
        "finding_new.html",
        errors,
        form,
        visit=_visit(desk, visit),
        severities=chosen(SEVERITIES),
        chosen=texts(form, "photos") if form is not None else [],
        files=files or [],
    )


def _feedback(
    desk: LadderDesk, id: UUID, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    seen = _visit(desk, str(id))
    with desk.house.reading() as conn:
        rows, told = findings.of_visit(conn, id), findings.visited(conn, id)
    days, today = desk.house.days(), clock.today()
    return desk.render(
        "visit_feedback.html",
        errors,
        form,
        visit=seen,
        sheets=desk.sheets(f"visit:{id}"),
        rows=[row for row in rows if row.state != "retracted"],
        told=told,
        called={each.key: each.called for each in seen.inspectors},
        states=STATES,
        severities=SEVERITIES,
        dues={severity: days.add(today, term) for severity, term in TERMS.items()},
        terms=TERMS,
        days=days,
    )


def chosen(words: dict[str, str]) -> list[tuple[str, str, str]]:
    """Severities for a form: value, words, the term each brings."""
    return [(key, word, f"反馈后{TERMS[key]}个工作日内整改") for key, word in words.items()]


class _Page(LadderPage[FindingRow]):
    NOUN, PLACE, MISSING = "finding", "findings", "没有找到这个问题。"

    def find(self, conn: Any, id: UUID) -> FindingRow | None:
        """Before it is fed back it is the office's and the team's alone."""
        found = findings.finding(conn, id)
        return found if found is None or found.fed_back_at or self.desk.office else None

    def render(
        self,
        errors: dict[str, str] | None = None,
        form: FormData | None = None,
        files: list[dict[str, Any]] | None = None,
        what: str = "",
    ) -> HTMLResponse:
        row, desk = self.row, self.desk
        with desk.house.reading() as conn:
            visit = visits.visit(conn, row.visit)
            told = findings.visited(conn, row.visit)
            mending = rectifications.rectification(conn, row.rectification) if row.rectification else None
            order = orders.order(conn, row.order_id) if row.order_id and row.order_state == "issued" else None
            problem = problems.problem(conn, row.problem) if row.problem and desk.office else None
        assert visit
        last = until(row.fed_back_at.astimezone(clock.SHANGHAI).date(), desk.house.days()) if row.fed_back_at else None
        return desk.render(
            "finding.html",
            errors,
            form,
            row=row,
            state=STATES[row.state],
            visit=visit,
            visited=told,
            who=next((each.called for each in visit.inspectors if each.key == row.found_by), "检查组"),
            site=visit.site(row.site) if row.site else None,
            severities=SEVERITIES,
            choices=list(SEVERITIES.items()),
            rulings=list(RULINGS.items()),
            mending=mending,
            mending_state=MENDING[mending.state] if mending else None,
            order=order,
            problem=problem,
            disclosed=DISCLOSED,
            last=last,
            sheets=desk.sheets(f"visit:{row.visit}"),
            own=self.account == row.recorder,
            files=files or [],
            what=what,
        )
