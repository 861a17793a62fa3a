"""文书: what can be made, what is at work, what went out; one press makes a derived sheet; the files of what is out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from supervision import document_kind, papers
from supervision.document import Document
from supervision.document_kind import DocumentKind
from supervision.papers import PaperRow
from supervision.paperwork import Writer
from tracker.refusal import Refused, SeveralRefused, Stale, refuse_all
from web import download, issuance, paper_desk, refusals
from web.ladder_desk import LadderDesk
from web.permissions import OFFICE
from web.printing import Chance
from web.visitor import Form, Visitor, key_of, text

router = APIRouter()

PATH = "/{jurisdiction}/{year:int}/papers"
STATES = paper_desk.STATES


@router.get(PATH, name="papers:index")
def index(request: Request, jurisdiction: str, year: int, kind: str = "") -> HTMLResponse:
    """With `kind`, that kind alone. What was put away stands apart, by its number of the archive."""
    return _index(LadderDesk(request, jurisdiction, year), kind)


@router.post(PATH + "/{kind}", name="papers:make")
def make(request: Request, jurisdiction: str, year: int, kind: str, form: Form) -> Response:
    """One press: the sheet of `subject`, made and issued, or the issued one where it would say the same."""
    desk, writer = _maker(request, jurisdiction, year, kind)
    actor, subject = desk.visitor.actor(request), text(form, "subject")
    try:
        made = issuance.press_sheet(desk.house, actor, writer, kind, jurisdiction, year, subject, key_of(form))
    except Stale:
        return _index(desk, kind, {"": refusals.SENTENCES["stale"]})
    except (Refused, SeveralRefused) as refused:
        return _index(desk, kind, _told(refused))
    return RedirectResponse(f"{desk.root}/papers/{made.check_code}", status_code=303)


@router.get(PATH + "/{kind}/preview.pdf", name="papers:preview")
def preview(request: Request, jurisdiction: str, year: int, kind: str, subject: str = "") -> Response:
    """What the press would issue of `subject`, to be looked at first; nothing is kept."""
    desk, writer = _maker(request, jurisdiction, year, kind)
    try:
        name, content = issuance.preview_sheet(desk.house, writer, kind, jurisdiction, year, subject)
    except (Refused, SeveralRefused) as refused:
        return _index(desk, kind, _told(refused))
    return Response(content, media_type=issuance.PDF, headers=download.headers(name, shown=True))


@router.get(PATH + "/{code}.{ending}", name="papers:file")
def file(request: Request, jurisdiction: str, year: int, code: str, ending: str) -> Response:
    """A file as it was issued: pdf, docx, xlsx, txt."""
    row = _found(request, jurisdiction, year, code)
    if row.issued_at is None or not readable(row, request.state.visitor):
        raise HTTPException(404, "没有这份文件，或者它不公开。")
    stored = row.file(ending)
    if stored is None:
        raise HTTPException(404, "这份文书没有这种格式的文件。")
    return paper_desk.stored(request, stored, public=row.public)


@router.get(PATH + "/{code}", name="papers:show")
def show(request: Request, jurisdiction: str, year: int, code: str) -> HTMLResponse:
    """An issued paper as the office keeps it."""
    return _shown(LadderDesk(request, jurisdiction, year), _found(request, jurisdiction, year, code))


@router.get(PATH + "/{code}/archive.pdf", name="papers:archived")
def archived(request: Request, jurisdiction: str, year: int, code: str) -> Response:
    """The copy for the archive, PDF/A-2b."""
    row = _found(request, jurisdiction, year, code)
    if row.archive is None or not row.archive["files"] or not readable(row, request.state.visitor):
        raise HTTPException(404, "没有这份文件，或者它不公开。")
    return paper_desk.stored(request, row.archive["files"][0], public=row.public)


@router.get(PATH + "/{code}/scans/{sha256}", name="papers:scanned")
def scanned(request: Request, jurisdiction: str, year: int, code: str, sha256: str) -> Response:
    """The copy that was signed and sealed."""
    row = _found(request, jurisdiction, year, code)
    scan = next((each for each in row.scans if each["sha256"] == sha256), None)
    if scan is None or not readable(row, request.state.visitor):
        raise HTTPException(404, "没有这份文件，或者它不公开。")
    return paper_desk.stored(request, {**scan, "media_type": scan["type"]}, public=row.public)


@router.post(PATH + "/{code}/scan", name="papers:scan")
def scan(request: Request, jurisdiction: str, year: int, code: str, form: Form) -> Response:
    """Attaches the signed and sealed copy: a PDF or a picture."""
    desk, row = LadderDesk(request, jurisdiction, year), _found(request, jurisdiction, year, code)
    files = desk.files(form, "scan")

    def act() -> Any:
        refuse_all(files.faults)
        if not files.kept:
            raise Refused("document.scan_missing", field="scan")
        document = desk.house.ledger.get(Document, UUID(row.id))
        document.attach_scan(files.kept[0], desk.visitor.post)
        return [document], {"scan": files.kept[0]["sha256"]}

    hashes = [file["sha256"] for file in files.kept]
    at = f"{desk.root}/papers/{code}?done=scan"
    return desk.attempt(form, ["papers:scan", row.id, hashes], act, at, lambda errors: _shown(desk, row, errors))


@router.post(PATH + "/{code}/archive", name="papers:archive")
def archive(request: Request, jurisdiction: str, year: int, code: str, form: Form) -> Response:
    """归档: a number of the archive, and the copy for it."""
    desk, row = LadderDesk(request, jurisdiction, year), _found(request, jurisdiction, year, code)
    try:
        issuance.put_away(desk.house, desk.visitor.actor(request), UUID(row.id), key_of(form))
    except (Refused, SeveralRefused) as refused:
        return _shown(desk, row, dict(refusals.sentences(refused)))
    return RedirectResponse(f"{desk.root}/papers/{code}?done=archive", status_code=303)


def _maker(request: Request, slug: str, year: int, kind: str) -> tuple[LadderDesk, Writer]:
    """404 for what is no derived sheet, 403 for somebody who may not make it."""
    desk = LadderDesk(request, slug, year)
    row = issuance.PRINTED.get(kind)
    if row is None or row.compose is None:
        raise HTTPException(404, "没有这种文书。")
    if desk.visitor.role not in row.makers:
        raise HTTPException(403)
    return desk, Writer(str(desk.visitor.account), desk.visitor.post)


def _told(refused: Refused | SeveralRefused) -> dict[str, str]:
    return {"": "；".join(dict(refusals.sentences(refused)).values())}


def _shown(desk: LadderDesk, row: PaperRow, errors: dict[str, str] | None = None) -> HTMLResponse:
    if row.issued_at is None or not readable(row, desk.visitor):
        raise HTTPException(404, "没有这份文书。")
    return desk.render(
        "paper.html",
        errors,
        row=row,
        kind=document_kind.of(row.kind),
        states=STATES,
        to=[desk.units.get(unit, unit) for unit in row.facts.get("units", ())],
    )


def readable(row: PaperRow, visitor: Visitor | None) -> bool:
    """Who may read an issued paper: everybody one that is 主动公开; else of its own government the office and the
    observer, the press of press texts, and the units it is addressed to."""
    if row.public:
        return True
    if visitor is None:
        return False
    if visitor.role == "administrator":
        return True
    if visitor.jurisdiction != row.jurisdiction:
        return False
    audience = document_kind.of(row.kind).audience
    if visitor.role in OFFICE or (visitor.role == "observer" and audience == "addressed"):
        return True
    if visitor.role == "press" and document_kind.of(row.kind).family == "press":
        return True
    return visitor.unit is not None and visitor.unit in row.facts.get("units", ())


def _index(desk: LadderDesk, kind: str, errors: dict[str, str] | None = None) -> HTMLResponse:
    with desk.house.reading() as conn:
        rows = papers.every(conn, desk.slug, desk.year)
    seen = [row for row in rows if desk.office or (row.issued_at and readable(row, desk.visitor))]
    kept = [row for row in seen if not kind or row.kind == kind]
    return desk.render(
        "papers.html",
        errors,
        kind=kind,
        kinds=[each for each in document_kind.KINDS.values() if each.key in {row.kind for row in seen}],
        of=document_kind.of,
        makeable=_makeable(desk, kind),
        at_work=[(row, row.desk) for row in kept if row.issued_at is None],
        issued=[row for row in kept if row.issued_at and row.archive is None],
        archived=sorted((row for row in kept if row.archive), key=lambda row: str((row.archive or {}).get("text"))),
        states=STATES,
    )


def _makeable(desk: LadderDesk, kind: str) -> dict[str, list[tuple[DocumentKind, list[Chance]]]]:
    """Occasion → kinds that this visitor may make, with their subjects."""
    found: dict[str, list[tuple[DocumentKind, list[Chance]]]] = {}
    for key, row in issuance.PRINTED.items():
        if row.chances is None or desk.visitor.role not in row.makers or (kind and key != kind):
            continue
        chances = list(row.chances(desk.house, desk.slug, desk.year))
        found.setdefault(row.occasion, []).append((document_kind.of(key), chances))
    return found


def _found(request: Request, slug: str, year: int, code: str) -> PaperRow:
    with request.app.state.house.reading() as conn:
        row: Any = papers.of_code(conn, code)
    if row is None or (row.jurisdiction, row.year) != (slug, year):
        raise HTTPException(404, "没有这份文书。")
    found: PaperRow = row
    return found
