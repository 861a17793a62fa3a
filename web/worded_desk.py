"""The desk of papers that the office words and nobody numbers: 公示 of a month, 明白纸 of a project."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from fastapi import HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from supervision import document_kind, leaflet
from supervision.document import OUT, Document
from supervision.leaflet import LEAFLET, LeafletPaper
from supervision.paperwork import Paperwork
from supervision.public_notice import MonthNotice
from tracker import clock
from tracker.refusal import Refused
from web import download, paper_desk, refusals, worded_papers
from web.house import House
from web.paper import poster
from web.paper_desk import STATES, Desk, typed_of
from web.templating import render

SENT_OUT = {**STATES, "approved": "已批准，待发布", "issued": "已发布"}


def opened(request: Request, kind: str, slug: str, year: int, subject: str) -> "WordedDesk":
    """404 for a kind that is not worded here, and for a month or project that there is not."""
    house: House = request.app.state.house
    if kind not in worded_papers.ROWS:
        raise HTTPException(404, "没有这种文书。")
    try:
        work: Paperwork = (LeafletPaper if kind == LEAFLET else MonthNotice)(house.ledger, slug, year, subject)
    except Refused as no:
        raise HTTPException(404, refusals.sentence(no)) from no
    address = f"/{slug}/{year}/public-papers/{kind}/{work.period.key}"
    return WordedDesk(request, house, request.state.visitor, work, address, "worded_desk.html")


class WordedDesk(Desk):
    """One such paper's desk, from its draft to its issue."""

    def page(
        self, status: int = 200, errors: Mapping[str, str] | None = None, typed: Mapping[str, Any] | None = None
    ) -> HTMLResponse:
        work, document = self.paperwork, self.paperwork.document()
        programme = work.programme
        read = work.interpretation() if isinstance(work, LeafletPaper) else None
        return render(
            self.request,
            self.template,
            status_code=status,
            place=paper_desk.place_of(self.house, programme.jurisdiction, programme.year),
            address=self.address,
            kind=work.kind,
            called=document_kind.of(work.kind).called,
            period=work.period,
            document=document,
            ready=work.is_published(),
            state=paper_desk.stage(document),
            stands=document.state if document else "",
            taken_back=work.taken_back,
            text=document.text if document else "",
            states=SENT_OUT,
            decides=self.visitor.role == "office_head",
            today=clock.today().isoformat(),
            opinion=paper_desk.OPINION,
            errors=dict(errors or {}),
            typed=dict(typed or {}),
            key=str(uuid4()),
            paper=_paper(document) if document else None,
            over=self.over(document) if document and document.state not in OUT else 0,
            read=read.told if read else None,
        )

    def over(self, document: Document) -> int:
        """By how many lines a leaflet is longer than its one side; 0 for a notice, which has as many as it needs."""
        return poster.over(leaflet.paper(document.facts, document.prose)) if document.kind == LEAFLET else 0

    def review(self, form: FormData) -> Response:
        return self._too_long(form) or super().review(form)

    def issue(self, form: FormData) -> Response:
        return self._too_long(form) or super().issue(form)

    def _too_long(self, form: FormData) -> Response | None:
        document = self.paperwork.document()
        over = self.over(document) if document else 0
        if not over:
            return None
        no = Refused("leaflet.too_long", field="block.how", over=over)
        return self.page(422, dict(refusals.sentences(no)), typed_of(form))

    def preview(self) -> Response:
        """As it will print, without day and code until it is issued."""
        document = self.paperwork.document()
        if document is None:
            raise HTTPException(404, "还没有起草。")
        if document.state in OUT:
            return paper_desk.stored(self.request, document.files[0], public=False)
        name, media_type, content = worded_papers.ROWS[document.kind].files(document, None, None)[0]
        return Response(content, media_type=media_type, headers=download.headers(f"草稿 {name}", shown=True))


def _paper(document: Document) -> Any:
    day = date.fromisoformat(document.issued_on) if document.issued_on else None
    return worded_papers.COMPOSED[document.kind](document.facts, document.prose, day=day)
