"""A year's list comes in as a spreadsheet: checked whole first, every fault told with its place, then taken in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from projects import intake, register, workbook, written_list
from projects.intake import Intake
from projects.listing import Listing
from projects.sheet import Fault, Faults
from tracker.refusal import Refused, SeveralRefused
from web import refusals
from web.house import House
from web.place import own_place
from web.templating import render
from web.typed import Kept, Typed, kept
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()
log = structlog.get_logger("imports")

PATH = "/office/import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NOTE = 100
"""Characters: it stands in brackets beside the year's title."""
FIELDS = ("slug", "name", "year", "file", "note")
YEAR, FIRST, LAST = re.compile("[0-9]{4}"), 1980, 2100
MOST_SHOWN = 200
"""Faults shown on one page; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A spreadsheet without faults: its kept file, what it would bring, what was guessed, and what to look at first."""

    file: str
    name: str
    answer: dict[str, Any]
    notes: tuple[str, ...]
    remarks: list[str]


@router.get(PATH + "/template.xlsx", name="import:template")
def template(request: Request) -> Response:
    """The empty spreadsheet to fill in."""
    headers = {"Content-Disposition": "attachment; filename*=UTF-8''%E6%B8%85%E5%8D%95%E6%A8%A1%E6%9D%BF.xlsx"}
    return Response(written_list.template(), media_type=XLSX, headers=headers)


@router.get(PATH, name="import:show")
def show(request: Request) -> HTMLResponse:
    return _page(request)


@router.post(PATH, name="import:submit")
def submit(request: Request, form: Form) -> Response:
    """`action`: check reads the sent file and writes nothing; load takes in the file that was checked."""
    try:
        return _submitted(request, form)
    finally:
        if isinstance(file := form.get("file"), UploadFile):
            file.file.close()


def _submitted(request: Request, form: FormData) -> Response:
    house: House = request.app.state.house
    loading = text(form, "action") == "load"
    try:
        slug, name, year = _whither(request, form)
        content, called = _kept_file(house, form) if loading else _sent_file(form)
        published = bool(text(form, "published"))
        wanted = _wanted(form, slug, name, year, workbook.read(content, published=published))
        if len(wanted.note or "") > LONGEST_NOTE:
            raise Refused("import.note_long", field="note", most=LONGEST_NOTE)
        if loading:
            return _load(request, form, wanted)
        _, answer = intake.changes(house.ledger, wanted)
        checked = Checked(house.store.put(content), called, answer, wanted.listing.notes, intake.remarks(wanted))
    except Faults as found:
        return _page(request, form=form, faults=found.faults)
    except (Refused, SeveralRefused) as no:
        errors, against = _placed(no)
        return _page(request, form=form, errors=errors, against=against)
    return _page(request, form=form, checked=checked)


def _load(request: Request, form: FormData, wanted: Intake) -> Response:
    house: House = request.app.state.house
    visitor: Visitor = request.state.visitor
    asked = ["import", wanted.slug, wanted.year, wanted.published, text(form, "file_hash")]
    house.carry_out(
        visitor.actor(request), key_of(form), asked, lambda: intake.changes(house.ledger, wanted), alone=True
    )
    log.info("list imported", jurisdiction=wanted.slug, year=wanted.year, by=str(visitor.account))
    return RedirectResponse(f"{PATH}?slug={wanted.slug}&year={wanted.year}", status_code=303)


def _whither(request: Request, form: FormData) -> tuple[str, str, int]:
    """Government and year. An office takes in its own government's lists only."""
    visitor: Visitor = request.state.visitor
    typed = Typed(form)
    if visitor.role == "administrator":
        slug = typed.required("slug", "网址标识")
    else:
        slug = visitor.jurisdiction or ""
        if typed.text("slug") not in ("", slug):
            raise HTTPException(403, "只能导入本级政府的清单。")
    with request.app.state.house.reading() as conn:
        known = register.jurisdiction(conn, slug)
    name = known["name"] if known else typed.text("name")
    if slug and not name:
        typed.fault("import.name", "name", slug=slug)
    year = typed.text("year")
    if not (YEAR.fullmatch(year) and FIRST <= int(year) <= LAST):
        typed.fault("import.year" if year else "import.year_missing", "year", found=year[:20], first=FIRST, last=LAST)
    typed.check()
    return slug, name, int(year)


def _sent_file(form: FormData) -> tuple[bytes, str]:
    file = form.get("file")
    content = file.file.read() if isinstance(file, UploadFile) else b""
    if not content:
        raise Refused("import.file_missing", field="file")
    return content, cast(UploadFile, file).filename or ""


def _kept_file(house: House, form: FormData) -> tuple[bytes, str]:
    try:
        return house.store.get(text(form, "file_hash")), text(form, "file_name")
    except FileNotFoundError:
        raise Refused("import.file_missing", field="file") from None


def _wanted(form: FormData, slug: str, name: str, year: int, listing: Listing) -> Intake:
    published = bool(text(form, "published"))
    return Intake(
        slug,
        name,
        year,
        listing,
        published,
        shown="sample" if published else "real",
        title=text(form, "title") or None,
        hotline=text(form, "hotline") or None,
        note=text(form, "note") or None,
    )


def _placed(no: Refused | SeveralRefused) -> tuple[dict[str, str], list[str]]:
    """Field → sentence, and the sentences of the list itself, which have no field on this page."""
    told = refusals.sentences(no)
    return {field: words for field, words in told if field in FIELDS}, [w for field, w in told if field not in FIELDS]


def _page(
    request: Request,
    *,
    form: FormData | None = None,
    errors: dict[str, str] | None = None,
    faults: tuple[Fault, ...] = (),
    against: Sequence[str] = (),
    checked: Checked | None = None,
) -> HTMLResponse:
    visitor: Visitor = request.state.visitor
    own = None if visitor.role == "administrator" else visitor.jurisdiction
    typed: Kept = kept(form)
    with request.app.state.house.reading() as conn:
        known = register.jurisdiction(conn, own or typed["slug"])
        loaded = _loaded(request, own)
        projects = len(register.projects(conn, loaded.id)) if loaded else 0
        governments = register.jurisdictions(conn) if own is None else []
    return render(
        request,
        "imports.html",
        status_code=422 if errors or faults or against else 200,
        place=own_place(request.app.state.house, request.state.visitor.jurisdiction),
        own=own,
        known=known,
        governments=governments,
        typed=typed,
        errors=errors or {},
        faults=faults[:MOST_SHOWN],
        more=max(0, len(faults) - MOST_SHOWN),
        count=len(faults),
        against=against[:MOST_SHOWN],
        against_more=max(0, len(against) - MOST_SHOWN),
        checked=checked,
        loaded=loaded,
        loaded_projects=projects,
        may_set_up=visitor.role != "administrator",
        key=str(uuid4()),
    )


def _loaded(request: Request, own: str | None) -> register.ProgrammeRow | None:
    """The programme the last import went to, named in the address after it."""
    slug, year = request.query_params.get("slug", ""), request.query_params.get("year", "")
    if not slug or not year.isdecimal() or len(year) != 4 or (own is not None and own != slug):
        return None
    with request.app.state.house.reading() as conn:
        return register.programme(conn, slug, int(year))
