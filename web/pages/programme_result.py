"""The year's result (年终公布): the office announces it, everybody reads it as it was announced."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects import published
from supervision import programme_results
from supervision.programme_result import OUTCOMES
from web.office_page import OfficePage
from web.public_page import public_page
from web.typed import Typed
from web.visitor import Form, text

router = APIRouter()

DESK = "/{jurisdiction}/{year:int}/result-desk"


@router.get("/{jurisdiction}/{year:int}/result", name="result:show")
def show(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """404 before it is announced."""
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        row = programme_results.one(conn, jurisdiction, year)
    if board is None or row is None:
        raise HTTPException(404, "年度完成情况还没有公布。")
    return public_page(
        request,
        "result.html",
        "result",
        board,
        told=row.told,
        row=row,
        outcomes=OUTCOMES,
    )


@router.get(DESK, name="result:desk")
def desk(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _Page(request, jurisdiction, year).render()


@router.post(DESK, name="result:announce")
def announce(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)

    def act() -> Any:
        typed = Typed(form)
        review = typed.review()
        typed.required("words", "批示")
        typed.check()
        said = {name: text(form, name) for name in form}
        return programme_results.announce(page.house.ledger, page.programme, page.government, said, review)

    return page.attempt(form, act, "announced")


@router.post(DESK + "/conclude", name="result:conclude")
def conclude(request: Request, jurisdiction: str, year: int, form: Form) -> Response:
    """The last month is out: the list is over."""
    page = _Page(request, jurisdiction, year)

    def act() -> Any:
        typed = Typed(form)
        approval = typed.approval()
        typed.check()
        return programme_results.conclude(page.house.ledger, page.programme, approval)

    return page.attempt(form, act, "concluded")


class _Page(OfficePage):
    template = "result_desk.html"
    done = {"announced": "已公布。", "concluded": "年度清单已办结。"}  # noqa: RUF012

    @property
    def path(self) -> str:
        return f"/{self.slug}/{self.year}/result-desk"

    def more(self, form: FormData | None) -> dict[str, Any]:
        with self.house.reading() as conn:
            row = programme_results.one(conn, self.slug, self.year)
        found = [] if row else programme_results.projects(self.house.ledger, self.programme, {})
        return {
            "row": row,
            "ended": [each for each in found if each["outcome"]],
            "open": [each for each in found if not each["outcome"]],
            "outcomes": OUTCOMES,
            "last": self.programme.policy.periods(self.year)[-1].label,
            "early": self.programme.policy.rule(programme_results.KIND).opening(str(self.year)),
        }
