"""The press desk: a published month's text (新闻通稿), each figure with its source, to Word and to copied text."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from supervision.document import PRESS_RELEASE, Document
from web import download, issuance, paper_desk
from web.paper_desk import Desk
from web.visitor import Form

router = APIRouter()

DESK = "/{jurisdiction}/{year:int}/press"


@router.get(DESK, name="press:desk")
def latest(request: Request, jurisdiction: str, year: int) -> Response:
    """On to the press text that is to be done next."""
    period = paper_desk.latest(request.app.state.house, PRESS_RELEASE, jurisdiction, year)
    return RedirectResponse(f"/{jurisdiction}/{year}/press/{period}", status_code=303)


@router.get(DESK + "/{period}.docx", name="press:docx")
def docx(request: Request, jurisdiction: str, year: int, period: str) -> Response:
    return _file(request, _document(request, jurisdiction, year, period), "docx")


@router.get(DESK + "/{period}.txt", name="press:text")
def plain_text(request: Request, jurisdiction: str, year: int, period: str) -> Response:
    return _file(request, _document(request, jurisdiction, year, period), "txt")


@router.get(DESK + "/{period}", name="press:desk")
def desk(request: Request, jurisdiction: str, year: int, period: str) -> HTMLResponse:
    return _desk(request, jurisdiction, year, period).page()


@router.post(DESK + "/{period}/draft", name="press:draft")
def draft(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, period).draft(form)


@router.post(DESK + "/{period}/edit", name="press:edit")
def edit(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, period).edit(form)


@router.post(DESK + "/{period}/review", name="press:review")
def review(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, period).review(form)


@router.post(DESK + "/{period}/approve", name="press:approve")
def approve(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, period).approve(form)


@router.post(DESK + "/{period}/issue", name="press:issue")
def issue(request: Request, jurisdiction: str, year: int, period: str, form: Form) -> Response:
    return _desk(request, jurisdiction, year, period).issue(form)


def _desk(request: Request, jurisdiction: str, year: int, period: str) -> Desk:
    address = f"/{jurisdiction}/{year}/press"
    return paper_desk.opened(request, PRESS_RELEASE, jurisdiction, year, period, address, "press_desk.html")


def _document(request: Request, jurisdiction: str, year: int, period: str) -> Document:
    document = _desk(request, jurisdiction, year, period).paperwork.document()
    if document is None:
        raise HTTPException(404, "这个月的新闻通稿还没有起草。")
    return document


def _file(request: Request, document: Document, ending: str) -> Response:
    """As issued; before that, made of the draft as it stands."""
    for file in document.files:
        if file["name"].endswith(f".{ending}"):
            return paper_desk.stored(request, file, public=False)
    for name, media_type, content in issuance.rendered(document, None, None):
        if name.endswith(f".{ending}"):
            return Response(content, media_type=media_type, headers=download.headers(f"（草稿）{name}"))
    raise HTTPException(404)
