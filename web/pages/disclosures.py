"""The half-year disclosure (半年公开): the office's desk, and for everybody each version as it was published."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from projects import published
from projects.report import CORRECTION_REASONS
from supervision import disclosures, interpretations
from supervision.disclosing import Disclosing, last_period
from supervision.disclosure import PARTS, Words
from tracker.refusal import Refused
from web import refusals
from web.office_page import OfficePage
from web.public_page import public_page
from web.typed import Typed
from web.visitor import Form, text

router = APIRouter()

PUBLIC = "/{jurisdiction}/{year:int}/disclosures"
DESK = "/{jurisdiction}/{year:int}/disclosure-desk/{half}"
OPINION = "数据均已公布，文字由各单位报送、督查室汇总，不涉及国家秘密、工作秘密和个人隐私，可以公开。"
NONE = "这份清单没有{half}进展公开：清单还没有发布，或者发布时已经过了这半年。"
DONE = {
    "drafted": "已按公布的进展起草，请逐项核对文字。",
    "edited": "已保存。",
    "cleared": "公开审查已记录，可以公布。",
    "published": "已公布，公众可以看到。",
    "correct": "已开始更正：修改文字，重新审查后公布新的一版，原来的一版照旧保留。",
}


@router.get(PUBLIC + "/", name="disclosures:list")
def listing(request: Request, jurisdiction: str, year: int) -> HTMLResponse:
    """What was disclosed in the year; 404 where nothing of the programme is public."""
    board = _public(request, jurisdiction, year)
    with request.app.state.house.reading() as conn:
        found = disclosures.versions(conn, jurisdiction, year)
    latest = {each.half: each for each in reversed(found)}
    return public_page(
        request,
        "disclosures.html",
        "disclosures",
        board,
        latest=list(latest.values()),
    )


@router.get(PUBLIC + "/{half}/{number:int}.json", name="disclosures:stored")
def stored(request: Request, jurisdiction: str, year: int, half: str, number: int) -> Response:
    """The canonical bytes of one version, whose SHA-256 the page tells."""
    version = _version(request, jurisdiction, year, half, number)[0]
    return Response(version.content.encode(), media_type="application/json", headers={"etag": f'"{version.sha256}"'})


@router.get(PUBLIC + "/{half}", name="disclosures:show")
def show(request: Request, jurisdiction: str, year: int, half: str, version: int | None = None) -> HTMLResponse:
    """The newest version, or the one asked for; 404 before it is published."""
    board = _public(request, jurisdiction, year)
    shown, every = _version(request, jurisdiction, year, half, version)
    with request.app.state.house.reading() as conn:
        interpreted = interpretations.latest(conn, jurisdiction, year).get(half)
    return public_page(
        request,
        "disclosure.html",
        "disclosures",
        board,
        told=shown.told,
        shown=shown,
        versions=every,
        interpreted=interpreted,
        parts_of=PARTS,
    )


def _public(request: Request, slug: str, year: int) -> published.Board:
    with request.app.state.house.reading() as conn:
        board = published.board(conn, slug, year)
    if board is None or board.imported:
        raise HTTPException(404, "没有公布过这个年度的内容。")
    return board


def _version(
    request: Request, slug: str, year: int, half: str, number: int | None
) -> tuple[disclosures.Version, list[disclosures.Version]]:
    with request.app.state.house.reading() as conn:
        every = disclosures.versions(conn, slug, year, half)
    found = next((each for each in every if number is None or each.number == number), None)
    if found is None:
        raise HTTPException(404, "还没有公布。")
    return found, every


@router.get(DESK, name="disclosure:desk")
def desk(request: Request, jurisdiction: str, year: int, half: str) -> HTMLResponse:
    return _Page(request, jurisdiction, year, half).render()


@router.post(DESK + "/draft", name="disclosure:draft")
def draft(request: Request, jurisdiction: str, year: int, half: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, half)
    return page.attempt(form, page.work.draft, "drafted")


@router.post(DESK + "/edit", name="disclosure:edit")
def edit(request: Request, jurisdiction: str, year: int, half: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, half)
    return page.attempt(form, lambda: page.work.edit(_words(form)), "edited")


@router.post(DESK + "/clear", name="disclosure:clear")
def clear(request: Request, jurisdiction: str, year: int, half: str, form: Form) -> Response:
    """公开审查 of what the page showed; every part that says nothing is named."""
    page = _Page(request, jurisdiction, year, half)

    def act() -> Any:
        typed = Typed(form)
        review = typed.review()
        typed.required("words", "批示")
        typed.check()
        return page.work.clear(review, text(form, "seen"))

    return page.attempt(form, act, "cleared")


@router.post(DESK + "/publish", name="disclosure:publish")
def publish(request: Request, jurisdiction: str, year: int, half: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, half)
    return page.attempt(form, page.work.publish, "published")


@router.post(DESK + "/correct", name="disclosure:correct")
def correct(request: Request, jurisdiction: str, year: int, half: str, form: Form) -> Response:
    page = _Page(request, jurisdiction, year, half)

    def act() -> Any:
        typed = Typed(form)
        found_on = typed.day("found_on", "发现日期")
        typed.check()
        return page.work.correct(text(form, "reason_code"), text(form, "reason"), text(form, "found_by"), found_on)

    return page.attempt(form, act, "correct")


def _words(form: FormData) -> Words:
    """`overall.part` and `p<number>.part`, as far as they were sent."""
    found: Words = {"overall": {}, "projects": {}}
    for name in form:
        where, _, part = name.rpartition(".")
        if part not in PARTS:
            continue
        if where == "overall":
            found["overall"][part] = text(form, name)
        elif where.startswith("p"):
            found["projects"].setdefault(where[1:], {})[part] = text(form, name)
    return found


class _Page(OfficePage):
    template, done = "disclosure_desk.html", DONE

    def __init__(self, request: Request, slug: str, year: int, half: str) -> None:
        super().__init__(request, slug, year)
        try:
            self.work = Disclosing(self.house.ledger, slug, year, half)
        except Refused as no:
            raise HTTPException(404, refusals.sentence(no)) from no
        with self.house.reading() as conn:
            self.standing = disclosures.standing(conn, self.programme)
            self.versions = disclosures.versions(conn, slug, year, half)
        if half not in {each.half.key for each in self.standing}:
            raise HTTPException(404, NONE.format(half=self.work.half.label))

    @property
    def path(self) -> str:
        return f"/{self.slug}/{self.year}/disclosure-desk/{self.work.half.key}"

    def more(self, form: FormData | None) -> dict[str, Any]:
        made = self.work.disclosure()
        return {
            "half": self.work.half,
            "standing": self.standing,
            "last": last_period(self.programme.policy, self.year, self.work.half),
            "made": made,
            "seen": made.text if made else "",
            "ready": self.work.ready(),
            "silent": {fault.field.rpartition(".")[0] for fault in made.faults() if fault.field} if made else set(),
            "versions": self.versions,
            "parts_of": PARTS,
            "reasons": list(CORRECTION_REASONS.items()),
            "opinion": OPINION,
        }
