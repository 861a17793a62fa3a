"""限期整改: ordered by the office, reported by the unit in two hands, rechecked by somebody else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import rectifications
from supervision.rectification import WAYS
from supervision.rectifications import RectificationRow
from tracker.refusal import refuse_all
from web.ladder_desk import Form, LadderDesk, given_out
from web.ladder_page import LadderPage
from web.typed import Typed
from web.visitor import text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/rectifications"
STATES = {
    "ordered": "整改中",
    "reported": "已报告，待复查",
    "passed": "复查通过",
    "failed": "复查未通过",
    "withdrawn": "已撤销",
}


@router.get(PATH, name="rectifications:list")
def list_(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    desk = LadderDesk(request, jurisdiction, year)
    with desk.house.reading() as conn:
        rows = rectifications.of_programme(conn, desk.programme.id, desk.unit)
    return desk.render("rectifications.html", rows=rows, states=STATES)


@router.get(PATH + "/new", name="rectifications:new")
def new(request: Request, jurisdiction: str, year: int, order: str = "") -> HTMLResponse:
    return _new(LadderDesk(request, jurisdiction, year), order)


@router.post(PATH + "/new", name="rectifications:order")
def order_(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    desk = LadderDesk(request, jurisdiction, year)
    order = text(form, "order")

    def act() -> Any:
        typed = Typed(form)
        approval, due = typed.approval(), typed.day("due", "整改期限")
        typed.check()
        about = desk.step(form)
        said = (typed.text("problem"), typed.text("requirement"), due)
        return desk.climbing().rectify(about, *said, approval, str(desk.visitor.account), desk.house.days())

    return desk.attempt(
        form,
        ["rectifications:order"],
        act,
        lambda answer: f"{desk.root}/rectifications/{answer['id']}?done=ordered",
        lambda errors: _new(desk, order, errors, form),
    )


@router.get(PATH + "/{id}", name="rectifications:show")
def show(request: Request, jurisdiction: str, year: int, id: UUID) -> HTMLResponse:
    return _Page(request, jurisdiction, year, id).render()


@router.post(PATH + "/{id}/report", name="rectifications:report")
def report(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The filer's draft, for the unit's head."""
    page = _Page(request, jurisdiction, year, id)
    files = page.desk.files(form, "evidence")

    def act(found: Any) -> None:
        refuse_all(files.faults)
        found.draft_report(text(form, "measures"), text(form, "done"), files.kept, page.account)

    return page.attempt(form, "report", act, "drafted", files=files.kept)


@router.post(PATH + "/{id}/release", name="rectifications:release")
def release(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The unit's head reports, or gives the draft back; `decision` is release or back."""
    page = _Page(request, jurisdiction, year, id)
    back = text(form, "decision") == "back"

    def act(found: Any) -> None:
        if back:
            found.send_back(text(form, "reason"))
        else:
            found.release(page.account)

    return page.attempt(form, "release", act, "sent_back" if back else "reported")


@router.post(PATH + "/{id}/recheck", name="rectifications:recheck")
def recheck(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """`verdict` is passed or failed."""
    page = _Page(request, jurisdiction, year, id)
    passed = text(form, "verdict") == "passed"

    def act(found: Any) -> None:
        typed = Typed(form)
        day = typed.day("checked_on", "复查日期")
        typed.check()
        found.recheck(passed, text(form, "how"), day, text(form, "note"), text(form, "rechecker"), page.account)

    return page.attempt(form, "recheck", act, "passed" if passed else "failed")


@router.post(PATH + "/{id}/renew", name="rectifications:renew")
def renew(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """Another term after a failed recheck."""
    page = _Page(request, jurisdiction, year, id)

    def act(found: Any) -> None:
        typed = Typed(form)
        due = typed.day("due", "整改期限")
        typed.check()
        found.renew(text(form, "requirement"), due, text(form, "reason"))

    return page.attempt(form, "renew", act, "renewed")


@router.post(PATH + "/{id}/withdraw", name="rectifications:withdraw")
def withdraw(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, id)
    return page.attempt(form, "withdraw", lambda found: found.withdraw(text(form, "reason")), "withdrawn")


@router.get(PATH + "/{id}/files/{sha256}", name="rectifications:file")
def file(request: Request, jurisdiction: str, year: int, id: UUID, sha256: str) -> Response:
    page = _Page(request, jurisdiction, year, id)
    reports = [*(each.report for each in page.row.rounds), page.row.draft]
    return given_out(page.desk.house, [one for each in reports if each for one in each["evidence"]], sha256)


def _new(
    desk: LadderDesk, order: str, errors: dict[str, str] | None = None, form: FormData | None = None
) -> HTMLResponse:
    found = desk.raised(order)
    return desk.render(
        "rectification_new.html",
        errors,
        form,
        order=found,
        proposal=None,
        lapse=desk.lapse(found),
        choices=desk.choices(),
    )


class _Page(LadderPage[RectificationRow]):
    NOUN, PLACE, MISSING = "rectification", "rectifications", "没有找到这项限期整改。"

    def find(self, conn: Any, id: UUID) -> RectificationRow | None:
        return rectifications.rectification(conn, id)

    def render(
        self,
        errors: dict[str, str] | None = None,
        form: FormData | None = None,
        files: list[dict[str, Any]] | None = None,
        what: str = "",
    ) -> HTMLResponse:
        order = self.desk.order(str(self.row.order_id)) if self.row.order_id else None
        return self.desk.render(
            "rectification.html",
            errors,
            form,
            row=self.row,
            state=STATES[self.row.state],
            order=order,
            ways=list(WAYS.items()),
            words_of=WAYS,
            files=files or [],
            what=what,
        )
