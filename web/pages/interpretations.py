"""Interpretations (解读): the office's desk, and for everybody each beside what it interprets."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import published
from supervision import interpretations
from tracker.refusal import Refused
from web import refusals
from web.office_page import OfficePage, lines
from web.public_page import public_page
from web.typed import Typed
from web.visitor import Form, text

router = APIRouter()

PUBLIC = "/{jurisdiction}/{year:int}/interpretations"
DESK = "/{jurisdiction}/{year:int}/interpretation-desk"


@router.get(PUBLIC + "/{subject}", name="interpretations:show")
def show(request: Request, jurisdiction: str, year: int, subject: str, version: int | None = None) -> HTMLResponse:
    """The newest version, or the one asked for; 404 before it is published."""
    with request.app.state.house.reading() as conn:
        board = published.board(conn, jurisdiction, year)
        every = interpretations.versions(conn, jurisdiction, year, subject)
    shown = next((each for each in every if version is None or each.number == version), None)
    if board is None or shown is None:
        raise HTTPException(404, "没有公布过这项解读。")
    return public_page(
        request,
        "interpretation.html",
        "interpretations",
        board,
        told=shown.told,
        shown=shown,
        versions=every,
        about=_about(subject),
    )


def _about(subject: str) -> str:
    """Where what is interpreted stands, from the page of its interpretation."""
    if subject == "release":
        return "../"
    return f"../bulletins/{subject.removeprefix('bulletin-')}" if subject.startswith("bulletin-") else _half(subject)


def _half(subject: str) -> str:
    return f"../disclosures/{subject}"


@router.get(DESK, name="interpretation:desk")
def latest(request: Request, jurisdiction: str, year: int) -> Response:
    """On to what waits longest for its interpretation."""
    page = _Page(request, jurisdiction, year, "release")
    known = page.latest
    waiting = [each.key for each in page.subjects if each.owed and each.key not in known]
    return RedirectResponse(f"/{jurisdiction}/{year}/interpretation-desk/{(waiting or ['release'])[0]}", 303)


@router.get(DESK + "/{subject}", name="interpretation:desk")
def desk(request: Request, jurisdiction: str, year: int, subject: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year, subject).render()


@router.post(DESK + "/{subject}", name="interpretation:publish")
def publish(request: Request, jurisdiction: str, year: int, subject: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, subject)

    def act() -> Any:
        typed = Typed(form)
        review = typed.review()
        typed.required("words", "批示")
        typed.check()
        words = (text(form, "title"), lines(form, "text"), text(form, "author"))
        ledger, about = page.house.ledger, page.subject
        return interpretations.publish(ledger, page.programme, about, words, review, text(form, "reason"))

    return page.attempt(form, act, "published")


class _Page(OfficePage):
    template = "interpretation_desk.html"
    done = {"published": "已公布，与所解读的文件互相链接。"}  # noqa: RUF012

    def __init__(self, request: Request, slug: str, year: int, subject: str) -> None:
        super().__init__(request, slug, year)
        with self.house.reading() as conn:
            self.subjects = interpretations.subjects(conn, self.programme)
            self.latest = interpretations.latest(conn, slug, year)
            try:
                self.subject = interpretations.subject_of(conn, self.programme, subject)
            except Refused as no:
                raise HTTPException(404, refusals.sentence(no)) from no

    def more(self, form: FormData | None) -> dict[str, Any]:
        return {"subjects": self.subjects, "known": self.latest, "subject": self.subject}
