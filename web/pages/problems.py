"""问题公开: five fields named to the public, decided and reviewed as they stand; their withdrawal stays to be seen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects import published
from supervision import findings, problems, written
from supervision.climbing import About
from supervision.finding import CAUSE, SEVERITIES
from supervision.findings import FindingRow
from supervision.problem import DUE, FIELDS, Fields
from supervision.problems import ProblemRow
from web.ladder_desk import Form, LadderDesk
from web.ladder_page import LadderPage
from web.public_page import public_page
from web.typed import Typed
from web.visitor import text

router = APIRouter()

DESK = "/{jurisdiction}/{year:int}/problems-desk"
STATES = {
    "drafted": "待批示",
    "approved": "已批准，待公开审查",
    "cleared": "可以公开",
    "published": "已公开",
    "rejected": "不同意公开",
    "withdrawn": "已撤回",
}


@router.get("/{jurisdiction}/{year:int}/problems/", name="problems:public")
def public(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """For everybody: what was published, newest first, withdrawn ones marked and with the reason."""
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        rows = problems.public(conn, jurisdiction, year) if board else []
    if board is None or board.imported:
        raise HTTPException(404, "没有公布过这个年度的内容。")
    return public_page(
        request,
        "problems.html",
        "problems",
        board,
        rows=rows,
        numbers={each["id"]: each["number"] for each in board.projects},
        labels=FIELDS,
    )


@router.get(DESK, name="problems:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        rows = problems.of_programme(conn, desk.programme.id)
    return desk.render("problems_desk.html", rows=rows, states=STATES)


@router.get(DESK + "/new", name="problems:new")
def new(request: Request, jurisdiction: str, year: int, order: str = "", finding: str = "") -> HTMLResponse:
    """`order` or `finding`: what it rests on, whose words its form begins with."""
    desk = LadderDesk(request, jurisdiction, year)
    return _new(desk, order, finding=_finding(desk, finding))


@router.post(DESK + "/new", name="problems:draft")
def draft(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    account = str(desk.visitor.account)
    found = _finding(desk, text(form, "finding"))
    return desk.attempt(
        form,
        ["problems:draft"],
        lambda: desk.climbing().disclose(_of(found) if found else desk.step(form), _fields(form), account),
        lambda answer: f"{desk.root}/problems-desk/{answer['id']}?done=drafted",
        lambda errors: _new(desk, text(form, "order"), errors, form, found),
    )


@router.get(DESK + "/{id}", name="problems:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _Page(request, jurisdiction, year, id).render()


@router.post(DESK + "/{id}/redraft", name="problems:redraft")
def redraft(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return page.attempt(form, "redraft", lambda found: found.redraft(_fields(form), page.account))


@router.post(DESK + "/{id}/decide", name="problems:decide")
def decide(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`decision` is approve or reject; `seen` the hash of what the page showed."""

    def change(found: Any) -> None:
        typed = Typed(form)
        approval = typed.approval()
        typed.check()
        if text(form, "decision") == "approve":
            found.approve(approval, text(form, "seen"))
        else:
            found.reject(approval)

    return _Page(request, jurisdiction, year, id).attempt(form, "decide", change)


@router.post(DESK + "/{id}/clear", name="problems:clear")
def clear(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    def change(found: Any) -> None:
        found.clear(_review(form), text(form, "seen"))

    return _Page(request, jurisdiction, year, id).attempt(form, "clear", change)


@router.post(DESK + "/{id}/publish", name="problems:publish")
def publish(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    return _Page(request, jurisdiction, year, id).attempt(form, "publish", lambda found: found.publish())


@router.post(DESK + "/{id}/outcome", name="problems:outcome")
def outcome(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """整改情况 for the public, with its own review."""

    def change(found: Any) -> None:
        found.tell_outcome(text(form, "outcome"), _review(form))

    return _Page(request, jurisdiction, year, id).attempt(form, "outcome", change)


@router.post(DESK + "/{id}/withdraw", name="problems:withdraw")
def withdraw(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    def change(found: Any) -> None:
        typed = Typed(form)
        approval = typed.approval()
        typed.check()
        found.withdraw(text(form, "reason"), approval)

    return _Page(request, jurisdiction, year, id).attempt(form, "withdraw", change)


def _fields(form: FormData) -> Fields:
    """Raises Refused for a day that cannot be read; one that is missing the problem itself tells."""
    typed = Typed(form)
    due = typed.day("f-due", DUE) if typed.text("f-due") else ""
    typed.check()
    return Fields(**{name: text(form, f"f-{name}") for name in FIELDS}, due=written.day(due))


def _review(form: FormData) -> Any:
    typed = Typed(form)
    review = typed.review()
    typed.check()
    return review


def _finding(desk: LadderDesk, id: str) -> FindingRow | None:
    """A finding that was fed back, of this programme; None where none is named, 404 for what is none."""
    if not id:
        return None
    try:
        with desk.house.reading() as conn:
            found = findings.finding(conn, UUID(id))
    except ValueError:
        found = None
    if found is None or str(found.programme) != desk.programme.id or found.stands not in ("fed_back", "objected"):
        raise HTTPException(404, "没有找到这个问题，或者还没有反馈。")
    return found


def _of(found: FindingRow) -> About:
    cause = {"kind": CAUSE, "ref": str(found.id), "words": f"检查发现的{SEVERITIES[found.holds[0]]}问题"}
    return About(found.unit, str(found.project), cause=cause)


def _told_by(desk: LadderDesk, found: FindingRow) -> dict[str, str]:
    project = desk.projects.get(str(found.project))
    return {
        "item": project.title if project else "",
        "unit_name": desk.units.get(found.unit, ""),
        "facts": found.holds[1],
        "requirement": found.requirement or "",
        "due": found.due.isoformat() if found.due else "",
    }


def _new(
    desk: LadderDesk,
    order: str,
    errors: dict[str, str] | None = None,
    form: FormData | None = None,
    finding: FindingRow | None = None,
) -> HTMLResponse:
    found = desk.raised(order)
    known = _told_by(desk, finding) if finding else {}
    if found is not None:
        project = desk.projects.get(str(found.project))
        known = {
            "item": project.title if project else found.matter["matter"],
            "unit_name": desk.units.get(found.unit, ""),
            "facts": found.matter["facts"],
            "requirement": found.matter["requirement"],
            "due": found.due.isoformat() if found.due else "",
        }
    return desk.render(
        "problem_new.html",
        _prefixed(errors),
        form,
        order=found,
        finding=finding,
        known=known,
        proposal=None,
        choices=desk.choices(),
        labels=FIELDS,
    )


class _Page(LadderPage[ProblemRow]):
    NOUN, PLACE, MISSING = "problem", "problems-desk", "没有找到这项问题公开。"

    def find(self, conn: Any, id: UUID) -> ProblemRow | None:
        return problems.problem(conn, id)

    def _rests_on(self) -> FindingRow | None:
        """The finding of a visit that it names to the public."""
        if self.row.cause.get("kind") != CAUSE:
            return None
        with self.desk.house.reading() as conn:
            return findings.finding(conn, UUID(self.row.cause["ref"]))

    def render(
        self, errors: dict[str, str] | None = None, form: FormData | None = None, what: str = ""
    ) -> HTMLResponse:
        return self.desk.render(
            "problem.html",
            _prefixed(errors),
            form,
            row=self.row,
            state=STATES[self.row.state],
            labels=FIELDS,
            seen=self.found(self.desk.climbing()).text,
            finding=self._rests_on(),
            sheets=self.desk.sheets(f"problem:{self.row.id}"),
            what=what,
        )


def _prefixed(errors: dict[str, str] | None) -> dict[str, str]:
    """A field of the five stands apart from those of a 批示, one of which is called alike (post)."""
    told = errors or {}
    return {
        f"f-{field}" if field in (*FIELDS, "due") and field != "post" else field: words for field, words in told.items()
    }
