"""What the office owes the public between two months: corrections and adjustments, each by its day."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from projects import notices, register
from projects.notice import CORRECTION
from projects.notices import Owed, Told
from projects.noticing import Noticing
from supervision import papers
from supervision.correction_paper import CorrectionPaper
from supervision.document import CORRECTION_NOTICE
from supervision.papers import PaperRow
from tracker import clock
from tracker.refusal import Refused, SeveralRefused
from tracker.working_days import WorkingDays
from web import issuance, paper_desk, refusals
from web.house import House
from web.place import place_of, programme_here
from web.templating import render
from web.typed import Typed, kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/notices"
OPINION = "不涉密，可以公开。"
UNTOLD = "没有公布过这项更正。"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A notice at work: what it would say, when it is due, and whether that day is 预估 or gone by."""

    row: Owed
    told: dict[str, Any]
    seen: str
    due: date
    estimated: bool
    overdue: bool
    cleared: bool


@router.get(PATH, name="notices:desk")
def desk(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    return _Page(request, jurisdiction, year).render()


@router.post(PATH + "/{id}/clear", name="notices:clear")
def clear(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """公开审查 of what the page showed."""
    page = _Page(request, jurisdiction, year)

    def act() -> Any:
        typed = Typed(form)
        review = typed.review(f"-{id}")
        typed.required(f"words-{id}", "批示")
        typed.check()
        return page.noticing(id).clear(review, text(form, "seen"))

    return page.attempt(form, str(id), ["notice", str(id), "clear", _sent(form)], act, "cleared")


@router.post(PATH + "/{id}/publish", name="notices:publish")
def publish(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    page = _Page(request, jurisdiction, year)
    return page.attempt(form, str(id), ["notice", str(id), "publish"], lambda: page.noticing(id).publish(), "published")


@router.get(PATH + "/{id}/preview.pdf", name="notices:preview")
def preview(request: Request, jurisdiction: str, year: int, id: UUID) -> Response:
    document = _Page(request, jurisdiction, year).paper(id).document()
    return paper_desk.previewed(request, document, UNTOLD)


@router.post(PATH + "/{id}/print", name="notices:print")
def print_(request: Request, jurisdiction: str, year: int, id: UUID, form: Form) -> Response:
    """The 更正 as an official paper, numbered and issued from the published notice; once."""
    page = _Page(request, jurisdiction, year)
    work = page.paper(id)
    try:
        issuance.issue(page.house, page.visitor.actor(request), work, work.document().text, key_of(form))
    except (Refused, SeveralRefused) as no:
        return page.render(dict(refusals.sentences(no)), form)
    return RedirectResponse(f"/{jurisdiction}/{year}/notices?done=printed", status_code=303)


def _sent(form: FormData) -> dict[str, str]:
    return {name: text(form, name) for name in form if name not in ("csrf", "key")}


def waiting(noticing: Noticing, days: WorkingDays) -> Waiting:
    row, content = noticing.row, noticing.content()
    due, seen = row.due(days), sha256(content.encode()).hexdigest()
    cleared = noticing.notice().cleared == seen
    return Waiting(row, json.loads(content), seen, due, row.estimated(days), clock.today() > due, cleared)


class _Page:
    def __init__(self, request: Request, slug: str, year: int) -> None:
        self.request, self.slug, self.year = request, slug, year
        self.house: House = request.app.state.house
        self.visitor: Visitor = request.state.visitor
        with self.house.reading() as conn:
            programme = programme_here(conn, slug, year)
            self.programme = programme
            self.government = (register.jurisdiction(conn, slug) or {"name": slug})["name"]

    def noticing(self, id: UUID) -> Noticing:
        return Noticing(self.house.ledger, UUID(self.programme.id), id)

    def waiting(self) -> list[Waiting]:
        """The earliest due first."""
        days = self.house.days()
        with self.house.reading() as conn:
            rows = notices.owed(conn, self.programme.id)
        found = [waiting(self.noticing(UUID(row.id)), days) for row in rows]
        return sorted(found, key=lambda each: each.due)

    def told(self) -> list[Told]:
        with self.house.reading() as conn:
            return notices.told(conn, self.slug, self.year)

    def paper(self, id: UUID) -> CorrectionPaper:
        """404 for what is no published 更正."""
        told = next((each for each in self.told() if each.id == str(id) and each.kind == CORRECTION), None)
        if told is None:
            raise HTTPException(404, UNTOLD)
        return CorrectionPaper(self.house.ledger, self.slug, self.year, told, self.house.days())

    def printed(self) -> dict[str, PaperRow]:
        """Notice → its paper, of those that were issued."""
        with self.house.reading() as conn:
            rows = papers.issued(conn, CORRECTION_NOTICE, self.slug, self.year)
        return {row.facts["notice"]: row for row in rows}

    def attempt(self, form: FormData, id: str, asked: list[Any], act: Callable[[], Any], done: str) -> Response:
        try:
            self.noticing(UUID(id))
        except Refused as no:
            raise HTTPException(404, refusals.sentence(no)) from no
        try:
            self.house.carry_out(self.visitor.actor(self.request), key_of(form), asked, act)
        except (Refused, SeveralRefused) as no:
            errors = {_field(field, id): words for field, words in refusals.sentences(no)}
            return self.render(errors, form)
        return RedirectResponse(f"/{self.slug}/{self.year}/notices?done={done}", status_code=303)

    def render(self, errors: dict[str, str] | None = None, form: FormData | None = None) -> HTMLResponse:
        return render(
            self.request,
            "notices.html",
            status_code=422 if errors else 200,
            programme=self.programme,
            slug=self.slug,
            year=self.year,
            place=place_of(self.programme, self.government),
            waiting=self.waiting(),
            told=self.told(),
            printed=self.printed(),
            opinion=OPINION,
            opinion_post=f"{self.government}保密审查岗",
            today=clock.today().isoformat(),
            errors=errors or {},
            typed=kept(form) if form is not None else None,
            done=self.request.query_params.get("done"),
            key=str(uuid4()),
        )


def _field(field: str, id: str) -> str:
    """The field of this notice's form: rules name theirs without it."""
    mark = f"-{id}"
    named = {"approval": "post"}.get(field, field)
    return named if not named or named.endswith(mark) else f"{named}{mark}"
